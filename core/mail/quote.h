/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_QUOTE_MAX_LENGTH:
 *
 * Bytes of a message's text that are quoted.
 */
#define TOCSIN_QUOTE_MAX_LENGTH (1024 * 1024)

char *tocsin_quote_cut (const char *text);
char *tocsin_quote_lines (const char *text);
char *tocsin_quote_to_html (const char *text);

G_END_DECLS
