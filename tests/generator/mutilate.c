/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/mutilate.h"

#include <string.h>

/* Somewhere behind @needle, one of the places where it stands; %NULL if it does not. */
static char *
find_any (const GString *raw, Dice *dice, const char *needle)
{
  char *found = strstr (raw->str, needle);

  while (found != NULL && dice_one_in (dice, 2))
    {
      char *next = strstr (found + 1, needle);

      if (next == NULL)
        break;
      found = next;
    }

  return found;
}

static void
replace_any (GString *raw, Dice *dice, const char *old, const char *new)
{
  char *found = find_any (raw, dice, old);
  gssize at = found != NULL ? found - raw->str : -1;

  if (at < 0)
    return;
  g_string_erase (raw, at, (gssize) strlen (old));
  g_string_insert (raw, at, new);
}

static void
insert_long_line (GString *raw, Dice *dice)
{
  g_autofree char *line = g_strnfill (1200 + dice_roll (dice, 9000), 'y');

  g_string_append_printf (raw, "%s invoice\r\n", line);
}

/* In the name of a part's header they would end the headers, here and not for every server. */
static gboolean
is_in_part_header (const GString *raw, gsize at)
{
  gsize begin = at;

  while (begin > 0 && raw->str[begin - 1] != '\n')
    begin--;

  return g_ascii_strncasecmp (raw->str + begin, "Content-", 8) == 0;
}

static void
add_bytes (GString *raw, Dice *dice)
{
  gsize at = dice_roll (dice, (guint) raw->len);

  if (dice_makes_findable (dice) && is_in_part_header (raw, at))
    return;
  g_string_insert_len (raw, (gssize) at, "\xe4\xf6 \xff\xfe\x80", 6);
}

static void
unix_lines (GString *raw, Dice *dice)
{
  /* All of them, or those up to some place. */
  guint most = dice_one_in (dice, 2) ? 0 : 1 + dice_roll (dice, 10);

  g_string_replace (raw, "\r\n", "\n", most);
}

typedef struct
{
  const char *about;
  const char *old;
  const char *new;
} Replacement;

static const Replacement replacements[] = {
  { "the last boundary is missing", "--\r\n", "\r\n" },
  { "no boundary is named", "boundary=", "border=" },
  { "a boundary that is not there", "boundary=\"", "boundary=\"x" },
  { "no blank line", "\r\n\r\n", "\r\n" },
  { "a header without a colon", "\r\n", "\r\nno colon here\r\n" },
  { "a blank before the colon", ": ", " : " },
  { "a header without a name", "\r\n", "\r\n: nobody\r\n" },
  { "a fold of blanks only", "\r\n", "\r\n \t\r\n" },
  { "a header twice", "\r\n", "\r\nSubject: second\r\nContent-Type: text/html\r\n" },
  { "an unknown charset", "charset=", "charset=x-" },
  { "an unknown encoding", "base64", "x-uue" },
  { "an encoding that is not so", "base64", "quoted-printable" },
  { "an encoding that is not so", "quoted-printable", "base64" },
  { "bad hexadecimals", "=", "=G" },
  { "bad base64", "A", "*A" },
  { "a bare CR", " ", "\r" },
  { "a control byte", " ", "\x01" },
  { "a quote that never ends", "\"", "" },
  { "no type", "Content-Type: ", "Content-Type: nonsense" },
  { "an empty type", "Content-Type: text", "Content-Type: ;" },
  { "twice the same boundary", "\"b1\"", "\"b0\"" },
  { "no space behind colons", ": ", ":" },
};

void
mutilate (Letter *letter, Dice *dice)
{
  GString *raw = letter->raw;
  const Replacement *row;

  for (guint i = 0; i < letter->hints->len; i++)
    ((Hint *) g_ptr_array_index (letter->hints, i))->sure = FALSE;

  switch (dice_roll (dice, 8))
    {
    case 0:
      unix_lines (raw, dice);
      break;
    case 1:
      g_string_truncate (raw, 1 + dice_roll (dice, (guint) raw->len));
      break;
    case 2:
      insert_long_line (raw, dice);
      break;
    case 3:
      add_bytes (raw, dice);
      break;
    default:
      row = &replacements[dice_roll (dice, G_N_ELEMENTS (replacements))];
      replace_any (raw, dice, row->old, row->new);
      break;
    }
}
