/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/charset.h"

#include <string.h>

static const struct
{
  const char *why;
  const char *bytes;
  gboolean cut;
  const char *declared;
  const char *code_page;
  const char *text;
} rows[] = {
  { "plain ASCII", "abc", FALSE, NULL, NULL, "abc" },
  { "as declared", "\xd0\xd2\xc9", FALSE, "koi8-r", NULL, "при" },
  { "the declaration wins over the code page", "\xe9", FALSE, "iso-8859-1", "koi8-r", "é" },
  { "UTF-8 is recognised though nobody said so", "\xc3\xa9", FALSE, NULL, "koi8-r", "é" },
  { "the code page when none is declared", "\xd0\xd2\xc9", FALSE, NULL, "koi8-r", "при" },
  { "the code page when the declared one is wrong", "\xd0\xd2\xc9", FALSE, "utf-8", "koi8-r",
    "при" },
  { "ASCII that is none", "M\xfcnze", FALSE, "us-ascii", NULL, "Münze" },
  { "nothing declared, no code page", "M\xfcnze", FALSE, NULL, NULL, "Münze" },
  { "a charset that nobody knows", "abc\xfc", FALSE, "x-made-up", NULL, "abcü" },
  { "a code page that nobody knows", "abc\xfc", FALSE, NULL, "x-made-up", "abcü" },
  { "a charset's nickname", "\x93x\x94", FALSE, "x-cp1252", NULL, "“x”" },
  { "one broken byte does not spoil declared UTF-8", "\xc3\xa9\xff\xc3\xa9", FALSE, "utf-8", NULL,
    "é\uFFFDé" },
  { "a last byte that begins a character", "caf\xe9", FALSE, NULL, NULL, "café" },
  { "a character that a limit cut in two", "caf\xc3", TRUE, "utf-8", NULL, "caf" },
  { "declared UTF-8 that is none at all", "M\xfcnze f\xfcr", FALSE, "utf-8", NULL, "Münze für" },
  { "a code page is tried before that", "\xd0\xd2\xc9", FALSE, "utf-8", "koi8-r", "при" },
  { "Latin 1 is what Windows makes of it", "\x93x\x94 \x80", FALSE, "ISO-8859-1", NULL, "“x” €" },
  { "bytes that not even Windows knows", "\x81x", FALSE, "latin1", NULL, "\uFFFDx" },
  { "more than GB 2312", "\x94\x46\xb4\xf3", FALSE, "GB2312", NULL, "擣大" },
  { "more than KS C 5601", "\x8c\x63", FALSE, "ks_c_5601-1987", NULL, "똠" },
  { "more than Shift JIS", "\x87\x40", FALSE, "Shift_JIS", NULL, "①" },
  { "UTF-7 is never read", "+ADw-b+AD4-", FALSE, "utf-7", NULL, "+ADw-b+AD4-" },
  { "by none of its names", "+ADw-", FALSE, "unicode-1-1-UTF-7", NULL, "+ADw-" },
  { "nor as a code page", "+ADw-\xe9", FALSE, NULL, "utf-7", "+ADw-é" },
  { "a byte order mark is no text",
    "\xef\xbb\xbf"
    "abc",
    FALSE, "utf-8", NULL, "abc" },
  { "and outweighs what is declared", "\xef\xbb\xbf\xc3\xa9", FALSE, "iso-8859-1", NULL, "é" },
  { "a quarter of a charset's bytes", "caf\xe9\xe9", FALSE, "gb18030", NULL, "caf殚" },
  { "a stateful charset", "\x1b$B@A\x1b(B", FALSE, "iso-2022-jp", NULL, "請" },
  { "nothing", "", FALSE, "utf-8", NULL, "" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = tocsin_charset_to_utf8 (
          rows[i].bytes, strlen (rows[i].bytes), rows[i].cut, rows[i].declared, rows[i].code_page);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_nul (void)
{
  g_autofree char *text = tocsin_charset_to_utf8 ("a\0b", 3, FALSE, NULL, NULL);

  g_assert_cmpstr (text, ==, "a b");
}

static void
test_utf16 (void)
{
  static const struct
  {
    const char *why;
    const char *declared;
    char bytes[6];
  } cases[] = {
    { "big-endian by its mark", NULL, { '\xfe', '\xff', 0, 'a', 0, 'b' } },
    { "little-endian by its mark", "utf-8", { '\xff', '\xfe', 'a', 0, 'b', 0 } },
    { "the mark wins", "utf-16be", { '\xff', '\xfe', 'a', 0, 'b', 0 } },
    { "big-endian without", "utf-16", { 0, 'a', 0, 'b', 0, ' ' } },
    { "little-endian without", "UTF-16", { 'a', 0, 'b', 0, ' ', 0 } },
    { "by its name", "utf-16le", { 'a', 0, 'b', 0, ' ', 0 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          tocsin_charset_to_utf8 (cases[i].bytes, 6, FALSE, cases[i].declared, NULL);

      g_test_message ("%s", cases[i].why);
      g_assert_cmpstr (g_strchomp (text), ==, "ab");
    }
}

static void
test_html (void)
{
  static const struct
  {
    const char *html;
    const char *charset;
  } cases[] = {
    { "<meta charset=utf-8>", "utf-8" },
    { "<META CHARSET=\"KOI8-R\">", "koi8-r" },
    { "<meta http-equiv=x content='text/html; charset=big5'>", "big5" },
    { "<p>charset=utf-8</p>", NULL },
    { "<meta charset=", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *charset =
          tocsin_charset_find_in_html (cases[i].html, strlen (cases[i].html));

      g_assert_cmpstr (charset, ==, cases[i].charset);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/charset/table", test_table);
  g_test_add_func ("/mail/charset/nul", test_nul);
  g_test_add_func ("/mail/charset/utf16", test_utf16);
  g_test_add_func ("/mail/charset/html", test_html);

  return g_test_run ();
}
