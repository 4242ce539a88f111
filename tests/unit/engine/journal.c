/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/sqlite-journal.h"

#include <glib/gstdio.h>
#include <string.h>

/* What every journal must do, told to one on a disk and to one in memory. */

#define OWNER "engine"
#define NOW (1000 * G_USEC_PER_SEC)

typedef struct
{
  TocsinJournal *journal;
  char *directory;
} Fixture;

static void
set_up_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (&error));
  g_assert_no_error (error);
}

static void
set_up_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->directory = g_dir_make_tmp ("tocsin-journal-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->directory, "journal.db", NULL);
  fixture->journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_open (path, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->journal);
  if (fixture->directory != NULL)
    {
      g_autoptr (GDir) directory = g_dir_open (fixture->directory, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (directory)) != NULL)
        {
          g_autofree char *path = g_build_filename (fixture->directory, name, NULL);

          g_assert_cmpint (g_remove (path), ==, 0);
        }
      g_assert_cmpint (g_rmdir (fixture->directory), ==, 0);
    }
  g_free (fixture->directory);
}

static void
commit (Fixture *fixture, TocsinJournalBatch *batch)
{
  g_autoptr (GError) error = NULL;
  gboolean success = tocsin_journal_commit (fixture->journal, batch, &error);

  g_assert_no_error (error);
  g_assert_true (success);
}

static TocsinJournalEvent *
add (Fixture *fixture, const char *task, const char *key)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  TocsinJournalEvent *event =
      tocsin_journal_event_new (task, 3, key, 0, "test.v1", "/connections/work/INBOX");

  event->data = g_strdup ("{\"subject\":\"Grüße\"}");
  event->spool = g_strdup_printf ("segment:%s:7", key);
  tocsin_journal_batch_add_event (batch, event);
  commit (fixture, batch);

  return event;
}

static GPtrArray *
claim (Fixture *fixture, const char *task, guint limit, gint64 now)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *events = tocsin_journal_claim (fixture->journal, OWNER, task, limit, now, &error);

  g_assert_no_error (error);

  return events;
}

static void
settle (Fixture *fixture, gint64 event, TocsinJournalState state, gint64 due, const GError *why)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();

  tocsin_journal_batch_settle (batch, event, OWNER, state, NOW, due, why);
  commit (fixture, batch);
}

static TocsinJournalEvent *
get (Fixture *fixture, gint64 id)
{
  g_autoptr (GError) error = NULL;
  TocsinJournalEvent *event = tocsin_journal_get_event (fixture->journal, id, &error);

  g_assert_no_error (error);

  return event;
}

static void
start (Fixture *fixture, gint64 event, guint position, guint attempt)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalStep) step = tocsin_journal_step_new (event, position, attempt, "save");

  step->plan = g_strdup ("Save a.pdf into /srv");
  step->started = NOW;
  tocsin_journal_batch_start_step (batch, OWNER, step);
  commit (fixture, batch);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalEvent) event =
      tocsin_journal_event_new ("bills", G_MAXINT64, "7/42", 2, "test.v1", "/connections/w/I");
  g_autoptr (TocsinJournalEvent) read = NULL;

  event->subject = g_strdup ("<a@b>");
  event->received = 5;
  event->created = 6;
  event->due = 7;
  event->data = g_strdup ("{}");
  event->spool = g_strdup ("s:0:1");
  tocsin_journal_batch_add_event (batch, event);
  commit (fixture, batch);
  g_assert_cmpint (event->id, >, 0);
  g_assert_false (event->duplicate);

  read = get (fixture, event->id);
  g_assert_cmpstr (read->task, ==, "bills");
  g_assert_cmpuint (read->generation, ==, G_MAXINT64);
  g_assert_cmpstr (read->key, ==, "7/42");
  g_assert_cmpuint (read->round, ==, 2);
  g_assert_cmpstr (read->type, ==, "test.v1");
  g_assert_cmpstr (read->source, ==, "/connections/w/I");
  g_assert_cmpstr (read->subject, ==, "<a@b>");
  g_assert_cmpint (read->received, ==, 5);
  g_assert_cmpint (read->created, ==, 6);
  g_assert_cmpint (read->due, ==, 7);
  g_assert_cmpstr (read->data, ==, "{}");
  g_assert_cmpstr (read->spool, ==, "s:0:1");
  g_assert_cmpint (read->state, ==, TOCSIN_JOURNAL_WAITING);
  g_assert_null (read->owner);
  g_assert_cmpuint (read->attempts, ==, 0);
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalEvent) first = add (fixture, "bills", "k");
  g_autoptr (TocsinJournalEvent) again = add (fixture, "bills", "k");
  g_autoptr (TocsinJournalEvent) other = add (fixture, "other", "k");
  g_autoptr (GPtrArray) events = NULL;

  g_assert_false (first->duplicate);
  g_assert_true (again->duplicate);
  g_assert_cmpint (again->id, ==, first->id);
  g_assert_false (other->duplicate);

  events = claim (fixture, "bills", 10, NOW);
  g_assert_cmpuint (events->len, ==, 1);
  settle (fixture, first->id, TOCSIN_JOURNAL_DONE, 0, NULL);
  g_clear_pointer (&again, tocsin_journal_event_unref);
  again = add (fixture, "bills", "k");
  g_assert_true (again->duplicate);
  g_clear_pointer (&events, g_ptr_array_unref);
  events = claim (fixture, "bills", 10, NOW);
  g_assert_cmpuint (events->len, ==, 0);
}

static void
test_batch_is_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalEvent) event =
      tocsin_journal_event_new ("bills", 1, "k", 0, "test.v1", "/s");
  g_autoptr (GVariant) cursor = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  TocsinJournalFilter all = { .state = -1 };

  /* The last entry can't be carried out, so the others must not be either. */
  tocsin_journal_batch_add_event (batch, event);
  tocsin_journal_batch_set_cursor (batch, "work/INBOX", g_variant_new_uint32 (5));
  tocsin_journal_batch_settle (batch, 99, OWNER, TOCSIN_JOURNAL_DONE, NOW, 0, NULL);
  g_assert_false (tocsin_journal_commit (fixture->journal, batch, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED);
  g_assert_cmpint (event->id, ==, 0);

  g_clear_error (&error);
  g_assert_true (tocsin_journal_get_cursor (fixture->journal, "work/INBOX", &cursor, &error));
  g_assert_null (cursor);
  events = tocsin_journal_list_events (fixture->journal, &all, &error);
  g_assert_cmpuint (events->len, ==, 0);
}

static void
test_claim_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;
  const char *const keys[] = { "c", "a", "b", "d" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    tocsin_journal_event_unref (add (fixture, i == 3 ? "other" : "bills", keys[i]));

  events = claim (fixture, "bills", 2, NOW);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpstr (((TocsinJournalEvent *) events->pdata[0])->key, ==, "c");
  g_assert_cmpstr (((TocsinJournalEvent *) events->pdata[1])->key, ==, "a");
  g_assert_cmpuint (((TocsinJournalEvent *) events->pdata[0])->attempts, ==, 1);
  g_assert_cmpstr (((TocsinJournalEvent *) events->pdata[0])->owner, ==, OWNER);
  g_assert_cmpint (((TocsinJournalEvent *) events->pdata[0])->state, ==, TOCSIN_JOURNAL_RUNNING);

  g_clear_pointer (&events, g_ptr_array_unref);
  events = claim (fixture, NULL, 10, NOW);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpstr (((TocsinJournalEvent *) events->pdata[0])->key, ==, "b");
  g_assert_cmpstr (((TocsinJournalEvent *) events->pdata[1])->key, ==, "d");
}

static void
test_failed_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalEvent) event = add (fixture, "bills", "k");
  g_autoptr (GError) why = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_ACTION_LATER, "Busy");
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinJournalEvent) read = NULL;
  g_autoptr (GPtrArray) early = NULL;
  g_autoptr (GPtrArray) late = NULL;
  gint64 due;

  g_ptr_array_unref (claim (fixture, "bills", 1, NOW));
  settle (fixture, event->id, TOCSIN_JOURNAL_FAILED, NOW + 10, why);
  read = get (fixture, event->id);
  g_assert_cmpint (read->state, ==, TOCSIN_JOURNAL_FAILED);
  g_assert_cmpstr (read->error_code, ==, "action.later");
  g_assert_cmpstr (read->error_message, ==, "Busy");
  g_assert_null (read->owner);

  g_assert_true (tocsin_journal_get_next_due (fixture->journal, "bills", &due, &error));
  g_assert_cmpint (due, ==, NOW + 10);
  g_assert_true (tocsin_journal_get_next_due (fixture->journal, "nobody", &due, &error));
  g_assert_cmpint (due, ==, G_MAXINT64);
  early = claim (fixture, "bills", 1, NOW + 9);
  g_assert_cmpuint (early->len, ==, 0);
  late = claim (fixture, "bills", 1, NOW + 10);
  g_assert_cmpuint (late->len, ==, 1);
  g_assert_cmpuint (((TocsinJournalEvent *) late->pdata[0])->attempts, ==, 2);
}

static void
test_give_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalEvent) event = add (fixture, "bills", "k");
  g_autoptr (TocsinJournalEvent) untouched = NULL;
  g_autoptr (TocsinJournalEvent) touched = NULL;

  g_ptr_array_unref (claim (fixture, "bills", 1, NOW));
  settle (fixture, event->id, TOCSIN_JOURNAL_WAITING, 0, NULL);
  untouched = get (fixture, event->id);
  g_assert_cmpuint (untouched->attempts, ==, 0);

  g_ptr_array_unref (claim (fixture, "bills", 1, NOW));
  start (fixture, event->id, 0, 1);
  settle (fixture, event->id, TOCSIN_JOURNAL_WAITING, 0, NULL);
  touched = get (fixture, event->id);
  g_assert_cmpuint (touched->attempts, ==, 1);
}

static void
test_foreign_claim (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalEvent) event = add (fixture, "bills", "k");
  g_autoptr (TocsinJournalStep) step = tocsin_journal_step_new (event->id, 0, 1, "save");
  g_autoptr (GError) error = NULL;

  g_ptr_array_unref (claim (fixture, "bills", 1, NOW));
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();

      step->outcome = i == 1 ? TOCSIN_JOURNAL_STEP_DONE : TOCSIN_JOURNAL_STARTED;
      if (i == 0)
        tocsin_journal_batch_start_step (batch, "stranger", step);
      else if (i == 1)
        tocsin_journal_batch_finish_step (batch, OWNER, step); /* never started */
      else
        tocsin_journal_batch_settle (batch, event->id, "stranger", TOCSIN_JOURNAL_DONE, 1, 0, NULL);
      g_assert_false (tocsin_journal_commit (fixture->journal, batch, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED);
      g_clear_error (&error);
    }
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalEvent) event = add (fixture, "bills", "k");
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalStep) step = tocsin_journal_step_new (event->id, 0, 1, "save");
  g_autoptr (TocsinJournalEvent) done = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GError) error = NULL;
  TocsinJournalStep *read;

  g_ptr_array_unref (claim (fixture, "bills", 1, NOW));
  start (fixture, event->id, 0, 1);
  step->outcome = TOCSIN_JOURNAL_STEP_DONE;
  step->summary = g_strdup ("Saved a.pdf");
  step->output = g_strdup ("caf\xe9");
  step->finished = NOW + 1;
  tocsin_journal_batch_finish_step (batch, OWNER, step);
  tocsin_journal_batch_settle (batch, event->id, OWNER, TOCSIN_JOURNAL_DONE, NOW + 1, 0, NULL);
  commit (fixture, batch);

  steps = tocsin_journal_list_steps (fixture->journal, event->id, &error);
  g_assert_cmpuint (steps->len, ==, 1);
  read = g_ptr_array_index (steps, 0);
  g_assert_cmpstr (read->action, ==, "save");
  g_assert_cmpstr (read->plan, ==, "Save a.pdf into /srv");
  g_assert_cmpint (read->outcome, ==, TOCSIN_JOURNAL_STEP_DONE);
  g_assert_cmpstr (read->summary, ==, "Saved a.pdf");
  g_assert_cmpstr (read->output, ==, "caf\357\277\275");
  g_assert_cmpint (read->started, ==, NOW);
  g_assert_cmpint (read->finished, ==, NOW + 1);
  done = get (fixture, event->id);
  g_assert_cmpint (done->state, ==, TOCSIN_JOURNAL_DONE);
  g_assert_cmpint (done->finished, ==, NOW + 1);
  g_assert_null (done->spool);
}

static void
test_output_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalEvent) event = add (fixture, "bills", "k");
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalStep) step = tocsin_journal_step_new (event->id, 0, 1, "run");
  g_autoptr (GString) output = g_string_new ("x");
  g_autoptr (GPtrArray) steps = NULL;
  const char *kept;

  while (output->len < 2 * TOCSIN_JOURNAL_MAX_OUTPUT)
    g_string_append (output, "ü");
  g_ptr_array_unref (claim (fixture, "bills", 1, NOW));
  start (fixture, event->id, 0, 1);
  step->outcome = TOCSIN_JOURNAL_STEP_FAILED;
  step->output = g_strdup (output->str);
  tocsin_journal_batch_finish_step (batch, OWNER, step);
  commit (fixture, batch);

  steps = tocsin_journal_list_steps (fixture->journal, event->id, NULL);
  kept = ((TocsinJournalStep *) steps->pdata[0])->output;
  g_assert_cmpuint (strlen (kept), <=, TOCSIN_JOURNAL_MAX_OUTPUT);
  g_assert_cmpuint (strlen (kept), >, TOCSIN_JOURNAL_MAX_OUTPUT - 8);
  g_assert_true (g_utf8_validate (kept, -1, NULL));
  g_assert_true (g_str_has_suffix (kept, "ü…"));
}

static void
test_recover (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalEvent) between = add (fixture, "bills", "between");
  g_autoptr (TocsinJournalEvent) within = add (fixture, "bills", "within");
  g_autoptr (TocsinJournalEvent) waiting = NULL;
  g_autoptr (TocsinJournalEvent) asked = NULL;
  g_autoptr (GPtrArray) undecided = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_unref (claim (fixture, "bills", 2, NOW));
  start (fixture, within->id, 0, 1);

  undecided = tocsin_journal_recover (fixture->journal, "stranger", NOW, &error);
  g_assert_cmpuint (undecided->len, ==, 0);
  g_clear_pointer (&undecided, g_ptr_array_unref);

  undecided = tocsin_journal_recover (fixture->journal, OWNER, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (undecided->len, ==, 1);
  g_assert_cmpint (((TocsinJournalEvent *) undecided->pdata[0])->id, ==, within->id);
  waiting = get (fixture, between->id);
  g_assert_cmpint (waiting->state, ==, TOCSIN_JOURNAL_WAITING);
  g_assert_cmpuint (waiting->attempts, ==, 1);

  settle (fixture, within->id, TOCSIN_JOURNAL_INTERRUPTED, 0, NULL);
  asked = get (fixture, within->id);
  g_assert_cmpint (asked->state, ==, TOCSIN_JOURNAL_INTERRUPTED);
  g_assert_nonnull (asked->spool);
  steps = tocsin_journal_list_steps (fixture->journal, within->id, &error);
  g_assert_cmpint (((TocsinJournalStep *) steps->pdata[0])->outcome, ==,
                   TOCSIN_JOURNAL_STEP_INTERRUPTED);
}

static void
test_retry_and_discard (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalEvent) event = add (fixture, "bills", "k");
  g_autoptr (TocsinJournalEvent) read = NULL;
  g_autofree char *spool = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tocsin_journal_retry (fixture->journal, 99, NOW, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  g_clear_error (&error);

  g_ptr_array_unref (claim (fixture, "bills", 1, NOW));
  g_assert_false (tocsin_journal_retry (fixture->journal, event->id, NOW, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_clear_error (&error);

  settle (fixture, event->id, TOCSIN_JOURNAL_DEAD, 0, NULL);
  g_assert_true (tocsin_journal_retry (fixture->journal, event->id, NOW + 5, &error));
  read = get (fixture, event->id);
  g_assert_cmpint (read->state, ==, TOCSIN_JOURNAL_WAITING);
  g_assert_cmpint (read->due, ==, NOW + 5);
  g_assert_cmpint (read->finished, ==, 0);

  g_assert_true (tocsin_journal_discard (fixture->journal, event->id, NOW, &spool, &error));
  g_assert_cmpstr (spool, ==, "segment:k:7");
  g_assert_false (tocsin_journal_discard (fixture->journal, event->id, NOW, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

static void
test_cursors (Fixture *fixture, gconstpointer data)
{
  static const char *const values[] = {
    "@(ut) (7, 18446744073709551615)", "'a string'", "{'a': <[1, 2]>}", "@ay []", "()",
  };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
      g_autoptr (GVariant) value = g_variant_parse (NULL, values[i], NULL, NULL, &error);
      g_autoptr (GVariant) read = NULL;

      g_assert_no_error (error);
      tocsin_journal_batch_set_cursor (batch, "work/INBOX", value);
      commit (fixture, batch);
      g_assert_true (tocsin_journal_get_cursor (fixture->journal, "work/INBOX", &read, &error));
      g_assert_true (g_variant_equal (value, read));
    }
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *scope;
    gboolean forgotten;
    const char *about;
  } rows[] = {
    { "work", TRUE, "the scope itself" },          { "work/INBOX", TRUE, "below it" },
    { "work/INBOX/bills", TRUE, "far below it" },  { "work2/INBOX", FALSE, "only begins like it" },
    { "work-a", FALSE, "sorts before the slash" }, { "other", FALSE, "another" },
  };
  g_autoptr (TocsinJournalBatch) fill = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalBatch) forget = tocsin_journal_batch_new ();
  static const char *const fingerprints[] = { "f", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      tocsin_journal_batch_set_cursor (fill, rows[i].scope, g_variant_new_boolean (TRUE));
      tocsin_journal_batch_decide (fill, rows[i].scope, "bills", 1, "k", 0, TRUE);
      tocsin_journal_batch_add_seen (fill, rows[i].scope, "k", "f");
    }
  commit (fixture, fill);
  tocsin_journal_batch_forget (forget, "work");
  commit (fixture, forget);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GVariant) cursor = NULL;
      g_autoptr (GHashTable) decisions =
          tocsin_journal_get_decisions (fixture->journal, rows[i].scope, "bills", NULL);
      g_autoptr (GHashTable) seen =
          tocsin_journal_find_seen (fixture->journal, rows[i].scope, fingerprints, NULL);

      g_test_message ("%s", rows[i].about);
      g_assert_true (tocsin_journal_get_cursor (fixture->journal, rows[i].scope, &cursor, NULL));
      g_assert_true ((cursor == NULL) == rows[i].forgotten);
      g_assert_cmpuint (g_hash_table_size (decisions), ==, rows[i].forgotten ? 0 : 1);
      g_assert_cmpuint (g_hash_table_size (seen), ==, rows[i].forgotten ? 0 : 1);
    }
}

static void
test_decisions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (GHashTable) decisions = NULL;
  TocsinJournalDecision *decision;

  tocsin_journal_batch_decide (batch, "work/INBOX", "bills", 1, "1", 0, FALSE);
  tocsin_journal_batch_decide (batch, "work/INBOX", "bills", 2, "1", 3, TRUE);
  tocsin_journal_batch_decide (batch, "work/INBOX", "bills", 2, "2", 0, FALSE);
  tocsin_journal_batch_decide (batch, "work/INBOX", "other", 2, "3", 0, FALSE);
  tocsin_journal_batch_undecide (batch, "work/INBOX", "bills", "2");
  commit (fixture, batch);

  decisions = tocsin_journal_get_decisions (fixture->journal, "work/INBOX", "bills", NULL);
  g_assert_cmpuint (g_hash_table_size (decisions), ==, 1);
  decision = g_hash_table_lookup (decisions, "1");
  g_assert_cmpuint (decision->generation, ==, 2);
  g_assert_cmpuint (decision->round, ==, 3);
  g_assert_true (decision->matched);
}

static void
test_seen (Fixture *fixture, gconstpointer data)
{
  static const char *const asked[] = { "f1", "f2", "f3", NULL };
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (GHashTable) seen = NULL;

  tocsin_journal_batch_add_seen (batch, "work/INBOX", "1/1", "f1");
  tocsin_journal_batch_add_seen (batch, "work/INBOX", "1/2", "f2");
  tocsin_journal_batch_add_seen (batch, "work/Other", "1/3", "f3");
  tocsin_journal_batch_add_seen (batch, "work/INBOX", "2/9", "f1");
  commit (fixture, batch);

  seen = tocsin_journal_find_seen (fixture->journal, "work/INBOX", asked, NULL);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (seen, "f1"), ==, "2/9");
  g_assert_cmpstr (g_hash_table_lookup (seen, "f2"), ==, "1/2");
}

static void
add_many_seen (Fixture *fixture, guint from, guint to)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();

  for (guint i = from; i < to; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      tocsin_journal_batch_add_seen (batch, "work/INBOX", name, name);
    }
  commit (fixture, batch);
}

static void
test_seen_limit (Fixture *fixture, gconstpointer data)
{
  static const char *const asked[] = { "0", "1", "2", "200001", NULL };
  g_autoptr (GHashTable) seen = NULL;

  add_many_seen (fixture, 0, TOCSIN_JOURNAL_MAX_SEEN);
  add_many_seen (fixture, 0, 1); /* seen again: not the oldest any more */
  add_many_seen (fixture, TOCSIN_JOURNAL_MAX_SEEN, TOCSIN_JOURNAL_MAX_SEEN + 2);
  seen = tocsin_journal_find_seen (fixture->journal, "work/INBOX", asked, NULL);
  g_assert_true (g_hash_table_contains (seen, "0"));
  g_assert_false (g_hash_table_contains (seen, "1"));
  g_assert_false (g_hash_table_contains (seen, "2"));
  g_assert_true (g_hash_table_contains (seen, "200001"));
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    TocsinJournalFilter filter;
    const char *keys;
    const char *about;
  } rows[] = {
    { { .state = -1 }, "e d c b a", "all, newest first" },
    { { .state = -1, .oldest_first = TRUE }, "a b c d e", "by arrival" },
    { { .state = -1, .limit = 2 }, "e d", "a limit" },
    { { .state = -1, .before = 4 }, "c b a", "a page further" },
    { { .state = -1, .task = "bills" }, "d c b a", "a task" },
    { { .state = TOCSIN_JOURNAL_WAITING }, "e d", "a state" },
    { { .state = TOCSIN_JOURNAL_DONE }, "a", "the state without its index" },
    { { .state = TOCSIN_JOURNAL_WAITING, .task = "bills" }, "d", "both" },
    { { .state = TOCSIN_JOURNAL_DEAD }, "", "none" },
  };
  const char *const keys[] = { "a", "b", "c", "d", "e" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    tocsin_journal_event_unref (add (fixture, i == 4 ? "other" : "bills", keys[i]));
  g_ptr_array_unref (claim (fixture, "bills", 3, NOW));
  settle (fixture, 1, TOCSIN_JOURNAL_DONE, 0, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) events =
          tocsin_journal_list_events (fixture->journal, &rows[i].filter, &error);
      g_autoptr (GString) found = g_string_new (NULL);

      g_test_message ("%s", rows[i].about);
      g_assert_no_error (error);
      for (guint j = 0; j < events->len; j++)
        g_string_append_printf (found, "%s%s", j > 0 ? " " : "",
                                ((TocsinJournalEvent *) events->pdata[j])->key);
      g_assert_cmpstr (found->str, ==, rows[i].keys);
    }
}

static void
test_list_data (Fixture *fixture, gconstpointer data)
{
  TocsinJournalFilter without = { .state = -1 };
  TocsinJournalFilter with = { .state = -1, .with_data = TRUE };
  g_autoptr (TocsinJournalEvent) event = add (fixture, "bills", "k");
  g_autoptr (GPtrArray) first = tocsin_journal_list_events (fixture->journal, &without, NULL);
  g_autoptr (GPtrArray) second = tocsin_journal_list_events (fixture->journal, &with, NULL);

  g_assert_null (((TocsinJournalEvent *) first->pdata[0])->data);
  g_assert_cmpstr (((TocsinJournalEvent *) second->pdata[0])->data, ==, event->data);
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  gint64 yesterday = 10 * G_TIME_SPAN_DAY + 1;
  gint64 today = yesterday + G_TIME_SPAN_DAY;
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (GPtrArray) counts = NULL;
  TocsinJournalCount *bills;

  tocsin_journal_event_unref (add (fixture, "bills", "a"));
  tocsin_journal_event_unref (add (fixture, "bills", "b"));
  tocsin_journal_event_unref (add (fixture, "other", "a"));
  g_ptr_array_unref (claim (fixture, "bills", 1, NOW));
  tocsin_journal_batch_count (batch, "bills", yesterday, 10, 1);
  tocsin_journal_batch_count (batch, "bills", today, 5, 2);
  tocsin_journal_batch_count (batch, "bills", today, 5, 0);
  commit (fixture, batch);

  counts = tocsin_journal_count (fixture->journal, today, NULL);
  g_assert_cmpuint (counts->len, ==, 2);
  bills = g_ptr_array_index (counts, 0);
  g_assert_cmpstr (bills->task, ==, "bills");
  g_assert_cmpuint (bills->states[TOCSIN_JOURNAL_WAITING], ==, 1);
  g_assert_cmpuint (bills->states[TOCSIN_JOURNAL_RUNNING], ==, 1);
  g_assert_cmpuint (bills->examined_today, ==, 10);
  g_assert_cmpuint (bills->matched_today, ==, 2);
  g_assert_cmpuint (bills->examined, ==, 20);
  g_assert_cmpuint (bills->matched, ==, 3);
  g_assert_cmpstr (((TocsinJournalCount *) counts->pdata[1])->task, ==, "other");
}

static void
test_prune (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalEvent) dead = add (fixture, "bills", "dead");
  g_autoptr (TocsinJournalEvent) waiting = add (fixture, "bills", "waiting");
  g_autoptr (TocsinJournalEvent) later = NULL;
  g_autoptr (GPtrArray) spool = NULL;
  g_autoptr (GPtrArray) live = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_unref (claim (fixture, "bills", 1, NOW));
  start (fixture, dead->id, 0, 1);
  settle (fixture, dead->id, TOCSIN_JOURNAL_DEAD, 0, NULL);

  g_assert_true (tocsin_journal_prune (fixture->journal, NOW, &spool, &error));
  g_assert_cmpuint (spool->len, ==, 0);
  g_clear_pointer (&spool, g_ptr_array_unref);
  g_assert_true (tocsin_journal_prune (fixture->journal, NOW + 1, &spool, &error));
  g_assert_cmpuint (spool->len, ==, 1);
  g_assert_cmpstr (spool->pdata[0], ==, "segment:dead:7");

  g_assert_null (tocsin_journal_get_event (fixture->journal, dead->id, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  steps = tocsin_journal_list_steps (fixture->journal, dead->id, NULL);
  g_assert_cmpuint (steps->len, ==, 0);
  live = tocsin_journal_list_spool (fixture->journal, NULL);
  g_assert_cmpuint (live->len, ==, 1);
  g_assert_cmpstr (live->pdata[0], ==, "segment:waiting:7");

  /* An id that was given once never means another event. */
  later = add (fixture, "bills", "later");
  g_assert_cmpint (later->id, >, waiting->id);
}

/* More than goes into one transaction. */
static void
test_prune_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalBatch) fill = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalBatch) end = tocsin_journal_batch_new ();
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) spool = NULL;
  g_autoptr (GPtrArray) left = NULL;
  TocsinJournalFilter all = { .state = -1 };

  for (guint i = 0; i < 2500; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);
      g_autoptr (TocsinJournalEvent) event =
          tocsin_journal_event_new ("bills", 1, key, 0, "test.v1", "/s");

      event->spool = g_strdup (key);
      tocsin_journal_batch_add_event (fill, event);
    }
  commit (fixture, fill);
  events = claim (fixture, "bills", 2499, NOW);
  for (guint i = 0; i < events->len; i++)
    tocsin_journal_batch_settle (end, ((TocsinJournalEvent *) events->pdata[i])->id, OWNER,
                                 TOCSIN_JOURNAL_DEAD, NOW, 0, NULL);
  commit (fixture, end);

  g_assert_true (tocsin_journal_prune (fixture->journal, NOW + 1, &spool, NULL));
  g_assert_cmpuint (spool->len, ==, 2499);
  left = tocsin_journal_list_events (fixture->journal, &all, NULL);
  g_assert_cmpuint (left->len, ==, 1);
}

static void
test_states (void)
{
  g_autoptr (GError) error = NULL;
  TocsinJournalState state;

  for (guint i = 0; i < TOCSIN_JOURNAL_N_STATES; i++)
    {
      g_assert_true (tocsin_journal_state_parse (tocsin_journal_state_to_string (i), &state, NULL));
      g_assert_cmpuint (state, ==, i);
    }
  g_assert_false (tocsin_journal_state_parse ("faild", &state, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, "failed"));
}

static void
add_both (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *memory = g_strdup_printf ("/journal/memory/%s", name);
  g_autofree char *file = g_strdup_printf ("/journal/file/%s", name);

  g_test_add (memory, Fixture, NULL, set_up_memory, test, tear_down);
  g_test_add (file, Fixture, NULL, set_up_file, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/states", test_states);
  add_both ("round-trip", test_round_trip);
  add_both ("once", test_once);
  add_both ("batch-is-whole", test_batch_is_whole);
  add_both ("claim-order", test_claim_order);
  add_both ("failed-comes-back", test_failed_comes_back);
  add_both ("give-back", test_give_back);
  add_both ("foreign-claim", test_foreign_claim);
  add_both ("steps", test_steps);
  add_both ("output-limit", test_output_limit);
  add_both ("recover", test_recover);
  add_both ("retry-and-discard", test_retry_and_discard);
  add_both ("cursors", test_cursors);
  add_both ("forget", test_forget);
  add_both ("decisions", test_decisions);
  add_both ("seen", test_seen);
  g_test_add ("/journal/memory/seen-limit", Fixture, NULL, set_up_memory, test_seen_limit,
              tear_down);
  add_both ("list", test_list);
  add_both ("list-data", test_list_data);
  add_both ("counts", test_counts);
  add_both ("prune", test_prune);
  add_both ("prune-many", test_prune_many);

  return g_test_run ();
}
