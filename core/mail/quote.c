/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/quote.h"

#include <string.h>

/**
 * tocsin_quote_cut: (skip)
 * @text: (nullable): valid UTF-8
 *
 * Returns: (transfer full): as much of it as is quoted, without blank lines at its end.
 */
char *
tocsin_quote_cut (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;
  g_autofree char *cut = NULL;

  if (length <= TOCSIN_QUOTE_MAX_LENGTH)
    return g_strchomp (g_strdup (text != NULL ? text : ""));

  for (length = TOCSIN_QUOTE_MAX_LENGTH; (text[length] & 0xc0) == 0x80;)
    length--;
  cut = g_strndup (text, length);

  return g_strconcat (g_strchomp (cut), "\n[…]", NULL);
}

/**
 * tocsin_quote_lines: (skip)
 * @text: text with LF for its line ends
 *
 * Returns: (transfer full): it with `>` before each line, as plain text quotes.
 */
char *
tocsin_quote_lines (const char *text)
{
  GString *out = g_string_sized_new (strlen (text) + 64);

  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");

      g_string_append (out, *text == '>' || length == 0 ? ">" : "> ");
      g_string_append_len (out, text, (gssize) length);
      g_string_append_c (out, '\n');
      text += length;
      if (*text == '\n')
        text++;
    }

  return g_string_free (out, FALSE);
}

/**
 * tocsin_quote_to_html: (skip)
 * @text: text with LF for its line ends
 *
 * Returns: (transfer full): HTML that shows it line by line; nothing in it is markup any more.
 */
char *
tocsin_quote_to_html (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autoptr (GString) out = g_string_new (escaped);

  g_string_replace (out, "\n", "<br>\n", 0);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
