/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/supervisor.h"

#include "core/engine/feed.h"
#include "core/engine/sqlite-journal.h"
#include "core/settings/config.h"
#include "tests/unit/engine/fake-clock.h"
#include "tests/unit/engine/fake-mail.h"
#include "tests/unit/engine/fake-store.h"
#include "tests/unit/engine/scratch.h"

#include <string.h>

#define ENABLED "enabled-since=1793491200000000"

/* What the settings say by default. */
#define ALARM_AFTER 900
#define RECONCILE 900

/* Longer than any wait between two tries. */
#define LONG_ENOUGH 301

typedef struct
{
  TocsinSupervisorServices services;
  TocsinRegistry *registry;
  TocsinSupervisor *supervisor;
  FakeStore *store;
  char *directory;
  GPtrArray *tasks;
  GString *fired;
  guint stalls;
  guint stops;
  guint settles;
} Fixture;

static GLogWriterOutput
drop_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) != 0)
    return g_log_writer_default (level, fields, n_fields, user_data);

  return G_LOG_WRITER_HANDLED;
}

static void
on_fired (TocsinSupervisor *supervisor, const char *task, gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->fired, "%s ", task);
}

static void
count (TocsinSupervisor *supervisor, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
on_stalled (TocsinSupervisor *supervisor, const char *what, gpointer user_data)
{
  g_assert_cmpstr (what, !=, "");
  ((Fixture *) user_data)->stalls++;
}

static TocsinSnapshot *
load_settings (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "tocsin.conf", NULL);
  g_autoptr (TocsinConfig) config = NULL;
  TocsinSnapshot *settings;
  GError *error = NULL;

  config = tocsin_config_new_for_file (path, &error);
  g_assert_no_error (error);
  settings = tocsin_config_load_engine (config, &error);
  g_assert_no_error (error);

  return settings;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *spool = NULL;
  GError *error = NULL;

  fixture->directory = scratch_new ();
  spool = g_build_filename (fixture->directory, "spool", NULL);
  fixture->registry = fake_mail_registry_new ();
  fixture->store = fake_store_new (NULL, NULL);
  fixture->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->fired = g_string_new (NULL);
  fixture->services.host = fake_store_host_new (fixture->store);
  fixture->services.journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (&error));
  g_assert_no_error (error);
  fixture->services.spool = tocsin_spool_open (spool, &error);
  g_assert_no_error (error);
  fixture->services.clock = fake_clock_new ();
  fixture->services.workers = tocsin_workers_new (4);
  fixture->services.watcher = tocsin_watcher_new (fixture->services.clock);
  fixture->services.settings = load_settings (fixture->directory);

  fixture->supervisor = tocsin_supervisor_new ("box", &fixture->services);
  g_signal_connect (fixture->supervisor, "fired", G_CALLBACK (on_fired), fixture);
  g_signal_connect (fixture->supervisor, "stalled", G_CALLBACK (on_stalled), fixture);
  g_signal_connect (fixture->supervisor, "stopped", G_CALLBACK (count), &fixture->stops);
  g_signal_connect (fixture->supervisor, "settled", G_CALLBACK (count), &fixture->settles);
}

/* Until no worker has anything to do and nothing is left to be dispatched. */
static void
settle (Fixture *fixture)
{
  while (g_main_context_iteration (NULL, FALSE)
         || tocsin_workers_get_busy (fixture->services.workers) > 0)
    ;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fake_store_let_go (fixture->store);
  tocsin_supervisor_stop (fixture->supervisor);
  while (!tocsin_supervisor_is_stopped (fixture->supervisor))
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (fixture->supervisor);
  settle (fixture);
  g_assert_cmpuint (tocsin_watcher_get_parked (fixture->services.watcher), ==, 0);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);

  g_object_unref (fixture->services.host);
  g_object_unref (fixture->services.spool);
  g_object_unref (fixture->services.watcher);
  g_object_unref (fixture->services.workers);
  g_object_unref (fixture->services.journal);
  g_object_unref (fixture->services.clock);
  g_object_unref (fixture->services.settings);
  g_object_unref (fixture->registry);
  g_ptr_array_unref (fixture->tasks);
  g_string_free (fixture->fired, TRUE);
  fake_store_free (fixture->store);
  scratch_free (fixture->directory);
}

#define ADD_TASK(fixture, id, ...)                                                                 \
  g_ptr_array_add ((fixture)->tasks,                                                               \
                   fake_mail_task_new ((fixture)->registry, id, ENABLED, ##__VA_ARGS__, NULL))

static void
apply_tasks (Fixture *fixture)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < fixture->tasks->len; i++)
    g_ptr_array_add (tasks, g_object_ref (g_ptr_array_index (fixture->tasks, i)));
  tocsin_supervisor_set_tasks (fixture->supervisor, tasks);
}

static void
begin (Fixture *fixture)
{
  apply_tasks (fixture);
  tocsin_supervisor_start (fixture->supervisor);
}

static void
start (Fixture *fixture)
{
  begin (fixture);
  settle (fixture);
}

static void
deliver (Fixture *fixture, const char *subject)
{
  fake_store_deliver (fixture->store, "INBOX", subject, FAKE_NOW + G_USEC_PER_SEC);
}

static void
advance (Fixture *fixture, double seconds)
{
  fake_clock_advance (fixture->services.clock, seconds);
  settle (fixture);
}

static GVariant *
look_up (Fixture *fixture, const char *key, const char *type)
{
  g_autoptr (GVariant) all = g_variant_ref_sink (tocsin_supervisor_describe (fixture->supervisor));

  return g_variant_lookup_value (all, key, G_VARIANT_TYPE (type));
}

static void
assert_text (Fixture *fixture, const char *key, const char *expected)
{
  g_autoptr (GVariant) value = look_up (fixture, key, "s");

  g_assert_cmpstr (value != NULL ? g_variant_get_string (value, NULL) : NULL, ==, expected);
}

static void
assert_state (Fixture *fixture, const char *expected)
{
  assert_text (fixture, "state", expected);
}

static guint
get_number (Fixture *fixture, const char *key)
{
  g_autoptr (GVariant) value = look_up (fixture, key, "u");

  g_assert_nonnull (value);

  return g_variant_get_uint32 (value);
}

static gboolean
is_stalled (Fixture *fixture)
{
  g_autoptr (GVariant) value = look_up (fixture, "stalled", "b");

  return g_variant_get_boolean (value);
}

static void
assert_error_code (Fixture *fixture, const char *expected)
{
  g_autoptr (GVariant) error = look_up (fixture, "error", "a{sv}");
  const char *code = NULL;

  if (error != NULL)
    g_variant_lookup (error, "code", "&s", &code);
  g_assert_cmpstr (code, ==, expected);
}

/* Seconds from now until the next try, by the description; it tells whole seconds. */
static gint64
get_wait (Fixture *fixture)
{
  g_autoptr (GVariant) value = look_up (fixture, "next-try", "s");
  g_autoptr (GDateTime) time = NULL;

  g_assert_nonnull (value);
  time = g_date_time_new_from_iso8601 (g_variant_get_string (value, NULL), NULL);

  return g_date_time_to_unix (time)
         - tocsin_clock_get_real (fixture->services.clock) / G_USEC_PER_SEC;
}

static void
assert_fired (Fixture *fixture, const char *expected)
{
  g_autofree char *fired = g_strchomp (g_strdup (fixture->fired->str));

  g_assert_cmpstr (fired, ==, expected);
}

static void
test_push (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  start (fixture);
  assert_state (fixture, "watching");
  assert_text (fixture, "mode", "push");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 1);
  g_assert_cmpuint (tocsin_watcher_get_parked (fixture->services.watcher), ==, 1);

  deliver (fixture, "one");
  settle (fixture);
  assert_fired (fixture, "t");
  assert_state (fixture, "watching");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 1);
  g_assert_cmpuint (tocsin_watcher_get_parked (fixture->services.watcher), ==, 1);
}

/* Duty 17: a burst of notices, and one that comes while a pass is under way: none is lost, nothing
 * fires twice. */
static void
test_coalesce (Fixture *fixture, gconstpointer data)
{
  guint passes;

  ADD_TASK (fixture, "t");
  start (fixture);
  passes = fake_store_count (fixture->store, FAKE_CHANGES);
  fake_store_hold (fixture->store, FAKE_CHANGES);
  deliver (fixture, "one");
  g_main_context_iteration (NULL, TRUE);
  fake_store_await (fixture->store);
  for (guint i = 0; i < 20; i++)
    deliver (fixture, "more");
  fake_store_let_go (fixture->store);
  settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES) - passes, <=, 2);
  g_autoptr (GPtrArray) counts = tocsin_journal_count (fixture->services.journal, FAKE_NOW, NULL);
  g_assert_cmpuint (((TocsinJournalCount *) counts->pdata[0])->matched, ==, 21);
}

typedef struct
{
  const char *about;
  FakeCall call;
  TocsinError code;
} FailureRow;

static const FailureRow failure_rows[] = {
  { "the network is away", FAKE_LIST, TOCSIN_ERROR_NET_UNREACHABLE },
  { "no watch can be opened", FAKE_WATCH, TOCSIN_ERROR_NET_CLOSED_EARLY },
  { "the line breaks in a pass", FAKE_CHANGES, TOCSIN_ERROR_NET_RESET },
  { "the server is busy", FAKE_CHANGES, TOCSIN_ERROR_SERVER_BUSY },
  { "a plugin says something odd", FAKE_LIST, TOCSIN_ERROR_INTERNAL },
  { "what the server says can't be read", FAKE_LIST, TOCSIN_ERROR_PROTOCOL_PARSE },
  { "the server says no", FAKE_LIST, TOCSIN_ERROR_SERVER_NO },
  { "the server says bad", FAKE_WATCH, TOCSIN_ERROR_SERVER_BAD },
};

/* Duty 1: whatever fails, there is a next try with a time, and it comes. */
static void
test_next_try (Fixture *fixture, gconstpointer data)
{
  const FailureRow *row = data;

  g_test_message ("%s", row->about);
  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, row->call, row->code, 3);
  start (fixture);
  for (guint i = 0; i < 3; i++)
    {
      assert_state (fixture, "waiting");
      g_assert_cmpuint (get_number (fixture, "failures"), ==, i + 1);
      g_assert_cmpint (get_wait (fixture), >=, 0);
      advance (fixture, LONG_ENOUGH);
    }
  assert_state (fixture, "watching");
  assert_error_code (fixture, NULL);
  g_assert_cmpuint (get_number (fixture, "failures"), ==, 0);
}

/* Duty 1: a round that hangs has a deadline, too. */
static void
test_hung_round (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  fake_store_hold (fixture->store, FAKE_CHANGES);
  begin (fixture);
  fake_store_await (fixture->store);
  advance (fixture, 24 * 3600);
  assert_state (fixture, "waiting");
  assert_error_code (fixture, "timeout.command");
  g_assert_cmpuint (fixture->stalls, ==, 1);

  fake_store_let_go (fixture->store);
  advance (fixture, LONG_ENOUGH);
  assert_state (fixture, "watching");
  g_assert_false (is_stalled (fixture));
}

/* Duty 1 and 6: health is the time of the last good check, and whoever cares is told once. */
static void
test_stalled (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  start (fixture);
  g_assert_false (is_stalled (fixture));
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_NET_UNREACHABLE, 1000);
  fake_store_hang_up (fixture->store);
  settle (fixture);
  for (guint waited = 0; waited < ALARM_AFTER; waited += 100)
    {
      g_assert_cmpuint (fixture->stalls, ==, 0);
      advance (fixture, 100);
    }
  g_assert_true (is_stalled (fixture));
  advance (fixture, 4000);
  g_assert_cmpuint (fixture->stalls, ==, 1);

  fake_store_fail (fixture->store, FAKE_LIST, 0, 0);
  advance (fixture, LONG_ENOUGH);
  g_assert_false (is_stalled (fixture));
  assert_state (fixture, "watching");
}

static void
test_stalled_parked (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_TLS_CERT_SELF_SIGNED, 1);
  start (fixture);
  assert_state (fixture, "parked");
  advance (fixture, ALARM_AFTER + 1);
  g_assert_cmpuint (fixture->stalls, ==, 1);
}

/* A mailbox in which nothing happens is in good health for as long as you like. */
static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  start (fixture);
  for (guint i = 0; i < 200; i++)
    advance (fixture, 60);
  g_assert_cmpuint (fixture->stalls, ==, 0);
  assert_state (fixture, "watching");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 1);
}

/* Duty 3: a session that broke is thrown away and a new one made; the waits grow until a whole
 * check went well, a mere connect is none. */
static void
test_new_session (Fixture *fixture, gconstpointer data)
{
  gint64 first;

  ADD_TASK (fixture, "t");
  start (fixture);
  fake_store_fail (fixture->store, FAKE_CHANGES, TOCSIN_ERROR_NET_RESET, 6);
  fake_store_hang_up (fixture->store);
  settle (fixture);
  assert_state (fixture, "waiting");
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);
  first = get_wait (fixture);
  for (guint i = 0; i < 5; i++)
    advance (fixture, LONG_ENOUGH);
  assert_state (fixture, "waiting");
  g_assert_cmpint (get_wait (fixture), >, 8 * first);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);

  advance (fixture, LONG_ENOUGH);
  advance (fixture, LONG_ENOUGH);
  assert_state (fixture, "watching");
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 1);
  g_assert_cmpuint (get_number (fixture, "failures"), ==, 0);
}

/* Duty 4: what came while nobody was connected fires on the return, before anybody waits. */
static void
test_catch_up (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  start (fixture);
  fake_store_fail (fixture->store, FAKE_WATCH, TOCSIN_ERROR_NET_REFUSED, 2);
  fake_store_hang_up (fixture->store);
  settle (fixture);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  deliver (fixture, "one");
  advance (fixture, LONG_ENOUGH);
  assert_fired (fixture, "");
  advance (fixture, LONG_ENOUGH);
  advance (fixture, LONG_ENOUGH);
  assert_fired (fixture, "t");
}

/* Duty 4: behind notices that work, everything is compared now and then. */
static void
test_reconcile (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  start (fixture);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  deliver (fixture, "one");
  advance (fixture, 10);
  assert_fired (fixture, "");
  advance (fixture, RECONCILE);
  assert_fired (fixture, "t");
}

/* Duty 7: a bad line is no wrong password. */
static void
test_network_is_no_refusal (Fixture *fixture, gconstpointer data)
{
  static const TocsinError codes[] = { TOCSIN_ERROR_NET_TIMEOUT, TOCSIN_ERROR_NET_CLOSED_EARLY,
                                       TOCSIN_ERROR_DNS_TEMPORARY, TOCSIN_ERROR_AUTH_TEMPORARY,
                                       TOCSIN_ERROR_PROXY_TIMEOUT };

  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, FAKE_LIST, codes[0], 1);
  start (fixture);
  for (guint i = 1; i < 4 * G_N_ELEMENTS (codes); i++)
    {
      assert_state (fixture, "waiting");
      g_assert_cmpuint (get_number (fixture, "refusals"), ==, 0);
      fake_store_fail (fixture->store, FAKE_LIST, codes[i % G_N_ELEMENTS (codes)], 1);
      advance (fixture, LONG_ENOUGH);
    }
}

/* Duty 8: three refusals, and no more until a person has a look. */
static void
test_three_refusals (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  ADD_TASK (fixture, "u");
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_AUTH_REJECTED, 4);
  start (fixture);
  assert_state (fixture, "waiting");
  advance (fixture, LONG_ENOUGH);
  assert_state (fixture, "waiting");
  advance (fixture, LONG_ENOUGH);
  assert_state (fixture, "parked");
  g_assert_cmpuint (get_number (fixture, "refusals"), ==, 3);
  assert_error_code (fixture, "auth.rejected");

  advance (fixture, 24 * 3600);
  tocsin_supervisor_check_now (fixture->supervisor);
  settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_LIST), ==, 3);

  /* A person says so: the count begins anew. */
  tocsin_supervisor_retry (fixture->supervisor);
  settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_LIST), ==, 4);
  assert_state (fixture, "waiting");
  advance (fixture, LONG_ENOUGH);
  assert_state (fixture, "watching");
}

/* Duty 8: other settings let a parked connection try at once. */
static void
test_restart_unparks (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_TLS_CERT_HOSTNAME, 1);
  start (fixture);
  assert_state (fixture, "parked");
  tocsin_supervisor_restart (fixture->supervisor);
  settle (fixture);
  assert_state (fixture, "watching");
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  start (fixture);
  tocsin_supervisor_restart (fixture->supervisor);
  settle (fixture);
  assert_state (fixture, "watching");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 2);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 1);

  /* Also in the middle of a round. */
  fake_store_hold (fixture->store, FAKE_CHANGES);
  tocsin_supervisor_check_now (fixture->supervisor);
  fake_store_await (fixture->store);
  tocsin_supervisor_restart (fixture->supervisor);
  fake_store_let_go (fixture->store);
  settle (fixture);
  assert_state (fixture, "watching");
  g_assert_cmpuint (get_number (fixture, "failures"), ==, 0);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 1);
}

static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  fake_store_set_retry_after (fixture->store, 1000);
  fake_store_fail (fixture->store, FAKE_CHANGES, TOCSIN_ERROR_SERVER_BUSY, 1);
  start (fixture);
  g_assert_cmpint (get_wait (fixture), >=, 999);
  advance (fixture, 990);
  assert_state (fixture, "waiting");
  advance (fixture, 11);
  assert_state (fixture, "watching");
}

/* Duty 19: a round that was begun with older settings writes nothing down, and nothing is lost. */
static void
test_old_generation (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.query=subject:one");
  start (fixture);
  fake_store_hold (fixture->store, FAKE_FETCH);
  deliver (fixture, "one");
  deliver (fixture, "two");
  g_main_context_iteration (NULL, TRUE);
  fake_store_await (fixture->store);

  g_ptr_array_set_size (fixture->tasks, 0);
  ADD_TASK (fixture, "u", "trigger.query=subject:two", "trigger.start=all");
  apply_tasks (fixture);
  fake_store_let_go (fixture->store);
  settle (fixture);
  assert_fired (fixture, "u");
  assert_state (fixture, "watching");
}

/* Duty 19: a task that is edited does not cost the others their session. */
static void
test_keep_watch (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  start (fixture);
  ADD_TASK (fixture, "u");
  apply_tasks (fixture);
  settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 1);
  deliver (fixture, "one");
  settle (fixture);
  assert_fired (fixture, "t u");

  fake_store_add_folder (fixture->store, "Bills");
  ADD_TASK (fixture, "v", "trigger.folders=Bills");
  apply_tasks (fixture);
  settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 2);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 1);
  fake_store_deliver (fixture->store, "Bills", "b", FAKE_NOW + G_USEC_PER_SEC);
  settle (fixture);
  assert_fired (fixture, "t u v");
}

/* Duty 36: a server that can't tell is asked, and the status says so. */
static void
test_polling (Fixture *fixture, gconstpointer data)
{
  fake_store_set_pushes (fixture->store, FALSE, FALSE);
  ADD_TASK (fixture, "t");
  start (fixture);
  assert_state (fixture, "polling");
  assert_text (fixture, "mode", "poll");
  deliver (fixture, "one");
  advance (fixture, 61);
  assert_fired (fixture, "t");
}

/* Duty 36: a server that says it tells, and does not, is asked from then on. */
static void
test_distrust (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  start (fixture);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  deliver (fixture, "one");
  advance (fixture, RECONCILE + 1);
  assert_state (fixture, "watching");
  deliver (fixture, "two");
  advance (fixture, RECONCILE + 1);
  assert_state (fixture, "polling");
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);
  deliver (fixture, "three");
  advance (fixture, 61);
  assert_fired (fixture, "t t t");
}

static void
test_every (Fixture *fixture, gconstpointer data)
{
  guint changes;

  ADD_TASK (fixture, "t", "trigger.check=every 5m");
  start (fixture);
  assert_state (fixture, "polling");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 0);
  changes = fake_store_count (fixture->store, FAKE_CHANGES);
  deliver (fixture, "one");
  advance (fixture, 298);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES), ==, changes);
  advance (fixture, 3);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES), ==, changes + 1);
  assert_fired (fixture, "t");
}

static void
test_check_now (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.check=every 5m");
  start (fixture);
  deliver (fixture, "one");
  tocsin_supervisor_check_now (fixture->supervisor);
  settle (fixture);
  assert_fired (fixture, "t");

  /* Also when it waits for its next try. */
  fake_store_fail (fixture->store, FAKE_CHANGES, TOCSIN_ERROR_NET_UNREACHABLE, 1);
  tocsin_supervisor_check_now (fixture->supervisor);
  settle (fixture);
  assert_state (fixture, "waiting");
  tocsin_supervisor_check_now (fixture->supervisor);
  settle (fixture);
  assert_state (fixture, "polling");
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  ADD_TASK (fixture, "rare", "trigger.check=cron 0 0 1 1 *");
  deliver (fixture, "one");
  apply_tasks (fixture);
  tocsin_supervisor_check_once (fixture->supervisor);
  settle (fixture);
  g_assert_true (tocsin_supervisor_is_settled (fixture->supervisor));
  g_assert_cmpuint (fixture->settles, ==, 1);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 0);
  assert_fired (fixture, "t rare");
  g_assert_null (tocsin_supervisor_get_error (fixture->supervisor));
}

static void
test_once_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_AUTH_REJECTED, 1);
  apply_tasks (fixture);
  tocsin_supervisor_check_once (fixture->supervisor);
  settle (fixture);
  g_assert_cmpuint (fixture->settles, ==, 1);
  error = tocsin_supervisor_get_error (fixture->supervisor);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED);
}

/* A folder that is not there has its own error, with the way out; the others go on. */
static void
test_missing_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ADD_TASK (fixture, "t", "trigger.folders=INBOXX,INBOX");
  start (fixture);
  deliver (fixture, "one");
  settle (fixture);
  assert_fired (fixture, "t");
  error = tocsin_supervisor_get_error (fixture->supervisor);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "INBOX"));

  /* When it appears it is found by itself. */
  fake_store_add_folder (fixture->store, "INBOXX");
  fake_store_deliver (fixture->store, "INBOXX", "two", FAKE_NOW);
  advance (fixture, RECONCILE + 1);
  assert_fired (fixture, "t t");
  g_assert_null (tocsin_supervisor_get_error (fixture->supervisor));
}

/* The only folder is not there: that is no good check, however well the server answers. */
static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.folders=Elsewhere");
  start (fixture);
  assert_state (fixture, "waiting");
  assert_error_code (fixture, "mailbox.missing");
  advance (fixture, ALARM_AFTER + 1);
  g_assert_cmpuint (fixture->stalls, ==, 1);

  fake_store_add_folder (fixture->store, "Elsewhere");
  advance (fixture, LONG_ENOUGH);
  assert_state (fixture, "watching");
}

/* One folder that the server keeps from us keeps nobody from the others. */
static void
test_refused_folder (Fixture *fixture, gconstpointer data)
{
  static const int codes[] = { TOCSIN_ERROR_SERVER_NO, TOCSIN_ERROR_MAILBOX_NO_PERMISSION };

  fake_store_add_folder (fixture->store, "Another");
  ADD_TASK (fixture, "t", "trigger.folders=INBOX,Another");
  fake_store_fail_folder (fixture->store, "INBOX", codes[0]);
  start (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      fake_store_fail_folder (fixture->store, "INBOX", codes[i]);
      g_string_truncate (fixture->fired, 0);
      fake_store_deliver (fixture->store, "Another", "one", FAKE_NOW + G_USEC_PER_SEC);
      advance (fixture, RECONCILE);
      assert_fired (fixture, "t");
    }
  g_autoptr (GError) error = tocsin_supervisor_get_error (fixture->supervisor);
  g_assert_error (error, TOCSIN_ERROR, codes[G_N_ELEMENTS (codes) - 1]);
}

/* What a pass wrote down before it failed is worked off, too. */
static void
test_fired_before_failure (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  start (fixture);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  for (guint i = 0; i < TOCSIN_FEED_BATCH; i++)
    deliver (fixture, "one");
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: late\r\n\r\nx\r\n",
                          FAKE_NOW + G_USEC_PER_SEC, FAKE_UNDELIVERED);
  tocsin_supervisor_check_now (fixture->supervisor);
  settle (fixture);
  assert_state (fixture, "waiting");
  assert_fired (fixture, "t");
}

/* Stopping ends every wait at once, whatever it is doing. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  fake_store_hold (fixture->store, GPOINTER_TO_INT (data));
  begin (fixture);
  fake_store_await (fixture->store);
  tocsin_supervisor_stop (fixture->supervisor);
  settle (fixture);
  g_assert_true (tocsin_supervisor_is_stopped (fixture->supervisor));
  g_assert_cmpuint (fixture->stops, ==, 1);
  assert_state (fixture, "stopped");
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);
}

static void
test_stop_watching (Fixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  start (fixture);
  tocsin_supervisor_stop (fixture->supervisor);
  settle (fixture);
  g_assert_cmpuint (fixture->stops, ==, 1);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);

  /* Nothing wakes it any more. */
  deliver (fixture, "one");
  advance (fixture, 24 * 3600);
  assert_fired (fixture, "");
  g_assert_cmpuint (fixture->stalls, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (drop_log, NULL, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/engine/supervisor/push", test_push);
  for (gsize i = 0; i < G_N_ELEMENTS (failure_rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/duty/01-next-try/%" G_GSIZE_FORMAT, i);

      g_test_add (path, Fixture, &failure_rows[i], set_up, test_next_try, tear_down);
    }
  ADD ("/engine/duty/01-hung-round", test_hung_round);
  ADD ("/engine/duty/01-stalled", test_stalled);
  ADD ("/engine/duty/01-stalled-parked", test_stalled_parked);
  ADD ("/engine/duty/01-quiet", test_quiet);
  ADD ("/engine/duty/03-new-session", test_new_session);
  ADD ("/engine/duty/04-catch-up", test_catch_up);
  ADD ("/engine/duty/04-reconcile", test_reconcile);
  ADD ("/engine/duty/07-network-is-no-refusal", test_network_is_no_refusal);
  ADD ("/engine/duty/08-three-refusals", test_three_refusals);
  ADD ("/engine/duty/08-restart-unparks", test_restart_unparks);
  ADD ("/engine/duty/17-coalesce", test_coalesce);
  ADD ("/engine/duty/19-old-generation-in-flight", test_old_generation);
  ADD ("/engine/duty/19-keep-watch", test_keep_watch);
  ADD ("/engine/duty/36-polling", test_polling);
  ADD ("/engine/duty/36-distrust", test_distrust);
  ADD ("/engine/supervisor/restart", test_restart);
  ADD ("/engine/supervisor/retry-after", test_retry_after);
  ADD ("/engine/supervisor/every", test_every);
  ADD ("/engine/supervisor/check-now", test_check_now);
  ADD ("/engine/supervisor/once", test_once);
  ADD ("/engine/supervisor/once-fails", test_once_fails);
  ADD ("/engine/supervisor/missing-folder", test_missing_folder);
  ADD ("/engine/supervisor/no-folder", test_no_folder);
  ADD ("/engine/supervisor/refused-folder", test_refused_folder);
  ADD ("/engine/supervisor/fired-before-failure", test_fired_before_failure);
  g_test_add ("/engine/supervisor/stop/list", Fixture, GINT_TO_POINTER (FAKE_LIST), set_up,
              test_stop, tear_down);
  g_test_add ("/engine/supervisor/stop/watch", Fixture, GINT_TO_POINTER (FAKE_WATCH), set_up,
              test_stop, tear_down);
  g_test_add ("/engine/supervisor/stop/changes", Fixture, GINT_TO_POINTER (FAKE_CHANGES), set_up,
              test_stop, tear_down);
  ADD ("/engine/supervisor/stop/watching", test_stop_watching);

  return g_test_run ();
}
