/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gunichar tocsin_editor_mnemonic_choose (const char *title, GHashTable *taken);
char *tocsin_editor_mnemonic_mark (const char *title, gunichar letter);

G_END_DECLS
