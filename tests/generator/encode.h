/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/generator/dice.h"
#include "tests/generator/words.h"

G_BEGIN_DECLS

/* @text as the value of a header, in one of the many ways in which senders do that. @sure is
 * cleared where a reader can't be expected to get @text back. */
char *encode_header_text (Dice *dice, const Script *script, const char *text, gboolean *sure);
/* @text as words encoded as RFC 2047 has it, whatever it is. */
char *encode_words (Dice *dice, const char *charset, const char *text);
/* `; name=...` with @text, in one of the ways in which senders name a file. */
char *encode_parameter (
    Dice *dice, const Script *script, const char *name, const char *text, gboolean *sure);
/* @text between quotes, as headers and queries have it. */
char *encode_quoted_string (const char *text);
char *encode_quoted_printable (const char *bytes, gsize length, gboolean text, guint width);
char *encode_base64 (const char *bytes, gsize length, guint width);

G_END_DECLS
