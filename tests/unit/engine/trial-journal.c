/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial-journal.h"

#define OWNER "engine"

/* What a trial is told of what is written down, and what its journal keeps. */

static void
note_events (GPtrArray *events, gpointer user_data)
{
  GString *told = user_data;

  g_string_append_c (told, '|');
  for (guint i = 0; i < events->len; i++)
    {
      const TocsinJournalEvent *event = g_ptr_array_index (events, i);

      g_string_append_printf (told, "%s:%s:%u ", event->key, event->data, event->max_firings);
      g_assert_cmpint (event->id, >, 0);
    }
}

static TocsinJournal *
new_journal (GString *told)
{
  g_autoptr (GError) error = NULL;
  TocsinTrialJournal *journal = tocsin_trial_journal_new (note_events, told, &error);

  g_assert_no_error (error);

  return TOCSIN_JOURNAL (journal);
}

static void
add_event (TocsinJournalBatch *batch, const char *key)
{
  g_autoptr (TocsinJournalEvent) event =
      tocsin_journal_event_new ("bills", 1, key, 0, "test.v1", "/s");

  event->data = g_strdup ("{}");
  event->max_firings = 1;
  tocsin_journal_batch_add_event (batch, event);
}

/* New ones whole, the others not; and how often a task may fire is not what a trial asks. */
static void
test_hands_on (void)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (TocsinJournal) journal = new_journal (told);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();

      add_event (batch, "a");
      add_event (batch, i == 0 ? "b" : "c");
      g_assert_true (tocsin_journal_commit (journal, batch, NULL));
    }
  g_assert_cmpstr (told->str, ==, "|a:{}:1 b:{}:1 |c:{}:1 |");
}

/* It keeps that an event was there, not what it held. */
static void
test_keeps_no_data (void)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (TocsinJournal) journal = new_journal (told);
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  TocsinJournalFilter filter = { .state = -1, .with_data = TRUE };
  g_autoptr (GPtrArray) events = NULL;

  add_event (batch, "a");
  g_assert_true (tocsin_journal_commit (journal, batch, NULL));
  events = tocsin_journal_list_events (journal, &filter, NULL);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_null (((TocsinJournalEvent *) g_ptr_array_index (events, 0))->data);
}

/* What a feed asks for again. */
static void
test_remembers (void)
{
  static const char *const prints[] = { "print", NULL };
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (TocsinJournal) journal = new_journal (told);
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (GVariant) cursor = NULL;
  g_autoptr (GHashTable) decisions = NULL;
  g_autoptr (GHashTable) seen = NULL;
  g_autoptr (GHashTable) cursors = NULL;
  gboolean found = FALSE;

  tocsin_journal_batch_set_cursor (batch, "mail/x", g_variant_new_uint32 (7));
  tocsin_journal_batch_decide (batch, "mail/x", "bills", 1, "a", 0, TRUE);
  tocsin_journal_batch_add_seen (batch, "mail/x", "a", "print");
  g_assert_true (tocsin_journal_commit (journal, batch, NULL));
  g_assert_cmpstr (told->str, ==, "|");
  g_assert_true (tocsin_journal_get_cursor (journal, "mail/x", &cursor, NULL));
  g_assert_cmpuint (g_variant_get_uint32 (cursor), ==, 7);
  decisions = tocsin_journal_get_decisions (journal, "mail/x", "bills", NULL);
  g_assert_true (g_hash_table_contains (decisions, "a"));
  seen = tocsin_journal_find_seen (journal, "mail/x", prints, NULL);
  g_assert_cmpstr (g_hash_table_lookup (seen, "print"), ==, "a");
  g_assert_true (tocsin_journal_has_cursors (journal, "mail", &found, NULL));
  g_assert_true (found);
  cursors = tocsin_journal_list_cursors (journal, "mail", NULL);
  g_assert_cmpuint (g_hash_table_size (cursors), ==, 1);
}

/* It is a whole journal: events can be worked off. */
static void
test_works_off (void)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (TocsinJournal) journal = new_journal (told);
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (GPtrArray) claimed = NULL;
  g_autoptr (GPtrArray) counts = NULL;
  g_autoptr (GPtrArray) spool = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (TocsinJournalEvent) read = NULL;
  gint64 due = 0;
  guint64 firings = 0;
  const TocsinJournalEvent *event;

  add_event (batch, "a");
  g_assert_true (tocsin_journal_commit (journal, batch, NULL));
  g_assert_true (tocsin_journal_get_next_due (journal, "bills", &due, NULL));
  g_assert_true (tocsin_journal_get_firings (journal, "bills", &firings, NULL));
  g_assert_cmpuint (firings, ==, 0);
  claimed = tocsin_journal_claim (journal, OWNER, "bills", 5, 100, NULL);
  g_assert_cmpuint (claimed->len, ==, 1);
  event = g_ptr_array_index (claimed, 0);
  read = tocsin_journal_get_event (journal, event->id, NULL);
  g_assert_cmpint (read->state, ==, TOCSIN_JOURNAL_RUNNING);
  steps = tocsin_journal_list_steps (journal, event->id, NULL);
  g_assert_cmpuint (steps->len, ==, 0);
  counts = tocsin_journal_count (journal, 100, NULL);
  g_assert_cmpuint (counts->len, ==, 1);
  spool = tocsin_journal_list_spool (journal, NULL);
  g_assert_cmpuint (spool->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/trial-journal/hands-on", test_hands_on);
  g_test_add_func ("/engine/trial-journal/keeps-no-data", test_keeps_no_data);
  g_test_add_func ("/engine/trial-journal/remembers", test_remembers);
  g_test_add_func ("/engine/trial-journal/works-off", test_works_off);

  return g_test_run ();
}
