/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/generator/dice.h"

G_BEGIN_DECLS

/* Words of one writing system, and the charsets that can say them besides UTF-8. */
typedef struct
{
  const char *const *words;
  const char *const *charsets;
} Script;

const Script *words_choose_script (Dice *dice);
const Script *words_plain_script (void);
const char *words_choose_word (Dice *dice, const Script *script);
/* Up to @most words with single blanks between them. */
char *words_make_phrase (Dice *dice, const Script *script, guint most);
/* A charset that holds @text; UTF-8 when there is no other. */
const char *words_choose_charset (Dice *dice, const Script *script, const char *text);
const char *words_choose_domain (Dice *dice);

G_END_DECLS
