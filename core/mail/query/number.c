/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/number.h"

#include <string.h>

#define UNITS "KMG"
#define DIGITS "0123456789"

/* Digits behind a point, in parts of 1 << @shift, rounded down; nine of them are plenty. */
static gboolean
parse_fraction (const char *digits, gsize length, guint shift, guint64 *value)
{
  guint64 scale = 1;

  *value = 0;
  if (length == 0 || length > 9)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      *value = *value * 10 + (guint64) (digits[i] - '0');
      scale *= 10;
    }
  *value = (*value << shift) / scale;

  return TRUE;
}

static gboolean
parse_unit (const char *rest, gboolean bytes, guint *shift)
{
  static const char units[] = UNITS;
  const char *unit;

  *shift = 0;
  if (*rest == '\0')
    return TRUE;
  unit = bytes ? strchr (units, g_ascii_toupper (*rest)) : NULL;
  if (unit == NULL || rest[1] != '\0')
    return FALSE;
  *shift = (guint) (10 * (unit - units + 1));

  return TRUE;
}

/**
 * tocsin_query_number_parse:
 * @text: digits; for bytes with K, M or G behind them if one likes, and then also with a point, as
 *   in `1.5M`
 * @bytes: whether they are bytes
 * @number: (out): the number; K is 1024
 *
 * Returns: whether it was a number that fits.
 */
gboolean
tocsin_query_number_parse (const char *text, gboolean bytes, guint64 *number)
{
  gsize digits = strspn (text, DIGITS);
  gsize decimals = text[digits] == '.' ? strspn (text + digits + 1, DIGITS) : 0;
  g_autofree char *head = g_strndup (text, digits);
  guint64 value, fraction = 0;
  guint shift;

  if (!parse_unit (text + digits + (text[digits] == '.' ? 1 + decimals : 0), bytes, &shift))
    return FALSE;
  if (text[digits] == '.'
      && (shift == 0 || !parse_fraction (text + digits + 1, decimals, shift, &fraction)))
    return FALSE;
  if (!g_ascii_string_to_unsigned (head, 10, 0, (G_MAXINT64 >> shift) - 1, &value, NULL))
    return FALSE;
  *number = (value << shift) + fraction;

  return TRUE;
}

/**
 * tocsin_query_number_parse_operator:
 * @text: a comparison such as `>=5M`
 * @op: (out): how it compares; equality when it says nothing
 *
 * Returns: (transfer none): where the number begins.
 */
const char *
tocsin_query_number_parse_operator (const char *text, TocsinQueryOperator *op)
{
  gboolean or_equal = text[0] != '\0' && text[1] == '=';

  switch (text[0])
    {
    case '<':
      *op = or_equal ? TOCSIN_QUERY_OPERATOR_AT_MOST : TOCSIN_QUERY_OPERATOR_LESS;
      return text + (or_equal ? 2 : 1);

    case '>':
      *op = or_equal ? TOCSIN_QUERY_OPERATOR_AT_LEAST : TOCSIN_QUERY_OPERATOR_GREATER;
      return text + (or_equal ? 2 : 1);

    case '=':
      *op = TOCSIN_QUERY_OPERATOR_EQUAL;
      return text + 1;

    default:
      *op = TOCSIN_QUERY_OPERATOR_EQUAL;
      return text;
    }
}

/**
 * tocsin_query_number_to_string:
 * @number: a number
 * @bytes: whether it is of bytes
 *
 * Returns: (transfer full): its shortest text.
 */
char *
tocsin_query_number_to_string (guint64 number, gboolean bytes)
{
  guint unit = 0;

  while (bytes && number > 0 && number % 1024 == 0 && unit < strlen (UNITS))
    {
      number /= 1024;
      unit++;
    }
  if (unit == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  return g_strdup_printf ("%" G_GUINT64_FORMAT "%c", number, UNITS[unit - 1]);
}

/**
 * tocsin_query_number_operator_to_string:
 * @op: a comparison
 *
 * Returns: (transfer none): how it is written.
 */
const char *
tocsin_query_number_operator_to_string (TocsinQueryOperator op)
{
  switch (op)
    {
    case TOCSIN_QUERY_OPERATOR_LESS:
      return "<";
    case TOCSIN_QUERY_OPERATOR_AT_MOST:
      return "<=";
    case TOCSIN_QUERY_OPERATOR_AT_LEAST:
      return ">=";
    case TOCSIN_QUERY_OPERATOR_GREATER:
      return ">";
    case TOCSIN_QUERY_OPERATOR_EQUAL:
      return "=";
    default:
      return "";
    }
}

/**
 * tocsin_query_number_compare:
 * @value: what a message has
 * @op: a comparison
 * @number: what it is compared with
 *
 * Returns: whether it holds.
 */
gboolean
tocsin_query_number_compare (guint64 value, TocsinQueryOperator op, guint64 number)
{
  switch (op)
    {
    case TOCSIN_QUERY_OPERATOR_LESS:
      return value < number;
    case TOCSIN_QUERY_OPERATOR_AT_MOST:
      return value <= number;
    case TOCSIN_QUERY_OPERATOR_AT_LEAST:
      return value >= number;
    case TOCSIN_QUERY_OPERATOR_GREATER:
      return value > number;
    default:
      return value == number;
    }
}
