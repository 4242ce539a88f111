/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#define LAST_RESORT "windows-1252"
#define LONGEST_NAME 64
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define REPLACEMENT "\xef\xbf\xbd"
/* HTML promises to name its charset within the first 1024 bytes. */
#define SNIFFED 1024

/* Names that are used for more than they stand for. Mail is written on systems whose own charset is
 * a superset of the one they name, and the Encoding Standard reads these names so, too. */
static const char *
widen (const char *charset)
{
  static const char *const rows[][2] = {
    { "iso-8859-1", "windows-1252" },
    { "iso8859-1", "windows-1252" },
    { "iso_8859-1", "windows-1252" },
    { "latin1", "windows-1252" },
    { "latin-1", "windows-1252" },
    { "iso-8859-9", "windows-1254" },
    { "iso-8859-11", "windows-874" },
    { "tis-620", "windows-874" },
    { "gb2312", "gb18030" },
    { "gb_2312-80", "gb18030" },
    { "gbk", "gb18030" },
    { "x-gbk", "gb18030" },
    { "cp936", "gb18030" },
    { "euc-kr", "cp949" },
    { "ks_c_5601-1987", "cp949" },
    { "ks_c_5601", "cp949" },
    { "korean", "cp949" },
    { "shift_jis", "cp932" },
    { "shift-jis", "cp932" },
    { "sjis", "cp932" },
    { "x-sjis", "cp932" },
    { "euc-jp", "euc-jp-ms" },
    { "big5", "big5-hkscs" },
    { "unicode", "utf-16" },
    { "utf8", "utf-8" },
    { "iso-8859-8-i", "iso-8859-8" },
    { "iso-8859-6-i", "iso-8859-6" },
    { "iso-8859-8-e", "iso-8859-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strcasecmp (rows[i][0], charset) == 0)
      return rows[i][1];

  return charset;
}

/* UTF-7 hides what it says from everybody who looks at its bytes, which is all it is good for now.
 * Its names all hold the word. */
static gboolean
is_acceptable (const char *charset)
{
  g_autofree char *lower = NULL;

  if (charset == NULL || *charset == '\0' || strlen (charset) > LONGEST_NAME)
    return FALSE;
  lower = g_ascii_strdown (charset, -1);

  return strstr (lower, "utf-7") == NULL && strstr (lower, "utf7") == NULL;
}

/* Not by GMime, which keeps every name that it is asked for, and strangers name what they like. */
static iconv_t
open_converter (const char *charset)
{
  iconv_t converter;

  if (!is_acceptable (charset))
    return (iconv_t) -1;
  converter = iconv_open ("UTF-8", widen (charset));
  if (converter == (iconv_t) -1 && g_ascii_strncasecmp (charset, "x-", 2) == 0)
    converter = iconv_open ("UTF-8", widen (charset + 2));

  return converter;
}

/**
 * tocsin_charset_is_known:
 * @charset: a charset's name
 *
 * Returns: whether text in it can be read.
 */
gboolean
tocsin_charset_is_known (const char *charset)
{
  iconv_t converter = open_converter (charset);

  if (converter == (iconv_t) -1)
    return FALSE;
  iconv_close (converter);

  return TRUE;
}

/* Converts as much as makes sense; @bad counts the bytes that do not. When the text was cut, a
 * character that the cut went through is not bad, only lost. */
static char *
convert (const char *bytes, gsize length, gboolean cut, const char *charset, guint *bad)
{
  iconv_t converter = open_converter (charset);
  char *in = (char *) bytes;
  gboolean flushed = FALSE;
  GString *out;

  *bad = 0;
  if (converter == (iconv_t) -1)
    return NULL;

  out = g_string_sized_new (length + length / 8);
  while (!flushed)
    {
      char buffer[8192], *end = buffer;
      gsize room = sizeof buffer;
      gsize result;

      /* Some charsets hold a character back until they know that no accent follows. */
      flushed = length == 0;
      result = iconv (converter, flushed ? NULL : &in, &length, &end, &room);
      g_string_append_len (out, buffer, end - buffer);
      if (result != (gsize) -1 || errno == E2BIG)
        continue;
      if (errno == EINVAL && cut)
        break;
      g_string_append (out, REPLACEMENT);
      in++;
      length -= MIN (length, 1);
      (*bad)++;
    }
  iconv_close (converter);

  for (gsize i = 0; i < out->len; i++)
    if (out->str[i] == '\0')
      out->str[i] = ' ';

  return g_string_free (out, FALSE);
}

/**
 * tocsin_charset_is_ascii:
 * @charset: (nullable): a charset's name
 *
 * Returns: whether it is that of plain ASCII. All that can be ASCII is UTF-8 as well; what is not
 *   was declared wrongly.
 */
gboolean
tocsin_charset_is_ascii (const char *charset)
{
  return charset != NULL
         && (g_ascii_strcasecmp (charset, "us-ascii") == 0
             || g_ascii_strcasecmp (charset, "ascii") == 0);
}

static gboolean
is_utf8 (const char *charset)
{
  return g_ascii_strcasecmp (widen (charset), "utf-8") == 0;
}

/* What begins with a byte order mark is in that charset, whatever it says. UTF-16 that has none is
 * big-endian by RFC 2781 and little-endian in fact: where the blanks of its ASCII have their NUL
 * tells. */
static const char *
look_at_bytes (const char *bytes, gsize length, const char *declared)
{
  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    return "utf-8";
  if (length >= 2 && memcmp (bytes, "\xff\xfe", 2) == 0)
    return "utf-16le";
  if (length >= 2 && memcmp (bytes, "\xfe\xff", 2) == 0)
    return "utf-16be";
  if (declared == NULL || g_ascii_strcasecmp (widen (declared), "utf-16") != 0)
    return declared;

  return length >= 2 && bytes[0] != '\0' && bytes[1] == '\0' ? "utf-16le" : "utf-16be";
}

/* Bytes beyond ASCII none of which makes a character: that is not UTF-8 with an error in it. */
static gboolean
holds_no_utf8 (const char *bytes, gsize length)
{
  const char *end = bytes + length;

  while (bytes < end)
    {
      const char *bad;

      if (g_utf8_validate_len (bytes, end - bytes, &bad) || bad > bytes)
        for (; bytes < bad; bytes++)
          if ((guchar) *bytes >= 0x80)
            return FALSE;
      bytes = bad + 1;
    }

  return TRUE;
}

static char *
finish (char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_free (text);

  return g_strdup (g_str_has_prefix (valid, BYTE_ORDER_MARK) ? valid + strlen (BYTE_ORDER_MARK)
                                                             : valid);
}

/**
 * tocsin_charset_to_utf8:
 * @bytes: text
 * @length: how many bytes
 * @cut: whether there was more of it
 * @declared: (nullable): the charset it says it is in
 * @code_page: (nullable): the charset to assume when it says none or a wrong one
 *
 * A byte order mark outweighs @declared. UTF-7 is never read. Charsets that are commonly declared
 * where their superset is used, such as ISO 8859-1 and GB 2312, are read as that.
 *
 * Returns: (transfer full): valid UTF-8. The first of @declared, UTF-8 and @code_page in which all
 *   bytes make sense; else the first that exists at all, with U+FFFD for what makes none; but
 *   what is plainly no UTF-8 is taken for windows-1252 rather.
 */
char *
tocsin_charset_to_utf8 (
    const char *bytes, gsize length, gboolean cut, const char *declared, const char *code_page)
{
  g_autofree char *second_best = NULL;
  const char *candidates[3] = { NULL, "utf-8", code_page };

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  declared = look_at_bytes (bytes, length, declared);
  if (!tocsin_charset_is_ascii (declared))
    candidates[0] = declared;
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      g_autofree char *text = NULL;
      guint bad;

      if (candidates[i] == NULL)
        continue;
      text = convert (bytes, length, cut, candidates[i], &bad);
      if (text != NULL && bad == 0)
        return finish (g_steal_pointer (&text));

      /* UTF-8 that nobody declared and that is none is a guess, and a bad one. */
      if (second_best == NULL && i != 1
          && !(is_utf8 (candidates[i]) && holds_no_utf8 (bytes, length)))
        second_best = g_steal_pointer (&text);
    }
  if (second_best == NULL)
    {
      guint bad;

      second_best = convert (bytes, length, cut, LAST_RESORT, &bad);
    }

  return finish (second_best != NULL ? g_steal_pointer (&second_best) : g_strdup (""));
}

/**
 * tocsin_charset_find_in_html:
 * @bytes: an HTML document
 * @length: how many bytes
 *
 * Returns: (transfer full) (nullable): the charset its `meta` element names.
 */
char *
tocsin_charset_find_in_html (const char *bytes, gsize length)
{
  g_autofree char *head = g_strndup (bytes, MIN (length, SNIFFED));
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *meta = strstr (lower, "<meta");
  const char *name = meta != NULL ? strstr (meta, "charset=") : NULL;
  gsize n;

  if (name == NULL)
    return NULL;
  name += strlen ("charset=");
  name += strspn (name, "\"' ");
  n = strcspn (name, "\"' />;");

  return n > 0 && name[n] != '\0' ? g_strndup (name, n) : NULL;
}
