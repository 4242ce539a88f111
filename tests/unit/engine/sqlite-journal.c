/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/outbox-journal.h"
#include "core/engine/sqlite-journal.h"
#include "tests/unit/engine/scratch.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* What the journal's file goes through: other versions, damage, a full disk, a power cut. */

static char *
journal_path (const char *folder)
{
  return g_build_filename (folder, "journal.db", NULL);
}

static TocsinJournal *
open_journal (const char *folder)
{
  g_autofree char *path = journal_path (folder);
  g_autoptr (GError) error = NULL;
  TocsinSqliteJournal *journal = tocsin_sqlite_journal_open (path, &error);

  g_assert_no_error (error);

  return TOCSIN_JOURNAL (journal);
}

static void
run_sql (const char *folder, const char *sql)
{
  g_autofree char *path = journal_path (folder);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static TocsinJournalBatch *
make_batch (const char *key, gsize size)
{
  TocsinJournalBatch *batch = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalEvent) event =
      tocsin_journal_event_new ("bills", 1, key, 0, "test.v1", "/connections/work/INBOX");

  event->data = g_strnfill (size, 'x');
  tocsin_journal_batch_add_event (batch, event);
  tocsin_journal_batch_set_cursor (batch, "work/INBOX", g_variant_new_string (key));

  return batch;
}

static guint
count_events (TocsinJournal *journal)
{
  TocsinJournalFilter all = { .state = -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = tocsin_journal_list_events (journal, &all, &error);

  g_assert_no_error (error);

  return events->len;
}

static void
assert_cursor (TocsinJournal *journal, const char *expected)
{
  g_autoptr (GVariant) cursor = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_journal_get_cursor (journal, "work/INBOX", &cursor, &error));
  if (expected == NULL)
    g_assert_null (cursor);
  else
    g_assert_cmpstr (g_variant_get_string (cursor, NULL), ==, expected);
}

static void
fill (const char *folder)
{
  g_autoptr (TocsinJournal) journal = open_journal (folder);
  g_autoptr (TocsinJournalBatch) batch = make_batch ("old", 10);

  g_assert_true (tocsin_journal_commit (journal, batch, NULL));
}

static void
test_reopen (void)
{
  char *folder = scratch_new ();
  TocsinJournal *journal;

  fill (folder);
  journal = open_journal (folder);
  g_assert_cmpuint (count_events (journal), ==, 1);
  assert_cursor (journal, "old");
  g_object_unref (journal);
  scratch_free (folder);
}

/* Before there was an outbox. */
static void
test_older (void)
{
  char *folder = scratch_new ();
  g_autofree char *path = journal_path (folder);
  g_autoptr (TocsinSqliteJournal) refused = NULL;
  g_autoptr (GPtrArray) counts = NULL;
  g_autoptr (GError) error = NULL;
  TocsinJournal *journal;

  fill (folder);
  run_sql (folder,
           "DROP TABLE mails; DROP TABLE contents; DROP TABLE addressees; PRAGMA user_version = 1");
  refused = tocsin_sqlite_journal_open_readonly (path, &error);
  g_assert_null (refused);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);

  journal = open_journal (folder);
  g_assert_cmpuint (count_events (journal), ==, 1);
  assert_cursor (journal, "old");
  counts = tocsin_outbox_journal_count (TOCSIN_OUTBOX_JOURNAL (journal), NULL);
  g_assert_nonnull (counts);
  g_object_unref (journal);
  scratch_free (folder);
}

static void
test_private (void)
{
  static const char *const names[] = { "journal.db", "journal.db-wal", "journal.db-shm" };
  char *folder = scratch_new ();
  mode_t mask = umask (0);
  TocsinJournal *journal = open_journal (folder);
  g_autoptr (TocsinJournalBatch) batch = make_batch ("a", 10);

  g_assert_true (tocsin_journal_commit (journal, batch, NULL));
  umask (mask);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      GStatBuf status;

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
    }
  g_object_unref (journal);
  scratch_free (folder);
}

static void
assert_refused (const char *folder, int code, const char *expected)
{
  g_autofree char *path = journal_path (folder);
  g_autofree char *before = scratch_digest (folder);
  g_autofree char *after = NULL;

  for (int readonly = 0; readonly < 2; readonly++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinSqliteJournal) journal =
          readonly ? tocsin_sqlite_journal_open_readonly (path, &error)
                   : tocsin_sqlite_journal_open (path, &error);

      g_assert_null (journal);
      g_assert_error (error, TOCSIN_ERROR, code);
      g_assert_nonnull (strstr (error->message, path));
      g_assert_nonnull (strstr (error->message, expected));
      g_assert_nonnull (tocsin_error_get_hint (error));
    }
  after = scratch_digest (folder);
  g_assert_cmpstr (before, ==, after);
}

static void
test_newer (void)
{
  char *folder = scratch_new ();

  fill (folder);
  run_sql (folder, "PRAGMA user_version = 99");
  assert_refused (folder, TOCSIN_ERROR_STORAGE_NEWER, "99");
  scratch_free (folder);
}

static void
copy_file (const char *from, const char *to, const char *name)
{
  g_autofree char *source = g_build_filename (from, name, NULL);
  g_autofree char *target = g_build_filename (to, name, NULL);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (source, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (target, contents, (gssize) length, NULL));
}

static char *
read_both (const char *folder)
{
  g_autofree char *file = g_build_filename (folder, "journal.db", NULL);
  g_autofree char *log = g_build_filename (folder, "journal.db-wal", NULL);
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);
  const char *const paths[] = { file, log };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (paths[i], &contents, &length, NULL));
      g_checksum_update (digest, (const guchar *) contents, (gssize) length);
    }

  return g_strdup (g_checksum_get_string (digest));
}

/* The newer version crashed: that it is newer stands in the write-ahead log only. */
static void
test_newer_crashed (void)
{
  char *running = scratch_new ();
  char *crashed = scratch_new ();
  g_autofree char *running_path = journal_path (running);
  g_autofree char *crashed_path = journal_path (crashed);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (TocsinSqliteJournal) journal = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  fill (running);
  g_assert_cmpint (sqlite3_open (running_path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 99", NULL, NULL, NULL), ==, SQLITE_OK);
  copy_file (running, crashed, "journal.db");
  copy_file (running, crashed, "journal.db-wal");
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  before = read_both (crashed);
  journal = tocsin_sqlite_journal_open (crashed_path, &error);
  g_assert_null (journal);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER);
  after = read_both (crashed);
  g_assert_cmpstr (before, ==, after);
  scratch_free (running);
  scratch_free (crashed);
}

static void
test_foreign (void)
{
  char *folder = scratch_new ();

  run_sql (folder, "CREATE TABLE recipes (name TEXT)");
  assert_refused (folder, TOCSIN_ERROR_STORAGE_FAILED, "another program");
  run_sql (folder, "PRAGMA application_id = 7");
  assert_refused (folder, TOCSIN_ERROR_STORAGE_FAILED, "another program");
  scratch_free (folder);
}

static void
test_garbage (void)
{
  char *folder = scratch_new ();
  g_autofree char *path = journal_path (folder);
  g_autofree char *garbage = g_strnfill (8192, 'g');

  g_assert_true (g_file_set_contents (path, garbage, -1, NULL));
  assert_refused (folder, TOCSIN_ERROR_STORAGE_FAILED, "damaged");
  scratch_free (folder);
}

/* The first page is whole, the others are not: found out when they are needed. */
static void
test_damage_within (void)
{
  char *folder = scratch_new ();
  g_autofree char *path = journal_path (folder);
  g_autofree char *contents = NULL;
  TocsinJournal *journal;
  TocsinJournalFilter all = { .state = -1 };
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  fill (folder);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  memset (contents + 4096, 'g', length - 4096);
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));

  journal = open_journal (folder);
  events = tocsin_journal_list_events (journal, &all, &error);
  g_assert_null (events);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (tocsin_error_get_hint (error));
  g_object_unref (journal);
  scratch_free (folder);
}

/* Made, and then the power went: nothing in it yet. */
static void
test_empty_file (void)
{
  char *folder = scratch_new ();
  g_autofree char *path = journal_path (folder);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  fill (folder);
  scratch_free (folder);
}

static void
test_readonly (void)
{
  char *folder = scratch_new ();
  g_autofree char *path = journal_path (folder);
  g_autoptr (TocsinJournalBatch) batch = make_batch ("new", 10);
  g_autoptr (GError) error = NULL;
  TocsinSqliteJournal *journal;

  g_assert_null (tocsin_sqlite_journal_open_readonly (path, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (scratch_count (folder), ==, 0);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (tocsin_sqlite_journal_open_readonly (path, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_clear_error (&error);

  fill (folder);
  journal = tocsin_sqlite_journal_open_readonly (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_events (TOCSIN_JOURNAL (journal)), ==, 1);
  g_assert_false (tocsin_journal_commit (TOCSIN_JOURNAL (journal), batch, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_READONLY);
  g_object_unref (journal);
  scratch_free (folder);
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_sqlite_journal_open ("/nonexistent/journal.db", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, "/nonexistent/journal.db"));
}

static void
test_bad_cursor (void)
{
  static const char *const types[] = { "nonsense", "", "a*", "us" };
  char *folder = scratch_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE cursors SET type = '%s'", types[i]);
      g_autoptr (TocsinJournal) journal = NULL;
      g_autoptr (GVariant) cursor = NULL;
      g_autoptr (GError) error = NULL;

      fill (folder);
      run_sql (folder, sql);
      journal = open_journal (folder);
      g_assert_false (tocsin_journal_get_cursor (journal, "work/INBOX", &cursor, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
      g_assert_nonnull (strstr (error->message, "work/INBOX"));
      g_clear_object (&journal);
      run_sql (folder, "DELETE FROM events; DELETE FROM cursors");
    }
  scratch_free (folder);
}

static void
test_power_cut (void)
{
  static const struct
  {
    const char *fault;
    const char *cursor;
    guint n_events;
    const char *about;
  } rows[] = {
    { "journal-commit-before", NULL, 0, "nothing of the first batch" },
    { "journal-commit-after", "first", 1, "all of it" },
    { "journal-commit-before:2", "first", 1, "nothing of the second" },
    { "journal-commit-after:2", "second", 2, "all of both" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *folder = scratch_new ();
      TocsinJournal *journal;

      g_test_message ("%s: %s", rows[i].fault, rows[i].about);
      g_assert_cmpint (scratch_run_child (rows[i].fault, "two", folder), ==, SCRATCH_KILLED);
      journal = open_journal (folder);
      g_assert_cmpuint (count_events (journal), ==, rows[i].n_events);
      assert_cursor (journal, rows[i].cursor);
      g_object_unref (journal);
      scratch_free (folder);
    }
}

static int
commit_two (const char *folder)
{
  g_autoptr (TocsinJournal) journal = open_journal (folder);
  g_autoptr (TocsinJournalBatch) first = make_batch ("first", 10);
  g_autoptr (TocsinJournalBatch) second = make_batch ("second", 10);

  g_assert_true (tocsin_journal_commit (journal, first, NULL));
  g_assert_true (tocsin_journal_commit (journal, second, NULL));

  return 0;
}

/* The disk says no in the middle, and has room again afterwards. */
static int
fail_second (const char *folder)
{
  g_autoptr (TocsinJournal) journal = open_journal (folder);
  g_autoptr (TocsinJournalBatch) first = make_batch ("first", 10);
  g_autoptr (TocsinJournalBatch) second = make_batch ("second", 10);
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_journal_commit (journal, first, NULL));
  g_assert_false (tocsin_journal_commit (journal, second, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  g_assert_nonnull (strstr (error->message, folder));
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "free"));
  g_assert_cmpuint (count_events (journal), ==, 1);
  assert_cursor (journal, "first");

  g_assert_true (tocsin_journal_commit (journal, second, NULL));
  g_assert_cmpuint (count_events (journal), ==, 2);
  assert_cursor (journal, "second");

  return 0;
}

/* A disk that is really full, as far as a process can make one: no file may grow any more. */
static int
fill_up (const char *folder)
{
  g_autoptr (TocsinJournal) journal = open_journal (folder);
  g_autoptr (TocsinJournalBatch) large = make_batch ("large", 4 * 1024 * 1024);
  g_autoptr (TocsinJournalBatch) first = make_batch ("first", 10);
  g_autoptr (GError) error = NULL;
  struct rlimit limit;

  g_assert_true (tocsin_journal_commit (journal, first, NULL));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = 1024 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (tocsin_journal_commit (journal, large, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  g_assert_cmpuint (count_events (journal), ==, 1);
  assert_cursor (journal, "first");

  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_true (tocsin_journal_commit (journal, large, NULL));
  assert_cursor (journal, "large");

  return 0;
}

static void
test_full (void)
{
  char *folder = scratch_new ();

  g_assert_cmpint (scratch_run_child ("journal-commit-before=ENOSPC:2", "fail-second", folder), ==,
                   0);
  scratch_free (folder);
  folder = scratch_new ();
  g_assert_cmpint (scratch_run_child (NULL, "fill-up", folder), ==, 0);
  scratch_free (folder);
}

static int
play (const char *scene, const char *folder)
{
  if (g_str_equal (scene, "two"))
    return commit_two (folder);
  if (g_str_equal (scene, "fail-second"))
    return fail_second (folder);

  return fill_up (folder);
}

int
main (int argc, char **argv)
{
  const char *scene;
  const char *folder;

  if (scratch_is_child (argc, argv, &scene, &folder))
    return play (scene, folder);

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sqlite-journal/reopen", test_reopen);
  g_test_add_func ("/sqlite-journal/private", test_private);
  g_test_add_func ("/sqlite-journal/older", test_older);
  g_test_add_func ("/sqlite-journal/newer", test_newer);
  g_test_add_func ("/sqlite-journal/newer-crashed", test_newer_crashed);
  g_test_add_func ("/sqlite-journal/foreign", test_foreign);
  g_test_add_func ("/sqlite-journal/garbage", test_garbage);
  g_test_add_func ("/sqlite-journal/damage-within", test_damage_within);
  g_test_add_func ("/sqlite-journal/empty-file", test_empty_file);
  g_test_add_func ("/sqlite-journal/readonly", test_readonly);
  g_test_add_func ("/sqlite-journal/no-folder", test_no_folder);
  g_test_add_func ("/sqlite-journal/bad-cursor", test_bad_cursor);
  g_test_add_func ("/sqlite-journal/power-cut", test_power_cut);
  g_test_add_func ("/sqlite-journal/full", test_full);

  return g_test_run ();
}
