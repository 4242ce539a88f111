/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/charset-encode.h"

#include "core/mail/charset.h"

#include <string.h>

#define UTF8 "UTF-8"

/**
 * tocsin_charset_is_utf8:
 * @charset: the name of a charset
 *
 * Returns: whether it is UTF-8, however it is spelt.
 */
gboolean
tocsin_charset_is_utf8 (const char *charset)
{
  return g_ascii_strcasecmp (charset, UTF8) == 0 || g_ascii_strcasecmp (charset, "utf8") == 0;
}

/**
 * tocsin_charset_from_utf8: (skip)
 * @text: UTF-8
 * @length: how many bytes of it
 * @charset: a charset
 * @written: (out) (optional): how many bytes came out
 *
 * What comes out stands for itself: a charset with states ends in its first one.
 *
 * Returns: (transfer full) (nullable): @text in @charset, with a NUL behind it; %NULL when not all
 *   of it can be said in that charset.
 */
char *
tocsin_charset_from_utf8 (const char *text, gsize length, const char *charset, gsize *written)
{
  if (written != NULL && tocsin_charset_is_utf8 (charset))
    *written = length;
  if (tocsin_charset_is_utf8 (charset))
    return g_strndup (text, length);

  return g_convert (text, (gssize) length, charset, UTF8, NULL, written, NULL);
}

/**
 * tocsin_charset_is_for_mail:
 * @charset: the name of a charset
 *
 * Returns: whether text and headers can be composed in it: it is known, its name is a token of
 *   MIME, and ASCII is written as ASCII (UTF-16 and EBCDIC are out).
 */
gboolean
tocsin_charset_is_for_mail (const char *charset)
{
  static const char probe[] = "Az09 =?+~&-@\r\n";
  g_autofree char *bytes = NULL;
  gsize length = 0;

  if (!tocsin_charset_is_known (charset)
      || charset[strspn (charset, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.:+")] != '\0')
    return FALSE;

  bytes = tocsin_charset_from_utf8 (probe, strlen (probe), charset, &length);

  return bytes != NULL && length == strlen (probe) && memcmp (bytes, probe, length) == 0;
}

/**
 * tocsin_charset_choose:
 * @text: UTF-8
 * @length: how many bytes of it
 * @wanted: the charset that a person wants
 *
 * Returns: (transfer none): the charset to write @text in: `us-ascii` if that is enough, @wanted if
 *   that can say it, else UTF-8, which says all.
 */
const char *
tocsin_charset_choose (const char *text, gsize length, const char *wanted)
{
  g_autofree char *bytes = NULL;
  gsize i = 0;

  while (i < length && (guchar) text[i] < 0x80)
    i++;
  if (i == length)
    return "us-ascii";
  bytes = tocsin_charset_from_utf8 (text, length, wanted, NULL);

  return bytes != NULL ? wanted : UTF8;
}
