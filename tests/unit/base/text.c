/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"

typedef struct
{
  const char *about;
  const char *text;
  gssize length;
  gsize limit;
  const char *shown;
} Escape;

static const Escape escapes[] = {
  { "plain", "hello", -1, 0, "hello" },
  { "nothing", "", -1, 10, "" },
  { "umlauts stay", "Grüße", -1, 0, "Grüße" },
  { "a line break", "a\r\nb", -1, 0, "a\\x0D\\x0Ab" },
  { "a terminal's command", "\033[31m", -1, 0, "\\x1B[31m" },
  { "delete", "\x7f", -1, 0, "\\x7F" },
  { "a NUL within", "a\0b", 3, 0, "a\\x00b" },
  { "a C1 control", "\xc2\x9b", -1, 0, "\\u009B" },
  { "a turn of direction", "\xe2\x80\xae", -1, 0, "\\u202E" },
  { "a line separator", "a\xe2\x80\xa8z", -1, 0, "a\\u2028z" },
  { "a paragraph separator", "\xe2\x80\xa9", -1, 0, "\\u2029" },
  { "a tag, beyond 16 bits", "\xf3\xa0\x80\x81", -1, 0, "\\uE0001" },
  { "a backslash", "\\x", -1, 0, "\\\\x" },
  { "no UTF-8", "a\xff\xfe", -1, 0, "a\\xFF\\xFE" },
  { "half a character", "a\xc3", -1, 0, "a\\xC3" },
  { "as long as the limit", "abc", -1, 3, "abc" },
  { "longer than the limit", "abcd", -1, 3, "abc…" },
  { "no character is cut in two", "aü", -1, 2, "a…" },
  { "nor a long one", "€€", -1, 5, "€…" },
  { "the whole of it fits", "üü", -1, 2, "ü…" },
  { "what is broken may be cut", "\xff\xff", -1, 1, "\\xFF…" },
};

static void
test_escape (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    {
      const Escape *row = &escapes[i];
      g_autofree char *shown = tocsin_text_escape (row->text, row->length, row->limit);

      g_test_message ("%s", row->about);
      g_assert_cmpstr (shown, ==, row->shown);
    }
}

/* What a person reads and types again keeps its backslashes; a terminal is not spoken to. */
static void
test_show (void)
{
  g_autofree char *pattern = tocsin_text_show ("subject:/\\d+\033[31m/", 0);
  g_autofree char *cut = tocsin_text_show ("\\d\\d", 2);

  g_assert_cmpstr (pattern, ==, "subject:/\\d+\\x1B[31m/");
  g_assert_cmpstr (cut, ==, "\\d…");
}

/* Whatever the bytes and wherever they are cut: one line of valid UTF-8. */
static void
test_escape_noise (void)
{
  static const guchar alphabet[] = { 'a',  '\\', '\n', 0,    0x7f, 0xc3,
                                     0xa4, 0xe2, 0x80, 0xa8, 0xf3, 0xff };

  for (guint i = 0; i < 20000; i++)
    {
      char text[12];
      gsize length = (gsize) g_test_rand_int_range (0, sizeof text + 1);
      g_autofree char *shown = NULL;

      for (gsize j = 0; j < length; j++)
        text[j] = (char) alphabet[g_test_rand_int_range (0, sizeof alphabet)];
      shown = tocsin_text_escape (text, (gssize) length, (gsize) g_test_rand_int_range (0, 14));
      g_assert_true (g_utf8_validate (shown, -1, NULL));
      g_assert_null (strpbrk (shown, "\r\n\x7f"));
      g_assert_null (strstr (shown, "\xe2\x80\xa8"));
    }
}

static void
test_line_safe (void)
{
  g_assert_true (tocsin_text_is_line_safe (NULL));
  g_assert_true (tocsin_text_is_line_safe (""));
  g_assert_true (tocsin_text_is_line_safe ("a\tb"));
  g_assert_false (tocsin_text_is_line_safe ("a\rb"));
  g_assert_false (tocsin_text_is_line_safe ("a\nb"));
}

static void
test_slug (void)
{
  static const char *const names[][2] = {
    { "Work", "work" },
    { "Work mail (2)", "work-mail-2" },
    { "  --a--b--  ", "a-b" },
    { "Büro", "buro" },
    { "", "x" },
    { "!?", "x" },
    { "日本", "x" },
    { "../../etc", "etc" },
    { "A/B", "a-b" },
    { "ÅSE & ø", "ase-oe" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *slug = tocsin_text_slug (names[i][0]);

      g_assert_cmpstr (slug, ==, names[i][1]);
    }
}

static void
test_nearest (void)
{
  static const char *const known[] = { "address",           "port", "encryption.mode",
                                       "encryption.verify", "cc",   NULL };
  g_autofree char *huge = g_strnfill (10 * 1000 * 1000, 'x');

  g_assert_cmpstr (tocsin_text_nearest ("adress", known), ==, "address");
  g_assert_cmpstr (tocsin_text_nearest ("prot", known), ==, "port");
  g_assert_cmpstr (tocsin_text_nearest ("encrytion.mod", known), ==, "encryption.mode");
  g_assert_cmpstr (tocsin_text_nearest ("port", known), ==, "port");
  g_assert_null (tocsin_text_nearest ("frobnicate", known));
  /* Two letters of two wrong are no likeness. */
  g_assert_null (tocsin_text_nearest ("ab", (const char *const[]){ "cc", NULL }));
  g_assert_null (tocsin_text_nearest ("x", (const char *const[]){ NULL }));
  g_assert_null (tocsin_text_nearest (huge, known));
}

typedef struct
{
  const char *text;
  gint64 seconds; /* -1 where it is no time */
} Time;

static const Time times[] = {
  { "0", 0 },
  { "90", 90 },
  { "90s", 90 },
  { "5m", 300 },
  { "2h", 7200 },
  { "7d", 604800 },
  { "1w", 604800 },
  { "00:05:00", 300 },
  { "1:30", 90 },
  { "100:00:00", 360000 },
  { "4294967295", G_MAXUINT32 },
  { "4294967296", -1 },
  { "71582789m", -1 },
  { "99999999999999999999", -1 },
  { "", -1 },
  { "-1", -1 },
  { "+1", -1 },
  { "5 m", -1 },
  { "5x", -1 },
  { "m", -1 },
  { "1:60", -1 },
  { "1:2:3:4", -1 },
  { ":", -1 },
  { "1:-2", -1 },
  { "5m5", -1 },
  { "1.5h", -1 },
};

static void
test_seconds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (GError) error = NULL;
      guint seconds = 12345;
      gboolean good = tocsin_text_parse_seconds (times[i].text, &seconds, &error);

      g_test_message ("“%s”", times[i].text);
      g_assert_cmpint (good, ==, times[i].seconds >= 0);
      g_assert_cmpuint (seconds, ==, good ? (guint) times[i].seconds : 12345);
      if (good)
        g_assert_no_error (error);
      else
        g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
    }
}

static void
test_fold (void)
{
  static const char *const pairs[][2] = {
    { "Work", "wORK" },      { "ÄÖÜ", "äöü" },   { "e\xcc\x81", "\xc3\xa9" },
    { "STRASSE", "straße" }, { "\xff", "\xff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *one = tocsin_text_fold (pairs[i][0]);
      g_autofree char *other = tocsin_text_fold (pairs[i][1]);

      g_assert_cmpstr (one, ==, other);
    }
}

/* A million marks on one letter: as many as count, and at once. */
static void
test_fold_marks (void)
{
  g_autoptr (GString) many = g_string_new ("x");
  g_autoptr (GString) few = g_string_new ("x");
  g_autofree char *folded = NULL;
  g_autofree char *expected = NULL;

  for (guint i = 0; i < 1000000; i++)
    g_string_append (many, i % 2 == 0 ? "\u0323" : "\u0301");
  g_string_append (many, "y");
  for (guint i = 0; i < TOCSIN_TEXT_MAX_MARKS; i++)
    g_string_append (few, i % 2 == 0 ? "\u0323" : "\u0301");
  g_string_append (few, "y");
  folded = tocsin_text_fold (many->str);
  expected = tocsin_text_fold (few->str);

  g_assert_cmpstr (folded, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/escape", test_escape);
  g_test_add_func ("/base/text/escape-noise", test_escape_noise);
  g_test_add_func ("/base/text/show", test_show);
  g_test_add_func ("/base/text/line-safe", test_line_safe);
  g_test_add_func ("/base/text/slug", test_slug);
  g_test_add_func ("/base/text/nearest", test_nearest);
  g_test_add_func ("/base/text/seconds", test_seconds);
  g_test_add_func ("/base/text/fold", test_fold);
  g_test_add_func ("/base/text/fold-marks", test_fold_marks);

  return g_test_run ();
}
