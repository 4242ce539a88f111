/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/executor.h"

#include "core/base/error.h"
#include "core/engine/connections.h"
#include "core/engine/event-loader.h"
#include "core/engine/recovery.h"
#include "core/engine/sqlite-journal.h"
#include "tests/unit/engine/fake-plugins.h"

#include <string.h>

#define OWNER "engine"

/* What was logged last: the engine logs structured, which GTest's expectations don't see. */
static GString *last_warning;

static GLogWriterOutput
keep_warning (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if ((level & G_LOG_LEVEL_WARNING) != 0 && g_str_equal (fields[i].key, "MESSAGE"))
      g_string_assign (last_warning, fields[i].value);

  return G_LOG_WRITER_HANDLED;
}

typedef struct
{
  TocsinRegistry *registry;
  TocsinJournal *journal;
  TocsinConnections *host;
  TocsinExecutor *executor;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GError *error = NULL;

  g_string_truncate (last_warning, 0);
  fixture->registry = fake_registry_new ();
  fixture->journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (&error));
  g_assert_no_error (error);
  fixture->host = tocsin_connections_new (fixture->registry, g_get_tmp_dir ());
  fixture->executor = tocsin_executor_new (fixture->journal, NULL, TOCSIN_HOST (fixture->host),
                                           tocsin_clock_get_default ());
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->executor);
  g_clear_object (&fixture->host);
  g_clear_object (&fixture->journal);
  g_clear_object (&fixture->registry);
}

static gint64
add_event (Fixture *fixture, const char *key)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalEvent) event =
      tocsin_journal_event_new ("t", 1, key, 0, "org.tocsin.knock.v1", "/tasks/t");
  GError *error = NULL;

  event->subject = g_strdup (key);
  event->data = g_strdup ("{\"colour\":\"red\"}");
  tocsin_journal_batch_add_event (batch, event);
  tocsin_journal_commit (fixture->journal, batch, &error);
  g_assert_no_error (error);

  return event->id;
}

static TocsinWork
work (Fixture *fixture, TocsinTask *task)
{
  TocsinWork result;
  GError *error = NULL;

  tocsin_executor_work (fixture->executor, task, OWNER, 10, &result, NULL, &error);
  g_assert_no_error (error);

  return result;
}

static TocsinJournalEvent *
get (Fixture *fixture, gint64 id)
{
  GError *error = NULL;
  TocsinJournalEvent *event = tocsin_journal_get_event (fixture->journal, id, &error);

  g_assert_no_error (error);

  return event;
}

static void
assert_deeds (const char *expected)
{
  g_autofree char *seen = fake_deeds_list ();

  g_assert_cmpstr (seen, ==, expected);
}

typedef struct
{
  const char *about;
  const char *assignments[4];
  const char *deeds;
  TocsinJournalState state;
  const char *error_code;
  gboolean tried_again;
  gboolean stops_task;
} Row;

static const Row rows[] = {
  { "every action in order",
    { "action.a.type=deed", "action.b.type=deed" },
    "a:k b:k",
    TOCSIN_JOURNAL_DONE,
    NULL,
    FALSE,
    FALSE },
  { "no action at all is done at once",
    { "max-attempts=1" },
    "",
    TOCSIN_JOURNAL_DONE,
    NULL,
    FALSE,
    FALSE },
  { "an action may end the event well",
    { "action.a.type=deed", "action.a.behaviour=drop", "action.b.type=deed" },
    "a:k",
    TOCSIN_JOURNAL_DONE,
    NULL,
    FALSE,
    FALSE },
  { "one that fails is tried again later",
    { "action.a.type=deed", "action.a.behaviour=fail", "action.b.type=deed" },
    "a:k",
    TOCSIN_JOURNAL_FAILED,
    "action.failed",
    TRUE,
    FALSE },
  { "the last try ends it",
    { "action.a.type=deed", "action.a.behaviour=fail", "max-attempts=1" },
    "a:k",
    TOCSIN_JOURNAL_DEAD,
    "action.failed",
    FALSE,
    FALSE },
  { "a network that is down uses up no tries",
    { "action.a.type=deed", "action.a.behaviour=network", "max-attempts=1" },
    "a:k",
    TOCSIN_JOURNAL_FAILED,
    "net.timeout",
    TRUE,
    FALSE },
  { "nor does a server that is busy",
    { "action.a.type=deed", "action.a.behaviour=busy", "max-attempts=1" },
    "a:k",
    TOCSIN_JOURNAL_FAILED,
    "server.busy",
    TRUE,
    FALSE },
  { "what never works is not tried again",
    { "action.a.type=deed", "action.a.behaviour=gone" },
    "a:k",
    TOCSIN_JOURNAL_DEAD,
    "message.gone",
    FALSE,
    FALSE },
  { "on-error=continue goes on with the next",
    { "action.a.type=deed", "action.a.behaviour=fail", "action.b.type=deed", "on-error=continue" },
    "a:k b:k",
    TOCSIN_JOURNAL_DONE,
    NULL,
    FALSE,
    FALSE },
  { "later is later, whatever on-error says",
    { "action.a.type=deed", "action.a.behaviour=later", "on-error=continue" },
    "a:k",
    TOCSIN_JOURNAL_FAILED,
    "action.later",
    TRUE,
    FALSE },
  { "on-error=stop switches the task off",
    { "action.a.type=deed", "action.a.behaviour=fail", "on-error=stop" },
    "a:k",
    TOCSIN_JOURNAL_DEAD,
    "action.failed",
    FALSE,
    TRUE },
  { "a plan that fails performs nothing",
    { "action.a.type=deed", "action.a.behaviour=no-plan" },
    "",
    TOCSIN_JOURNAL_FAILED,
    "config.invalid",
    TRUE,
    FALSE },
};

static void
test_row (Fixture *fixture, gconstpointer data)
{
  const Row *row = data;
  g_autoptr (TocsinTask) task =
      fake_task_new (fixture->registry, "t", row->assignments[0], row->assignments[1],
                     row->assignments[2], row->assignments[3], NULL);
  gint64 id = add_event (fixture, "k");
  TocsinWork result;
  g_autoptr (TocsinJournalEvent) after = NULL;

  g_test_message ("%s", row->about);
  result = work (fixture, task);
  after = get (fixture, id);

  assert_deeds (row->deeds);
  g_assert_cmpint (after->state, ==, row->state);
  g_assert_cmpstr (after->error_code, ==, row->error_code);
  g_assert_cmpint (after->due > after->created, ==, row->tried_again);
  g_assert_cmpint (result.stop_task, ==, row->stops_task);
  g_assert_cmpuint (result.claimed, ==, 1);
  g_assert_cmpint (result.next_due != G_MAXINT64, ==, row->tried_again);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) task = fake_task_new (fixture->registry, "t", "action.a.type=deed", NULL);

  add_event (fixture, "1");
  add_event (fixture, "2");
  add_event (fixture, "3");
  g_assert_cmpuint (work (fixture, task).claimed, ==, 3);
  assert_deeds ("a:1 a:2 a:3");
  g_assert_cmpuint (work (fixture, task).claimed, ==, 0);
  assert_deeds ("");
}

/* What was done is not done again: the second try goes on at the action that failed. */
static void
test_resumes_at_failed_step (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) failing =
      fake_task_new (fixture->registry, "t", "action.a.type=deed", "action.b.type=deed",
                     "action.b.behaviour=fail", NULL);
  g_autoptr (TocsinTask) mended =
      fake_task_new (fixture->registry, "t", "action.a.type=deed", "action.b.type=deed", NULL);
  gint64 id = add_event (fixture, "k");
  g_autoptr (TocsinJournalEvent) after = NULL;
  GError *error = NULL;

  work (fixture, failing);
  assert_deeds ("a:k b:k");
  tocsin_journal_retry (fixture->journal, id, g_get_real_time (), &error);
  g_assert_no_error (error);
  work (fixture, mended);
  assert_deeds ("b:k");
  after = get (fixture, id);
  g_assert_cmpint (after->state, ==, TOCSIN_JOURNAL_DONE);
}

static gpointer
cancel_when_hanging (gpointer data)
{
  for (;;)
    {
      g_autofree char *seen = fake_deeds_list ();

      if (seen[0] != '\0')
        break;
      g_thread_yield ();
    }
  g_cancellable_cancel (data);

  return NULL;
}

static void
interrupt (Fixture *fixture, TocsinTask *task)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GThread) thread = g_thread_new ("cancel", cancel_when_hanging, cancellable);
  g_autoptr (GError) error = NULL;
  TocsinWork result;

  g_assert_false (
      tocsin_executor_work (fixture->executor, task, OWNER, 10, &result, cancellable, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
  g_thread_join (g_steal_pointer (&thread));
}

typedef struct
{
  const char *about;
  const char *repeatable;
  const char *policy;
  TocsinJournalState state;
} Interruption;

static const Interruption interruptions[] = {
  { "harmless to repeat", "action.a.repeatable=true", "action", TOCSIN_JOURNAL_WAITING },
  { "not harmless: a person decides", "action.a.repeatable=false", "action",
    TOCSIN_JOURNAL_INTERRUPTED },
  { "the settings say repeat", "action.a.repeatable=false", "repeat", TOCSIN_JOURNAL_WAITING },
  { "the settings say ask", "action.a.repeatable=true", "ask", TOCSIN_JOURNAL_INTERRUPTED },
};

static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  const Interruption *row = data;
  g_autoptr (TocsinTask) task = fake_task_new (fixture->registry, "t", "action.a.type=deed",
                                               "action.a.behaviour=hang", row->repeatable, NULL);
  gint64 first = add_event (fixture, "k");
  gint64 second = add_event (fixture, "untouched");
  g_autoptr (TocsinJournalEvent) interrupted = NULL;
  g_autoptr (TocsinJournalEvent) untouched = NULL;
  GError *error = NULL;

  g_test_message ("%s", row->about);
  interrupt (fixture, task);
  tocsin_recovery_run (fixture->journal, OWNER, row->policy, g_get_real_time (), &error);
  g_assert_no_error (error);
  g_assert_cmpint (strstr (last_warning->str, "whether it was done is not known") != NULL, ==,
                   row->state == TOCSIN_JOURNAL_INTERRUPTED);

  interrupted = get (fixture, first);
  untouched = get (fixture, second);
  g_assert_cmpint (interrupted->state, ==, row->state);
  g_assert_cmpint (untouched->state, ==, TOCSIN_JOURNAL_WAITING);
  g_assert_cmpuint (untouched->attempts, ==, 0);
}

static void
test_event_as_given (Fixture *fixture, gconstpointer data)
{
  gint64 id = add_event (fixture, "k");
  g_autoptr (TocsinJournalEvent) row = get (fixture, id);
  g_autoptr (TocsinEvent) event = NULL;
  g_autoptr (TocsinEvent) again = NULL;
  GError *error = NULL;

  event = tocsin_event_loader_load (row, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_event_get_field (event, "colour"), ==, "red");
  g_assert_cmpint (json_object_get_int_member (tocsin_event_get_data (event), "attempt"), ==, 1);
  row->attempts = 3;
  again = tocsin_event_loader_load (row, NULL, &error);
  g_assert_cmpstr (tocsin_event_get_id (event), ==, tocsin_event_get_id (again));
  g_assert_cmpuint (tocsin_event_get_attempt (again), ==, 3);
}

static void
test_broken_data (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalEvent) row =
      tocsin_journal_event_new ("t", 1, "k", 0, "org.tocsin.knock.v1", "/tasks/t");
  g_autoptr (GError) error = NULL;

  row->data = g_strdup ("[not an object");
  g_assert_null (tocsin_event_loader_load (row, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  last_warning = g_string_new (NULL);
  g_log_set_writer_func (keep_warning, NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/executor/outcome/%02zu", i);

      g_test_add (path, Fixture, &rows[i], set_up, test_row, tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (interruptions); i++)
    {
      g_autofree char *path = g_strdup_printf ("/executor/interrupted/%02zu", i);

      g_test_add (path, Fixture, &interruptions[i], set_up, test_interrupted, tear_down);
    }
  g_test_add ("/executor/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/executor/resumes-at-failed-step", Fixture, NULL, set_up,
              test_resumes_at_failed_step, tear_down);
  g_test_add ("/executor/event-as-given", Fixture, NULL, set_up, test_event_as_given, tear_down);
  g_test_add ("/executor/broken-data", Fixture, NULL, set_up, test_broken_data, tear_down);

  status = g_test_run ();
  g_string_free (last_warning, TRUE);

  return status;
}
