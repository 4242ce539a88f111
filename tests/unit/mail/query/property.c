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

static char *
join_pieces (GRand *rand, const char *const *pieces, guint n_pieces)
{
  GString *text = g_string_new (NULL);

  for (guint k = g_rand_int_range (rand, 1, 8); k > 0; k--)
    g_string_append (text, pieces[g_rand_int_range (rand, 0, (gint) n_pieces)]);

  return g_string_free (text, FALSE);
}

static char *
quote (const char *value)
{
  GString *text = g_string_new ("\"");

  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *value);
    }

  return g_string_free (g_string_append_c (text, '"'), FALSE);
}

static char *
collapse_blanks (const char *value)
{
  g_auto (GStrv) words = g_strsplit (value, " ", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words[i]);

  return g_string_free (text, FALSE);
}

/* Whatever stands in quotes is the value, in every field, and stays it when it is printed. */
static void
test_values (void)
{
  static const char *const fields[] = { "",      "subject:", "header:X=", "from:",
                                        "list:", "keyword:", "filename:", "body:" };
  static const char *const pieces[] = {
    "a",  "b",  " ",      "\"",  "\\", "/", "-", "(", ")",  ":",       "=",        "*",
    "?",  "OR", "AND",    "NOT", "'",  "“", "„", "–", "：", "from:",   "subject=", "<",
    ">5", "@",  "\u200c", "👨",   "ß",  "é", "#", "%", "{",  "\\d{2}+", "漢字",     "$x"
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint parsed = 0;

  for (guint i = 0; i < 4 * ROUNDS; i++)
    {
      const char *field = fields[g_rand_int_range (rand, 0, G_N_ELEMENTS (fields))];
      g_autofree char *value = join_pieces (rand, pieces, G_N_ELEMENTS (pieces));
      g_autofree char *expected = collapse_blanks (value);
      g_autofree char *quoted = quote (value);
      g_autofree char *text = g_strdup_printf ("x OR -%s%s", field, quoted);
      g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);
      const TocsinQueryNode *term;

      if (query == NULL)
        continue;
      parsed++;
      term = tocsin_query_node_get_child (
          tocsin_query_node_get_child (tocsin_query_get_root (query), 1), 0);
      /* An address loses the brackets around it. */
      if (!g_str_equal (field, "from:"))
        g_assert_cmpstr (tocsin_query_node_get_value (term), ==, expected);
      check_printed (query);
    }
  g_assert_cmpuint (parsed, >, 3 * ROUNDS);
}

static void
test_regexes (void)
{
  static const char *const pieces[] = { "a",    "(b)",       "\\/", "[^\"/]", "\\\\", " ",
                                        "-",    "(?<n>x)",   "é",   "\\d+",   "|",    "OR",
                                        "\\\"", "(?:c|d)*?", "^",   "$",      "\\)",  "'",
                                        "“",    "{2}",       ":",   "\\p{L}" };
  static const char *const flags[] = { "", "i", "s", "is", "si", "ii" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  guint parsed = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *pattern = join_pieces (rand, pieces, G_N_ELEMENTS (pieces));
      g_autofree char *text =
          g_strdup_printf ("x (-subject:/%s/%s OR y)", pattern,
                           flags[g_rand_int_range (rand, 0, G_N_ELEMENTS (flags))]);
      g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);

      if (query == NULL)
        continue;
      parsed++;
      check_printed (query);
    }
  g_assert_cmpuint (parsed, >, ROUNDS / 4);
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
                                       "subject:/a/",
                                       "subject:/a/i",
                                       "subject:/a/is",
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
  g_test_add_func ("/query/property/values", test_values);
  g_test_add_func ("/query/property/regexes", test_regexes);
  g_test_add_func ("/query/property/equal", test_equal);

  return g_test_run ();
}
