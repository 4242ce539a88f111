/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* By what a person knows a mail in a list. */
#include "core/engine/outbox-private.h"

#include "core/mail/mime.h"

#include <string.h>

/* So many bytes of it are kept. */
#define MOST_BYTES 200

#define NAME "subject:"

/* Where the line at @line ends, without its end; @end when it is the last one. */
static const char *
find_line_end (const char *line, const char *end)
{
  const char *newline = memchr (line, '\n', (gsize) (end - line));

  return newline != NULL ? newline : end;
}

static gboolean
is_blank (const char *line, const char *end)
{
  return line == end || *line == '\r' || *line == '\n';
}

/* A header goes on in the lines behind it that begin with a blank. */
static char *
take_value (const char *value, const char *end)
{
  const char *last = find_line_end (value, end);

  while (last + 1 < end && (last[1] == ' ' || last[1] == '\t'))
    last = find_line_end (last + 1, end);

  return g_strndup (value, (gsize) (last - value));
}

static char *
find_raw (const char *bytes, gsize length)
{
  const char *end = bytes + length;
  const char *line = bytes;

  while (!is_blank (line, end))
    {
      if ((gsize) (end - line) > strlen (NAME)
          && g_ascii_strncasecmp (line, NAME, strlen (NAME)) == 0)
        return take_value (line + strlen (NAME), end);
      line = find_line_end (line, end);
      if (line < end)
        line++;
    }

  return NULL;
}

/* Cut between two letters. */
static void
cut (char *text)
{
  char *end = text + MOST_BYTES;

  if (strlen (text) <= MOST_BYTES)
    return;
  if ((*end & 0xc0) == 0x80)
    end = g_utf8_find_prev_char (text, end);
  *end = '\0';
}

/*< private >
 * tocsin_outbox_subject_find:
 * @bytes: the begin of a message
 * @length: how many bytes
 *
 * Returns: (transfer full) (nullable): its subject, decoded, on one line, no longer than a list
 *   shows.
 */
char *
tocsin_outbox_subject_find (const char *bytes, gsize length)
{
  g_autofree char *raw = find_raw (bytes, length);
  g_autofree char *text = NULL;

  if (raw == NULL)
    return NULL;

  text = tocsin_mime_decode_text (raw, NULL);
  for (char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  g_strstrip (text);
  cut (text);

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}
