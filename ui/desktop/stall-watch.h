/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void tocsin_stall_watch_begin (void);
void tocsin_stall_watch_arm (void);

G_END_DECLS
