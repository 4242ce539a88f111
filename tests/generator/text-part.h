/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/generator/letter.h"
#include "tests/generator/words.h"

G_BEGIN_DECLS

/* A leaf of text: headers, blank line, content. @shown: whether a reader surely sees it. With @text
 * (nullable) it is that text, of @script; else one of its own. Returns whether he surely sees it as
 * it was meant. */
gboolean text_part_add (Letter *letter,
                        Dice *dice,
                        const Script *script,
                        const char *text,
                        gboolean html,
                        gboolean shown);

G_END_DECLS
