/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"

#include "tests/generator/query.h"
#include "tests/generator/shrink.h"
#include "ui/desktop/model/query-builder.h"

#include <locale.h>
#include <string.h>

#define NOW (G_GINT64_CONSTANT (1793534400))
#define MAILBOXES 20
#define QUERIES 60

static guint32
first_seed (void)
{
  const char *text = g_getenv ("TOCSIN_SEED");

  return text != NULL ? (guint32) g_ascii_strtoull (text, NULL, 10) : 1;
}

/* What the rows say, read off them anew, whatever the builder remembers. */
static TocsinQuery *
read_off (TocsinQueryBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  TocsinQuery *query =
      tocsin_query_row_make_query (tocsin_query_builder_get_root (builder), &error);

  g_assert_no_error (error);

  return query;
}

static gboolean
is_lost (TocsinQuery *query, gpointer user_data)
{
  g_autofree char *text = tocsin_query_to_string (query);
  g_autoptr (TocsinQueryBuilder) builder = tocsin_query_builder_new (text);
  g_autoptr (TocsinQuery) again = read_off (builder);

  return !tocsin_query_equal (query, again);
}

static void
check_text (const char *text, const char *where)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);

  g_assert_no_error (error);
  if (is_lost (query, NULL))
    {
      g_autofree char *smallest = shrink_query (text, is_lost, NULL);

      g_test_message ("%s: the rows of %s say something else", where, smallest);
      g_test_fail ();
    }
}

static guint
count_kind (TocsinQueryBuilder *builder, TocsinQueryRowKind kind)
{
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (builder)); i++)
    {
      g_autoptr (TocsinQueryRow) row = g_list_model_get_item (G_LIST_MODEL (builder), i);

      count += tocsin_query_row_get_kind (row) == kind;
    }

  return count;
}

/* Every query survives the way from its text over the rows and back. */
static void
test_generated (void)
{
  guint conditions = 0, texts = 0;

  for (guint i = 0; i < MAILBOXES; i++)
    {
      guint32 seed = first_seed () + i;
      g_autoptr (Dice) dice = dice_new (seed);
      Mailbox *mailbox = mailbox_new (dice, 15, NOW);
      g_autofree char *where = g_strdup_printf ("seed %u", seed);

      for (guint k = 0; k < QUERIES; k++)
        {
          g_autofree char *text = query_make (dice, mailbox);
          g_autoptr (TocsinQueryBuilder) builder = tocsin_query_builder_new (text);

          check_text (text, where);
          conditions += count_kind (builder, TOCSIN_QUERY_ROW_CONDITION);
          texts += count_kind (builder, TOCSIN_QUERY_ROW_TEXT);
        }
      mailbox_free (mailbox);
    }
  /* One row of text for the whole would lose nothing either, and be of no use. */
  g_test_message ("%u conditions, %u texts", conditions, texts);
  g_assert_cmpuint (conditions, >, 100 * MAX (texts, 1));
}

/* The rows of a text, a line each: depth, kind, what it says. */
static char *
draw (TocsinQueryBuilder *builder)
{
  static const char *const modes[] = { "all", "any", "none", "not all" };
  GString *out = g_string_new (NULL);

  g_string_append_printf (
      out, "%s:", modes[tocsin_query_row_get_mode (tocsin_query_builder_get_root (builder))]);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (builder)); i++)
    {
      g_autoptr (TocsinQueryRow) row = g_list_model_get_item (G_LIST_MODEL (builder), i);
      TocsinQueryRowKind kind = tocsin_query_row_get_kind (row);

      g_string_append_printf (out, " |%*s", (int) tocsin_query_row_get_depth (row) - 1, "");
      if (kind == TOCSIN_QUERY_ROW_GROUP)
        g_string_append_printf (out, "%s:", modes[tocsin_query_row_get_mode (row)]);
      else if (kind == TOCSIN_QUERY_ROW_TEXT)
        g_string_append_printf (out, "“%s”", tocsin_query_row_get_value (row));
      else
        g_string_append_printf (
            out, "%s%s %s %s", tocsin_query_subject_get (tocsin_query_row_get_subject (row))->label,
            tocsin_query_row_get_header_name (row), tocsin_query_row_get_compared (row)->label,
            tocsin_query_row_get_value (row));
    }

  return g_string_free (out, FALSE);
}

static void
test_shown (void)
{
  static const struct
  {
    const char *about;
    const char *text;
    const char *rows;
  } cases[] = {
    { "all mail", "", "all:" },
    { "one term", "subject:invoice", "all: |Subject contains invoice" },
    { "a natural negation", "-from:@example.com", "all: |Sender does not contain @example.com" },
    { "all of them", "subject:a is:unread has:attachment",
      "all: |Subject contains a |Status is unread |Message includes attachment" },
    { "any of them", "subject:a OR body:b", "any: |Subject contains a |Text contains b" },
    { "none of them", "-(subject:a OR body:b)", "none: |Subject contains a |Text contains b" },
    { "not all of them", "-(subject:a body:b)", "not all: |Subject contains a |Text contains b" },
    { "a negation nobody says", "-larger:5M", "none: |Message size is larger than 5M" },
    { "brackets within", "subject:a (from:b OR from:c)",
      "all: |Subject contains a |any: | Sender contains b | Sender contains c" },
    { "a header", "header:X-Spam=yes -header:List-Id",
      "all: |HeaderX-Spam contains yes |HeaderList-Id is not there " },
    { "times", "newer:7d after:2026-11-01",
      "all: |Received within the last 7d |Received on or after 2026-11-01" },
    { "numbers", "attachment:>=5M attachments:2",
      "all: |Attachment size is at least 5M |Number of attachments is exactly 2" },
    { "deeper than rows go", "a (b OR (c (d OR (e f))))",
      "all: |Anywhere contains a |any: | Anywhere contains b | all: |  Anywhere contains c |  any:"
      " |   Anywhere contains d |   “e f”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinQueryBuilder) builder = tocsin_query_builder_new (cases[i].text);
      g_autofree char *rows = draw (builder);

      g_test_message ("%s", cases[i].about);
      g_assert_cmpstr (rows, ==, cases[i].rows);
      check_text (cases[i].text, cases[i].about);
    }
}

/* Each term of the language can be built; the builder offers nothing that the language has not. */
static void
test_complete (void)
{
  for (TocsinQueryField field = 0; field <= TOCSIN_QUERY_FIELD_DMARC; field++)
    {
      TocsinQueryValueType type = tocsin_query_field_get_info (field)->type;
      gboolean compared = type == TOCSIN_QUERY_VALUE_TYPE_COMPARED_BYTES
                          || type == TOCSIN_QUERY_VALUE_TYPE_COMPARED_COUNT;
      guint subject, comparison;

      g_test_message ("field “%s”", tocsin_query_field_get_name (field));
      g_assert_true (tocsin_query_subject_find (
          field, compared ? TOCSIN_QUERY_OPERATOR_EQUAL : TOCSIN_QUERY_OPERATOR_IS, FALSE, &subject,
          &comparison));
    }
}

static const char *
fill (const TocsinQueryComparison *compared)
{
  const char *example = tocsin_query_comparison_get_example (compared);

  return example != NULL ? example : "word";
}

/* Whatever can be chosen makes a query, and the rows of that query are what was chosen. */
static void
test_offered (void)
{
  for (guint subject = 0; subject < tocsin_query_subject_get_n (); subject++)
    for (guint k = 0; k < tocsin_query_subject_get (subject)->n_comparisons; k++)
      {
        g_autoptr (TocsinQueryBuilder) builder = tocsin_query_builder_new ("");
        TocsinQueryRow *row = tocsin_query_builder_add_condition (
            builder, tocsin_query_builder_get_root (builder), subject);
        g_autoptr (TocsinQueryBuilder) again = NULL;
        g_autoptr (TocsinQueryRow) read = NULL;
        g_autoptr (GError) error = NULL;

        tocsin_query_row_set_comparison (row, k);
        if (*tocsin_query_row_get_value (row) == '\0')
          tocsin_query_row_set_value (row, fill (tocsin_query_row_get_compared (row)));
        tocsin_query_row_set_header_name (row, "X-Loop");
        g_assert_no_error (tocsin_query_builder_get_error (builder));
        again = tocsin_query_builder_new (tocsin_query_builder_get_text (builder));
        g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 1);
        read = g_list_model_get_item (G_LIST_MODEL (again), 0);
        g_assert_cmpuint (tocsin_query_row_get_subject (read), ==, subject);
        g_assert_cmpuint (tocsin_query_row_get_comparison (read), ==, k);
      }
}

/* Nothing that is typed into a row becomes more than its value. */
static void
test_contained (void)
{
  static const char *const values[] = {
    "plain",    "two words",  "a\" OR is:read \"",
    "a) OR (b", "-x",         "OR",
    "\\",       "\"",         "a\\\"b",
    "from:x",   "*",          "{y}",
    "‘quoted’", "/slashes/i", "larger:5 than",
    "a/b\\/c",  "\\Q/\\E",    "[/]",
    "ü ß",      "…",
  };

  for (guint subject = 0; subject < tocsin_query_subject_get_n (); subject++)
    for (guint k = 0; k < tocsin_query_subject_get (subject)->n_comparisons; k++)
      for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
        {
          g_autoptr (TocsinQueryBuilder) builder = tocsin_query_builder_new ("has:html");
          TocsinQueryRow *row = tocsin_query_builder_add_condition (
              builder, tocsin_query_builder_get_root (builder), subject);
          g_autoptr (TocsinQueryBuilder) again = NULL;
          g_autoptr (TocsinQueryRow) read = NULL;
          g_autofree char *before = NULL;

          tocsin_query_row_set_comparison (row, k);
          tocsin_query_row_set_header_name (row, "X-Loop");
          before = g_strdup (tocsin_query_builder_get_text (builder));
          tocsin_query_row_set_value (row, values[i]);
          if (tocsin_query_builder_get_query (builder) == NULL)
            {
              g_assert_nonnull (tocsin_query_row_get_error (row));
              g_assert_cmpstr (tocsin_query_builder_get_text (builder), ==, before);
              continue;
            }
          again = tocsin_query_builder_new (tocsin_query_builder_get_text (builder));
          g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 2);
          read = g_list_model_get_item (G_LIST_MODEL (again), 1);
          g_assert_cmpuint (tocsin_query_row_get_subject (read), ==, subject);
          g_assert_cmpuint (tocsin_query_row_get_comparison (read), ==, k);
          if (tocsin_query_row_get_compared (row)->op != TOCSIN_QUERY_OPERATOR_REGEX
              && tocsin_query_comparison_has_value (tocsin_query_row_get_compared (row)))
            g_assert_cmpstr (tocsin_query_row_get_value (read), ==, values[i]);
        }
}

static void
count_signal (gpointer object, guint *count)
{
  (*count)++;
}

static void
count_changes (GListModel *model, guint position, guint removed, guint added, guint *count)
{
  *count += removed + added;
}

/* Both views follow each other, and what says the same is left as it was typed. */
static void
test_views (void)
{
  g_autoptr (TocsinQueryBuilder) builder = tocsin_query_builder_new ("subject:a");
  TocsinQueryRow *row = tocsin_query_row_get_child (tocsin_query_builder_get_root (builder), 0);
  TocsinQueryRow *second;
  guint changes = 0, touched = 0;

  g_signal_connect (builder, "changed", G_CALLBACK (count_signal), &changes);
  g_signal_connect (builder, "items-changed", G_CALLBACK (count_changes), &touched);

  tocsin_query_row_set_value (row, "b c");
  g_assert_cmpstr (tocsin_query_builder_get_text (builder), ==, "subject:\"b c\"");
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (touched, ==, 0);

  /* Other words for the same leave the rows alone, and they leave the words alone. */
  tocsin_query_builder_set_text (builder, "(subject:\"b  c\")");
  g_assert_cmpuint (touched, ==, 0);
  g_assert_cmpstr (tocsin_query_builder_get_text (builder), ==, "(subject:\"b  c\")");

  second = tocsin_query_builder_add_group (builder, tocsin_query_builder_get_root (builder));
  g_assert_cmpuint (touched, ==, 2);
  g_assert_null (tocsin_query_builder_get_query (builder));
  g_assert_cmpstr (tocsin_query_builder_get_text (builder), ==, "(subject:\"b  c\")");
  g_assert_nonnull (tocsin_query_row_get_error (second));
  g_assert_null (tocsin_query_row_get_error (row));
  tocsin_query_row_set_value (second, "d");
  g_assert_no_error (tocsin_query_builder_get_error (builder));
  g_assert_cmpstr (tocsin_query_builder_get_text (builder), ==, "subject:\"b c\" subject:d");

  /* The last row of a group takes the group along. */
  tocsin_query_builder_remove (builder, second);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (builder)), ==, 1);
  tocsin_query_builder_remove (builder, row);
  g_assert_cmpstr (tocsin_query_builder_get_text (builder), ==, "");
}

/* What is typed wrongly is kept, with its place, and the rows stay as they were. */
static void
test_wrong_text (void)
{
  g_autoptr (TocsinQueryBuilder) builder = tocsin_query_builder_new ("subject:a");
  const GError *error;

  tocsin_query_builder_set_text (builder, "subject:a fro:b");
  error = tocsin_query_builder_get_error (builder);
  g_assert_nonnull (error);
  g_assert_true (tocsin_query_builder_is_text_wrong (builder));
  g_assert_cmpstr (tocsin_query_builder_get_text (builder), ==, "subject:a fro:b");
  g_assert_cmpuint (tocsin_error_get_column (error), ==, 11);
  g_assert_null (tocsin_query_builder_get_query (builder));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (builder)), ==, 1);

  tocsin_query_builder_set_text (builder, "subject:a from:b");
  g_assert_no_error (tocsin_query_builder_get_error (builder));
  g_assert_false (tocsin_query_builder_is_text_wrong (builder));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (builder)), ==, 2);
}

/* A row tells what is wrong with its value, not where in a text that nobody sees. */
static void
test_row_errors (void)
{
  g_autoptr (TocsinQueryBuilder) builder = tocsin_query_builder_new ("larger:5M subject:/a/");
  TocsinQueryRow *root = tocsin_query_builder_get_root (builder);
  TocsinQueryRow *size = tocsin_query_row_get_child (root, 0);
  TocsinQueryRow *pattern = tocsin_query_row_get_child (root, 1);

  tocsin_query_row_set_value (size, "big");
  tocsin_query_row_set_value (pattern, "(");
  g_assert_nonnull (tocsin_query_row_get_error (size));
  g_assert_nonnull (tocsin_query_row_get_error (pattern));
  g_assert_null (strstr (tocsin_query_row_get_error (size)->message, "column"));
  g_assert_cmpstr (tocsin_query_builder_get_error (builder)->message, ==,
                   tocsin_query_row_get_error (size)->message);
  tocsin_query_row_set_value (size, "6M");
  g_assert_null (tocsin_query_row_get_error (size));
  tocsin_query_row_set_value (pattern, "a|b");
  tocsin_query_row_set_ignore_case (pattern, TRUE);
  g_assert_cmpstr (tocsin_query_builder_get_text (builder), ==, "larger:6M subject:/a|b/i");
}

/* What the language can't hold is refused here too, whoever asks for it. */
static void
test_limits (void)
{
  g_autoptr (TocsinQueryBuilder) builder = tocsin_query_builder_new ("subject:a");
  g_autoptr (GString) many = g_string_new ("subject:w0");
  g_autofree char *large = g_strnfill (TOCSIN_QUERY_MAX_LENGTH, 'x');
  TocsinQueryRow *row = tocsin_query_row_get_child (tocsin_query_builder_get_root (builder), 0);

  tocsin_query_row_set_value (row, large);
  g_assert_nonnull (tocsin_query_builder_get_error (builder));

  for (guint i = 1; i <= TOCSIN_QUERY_BUILDER_MAX_ROWS; i++)
    g_string_append_printf (many, " OR subject:w%u", i);
  tocsin_query_builder_set_text (builder, many->str);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (builder)), ==, 1);
  g_assert_cmpuint (count_kind (builder, TOCSIN_QUERY_ROW_TEXT), ==, 1);
  check_text (many->str, "a long one");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/query-builder/generated", test_generated);
  g_test_add_func ("/desktop/query-builder/shown", test_shown);
  g_test_add_func ("/desktop/query-builder/complete", test_complete);
  g_test_add_func ("/desktop/query-builder/offered", test_offered);
  g_test_add_func ("/desktop/query-builder/contained", test_contained);
  g_test_add_func ("/desktop/query-builder/views", test_views);
  g_test_add_func ("/desktop/query-builder/wrong-text", test_wrong_text);
  g_test_add_func ("/desktop/query-builder/row-errors", test_row_errors);
  g_test_add_func ("/desktop/query-builder/limits", test_limits);

  return g_test_run ();
}
