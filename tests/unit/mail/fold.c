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
  { "Turkish letters are letters of their own", "Iİı", "ii\u0307ı" },
  { "wide letters too", "ＡＢ", "ａｂ" },
  { "what nobody sees stays, too", "in\u00adv\u200boice", "in\u00adv\u200boice" },
};

/* In what a reader is shown. */
static const struct
{
  const char *why;
  const char *text;
  const char *folded;
} shown[] = {
  { "ASCII", "Hello\n World", "hello world" },
  { "soft hyphens", "Rech\u00adnungs\u00adbetrag", "rechnungsbetrag" },
  { "no width", "in\u200bv\u200co\u200di\u2060c\ufeffe", "invoice" },
  { "direction", "\u200f\u202bשלום\u202c \u2067x\u2069", "שלום x" },
  { "variants", "\u2764\ufe0f", "\u2764" },
  { "families", "👨\u200d👩\u200d👧", "👨👩👧" },
  { "tags", "inv\U000e0069oice", "invoice" },
  { "between blanks", "a \u200b b", "a b" },
  { "nothing but that", "\u200b\u00ad", "" },
  { "digits of numbers are seen", "\u06dd", "\u06dd" },
  { "a mark behind what goes", "e\u200b\u0301", "é" },
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

static void
test_shown (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autofree char *folded = tocsin_mail_fold_shown (shown[i].text);

      g_test_message ("%s", shown[i].why);
      g_assert_cmpstr (folded, ==, shown[i].folded);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/fold/table", test_table);
  g_test_add_func ("/mail/fold/shown", test_shown);

  return g_test_run ();
}
