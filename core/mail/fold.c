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
