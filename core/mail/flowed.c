/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/flowed.h"

#include <string.h>

#define SIGNATURE "-- "

/* One line without its end and without the blank that was stuffed in front (RFC 3676, section 4.4).
 */
typedef struct
{
  const char *text;
  gsize length;
  gsize quotes;
  gboolean flows;
} Line;

static gboolean
is_signature (const Line *line)
{
  return line->length == strlen (SIGNATURE)
         && memcmp (line->text, SIGNATURE, strlen (SIGNATURE)) == 0;
}

static Line
read_line (const char **p)
{
  Line line = { *p, strcspn (*p, "\n") };

  *p += line.length;
  if (**p == '\n')
    (*p)++;
  while (line.length > 0 && *line.text == '>')
    {
      line.quotes++;
      line.text++;
      line.length--;
    }
  if (line.length > 0 && *line.text == ' ')
    {
      line.text++;
      line.length--;
    }
  line.flows = line.length > 0 && line.text[line.length - 1] == ' ' && !is_signature (&line);

  return line;
}

static void
begin_line (GString *out, const Line *line)
{
  for (gsize i = 0; i < line->quotes; i++)
    g_string_append_c (out, '>');
  if (line->quotes > 0)
    g_string_append_c (out, ' ');
}

/**
 * tocsin_flowed_join:
 * @text: text in `format=flowed` with LF for its line ends
 * @delete_spaces: whether the blank at the end of a line only says that it goes on (`delsp=yes`)
 *
 * Returns: (transfer full): its paragraphs as one line each (RFC 3676), as their reader sees them.
 */
char *
tocsin_flowed_join (const char *text, gboolean delete_spaces)
{
  GString *out = g_string_sized_new (strlen (text));
  Line last = { NULL };

  while (*text != '\0')
    {
      Line line = read_line (&text);

      /* A quote of another depth and a signature end a paragraph that did not end itself. */
      if (!last.flows || last.quotes != line.quotes || is_signature (&line))
        {
          if (last.flows)
            g_string_append_c (out, '\n');
          begin_line (out, &line);
        }
      g_string_append_len (out, line.text, line.length - (line.flows && delete_spaces ? 1 : 0));
      if (!line.flows)
        g_string_append_c (out, '\n');
      last = line;
    }

  return g_string_free (out, FALSE);
}
