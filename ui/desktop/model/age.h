/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tocsin_age_say (gint64 moment, gint64 now);
gint64 tocsin_age_get_step (gint64 moment, gint64 now);

G_END_DECLS
