/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/caret.h"

#include "core/base/text.h"
#include "ui/cli/output.h"

/* Of a long text so many characters are shown before and behind the place. */
#define LONGEST_BEFORE 50
#define LONGEST_BEHIND 25

/* On one line and without what could play tricks on a terminal; a tab would move the caret. */
static char *
make_line (const char *begin, const char *end)
{
  g_autofree char *piece = g_strndup (begin, (gsize) (end - begin));

  return tocsin_text_show (g_strdelimit (piece, "\t\r\n", ' '), 0);
}

/**
 * tocsin_caret_print:
 * @input: what a person typed, valid UTF-8
 * @column: where in it something is wrong, in characters from 1
 *
 * Shows it on stderr with a caret under the place.
 */
void
tocsin_caret_print (const char *input, guint column)
{
  glong length = g_utf8_strlen (input, -1);
  glong place = MIN ((glong) column - 1, length);
  glong first = place > LONGEST_BEFORE ? place - LONGEST_BEFORE : 0;
  glong last = MIN (length, place + LONGEST_BEHIND);
  const char *at = g_utf8_offset_to_pointer (input, place);
  g_autofree char *before = make_line (g_utf8_offset_to_pointer (input, first), at);
  g_autofree char *behind = make_line (at, g_utf8_offset_to_pointer (input, last));
  const char *cut = first > 0 ? "…" : "";

  g_printerr ("  %s%s%s%s\n", cut, before, behind, last < length ? "…" : "");
  g_printerr ("  %*s^\n", (int) (tocsin_output_measure (cut) + tocsin_output_measure (before)), "");
}
