/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean maildir_letters_has (const char *name, char letter);
char *maildir_letters_change (const char *name, char letter, gboolean sets);
char *maildir_letters_drop_keywords (const char *name);

G_END_DECLS
