/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/character.h"

/**
 * tocsin_query_at_blank:
 * @p: somewhere in a query
 *
 * Returns: whether a blank of any kind stands there.
 */
gboolean
tocsin_query_at_blank (const char *p)
{
  return g_unichar_isspace (g_utf8_get_char (p));
}

/**
 * tocsin_query_is_fancy_quote:
 * @c: a character
 *
 * Returns: whether it is a quote as word processors and books have them, which quotes nothing here.
 */
gboolean
tocsin_query_is_fancy_quote (gunichar c)
{
  return (c >= 0x201c && c <= 0x201f) || c == 0xab || c == 0xbb || c == 0xff02;
}

/**
 * tocsin_query_field_length:
 * @p: somewhere in a query
 *
 * Returns: the length in bytes of what looks like a field's name there, 0 when there is none with a
 *   colon behind it.
 */
gsize
tocsin_query_field_length (const char *p)
{
  gsize n = 0;

  if (!g_ascii_isalpha (*p))
    return 0;
  while (g_ascii_isalnum (p[n]) || p[n] == '-' || p[n] == '_')
    n++;

  return p[n] == ':' ? n : 0;
}

/**
 * tocsin_query_find_blank:
 * @p: somewhere in a query
 *
 * Returns: the next blank, closing bracket or end.
 */
const char *
tocsin_query_find_blank (const char *p)
{
  while (*p != '\0' && *p != ')' && !tocsin_query_at_blank (p))
    p = g_utf8_next_char (p);

  return p;
}
