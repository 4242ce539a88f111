/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/watch-fixture.h"

#include "core/engine/sqlite-journal.h"
#include "core/settings/config.h"
#include "tests/unit/engine/scratch.h"

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
  g_string_append_printf (((WatchFixture *) user_data)->fired, "%s ", task);
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
  ((WatchFixture *) user_data)->stalls++;
}

static TocsinSnapshot *
load_settings (const char *directory, const char *const *assignments)
{
  g_autofree char *path = g_build_filename (directory, "tocsin.conf", NULL);
  g_autoptr (TocsinConfig) config = NULL;
  TocsinSnapshot *settings;
  GError *error = NULL;

  config = tocsin_config_new_for_file (path, &error);
  g_assert_no_error (error);
  if (assignments != NULL)
    tocsin_config_set (config, TOCSIN_CONFIG_ENGINE, "", assignments, &error);
  g_assert_no_error (error);
  settings = tocsin_config_load_engine (config, &error);
  g_assert_no_error (error);

  return settings;
}

void
watch_set_up (WatchFixture *fixture, gconstpointer data)
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
  fixture->services.settings = load_settings (fixture->directory, NULL);

  fixture->supervisor = tocsin_supervisor_new ("box", &fixture->services);
  g_signal_connect (fixture->supervisor, "fired", G_CALLBACK (on_fired), fixture);
  g_signal_connect (fixture->supervisor, "stalled", G_CALLBACK (on_stalled), fixture);
  g_signal_connect (fixture->supervisor, "stopped", G_CALLBACK (count), &fixture->stops);
  g_signal_connect (fixture->supervisor, "settled", G_CALLBACK (count), &fixture->settles);
}

/* Until no worker has anything to do and nothing is left to be dispatched. */
void
watch_settle (WatchFixture *fixture)
{
  while (g_main_context_iteration (NULL, FALSE)
         || tocsin_workers_get_busy (fixture->services.workers) > 0)
    ;
}

void
watch_tear_down (WatchFixture *fixture, gconstpointer data)
{
  fake_store_let_go (fixture->store);
  tocsin_supervisor_stop (fixture->supervisor);
  while (!tocsin_supervisor_is_stopped (fixture->supervisor))
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (fixture->supervisor);
  watch_settle (fixture);
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

void
watch_apply_tasks (WatchFixture *fixture)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < fixture->tasks->len; i++)
    g_ptr_array_add (tasks, g_object_ref (g_ptr_array_index (fixture->tasks, i)));
  tocsin_supervisor_set_tasks (fixture->supervisor, tasks);
}

void
watch_begin (WatchFixture *fixture)
{
  watch_apply_tasks (fixture);
  tocsin_supervisor_start (fixture->supervisor);
}

void
watch_start (WatchFixture *fixture)
{
  watch_begin (fixture);
  watch_settle (fixture);
}

/* A person changes the engine's own settings. */
void
watch_set_engine (WatchFixture *fixture, const char *const *assignments)
{
  g_autoptr (TocsinSnapshot) settings = load_settings (fixture->directory, assignments);

  tocsin_supervisor_set_settings (fixture->supervisor, settings);
  watch_settle (fixture);
}

void
watch_deliver (WatchFixture *fixture, const char *subject)
{
  fake_store_deliver (fixture->store, "INBOX", subject, FAKE_NOW + G_USEC_PER_SEC);
}

void
watch_advance (WatchFixture *fixture, double seconds)
{
  fake_clock_advance (fixture->services.clock, seconds);
  watch_settle (fixture);
}

static GVariant *
look_up (WatchFixture *fixture, const char *key, const char *type)
{
  g_autoptr (GVariant) all = g_variant_ref_sink (tocsin_supervisor_describe (fixture->supervisor));

  return g_variant_lookup_value (all, key, G_VARIANT_TYPE (type));
}

void
watch_assert_text (WatchFixture *fixture, const char *key, const char *expected)
{
  g_autoptr (GVariant) value = look_up (fixture, key, "s");

  g_assert_cmpstr (value != NULL ? g_variant_get_string (value, NULL) : NULL, ==, expected);
}

void
watch_assert_state (WatchFixture *fixture, const char *expected)
{
  watch_assert_text (fixture, "state", expected);
}

guint
watch_get_number (WatchFixture *fixture, const char *key)
{
  g_autoptr (GVariant) value = look_up (fixture, key, "u");

  g_assert_nonnull (value);

  return g_variant_get_uint32 (value);
}

gboolean
watch_is_stalled (WatchFixture *fixture)
{
  g_autoptr (GVariant) value = look_up (fixture, "stalled", "b");

  return g_variant_get_boolean (value);
}

void
watch_assert_error_code (WatchFixture *fixture, const char *expected)
{
  g_autoptr (GVariant) error = look_up (fixture, "error", "a{sv}");
  const char *code = NULL;

  if (error != NULL)
    g_variant_lookup (error, "code", "&s", &code);
  g_assert_cmpstr (code, ==, expected);
}

/* Seconds from now until the next try, by the description; it tells whole seconds. */
gint64
watch_get_wait (WatchFixture *fixture)
{
  g_autoptr (GVariant) value = look_up (fixture, "next-try", "s");
  g_autoptr (GDateTime) time = NULL;

  g_assert_nonnull (value);
  time = g_date_time_new_from_iso8601 (g_variant_get_string (value, NULL), NULL);

  return g_date_time_to_unix (time)
         - tocsin_clock_get_real (fixture->services.clock) / G_USEC_PER_SEC;
}

void
watch_assert_fired (WatchFixture *fixture, const char *expected)
{
  g_autofree char *fired = g_strchomp (g_strdup (fixture->fired->str));

  g_assert_cmpstr (fired, ==, expected);
}

int
watch_run_tests (void)
{
  g_log_set_writer_func (drop_log, NULL, NULL);

  return g_test_run ();
}
