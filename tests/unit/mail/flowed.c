/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/flowed.h"

#include "tests/unit/mail/corpus.h"

static const struct
{
  const char *why;
  const char *text;
  gboolean delete_spaces;
  const char *joined;
} rows[] = {
  { "fixed lines", "a\nb\n", FALSE, "a\nb\n" },
  { "a paragraph", "one \ntwo \nthree\nfour\n", FALSE, "one two three\nfour\n" },
  { "blanks that only mean that it goes on", "請求 \n書\n", TRUE, "請求書\n" },
  { "a stuffed blank", " From here\n  indented\n", FALSE, "From here\n indented\n" },
  { "quotes", "> a \n> b\n>> c\nd\n", FALSE, "> a b\n>> c\nd\n" },
  { "a quote that ends in the middle", "> a \nb\n", FALSE, "> a \nb\n" },
  { "a signature", "a \n-- \nAda\n", FALSE, "a \n-- \nAda\n" },
  { "a quoted signature", "> -- \n> Ada\n", FALSE, "> -- \n> Ada\n" },
  { "an empty line", "a\n\nb\n", FALSE, "a\n\nb\n" },
  { "a blank alone flows", "a\n  \nb\n", FALSE, "a\n b\n" },
  { "no line end", "a \nb", FALSE, "a b\n" },
  { "the end in the middle of a paragraph", "a ", FALSE, "a " },
  { "nothing", "", FALSE, "" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *joined = tocsin_flowed_join (rows[i].text, rows[i].delete_spaces);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (joined, ==, rows[i].joined);
    }
}

/* Only where the part says so. */
static void
test_message (void)
{
  static const char *const cases[][2] = {
    { "text/plain; format=flowed", "one two\n" },
    { "text/plain; FORMAT=\"Flowed\"; charset=utf-8", "one two\n" },
    { "text/plain; format=flowed; delsp=YES", "onetwo\n" },
    { "text/plain; format=fixed", "one \ntwo\n" },
    { "text/plain; delsp=yes", "one \ntwo\n" },
    { "text/plain", "one \ntwo\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("Content-Type: %s\r\n\r\none \r\ntwo\r\n", cases[i][0]);
      g_autoptr (TocsinMessage) message = corpus_from_text (text);

      g_test_message ("%s", cases[i][0]);
      g_assert_cmpstr (tocsin_message_get_text (message), ==, cases[i][1]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/flowed/table", test_table);
  g_test_add_func ("/mail/flowed/message", test_message);

  return g_test_run ();
}
