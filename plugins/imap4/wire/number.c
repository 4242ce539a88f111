/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/number.h"

#include <string.h>

/* The longest number that can mean anything: 19 digits, a point, an exponent. */
#define MAX_NUMBER_LENGTH 40

/* Beyond 2^53 a double skips integers, and no size or count is there. */
#define MAX_ROUNDED 9007199254740992.0

/**
 * imap4_number_parse:
 * @text: digits
 * @length: how many bytes
 * @value: (out): the number
 *
 * Numbers of IMAP have 32 bits, sizes and mod-sequences 63 (RFC 9051, section 9; quirk 23).
 *
 * Returns: whether @text is digits alone and fits in 63 bits; a sign is none of them.
 */
gboolean
imap4_number_parse (const char *text, gsize length, guint64 *value)
{
  guint64 result = 0;

  if (length == 0)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      if (result > (G_MAXINT64 - (guint64) (text[i] - '0')) / 10)
        return FALSE;
      result = result * 10 + (guint64) (text[i] - '0');
    }
  *value = result;

  return TRUE;
}

/**
 * imap4_number_parse_rounded:
 * @text: a number
 * @length: how many bytes
 * @value: (out): the number, perhaps rounded
 *
 * For sizes and counts, which are hints anyhow. Never for what identifies a message.
 *
 * Returns: whether @text is a number, perhaps in the way a floating point number is printed.
 */
gboolean
imap4_number_parse_rounded (const char *text, gsize length, guint64 *value)
{
  char copy[MAX_NUMBER_LENGTH + 1];
  char *end;
  double number;

  if (imap4_number_parse (text, length, value))
    return TRUE;
  if (length == 0 || length > MAX_NUMBER_LENGTH || !g_ascii_isdigit (text[0]))
    return FALSE;

  memcpy (copy, text, length);
  copy[length] = '\0';
  if (strspn (copy, "0123456789.eE+") != length)
    return FALSE;

  /* Quirk 16: mail.ru prints integers as 9.3736e+06. */
  number = g_ascii_strtod (copy, &end);
  if (*end != '\0' || !(number >= 0 && number <= MAX_ROUNDED))
    return FALSE;
  *value = (guint64) number;

  return TRUE;
}
