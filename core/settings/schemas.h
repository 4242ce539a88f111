/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSettingsSchema *tocsin_schemas_look_up (const char *id);
GPtrArray *tocsin_schemas_get_keys (const char *id);
GStrv tocsin_schemas_list_plugins (const char *prefix);

G_END_DECLS
