/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-journal.h"

static TocsinJournalEvent *
add_limited (TocsinJournalBatch *batch, const char *key, guint max_firings)
{
  TocsinJournalEvent *event = tocsin_journal_event_new ("bills", 1, key, 0, "test.v1", "/s");

  event->max_firings = max_firings;
  tocsin_journal_batch_add_event (batch, event);

  return event;
}

/* Whether they come in one batch or in several. */
static void
test_max_firings (void)
{
  g_autoptr (TocsinJournal) journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (NULL));
  g_autoptr (TocsinJournalBatch) first = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalBatch) second = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalEvent) a = add_limited (first, "a", 2);
  g_autoptr (TocsinJournalEvent) again = add_limited (first, "a", 2);
  g_autoptr (TocsinJournalEvent) b = add_limited (first, "b", 2);
  g_autoptr (TocsinJournalEvent) c = add_limited (first, "c", 2);
  g_autoptr (TocsinJournalEvent) d = add_limited (second, "d", 2);
  g_autoptr (TocsinJournalEvent) e = add_limited (second, "e", 3);
  guint64 firings;

  g_assert_true (tocsin_journal_commit (journal, first, NULL));
  g_assert_false (a->duplicate);
  g_assert_cmpint (again->id, ==, a->id);
  g_assert_false (b->duplicate);
  g_assert_true (c->duplicate);
  g_assert_cmpint (c->id, ==, 0);

  g_assert_true (tocsin_journal_commit (journal, second, NULL));
  g_assert_true (d->duplicate);
  g_assert_false (e->duplicate);
  g_assert_true (tocsin_journal_get_firings (journal, "bills", &firings, NULL));
  g_assert_cmpuint (firings, ==, 3);
  g_assert_true (tocsin_journal_get_firings (journal, "other", &firings, NULL));
  g_assert_cmpuint (firings, ==, 0);
}

static void
expect_cursors (TocsinJournal *journal, const char *folder, gboolean expected)
{
  gboolean found = !expected;

  g_assert_true (tocsin_journal_has_cursors (journal, folder, &found, NULL));
  g_assert_cmpint (found, ==, expected);
}

/* A folder of scopes is all of its name, and nothing beside it. */
static void
test_has_cursors (void)
{
  g_autoptr (TocsinJournal) journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (NULL));
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();

  tocsin_journal_batch_set_cursor (batch, "mail/work-2/INBOX", g_variant_new_uint32 (1));
  g_assert_true (tocsin_journal_commit (journal, batch, NULL));
  expect_cursors (journal, "mail/work-2", TRUE);
  expect_cursors (journal, "mail", TRUE);
  expect_cursors (journal, "mail/work", FALSE);
  expect_cursors (journal, "mail/work-", FALSE);
  expect_cursors (journal, "mail/work-22", FALSE);
  expect_cursors (journal, "mail/work-2/INBOX", FALSE);
}

/* What lies below a folder of scopes, with its values. */
static void
test_list_cursors (void)
{
  g_autoptr (TocsinJournal) journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (NULL));
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (GHashTable) cursors = NULL;

  tocsin_journal_batch_set_cursor (batch, "replay/a", g_variant_new_uint32 (1));
  tocsin_journal_batch_set_cursor (batch, "replay/a/x", g_variant_new_uint32 (2));
  tocsin_journal_batch_set_cursor (batch, "replay/a/x/next", g_variant_new_string ("3"));
  tocsin_journal_batch_set_cursor (batch, "replay/a-b/x", g_variant_new_uint32 (4));
  g_assert_true (tocsin_journal_commit (journal, batch, NULL));
  cursors = tocsin_journal_list_cursors (journal, "replay/a", NULL);
  g_assert_cmpuint (g_hash_table_size (cursors), ==, 2);
  g_assert_cmpuint (g_variant_get_uint32 (g_hash_table_lookup (cursors, "replay/a/x")), ==, 2);
  g_assert_cmpstr (g_variant_get_string (g_hash_table_lookup (cursors, "replay/a/x/next"), NULL),
                   ==, "3");
}

/* Of each key the last firing; of others, and of other tasks, nothing. */
static void
test_last_rounds (void)
{
  static const char *const keys[] = { "a", "b", "absent", NULL };
  static const struct
  {
    const char *task;
    const char *key;
    guint round;
  } rows[] = {
    { "t", "a", 0 }, { "t", "a", 2 }, { "t", "a", 1 }, { "t", "b", 0 }, { "u", "b", 7 }
  };
  g_autoptr (TocsinJournal) journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (NULL));
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (GHashTable) last = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinJournalEvent) event =
          tocsin_journal_event_new (rows[i].task, 1, rows[i].key, rows[i].round, "test.v1", "/s");

      tocsin_journal_batch_add_event (batch, event);
    }
  g_assert_true (tocsin_journal_commit (journal, batch, NULL));
  last = tocsin_journal_find_last_rounds (journal, "t", keys, NULL);
  g_assert_cmpuint (g_hash_table_size (last), ==, 2);
  g_assert_cmpuint (((TocsinJournalEvent *) g_hash_table_lookup (last, "a"))->round, ==, 2);
  g_assert_cmpuint (((TocsinJournalEvent *) g_hash_table_lookup (last, "b"))->round, ==, 0);
}

/* A server may give the key of a message that is gone to another one. */
static TocsinJournalEvent *
add_letter (TocsinJournal *journal, const char *message_id, gboolean keys_return)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  TocsinJournalEvent *event = tocsin_journal_event_new ("bills", 1, "k", 0, "test.v1", "/s");

  event->subject = g_strdup (message_id);
  event->keys_return = keys_return;
  tocsin_journal_batch_add_event (batch, event);
  g_assert_true (tocsin_journal_commit (journal, batch, NULL));

  return event;
}

static void
test_key_of_another (void)
{
  static const struct
  {
    const char *message_id;
    gboolean keys_return;
    gboolean duplicate;
  } rows[] = {
    { "a@b", TRUE, FALSE }, { "a@b", TRUE, TRUE }, { "c@d", FALSE, TRUE }, { "c@d", TRUE, FALSE },
    { "c@d", TRUE, TRUE },  { "a@b", TRUE, TRUE }, { NULL, TRUE, TRUE },   { "e@f", TRUE, FALSE },
  };
  g_autoptr (TocsinJournal) journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinJournalEvent) event =
          add_letter (journal, rows[i].message_id, rows[i].keys_return);

      g_assert_cmpint (event->duplicate, ==, rows[i].duplicate);
      g_assert_cmpint (event->id, >, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/max-firings", test_max_firings);
  g_test_add_func ("/journal/has-cursors", test_has_cursors);
  g_test_add_func ("/journal/list-cursors", test_list_cursors);
  g_test_add_func ("/journal/last-rounds", test_last_rounds);
  g_test_add_func ("/journal/key-of-another", test_key_of_another);

  return g_test_run ();
}
