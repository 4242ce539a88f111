/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/query.h"

#include "tests/unit/mail/query/generate.h"

#define ROUNDS 5000

static void
check_printed (TocsinQuery *query)
{
  g_autofree char *printed = tocsin_query_to_string (query);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) again = tocsin_query_parse (printed, &error);
  g_autofree char *printed_again = NULL;

  g_assert_no_error (error);
  g_assert_true (tocsin_query_equal (query, again));
  printed_again = tocsin_query_to_string (again);
  g_assert_cmpstr (printed, ==, printed_again);
}

/* What is printed parses into what was printed. */
static void
test_generated (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *text = generate_query (rand, 4);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);

      g_assert_no_error (error);
      check_printed (query);
    }
}

/* The same for anything at all that happens to parse. */
static void
test_noise (void)
{
  static const char *const pieces[] = { "a",     "b-c", " ",        " ",      "\"",       "(",
                                        ")",     "-",   "OR",       "AND",    "NOT",      ":",
                                        "\\",    "/",   "=",        "*",      "ß",        "\t",
                                        "from:", "is:", "subject:", "unread", "header:X", "larger:",
                                        "5M",    ">",   "\u00a0",   "“" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  guint parsed = 0;

  for (guint i = 0; i < 4 * ROUNDS; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (TocsinQuery) query = NULL;
      g_autoptr (GError) error = NULL;

      for (guint k = g_rand_int_range (rand, 1, 12); k > 0; k--)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      query = tocsin_query_parse (text->str, &error);
      g_assert_true ((query == NULL) == (error != NULL));
      if (query == NULL)
        continue;
      parsed++;
      check_printed (query);
    }
  g_assert_cmpuint (parsed, >, ROUNDS / 10);
}

static void
test_equal (void)
{
  static const char *const texts[] = { "a",
                                       "b",
                                       "a b",
                                       "b a",
                                       "a OR b",
                                       "-a",
                                       "from:a",
                                       "subject:a",
                                       "header:a",
                                       "header:b",
                                       "header:a=b",
                                       "larger:5M",
                                       "smaller:5M",
                                       "attachment:>5M",
                                       "attachment:>=5M",
                                       "" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (texts); k++)
      {
        g_autoptr (TocsinQuery) one = tocsin_query_parse (texts[i], NULL);
        g_autoptr (TocsinQuery) other = tocsin_query_parse (texts[k], NULL);

        g_assert_true (tocsin_query_equal (one, other) == (i == k));
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/property/generated", test_generated);
  g_test_add_func ("/query/property/noise", test_noise);
  g_test_add_func ("/query/property/equal", test_equal);

  return g_test_run ();
}
