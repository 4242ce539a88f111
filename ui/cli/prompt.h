/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean tocsin_prompt_read_line (char *buffer, gsize size, GCancellable *cancellable);
gboolean tocsin_prompt_is_possible (void);

G_END_DECLS
