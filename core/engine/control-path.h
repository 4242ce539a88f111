/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tocsin_control_path_choose (const char *state);
gboolean tocsin_control_path_fits (const char *path);
gboolean tocsin_control_path_prepare (const char *path, GError **error);

G_END_DECLS
