/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *place_new (void);
void place_remove (char *place);
char *
place_write (const char *place, const char *name, const void *bytes, gssize length, gint64 seconds);
char *place_make_maildir (const char *place, const char *name);
void place_settle_maildir (const char *path);

G_END_DECLS
