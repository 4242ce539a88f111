/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean log_file_foresee (const char *path, GError **error);
gboolean log_file_append (const char *path, const char *line, GError **error);

G_END_DECLS
