/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean tocsin_refuse_value (const char *key, const char *value, const char *why, GError **error);

G_END_DECLS
