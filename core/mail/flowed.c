/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/flowed.h"

#include <string.h>

#define SIGNATURE "-- "
/* RFC 3676, section 4.2: lines should have 78 or less, and quotes of quotes make them longer. */
#define FLOWED_LENGTH 72

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

/* The depth of a line as people write it, `> > ` as well as `>> `. */
static gsize
skip_quotes (const char **text, const char *end)
{
  const char *p = *text;
  gsize depth = 0;

  while (p < end && (*p == '>' || (*p == ' ' && depth > 0 && p + 1 < end && p[1] == '>')))
    depth += *p++ == '>';
  if (depth > 0 && p < end && *p == ' ')
    p++;
  *text = p;

  return depth;
}

/* Where the line that begins at @text is to be broken: behind the last blank that fits, else behind
 * the first. What looks like the line before a signature would be taken for it. */
static gsize
measure_line (const char *text, gsize length, gsize limit)
{
  gsize last = 0;

  if (length <= limit)
    return length;
  for (gsize i = 1; i < length && (i < limit || last == 0); i++)
    if (text[i] == ' ' && text[i - 1] != ' ' && i + 1 < length
        && !(i + 1 == strlen (SIGNATURE) && memcmp (text, SIGNATURE, i + 1) == 0))
      last = i + 1;

  return last > 0 ? last : length;
}

static void
put_line (GString *out, gsize quotes, const char *text, gsize length)
{
  for (gsize i = 0; i < quotes; i++)
    g_string_append_c (out, '>');
  /* Stuffed, so that nobody takes the text for something else (RFC 3676, section 4.4). */
  if ((quotes > 0 && length > 0) || (length > 0 && strchr (" >", *text) != NULL)
      || (length >= 5 && memcmp (text, "From ", 5) == 0))
    g_string_append_c (out, ' ');
  g_string_append_len (out, text, (gssize) length);
  g_string_append_c (out, '\n');
}

static void
split_line (GString *out, const char *text, gsize length)
{
  const char *end = text + length;
  gsize quotes = skip_quotes (&text, end);
  gboolean signature = (gsize) (end - text) == strlen (SIGNATURE)
                       && memcmp (text, SIGNATURE, strlen (SIGNATURE)) == 0;

  /* A blank at the end would mean that it goes on. */
  while (end > text && end[-1] == ' ' && !signature)
    end--;
  do
    {
      gsize n = measure_line (text, end - text, FLOWED_LENGTH - MIN (quotes, FLOWED_LENGTH / 2));

      put_line (out, quotes, text, n);
      text += n;
    }
  while (text < end);
}

/**
 * tocsin_flowed_split: (skip)
 * @text: text with LF for its line ends, whose paragraphs are a line each
 *
 * Returns: (transfer full): it in `format=flowed`: long lines are broken where a reader puts them
 *   together again. Blanks at the end of a line are dropped.
 */
char *
tocsin_flowed_split (const char *text)
{
  GString *out = g_string_sized_new (strlen (text) + 64);

  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");

      split_line (out, text, length);
      text += length;
      if (*text == '\n')
        text++;
    }

  return g_string_free (out, FALSE);
}
