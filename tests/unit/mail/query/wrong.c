/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/query/query.h"

#include <string.h>

/* What people type wrongly, from wrong.txt: a line each of query, column, what the message says and
 * what the remedy says, with tabs between. */
#define LEAST_ROWS 300

#define NOISE_ROUNDS 20000

typedef struct
{
  char *query;
  guint column;
  char *says;
  char *remedy;
} Row;

static void
row_free (Row *self)
{
  g_free (self->query);
  g_free (self->says);
  g_free (self->remedy);
  g_free (self);
}

static GPtrArray *
read_rows (void)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "unit", "mail", "query", "wrong.txt", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (content, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
      Row *row;

      if (lines[i][0] == '\0' || g_str_has_prefix (lines[i], "# "))
        continue;
      if (g_strv_length (fields) != 4)
        g_error ("wrong.txt, line %" G_GSIZE_FORMAT ": four fields are expected", i + 1);
      row = g_new0 (Row, 1);
      row->query = g_strcompress (fields[0]);
      row->column = (guint) g_ascii_strtoull (fields[1], NULL, 10);
      row->says = g_strdup (fields[2]);
      row->remedy = g_strdup (fields[3]);
      g_ptr_array_add (rows, row);
    }

  return rows;
}

/* What is offered is a query, and not all mail. */
static void
check_correction (const char *correction)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (correction, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tocsin_query_node_get_kind (tocsin_query_get_root (query)), !=,
                   TOCSIN_QUERY_KIND_ALL);
}

/* Each mistake has a place within the query, or right behind it, and a remedy. */
static void
check_mistake (const char *text, const GError *error)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *place = g_strdup_printf ("column %u:", tocsin_error_get_column (error));

  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_cmpstr (tocsin_error_get_input (error), ==, valid);
  g_assert_cmpuint (tocsin_error_get_column (error), >=, 1);
  g_assert_cmpuint (tocsin_error_get_column (error), <=, g_utf8_strlen (valid, -1) + 1);
  g_assert_nonnull (strstr (error->message, place));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (tocsin_error_get_hint (error));
  g_assert_null (strstr (tocsin_error_get_hint (error), "(null)"));
  g_assert_true (g_utf8_validate (tocsin_error_get_hint (error), -1, NULL));
  if (tocsin_error_get_correction (error) != NULL)
    check_correction (tocsin_error_get_correction (error));
}

/* Returns: whether the row says what comes out. */
static gboolean
check_row (const Row *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (row->query, &error);

  if (query != NULL)
    {
      g_autofree char *printed = tocsin_query_to_string (query);

      g_test_message ("%s: taken as %s", row->query, printed);
      return FALSE;
    }
  check_mistake (row->query, error);
  if (tocsin_error_get_column (error) == row->column && strstr (error->message, row->says) != NULL
      && strstr (tocsin_error_get_hint (error), row->remedy) != NULL)
    return TRUE;

  g_test_message ("%s\t%u\t%s\t%s", row->query, tocsin_error_get_column (error), error->message,
                  tocsin_error_get_hint (error));
  return FALSE;
}

static void
test_table (void)
{
  g_autoptr (GPtrArray) rows = read_rows ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint failed = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);

      if (!g_hash_table_add (seen, row->query))
        g_error ("wrong.txt: “%s” is there twice", row->query);
      failed += check_row (row) ? 0 : 1;
    }
  g_assert_cmpuint (failed, ==, 0);
  g_assert_cmpuint (rows->len, >=, LEAST_ROWS);
}

/* Good queries, to be spoilt. */
static const char *const good[] = {
  "from:ada@example.org subject:invoice",
  "subject:\"lunch on friday\" OR body:noon",
  "(from:ada OR from:bob) -is:read",
  "has:attachment attachment:>=5M attachments:<3",
  "filename:*.pdf type:application/pdf",
  "after:2026-11-01 before:2026-11-30T18:30+01:00",
  "newer:7d older:12h",
  "sent-after:2026-01-01T08:00:30Z",
  "header:X-Spam-Flag=yes header:List-Id",
  "NOT (is:flagged OR keyword:later)",
  "subject:(invoice OR bill) larger:100K smaller:2G",
  "importance:high is:unread -is:auto",
  "\"a \\\"quoted\\\" word\" größe 日本語",
  "participants:@example.org list:talk msgid:<1@x.example>",
  "text:/in+voice [0-9]{4}/i /^Re:/",
  "on:2026-02-28 deliveredto:info@example.org",
};

/* Either a mistake with its place and a remedy, or a query that is printed as what it means. */
static void
check_spoilt (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);
  g_autoptr (TocsinQuery) again = NULL;
  g_autofree char *printed = NULL;

  if (query == NULL)
    {
      check_mistake (text, error);
      return;
    }
  g_assert_cmpint (tocsin_query_node_get_kind (tocsin_query_get_root (query)), !=,
                   TOCSIN_QUERY_KIND_ALL);
  printed = tocsin_query_to_string (query);
  again = tocsin_query_parse (printed, &error);
  g_test_message ("%s: %s", text, printed);
  g_assert_no_error (error);
  g_assert_true (tocsin_query_equal (query, again));
}

static char *
without (const char *text, const char *p)
{
  g_autofree char *head = g_strndup (text, (gsize) (p - text));

  return g_strconcat (head, g_utf8_next_char (p), NULL);
}

static char *
doubled (const char *text, const char *p)
{
  g_autofree char *head = g_strndup (text, (gsize) (g_utf8_next_char (p) - text));

  return g_strconcat (head, p, NULL);
}

static char *
swapped (const char *text, const char *p)
{
  const char *next = g_utf8_next_char (p), *behind = *next != '\0' ? g_utf8_next_char (next) : next;
  g_autofree char *head = g_strndup (text, (gsize) (p - text));
  g_autofree char *first = g_strndup (p, (gsize) (next - p));
  g_autofree char *second = g_strndup (next, (gsize) (behind - next));

  return g_strconcat (head, second, first, behind, NULL);
}

static char *
replaced (const char *text, const char *p, const char *by)
{
  g_autofree char *head = g_strndup (text, (gsize) (p - text));

  return g_strconcat (head, by, g_utf8_next_char (p), NULL);
}

/* What a slip of the finger makes of them, at every place. */
static void
test_spoilt (void)
{
  static char *(*const slips[]) (const char *, const char *) = { without, doubled, swapped };
  static const char *const strange[] = { "\"", "(", ")", ":",  "-", "/",
                                         "*",  "“", "=", "\\", " ", "'" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    for (const char *p = good[i]; *p != '\0'; p = g_utf8_next_char (p))
      {
        for (gsize k = 0; k < G_N_ELEMENTS (slips); k++)
          {
            g_autofree char *text = slips[k](good[i], p);

            check_spoilt (text);
          }
        for (gsize k = 0; k < G_N_ELEMENTS (strange); k++)
          {
            g_autofree char *text = replaced (good[i], p, strange[k]);

            check_spoilt (text);
          }
      }
}

/* Cut off anywhere, as a field of a form does it, bytes in the middle of a letter included. */
static void
test_cut (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    for (gsize n = 1; n < strlen (good[i]); n++)
      {
        g_autofree char *head = g_strndup (good[i], n);

        check_spoilt (head);
        check_spoilt (g_utf8_validate (good[i] + n, -1, NULL) ? good[i] + n : head);
      }
}

/* What is suspect somewhere, to be put together. */
static const char *const pieces[] = { " ",
                                      " ",
                                      " ",
                                      " ",
                                      "\"",
                                      "(",
                                      ")",
                                      "-",
                                      "OR",
                                      "AND",
                                      "NOT",
                                      "or",
                                      "not",
                                      ":",
                                      "：",
                                      "=",
                                      "<",
                                      ">",
                                      "*",
                                      "'",
                                      "‘",
                                      "“",
                                      "”",
                                      "{",
                                      "}",
                                      "/",
                                      "\\",
                                      "!",
                                      "+",
                                      "–",
                                      "（",
                                      "）",
                                      "|",
                                      "||",
                                      "&&",
                                      ",",
                                      "@",
                                      "me",
                                      "from:",
                                      "from",
                                      "subject:",
                                      "is",
                                      "is:",
                                      "has",
                                      "unread",
                                      "after:",
                                      "newer:",
                                      "larger:",
                                      "5",
                                      "M",
                                      "7",
                                      "days",
                                      "2026-",
                                      "11-01",
                                      "T08:00",
                                      "08:00",
                                      "header:",
                                      "X-A",
                                      "label:",
                                      "in:",
                                      "older_than:",
                                      "size",
                                      "date:",
                                      "1.5",
                                      "contains",
                                      "keyword:",
                                      "type:",
                                      "filename:*.",
                                      "pdf",
                                      "ß",
                                      "\t",
                                      "\xff",
                                      "\xe2\x80\x8b",
                                      "attachments:",
                                      "invoice",
                                      "ada",
                                      "e\xcc\x81",
                                      "yesterday",
                                      "P",
                                      "h" };

static void
test_noise (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < NOISE_ROUNDS; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint k = g_rand_int_range (rand, 1, 10); k > 0; k--)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      if (text->str[strspn (text->str, " \t")] != '\0')
        check_spoilt (text->str);
    }
}

/* Corrections of a text of the greatest length end, too. */
static void
test_long (void)
{
  static const char *const repeated[] = { "fron:ada ", "(",     "\"a", "newer:7days ",
                                          "{a ",       "a OR ", "'x ", "is:" };

  for (gsize i = 0; i < G_N_ELEMENTS (repeated); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      while (text->len + strlen (repeated[i]) <= TOCSIN_QUERY_MAX_LENGTH)
        g_string_append (text, repeated[i]);
      check_spoilt (text->str);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/wrong/table", test_table);
  g_test_add_func ("/query/wrong/spoilt", test_spoilt);
  g_test_add_func ("/query/wrong/cut", test_cut);
  g_test_add_func ("/query/wrong/noise", test_noise);
  g_test_add_func ("/query/wrong/long", test_long);

  return g_test_run ();
}
