/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/file-name.h"

#include <string.h>

typedef struct
{
  const char *about;
  const char *text;
  const char *expected;
} Row;

static const Row rows[] = {
  { "plain", "invoice.pdf", "invoice.pdf" },
  { "climbing", "../../etc/passwd", "_.._etc_passwd" },
  { "absolute", "/etc/x", "_etc_x" },
  { "the directory itself", ".", "fallback" },
  { "the directory above", "..", "fallback" },
  { "only dots and blanks", " . . ", "fallback" },
  { "hidden", ".bashrc", "bashrc" },
  { "another system's separator", "..\\..\\boot.ini", "_.._boot.ini" },
  { "line breaks", "a\r\nb.pdf", "a__b.pdf" },
  { "terminal escape", "a\033[2Jb", "a_[2Jb" },
  { "C1 control", "a\xc2\x9bz", "a_z" },
  { "an option", "-rf", "_-rf" },
  { "an option behind a dot", ".-rf", "_-rf" },
  { "right-to-left override", "invoice\u202Efdp.exe", "invoicefdp.exe" },
  { "line separator", "a\u2028b", "a_b" },
  { "broken UTF-8", "a\xff.pdf", "a\uFFFD.pdf" },
  { "composed", "u\u0308ber.txt", "\u00FCber.txt" },
  { "blanks at the ends", "  a b.pdf  ", "a b.pdf" },
  { "dots at the end", "a.pdf...", "a.pdf" },
  { "no-break space alone", "\u00A0", "fallback" },
  { "nothing", "", "fallback" },
};

static void
test_clean (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = tocsin_file_name_clean (rows[i].text, "fallback");

      g_test_message ("%s", rows[i].about);
      g_assert_cmpstr (name, ==, rows[i].expected);
    }
}

static void
test_long (void)
{
  g_autofree char *stem = g_strnfill (10000, 'a');
  g_autofree char *text = g_strconcat (stem, ".pdf", NULL);
  g_autofree char *name = tocsin_file_name_clean (text, "x");
  g_autofree char *numbered = tocsin_file_name_number (name, 4294967295);

  g_assert_cmpuint (strlen (name), ==, TOCSIN_FILE_NAME_MAX_LENGTH);
  g_assert_true (g_str_has_suffix (name, "a.pdf"));
  g_assert_cmpuint (strlen (numbered), ==, TOCSIN_FILE_NAME_MAX_LENGTH);
  g_assert_true (g_str_has_suffix (numbered, "a-4294967295.pdf"));
}

/* A cut through the middle of a character would leave bytes that are no text. */
static void
test_long_wide (void)
{
  for (gsize pad = 0; pad < 4; pad++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *name = NULL;

      for (gsize i = 0; i < pad; i++)
        g_string_append_c (text, 'x');
      for (gsize i = 0; i < 3000; i++)
        g_string_append (text, "\U0001F4CE");
      name = tocsin_file_name_clean (text->str, "x");
      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_cmpuint (strlen (name), <=, TOCSIN_FILE_NAME_MAX_LENGTH);
      g_assert_cmpuint (strlen (name), >, TOCSIN_FILE_NAME_MAX_LENGTH - 4);
    }
}

static void
test_long_tail_is_no_extension (void)
{
  g_autofree char *tail = g_strnfill (10000, 'b');
  g_autofree char *text = g_strconcat ("a.", tail, NULL);
  g_autofree char *name = tocsin_file_name_clean (text, "x");

  g_assert_cmpuint (strlen (name), ==, TOCSIN_FILE_NAME_MAX_LENGTH);
}

static void
test_number (void)
{
  g_autofree char *with = tocsin_file_name_number ("invoice.pdf", 2);
  g_autofree char *without = tocsin_file_name_number ("README", 12);
  g_autofree char *archive = tocsin_file_name_number ("a.tar.gz", 3);

  g_assert_cmpstr (with, ==, "invoice-2.pdf");
  g_assert_cmpstr (without, ==, "README-12");
  g_assert_cmpstr (archive, ==, "a.tar-3.gz");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/file-name/clean", test_clean);
  g_test_add_func ("/base/file-name/long", test_long);
  g_test_add_func ("/base/file-name/long-wide", test_long_wide);
  g_test_add_func ("/base/file-name/long-tail", test_long_tail_is_no_extension);
  g_test_add_func ("/base/file-name/number", test_number);

  return g_test_run ();
}
