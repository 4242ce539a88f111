/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Lines of LIST and UIDL: a message's number and a word (RFC 1939, sections 5 and 7). Quirk 44:
 * there may be several blanks between them, and "+OK" in front of each. */
#include "plugins/pop3/wire/listing.h"

#include <string.h>

static const char *
skip_blanks (const char *text)
{
  return text + strspn (text, " \t");
}

static const char *
skip_indicator (const char *line)
{
  line = skip_blanks (line);
  if (g_ascii_strncasecmp (line, "+OK", 3) == 0 && (line[3] == ' ' || line[3] == '\t'))
    line = skip_blanks (line + 3);

  return line;
}

/* Numbers that no message can have are none. */
static gboolean
take_number (const char **rest, guint64 most, guint64 *number)
{
  gsize digits = strspn (*rest, "0123456789");
  g_autofree char *word = g_strndup (*rest, digits);
  const char *behind = *rest + digits;

  if ((*behind != '\0' && *behind != ' ' && *behind != '\t')
      || !g_ascii_string_to_unsigned (word, 10, 0, most, number, NULL))
    return FALSE;
  *rest = skip_blanks (behind);

  return TRUE;
}

static gboolean
take_message_number (const char **rest, guint32 *number)
{
  guint64 value;

  *rest = skip_indicator (*rest);
  if (!take_number (rest, G_MAXUINT32, &value) || value == 0)
    return FALSE;
  *number = (guint32) value;

  return TRUE;
}

/**
 * pop3_listing_parse_size:
 * @line: a line of the answer to LIST
 * @number: (out): the message
 * @size: (out): its size in bytes, as the server says (quirk 46); 0 if that is no number
 *
 * What follows the size may be anything (RFC 1939, section 5).
 *
 * Returns: whether it is about a message.
 */
gboolean
pop3_listing_parse_size (const char *line, guint32 *number, guint64 *size)
{
  if (!take_message_number (&line, number))
    return FALSE;
  if (!take_number (&line, G_MAXINT64, size))
    *size = 0;

  return TRUE;
}

static gboolean
is_plain (const char *id, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (id[i]))
      return FALSE;

  return length <= POP3_LISTING_MAX_ID;
}

/**
 * pop3_listing_parse_id:
 * @line: a line of the answer to UIDL
 * @number: (out): the message
 *
 * An id that is longer than the protocol allows, or of other bytes, counts by its digest.
 *
 * Returns: (transfer full) (nullable): what names it, %NULL if the line says neither which message
 *   it is about nor what it is called.
 */
char *
pop3_listing_parse_id (const char *line, guint32 *number)
{
  gsize length;

  if (!take_message_number (&line, number))
    return NULL;
  length = strcspn (line, " \t");
  if (length == 0)
    return NULL;
  if (is_plain (line, length))
    return g_strndup (line, length);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) line, length);
}
