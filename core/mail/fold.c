/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/fold.h"

#include "core/base/text.h"

#include <string.h>

static char *
fold_ascii (const char *text)
{
  char *out = g_malloc (strlen (text) + 1), *end = out;

  for (; *text != '\0'; text++)
    {
      if (!g_ascii_isspace (*text))
        *end++ = g_ascii_tolower (*text);
      else if (end > out && end[-1] != ' ')
        *end++ = ' ';
    }
  if (end > out && end[-1] == ' ')
    end--;
  *end = '\0';

  return out;
}

/**
 * tocsin_mail_fold:
 * @text: valid UTF-8
 *
 * Returns: (transfer full): the form in which texts are compared: folded as by tocsin_text_fold(),
 *   each run of blanks (a header's fold, a line's end, a no-break space) one space.
 */
char *
tocsin_mail_fold (const char *text)
{
  g_autofree char *folded = NULL;
  GString *out;

  /* Most mail is ASCII, where all of this is simple. */
  if (g_str_is_ascii (text))
    return fold_ascii (text);

  folded = tocsin_text_fold (text);
  out = g_string_sized_new (strlen (folded));
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!g_unichar_isspace (g_utf8_get_char (p)))
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
      else if (out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  if (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);

  return g_string_free (out, FALSE);
}

/* Unicode's Default_Ignorable_Code_Point: soft hyphens, joiners, marks of direction, variants. */
static gboolean
is_invisible (gunichar c)
{
  static const struct
  {
    gunichar first;
    gunichar last;
  } ranges[] = {
    { 0x00ad, 0x00ad },   { 0x034f, 0x034f }, { 0x061c, 0x061c },   { 0x115f, 0x1160 },
    { 0x17b4, 0x17b5 },   { 0x180b, 0x180f }, { 0x200b, 0x200f },   { 0x202a, 0x202e },
    { 0x2060, 0x206f },   { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },
    { 0xffa0, 0xffa0 },   { 0xfff0, 0xfff8 }, { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
    { 0xe0000, 0xe0fff },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ranges) && c >= ranges[i].first; i++)
    if (c <= ranges[i].last)
      return TRUE;

  return FALSE;
}

/**
 * tocsin_mail_fold_shown:
 * @text: valid UTF-8
 *
 * For the text that a reader is shown, where a soft hyphen or a zero-width space within a word is
 * not seen: newsletters hyphenate with them, and others hide words from filters.
 *
 * Returns: (transfer full): as tocsin_mail_fold() of @text without its invisible characters.
 */
char *
tocsin_mail_fold_shown (const char *text)
{
  g_autoptr (GString) shown = NULL;

  if (g_str_is_ascii (text))
    return fold_ascii (text);

  shown = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_invisible (g_utf8_get_char (p)))
      g_string_append_len (shown, p, g_utf8_next_char (p) - p);

  return tocsin_mail_fold (shown->str);
}
