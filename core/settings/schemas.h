/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A group of settings that a connection, a protocol or an action has as a child is one of a
 * connection's, wherever it stands. */
#define TOCSIN_SCHEMAS_GROUP "org.tocsin.connection."

GSettingsSchema *tocsin_schemas_look_up (const char *id);
GPtrArray *tocsin_schemas_get_keys (const char *id);
GStrv tocsin_schemas_list_groups (const char *id);
GStrv tocsin_schemas_list_plugins (const char *prefix);

G_END_DECLS
