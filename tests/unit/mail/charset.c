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
  g_test_add_func ("/mail/charset/html", test_html);

  return g_test_run ();
}
