/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/key-info-private.h"
#include "core/settings/schemas.h"
#include "core/settings/value-text.h"

/* A value in GVariant's notation, and how it stands in the file. */
typedef struct
{
  const char *about;
  const char *type;
  const char *value;
  const char *text;
} Row;

static const Row rows[] = {
  { "plain text", "s", "'mail.example.org'", "mail.example.org" },
  { "nothing", "s", "''", "" },
  { "an apostrophe within", "s", "\"it's\"", "it's" },
  { "an apostrophe first", "s", "\"'tis\"", "\"'tis\"" },
  { "a quotation mark first", "s", "'\"x'", "'\"x'" },
  { "a backslash is a backslash", "s", "'C:\\\\x\\\\n'", "C:\\x\\n" },
  { "a space before", "s", "' x'", "' x'" },
  { "a space behind", "s", "'x '", "'x '" },
  { "a line break", "s", "'a\\nb'", "'a\\nb'" },
  { "a tab", "s", "'a\\tb'", "'a\\tb'" },
  { "a hash is no comment", "s", "'#x'", "#x" },
  { "brackets", "s", "'[x]'", "[x]" },
  { "umlauts", "s", "'Größe'", "Größe" },
  { "a list", "as", "['a', 'b c']", "a,b c" },
  { "an empty list", "as", "@as []", "[]" },
  { "a list of nothing", "as", "['']", "['']" },
  { "a comma within", "as", "['a,b', 'c']", "['a,b', 'c']" },
  { "a bracket first", "as", "['[x', 'y']", "['[x', 'y']" },
  { "a line break within", "as", "['a\\nb']", "['a\\nb']" },
  { "true", "b", "true", "true" },
  { "a number", "u", "993", "993" },
  { "a large number", "t", "18446744073709551615", "18446744073709551615" },
  { "a table", "a{ss}", "{'a': 'b'}", "{'a': 'b'}" },
};

static void
test_file_form (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value =
          g_variant_parse (G_VARIANT_TYPE (rows[i].type), rows[i].value, NULL, NULL, &error);
      g_autofree char *text = NULL;
      g_autoptr (GVariant) back = NULL;

      g_test_message ("%s", rows[i].about);
      g_assert_no_error (error);
      text = tocsin_value_print (value, TOCSIN_VALUE_FILE);
      g_assert_cmpstr (text, ==, rows[i].text);
      back = tocsin_value_parse_type (G_VARIANT_TYPE (rows[i].type), text);
      g_assert_nonnull (back);
      g_assert_true (g_variant_equal (back, value));
    }
}

/* Whatever bytes a text has, what is written is read back, on one line. */
static void
test_round_trip (void)
{
  static const char alphabet[] = "a ,'\"\\[]@#=;\n\t\r\x7f";

  for (guint i = 0; i < 20000; i++)
    {
      char item[2][6] = { { 0 } };
      const char *items[] = { item[0], item[1], NULL };
      g_autoptr (GVariant) list = NULL;
      g_autofree char *text = NULL;
      g_autoptr (GVariant) back = NULL;

      for (guint j = 0; j < 5; j++)
        {
          item[0][j] = alphabet[g_test_rand_int_range (0, sizeof alphabet)];
          item[1][j] = alphabet[g_test_rand_int_range (0, sizeof alphabet)];
        }
      list = i % 2 == 0 ? g_variant_new_strv (items, -1) : g_variant_new_string (item[0]);
      g_variant_ref_sink (list);
      text = tocsin_value_print (list, TOCSIN_VALUE_FILE);
      g_assert_null (strpbrk (text, "\r\n"));
      back = tocsin_value_parse_type (g_variant_get_type (list), text);
      g_assert_nonnull (back);
      g_assert_true (g_variant_equal (back, list));
    }
}

static void
test_not_of_the_type (void)
{
  static const Row bad[] = {
    { "no number", "u", NULL, "x" },           { "too large", "u", NULL, "4294967296" },
    { "no boolean", "b", NULL, "2" },          { "an open quotation", "s", NULL, "'x" },
    { "an open list", "as", NULL, "['a'" },    { "no table", "a{ss}", NULL, "x" },
    { "an annotation", "s", NULL, "'x' 'y'" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i].about);
      g_assert_null (tocsin_value_parse_type (G_VARIANT_TYPE (bad[i].type), bad[i].text));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/value-text/file-form", test_file_form);
  g_test_add_func ("/settings/value-text/round-trip", test_round_trip);
  g_test_add_func ("/settings/value-text/not-of-the-type", test_not_of_the_type);

  return g_test_run ();
}
