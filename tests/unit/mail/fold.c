/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/fold.h"

static const struct
{
  const char *why;
  const char *text;
  const char *folded;
} rows[] = {
  { "ASCII", "Hello, World", "hello, world" },
  { "blanks", " a \t\r\n b\n", "a b" },
  { "nothing but blanks", " \n ", "" },
  { "nothing", "", "" },
  { "accents stay", "Café", "café" },
  { "however they were typed", "Cafe\u0301", "café" },
  { "sharp s", "Straße STRASSE", "strasse strasse" },
  { "final sigma", "ΣΑΣ", "σασ" },
  { "a ligature is its letters", "ﬁne", "fine" },
  { "other blanks", "a\u00a0\u2003\u3000b", "a b" },
  { "other blanks at the ends", "\u00a0ä\u00a0", "ä" },
  { "no case to fold", "請求書", "請求書" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *folded = tocsin_mail_fold (rows[i].text);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (folded, ==, rows[i].folded);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/fold/table", test_table);

  return g_test_run ();
}
