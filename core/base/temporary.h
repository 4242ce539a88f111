/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int tocsin_temporary_open (GError **error);
int tocsin_temporary_open_in (const char *directory, GError **error);
gboolean tocsin_temporary_write (int fd, const char *bytes, gsize length, GError **error);

G_END_DECLS
