/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/encode.h"

#include <string.h>

/* The longest encoded word there may be (RFC 2047, section 2) leaves about so much. */
#define WORD_BYTES 30

static gboolean
stays_as_it_is (char c)
{
  return g_ascii_isalnum (c) || strchr ("!*+-/", c) != NULL;
}

static void
append_q (GString *out, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == ' ')
        g_string_append_c (out, '_');
      else if (bytes[i] != '\0' && stays_as_it_is (bytes[i]))
        g_string_append_c (out, bytes[i]);
      else
        g_string_append_printf (out, "=%02X", (guchar) bytes[i]);
    }
}

static void
append_word (
    Dice *dice, GString *out, const char *charset, const char *text, gsize length, char kind)
{
  gsize n;
  g_autofree char *bytes = g_convert (text, (gssize) length, charset, "utf-8", NULL, &n, NULL);
  g_autofree char *base64 = NULL;
  const char *language;

  g_assert_nonnull (bytes);
  /* RFC 2231, section 5: a language may stand there; servers take that for a charset nobody knows.
   */
  language = dice_one_in (dice, 10) && !dice_makes_findable (dice) ? "*en" : "";
  g_string_append_printf (out, "=?%s%s?%c?", charset, language, kind);
  if (g_ascii_toupper (kind) == 'Q')
    append_q (out, bytes, n);
  else
    g_string_append (out, base64 = g_base64_encode ((const guchar *) bytes, n));
  g_string_append (out, "?=");
}

char *
encode_words (Dice *dice, const char *charset, const char *text)
{
  GString *out = g_string_new (NULL);
  char kind = "BQbq"[dice_roll (dice, 4)];

  for (const char *p = text; *p != '\0';)
    {
      const char *end = p;
      guint most = 1 + dice_roll (dice, WORD_BYTES);

      do
        end = g_utf8_next_char (end);
      while (*end != '\0' && (gsize) (end - p) < most);
      append_word (dice, out, charset, p, (gsize) (end - p), kind);
      if (*end != '\0')
        g_string_append (out, dice_one_in (dice, 2) ? "\r\n\t" : "\r\n ");
      p = end;
    }

  return g_string_free (out, FALSE);
}

/* Some blanks become folds, as RFC 5322 allows. */
static char *
fold (Dice *dice, const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == ' ' && p > text && dice_one_in (dice, 4))
        g_string_append (out, dice_one_in (dice, 3) ? "\r\n \t" : "\r\n");
      g_string_append_c (out, *p);
    }

  return g_string_free (out, FALSE);
}

/* Only the words that need it. Between a plain word and an encoded one the blank counts. */
static char *
encode_some_words (Dice *dice, const Script *script, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *out = g_string_new (NULL);
  gboolean after_encoded = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean plain = g_str_is_ascii (words[i]) && strstr (words[i], "=?") == NULL;
      g_autofree char *part = NULL;
      g_autofree char *encoded = NULL;

      /* What stands between two encoded words does not count: the blank goes into the second. */
      part = g_strconcat (!plain && after_encoded ? " " : "", words[i], NULL);
      if (!plain)
        encoded = encode_words (dice, words_choose_charset (dice, script, part), part);
      g_string_append_printf (out, "%s%s", i > 0 ? " " : "", plain ? part : encoded);
      after_encoded = !plain;
    }

  return g_string_free (out, FALSE);
}

static char *
encode_raw (Dice *dice, const Script *script, const char *text, gboolean *sure)
{
  const char *charset = words_choose_charset (dice, script, text);

  /* Nobody says which it is. */
  *sure = *sure && g_ascii_strcasecmp (charset, "utf-8") == 0;

  return g_convert (text, -1, charset, "utf-8", NULL, NULL, NULL);
}

/* What RFC 2047 forbids and senders do. */
static char *
encode_wrongly (Dice *dice, const char *text, gboolean *sure)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) text, strlen (text));

  *sure = FALSE;
  switch (dice_roll (dice, 6))
    {
    case 0:
      return g_strdup_printf ("=?utf-8?Q?%s?=", text);
    case 1:
      return g_strdup_printf ("\"=?utf-8?B?%s?=\"", base64);
    case 2:
      base64[strlen (base64) - 1] = '\0';
      return g_strdup_printf ("=?utf-8?B?%s?=", base64);
    case 3:
      return g_strdup_printf (
          "=?%s?B?%s?=", dice_makes_findable (dice) ? "iso-8859-1" : "x-nobody-knows", base64);
    case 4:
      return g_strdup_printf ("x=?utf-8?B?%s?=x", base64);
    default:
      return g_strdup_printf ("=?utf-8?B?%s", base64);
    }
}

char *
encode_header_text (Dice *dice, const Script *script, const char *text, gboolean *sure)
{
  gboolean plain = g_str_is_ascii (text) && strstr (text, "=?") == NULL;

  if (dice_one_in (dice, 20))
    return encode_wrongly (dice, text, sure);
  if (plain && !dice_one_in (dice, 5))
    return fold (dice, text);

  switch (dice_roll (dice, 5))
    {
    case 0:
    case 1:
      return encode_words (dice, words_choose_charset (dice, script, text), text);
    case 2:
      if (strstr (text, "=?") == NULL)
        return encode_raw (dice, script, text, sure);
      G_GNUC_FALLTHROUGH;
    default:
      return encode_some_words (dice, script, text);
    }
}

static void
append_percent (GString *out, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] != '\0' && (g_ascii_isalnum (bytes[i]) || strchr (".-_", bytes[i]) != NULL))
        g_string_append_c (out, bytes[i]);
      else
        g_string_append_printf (out, "%%%02X", (guchar) bytes[i]);
    }
}

/* RFC 2231: all in one, or in pieces that may end anywhere. */
static char *
encode_rfc2231 (Dice *dice, const char *charset, const char *name, const char *text)
{
  GString *out = g_string_new (NULL);
  gsize length, piece;
  g_autofree char *bytes = g_convert (text, -1, charset, "utf-8", NULL, &length, NULL);

  if (dice_one_in (dice, 2))
    {
      g_string_append_printf (out, ";\r\n %s*=%s'%s'", name, charset,
                              dice_one_in (dice, 2) ? "en" : "");
      append_percent (out, bytes, length);
      return g_string_free (out, FALSE);
    }
  for (gsize from = 0, number = 0; from < length; from += piece, number++)
    {
      piece = 1 + dice_roll (dice, 20);
      piece = MIN (piece, length - from);
      g_string_append_printf (out, ";\r\n %s*%" G_GSIZE_FORMAT "*=", name, number);
      if (number == 0)
        g_string_append_printf (out, "%s''", charset);
      append_percent (out, bytes + from, piece);
    }

  return g_string_free (out, FALSE);
}

char *
encode_quoted_string (const char *text)
{
  GString *out = g_string_new ("\"");

  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }

  return g_string_free (g_string_append_c (out, '"'), FALSE);
}

char *
encode_parameter (
    Dice *dice, const Script *script, const char *name, const char *text, gboolean *sure)
{
  const char *charset = words_choose_charset (dice, script, text);
  g_autofree char *inner = NULL;
  g_autofree char *quoted = NULL;

  switch (g_str_is_ascii (text) ? dice_roll (dice, 5) : 1 + dice_roll (dice, 4))
    {
    case 1:
    case 2:
      return encode_rfc2231 (dice, charset, name, text);
    case 3:
      /* RFC 2047 forbids it; everybody does it and everybody reads it. */
      inner = encode_words (dice, charset, text);
      return g_strdup_printf (";\r\n %s=\"%s\"", name, inner);
    case 4:
      quoted = encode_quoted_string (text);
      inner = encode_raw (dice, script, quoted, sure);
      return g_strdup_printf ("; %s=%s", name, inner);
    default:
      quoted = encode_quoted_string (text);
      return g_strdup_printf (dice_one_in (dice, 2) ? ";\r\n\t%s=%s" : "; %s=%s", name, quoted);
    }
}

char *
encode_quoted_printable (const char *bytes, gsize length, gboolean text, guint width)
{
  GString *out = g_string_new (NULL);
  guint column = 0;

  for (gsize i = 0; i < length; i++)
    {
      gboolean line_end = text && (bytes[i] == '\r' || bytes[i] == '\n');
      gboolean before_end = i + 1 == length || bytes[i + 1] == '\r';
      gboolean plain = bytes[i] > ' ' && bytes[i] < 0x7f && bytes[i] != '=';

      if (line_end)
        {
          g_string_append_c (out, bytes[i]);
          column = 0;
          continue;
        }
      if (column + 3 > width)
        {
          g_string_append (out, "=\r\n");
          column = 0;
        }
      if (plain || (bytes[i] == ' ' && !before_end))
        g_string_append_c (out, bytes[i]);
      else
        g_string_append_printf (out, "=%02X", (guchar) bytes[i]);
      column += plain ? 1 : 3;
    }

  return g_string_free (out, FALSE);
}

char *
encode_base64 (const char *bytes, gsize length, guint width)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) bytes, length);
  GString *out = g_string_new (NULL);

  for (const char *p = base64; *p != '\0'; p += MIN (strlen (p), width))
    g_string_append_printf (out, "%.*s\r\n", (int) width, p);

  return g_string_free (out, FALSE);
}
