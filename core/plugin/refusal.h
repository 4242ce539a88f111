/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean
tocsin_refuse_key (GError **error, const char *key, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
