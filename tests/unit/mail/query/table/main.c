/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Each query of the table on each message of it: once all of it is known, layer by layer as the
 * query asks for more, and by a search of the mailbox they are in. */
#include "core/mail/mail-search.h"
#include "tests/unit/mail/query/table/document.h"

#include <string.h>

#define MIN_ROWS 150
#define MIN_MESSAGES 60
#define MIN_ROWS_OF_A_FIELD 3
#define ALL_LAYERS                                                                                 \
  (TOCSIN_MESSAGE_LAYERS_FLAGS | TOCSIN_MESSAGE_LAYERS_HEADERS | TOCSIN_MESSAGE_LAYERS_STRUCTURE   \
   | TOCSIN_MESSAGE_LAYERS_RAW)

static TableMail *mail;
static GPtrArray *rows;

/* Fails with the names of the messages on which the table and the answer differ. */
static void
check (const Row *row, const gboolean *found)
{
  g_autoptr (GString) wrong = g_string_new (NULL);

  for (guint i = 0; i < mail->names->len; i++)
    if (found[i] != row->expected[i])
      g_string_append_printf (wrong, " %s%s", found[i] ? "+" : "-",
                              (char *) g_ptr_array_index (mail->names, i));
  if (wrong->len == 0)
    return;
  g_test_message ("%s: %s: expected %s; differs in%s", row->chapter->title, row->text, row->answer,
                  wrong->str);
  g_test_fail ();
}

static void
test_read (void)
{
  rows = rows_read (mail->names);
}

static void
test_known (void)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree gboolean *found = g_new0 (gboolean, mail->names->len);

  for (guint i = 0; i < mail->names->len; i++)
    g_ptr_array_add (messages, table_mail_fetch (mail, i, ALL_LAYERS));
  for (guint r = 0; r < rows->len; r++)
    {
      const Row *row = g_ptr_array_index (rows, r);

      for (guint i = 0; i < messages->len; i++)
        {
          TocsinMessageLayers needs = 0;
          TocsinQueryVerdict verdict = tocsin_query_match (
              row->query, g_ptr_array_index (messages, i), TABLE_NOW, NULL, &needs);

          g_assert_cmpint (verdict, !=, TOCSIN_QUERY_VERDICT_NEEDS_MORE);
          found[i] = verdict == TOCSIN_QUERY_VERDICT_YES;
        }
      check (row, found);
    }
}

/* Who explains an answer comes to the same, from a query that was printed and read again as well.
 */
static void
test_examined (void)
{
  g_autofree gboolean *found = g_new0 (gboolean, mail->names->len);

  for (guint r = 0; r < rows->len; r++)
    {
      const Row *row = g_ptr_array_index (rows, r);
      g_autofree char *printed = tocsin_query_to_string (row->query);
      g_autoptr (TocsinQuery) query = tocsin_query_parse (printed, NULL);

      g_assert_nonnull (query);
      g_assert_true (tocsin_query_equal (query, row->query));
      for (guint i = 0; i < mail->names->len; i++)
        {
          g_autoptr (TocsinMessage) message = table_mail_fetch (mail, i, ALL_LAYERS);
          g_autoptr (GError) trouble = NULL;

          found[i] = tocsin_query_examine (query, message, TABLE_NOW, NULL, NULL, NULL, &trouble)
                     == TOCSIN_QUERY_VERDICT_YES;
          g_assert_no_error (trouble);
        }
      check (row, found);
    }
}

/* The group that the table speaks of. */
static void
test_group (void)
{
  g_autoptr (TocsinQuery) query = tocsin_query_parse ("/order (?<number>\\d{4}-\\d{4})/i", NULL);
  g_autoptr (TocsinMessage) message = NULL;
  g_autoptr (GHashTable) groups = NULL;
  guint index;

  g_assert_true (g_ptr_array_find_with_equal_func (mail->names, "invoice", g_str_equal, &index));
  message = table_mail_fetch (mail, index, ALL_LAYERS);
  g_assert_cmpint (tocsin_query_examine (query, message, TABLE_NOW, NULL, NULL, &groups, NULL), ==,
                   TOCSIN_QUERY_VERDICT_YES);
  g_assert_cmpstr (g_hash_table_lookup (groups, "number"), ==, "2026-0815");
}

/* Gives what the query asks for, and nothing else, until it has decided. */
static gboolean
decide (const Row *row, guint index)
{
  TocsinMessageLayers given = 0;

  for (;;)
    {
      g_autoptr (TocsinMessage) message = table_mail_fetch (mail, index, given);
      TocsinMessageLayers needs = 0;
      TocsinQueryVerdict verdict =
          tocsin_query_match (row->query, message, TABLE_NOW, NULL, &needs);

      if (verdict != TOCSIN_QUERY_VERDICT_NEEDS_MORE)
        return verdict == TOCSIN_QUERY_VERDICT_YES;
      /* The text of a message whose structure says nothing is known by the whole alone. */
      if (needs & ~given & TOCSIN_MESSAGE_LAYERS_TEXT && !(given & TOCSIN_MESSAGE_LAYERS_STRUCTURE))
        needs |= TOCSIN_MESSAGE_LAYERS_STRUCTURE;
      if ((needs & ~given) == 0)
        needs = TOCSIN_MESSAGE_LAYERS_RAW;
      g_assert_cmpint (needs & ~given, !=, 0);
      given |= needs;
    }
}

static void
test_layers (void)
{
  g_autofree gboolean *found = g_new0 (gboolean, mail->names->len);

  for (guint r = 0; r < rows->len; r++)
    {
      const Row *row = g_ptr_array_index (rows, r);

      for (guint i = 0; i < mail->names->len; i++)
        found[i] = decide (row, i);
      check (row, found);
    }
}

static gboolean
take (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  gboolean *found = user_data;
  guint index;

  g_assert_true (g_ptr_array_find_with_equal_func (mail->names, ref->key, g_str_equal, &index));
  g_assert_false (found[index]);
  found[index] = TRUE;

  return TRUE;
}

static void
test_search (void)
{
  for (guint r = 0; r < rows->len; r++)
    {
      const Row *row = g_ptr_array_index (rows, r);
      g_autofree gboolean *found = g_new0 (gboolean, mail->names->len);
      g_autoptr (GError) error = NULL;

      tocsin_mail_search (TOCSIN_MAIL_STORE (mail->store), "INBOX", row->query, TABLE_NOW, take,
                          found, NULL, &error);
      g_assert_no_error (error);
      check (row, found);
    }
}

static void
count_fields (const TocsinQueryNode *node, gboolean hit, guint *hits, guint *misses)
{
  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_TERM)
    (hit ? hits : misses)[tocsin_query_node_get_field (node)]++;
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    count_fields (tocsin_query_node_get_child (node, i), hit, hits, misses);
}

/* Nothing of the language is left out. */
static void
test_complete (void)
{
  guint hits[TOCSIN_QUERY_FIELD_DMARC + 1] = { 0 }, misses[TOCSIN_QUERY_FIELD_DMARC + 1] = { 0 };

  g_assert_cmpuint (rows->len, >=, MIN_ROWS);
  g_assert_cmpuint (mail->names->len, >=, MIN_MESSAGES);
  for (guint r = 0; r < rows->len; r++)
    {
      const Row *row = g_ptr_array_index (rows, r);

      count_fields (tocsin_query_get_root (row->query), !g_str_equal (row->answer, "none"), hits,
                    misses);
    }
  for (guint field = 0; field <= TOCSIN_QUERY_FIELD_DMARC; field++)
    if (hits[field] == 0 || misses[field] == 0 || hits[field] + misses[field] < MIN_ROWS_OF_A_FIELD)
      {
        g_test_message ("“%s:” is in %u rows that find something and in %u that don't",
                        tocsin_query_field_get_name (field), hits[field], misses[field]);
        g_test_fail ();
      }
}

static void
test_document (void)
{
  g_autofree char *text = document_print (rows, mail);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "queries.md", NULL);
  g_autofree char *made = g_test_build_filename (G_TEST_BUILT, "queries.md", NULL);
  g_autofree char *there = NULL;

  if (g_file_get_contents (path, &there, NULL, NULL) && g_str_equal (there, text))
    return;
  g_file_set_contents (made, text, -1, NULL);
  g_test_fail_printf ("docs/queries.md is not the table of these rows: copy %s there", made);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("TZ", TABLE_ZONE, TRUE);
  mail = table_mail_new ();
  g_test_add_func ("/query/table/read", test_read);
  g_test_add_func ("/query/table/known", test_known);
  g_test_add_func ("/query/table/examined", test_examined);
  g_test_add_func ("/query/table/group", test_group);
  g_test_add_func ("/query/table/layers", test_layers);
  g_test_add_func ("/query/table/search", test_search);
  g_test_add_func ("/query/table/complete", test_complete);
  g_test_add_func ("/query/table/document", test_document);
  status = g_test_run ();
  g_ptr_array_unref (rows);
  table_mail_free (mail);

  return status;
}
