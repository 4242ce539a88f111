/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GString *graph_target_new (const char *base, const char *segment, ...) G_GNUC_NULL_TERMINATED;
void graph_target_add (GString *target, const char *option, const char *value);
void graph_target_add_number (GString *target, const char *option, guint number);

G_END_DECLS
