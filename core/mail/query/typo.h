/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *tocsin_query_typo_find_invisible (const char *text);
const char *tocsin_query_typo_explain_begin (const char *text);
char *tocsin_query_typo_explain_word (const char *word);

G_END_DECLS
