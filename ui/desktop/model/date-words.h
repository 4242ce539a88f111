/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tocsin_date_words_say (gint64 moment, gint64 now);
char *tocsin_date_words_say_whole (gint64 moment);

G_END_DECLS
