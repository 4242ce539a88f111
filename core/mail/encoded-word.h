/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_ENCODED_WORD_MAX_CHARSET:
 *
 * Bytes of the name of an encoded word's charset. RFC 2047 (section 2) allows 75 for all of it.
 */
#define TOCSIN_ENCODED_WORD_MAX_CHARSET 75

char *tocsin_encoded_word_decode (const char *text, const char *code_page);
char *tocsin_encoded_word_rewrite (const char *text, const char *code_page);

G_END_DECLS
