/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/spool-batch.h"
#include "core/engine/sqlite-journal.h"
#include "tests/unit/engine/scratch.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  TocsinSpool *spool;
  TocsinSpoolBatch *batch;
} Fixture;

static TocsinSpool *
open_spool (const char *folder, GPtrArray *live)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  TocsinSpool *spool = tocsin_spool_open (folder, &error);

  g_assert_no_error (error);
  g_assert_true (tocsin_spool_collect (spool, live != NULL ? live : none, &error));
  g_assert_no_error (error);

  return spool;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = scratch_new ();
  fixture->spool = open_spool (fixture->folder, NULL);
  fixture->batch = tocsin_spool_batch_new (fixture->spool);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->batch);
  g_object_unref (fixture->spool);
  scratch_free (fixture->folder);
}

static void
begin_and_write (TocsinSpoolBatch *batch, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_spool_batch_begin (batch, &error));
  g_assert_no_error (error);
  g_assert_true (tocsin_spool_batch_write (batch, text, strlen (text), &error));
  g_assert_no_error (error);
}

static char *
add (TocsinSpoolBatch *batch, const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 length;
  char *reference;

  begin_and_write (batch, text);
  reference = tocsin_spool_batch_finish (batch, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (length, ==, strlen (text));

  return reference;
}

static void
sync_batch (TocsinSpoolBatch *batch)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_spool_batch_sync (batch, &error));
  g_assert_no_error (error);
}

static char *
read_back (TocsinSpool *spool, const char *reference)
{
  g_autoptr (GError) error = NULL;
  gint64 offset;
  gint64 length;
  int fd = tocsin_spool_open_file (spool, reference, &offset, &length, &error);
  char *text;

  g_assert_no_error (error);
  text = g_malloc0 ((gsize) length + 1);
  g_assert_cmpint (pread (fd, text, (gsize) length, offset), ==, length);
  close (fd);

  return text;
}

static void
assert_reads (TocsinSpool *spool, const char *reference, const char *expected)
{
  g_autofree char *text = read_back (spool, reference);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = add (fixture->batch, "Subject: one\r\n\r\n");
  g_autofree char *empty = add (fixture->batch, "");
  g_autofree char *second = add (fixture->batch, "Subject: two\r\n\r\n");

  sync_batch (fixture->batch);
  assert_reads (fixture->spool, second, "Subject: two\r\n\r\n");
  assert_reads (fixture->spool, empty, "");
  assert_reads (fixture->spool, first, "Subject: one\r\n\r\n");
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 1);
}

/* Larger than the buffer, in pieces that are larger and smaller than it. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *piece = g_strnfill (300 * 1024, 'a');
  g_autofree char *rest = g_strnfill (1000, 'b');
  g_autofree char *reference = NULL;
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *next = NULL;

  begin_and_write (fixture->batch, "head");
  g_assert_true (tocsin_spool_batch_write (fixture->batch, piece, strlen (piece), NULL));
  for (int i = 0; i < 300; i++)
    g_assert_true (tocsin_spool_batch_write (fixture->batch, rest, strlen (rest), NULL));
  reference = tocsin_spool_batch_finish (fixture->batch, NULL, NULL);
  next = add (fixture->batch, "next");
  sync_batch (fixture->batch);

  text = read_back (fixture->spool, reference);
  g_assert_cmpuint (strlen (text), ==, 4 + 300 * 1024 + 300 * 1000);
  g_assert_true (g_str_has_prefix (text, "heada"));
  expected = g_strnfill (300 * 1000, 'b');
  g_assert_true (g_str_has_suffix (text, expected));
  assert_reads (fixture->spool, next, "next");
}

static void
test_abort (Fixture *fixture, gconstpointer data)
{
  g_autofree char *torn = g_strnfill (400 * 1024, 't');
  g_autofree char *first = add (fixture->batch, "first");
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  begin_and_write (fixture->batch, "torn, still in the buffer");
  g_assert_true (tocsin_spool_batch_abort (fixture->batch, NULL));
  second = add (fixture->batch, "second");
  begin_and_write (fixture->batch, torn); /* in the file by now; a new begin throws it out */
  third = add (fixture->batch, "third");
  begin_and_write (fixture->batch, "never ended");
  sync_batch (fixture->batch);

  assert_reads (fixture->spool, first, "first");
  assert_reads (fixture->spool, second, "second");
  assert_reads (fixture->spool, third, "third");
}

static void
test_release (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = add (fixture->batch, "first");
  g_autofree char *second = add (fixture->batch, "second");

  tocsin_spool_retain (fixture->spool, second);
  sync_batch (fixture->batch);
  tocsin_spool_release (fixture->spool, first);
  tocsin_spool_release (fixture->spool, first); /* not held any more: no harm */
  tocsin_spool_release (fixture->spool, second);
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 1);
  assert_reads (fixture->spool, second, "second");
  tocsin_spool_release (fixture->spool, second);
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 0);
}

/* An event may be over before its batch is. */
static void
test_release_before_sync (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = add (fixture->batch, "first");
  g_autofree char *second = NULL;

  tocsin_spool_release (fixture->spool, first);
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 1);
  second = add (fixture->batch, "second");
  sync_batch (fixture->batch);
  assert_reads (fixture->spool, second, "second");
  tocsin_spool_release (fixture->spool, second);
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 0);
}

static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reference = add (fixture->batch, "text");
  gint64 offset;
  gint64 length;
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->batch);
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 0);
  g_assert_cmpint (tocsin_spool_open_file (fixture->spool, reference, &offset, &length, &error), ==,
                   -1);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE);
  g_assert_nonnull (strstr (error->message, fixture->folder));
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  sync_batch (fixture->batch);
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 0);
}

static void
test_all_aborted (Fixture *fixture, gconstpointer data)
{
  begin_and_write (fixture->batch, "torn");
  sync_batch (fixture->batch);
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 0);
}

static void
test_private (Fixture *fixture, gconstpointer data)
{
  mode_t mask = umask (0);
  g_autofree char *folder = g_build_filename (fixture->folder, "inner", NULL);
  g_autoptr (TocsinSpool) spool = open_spool (folder, NULL);
  g_autoptr (TocsinSpoolBatch) batch = tocsin_spool_batch_new (spool);
  g_autofree char *reference = add (batch, "text");
  gint64 offset;
  gint64 length;
  struct stat status;
  int fd;

  umask (mask);
  sync_batch (batch);
  g_assert_cmpint (stat (folder, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  fd = tocsin_spool_open_file (spool, reference, &offset, &length, NULL);
  g_assert_cmpint (fstat (fd, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  close (fd);
}

static void
test_full_batch (Fixture *fixture, gconstpointer data)
{
  g_autofree char *piece = g_strnfill (1024 * 1024, 'x');

  g_assert_true (tocsin_spool_batch_begin (fixture->batch, NULL));
  for (guint i = 0; i < TOCSIN_SPOOL_BATCH_BYTES / (1024 * 1024); i++)
    {
      g_assert_false (tocsin_spool_batch_is_full (fixture->batch));
      g_assert_true (tocsin_spool_batch_write (fixture->batch, piece, 1024 * 1024, NULL));
    }
  g_assert_true (tocsin_spool_batch_is_full (fixture->batch));
}

static void
test_bad_references (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *reference;
    int code;
    const char *about;
  } rows[] = {
    { "", TOCSIN_ERROR_STORAGE_FAILED, "empty" },
    { "0123456789abcdef.seg", TOCSIN_ERROR_STORAGE_FAILED, "no range" },
    { "0123456789abcdef.seg:0:1:2", TOCSIN_ERROR_STORAGE_FAILED, "a part too many" },
    { "0123456789abcdef.seg:-1:5", TOCSIN_ERROR_STORAGE_FAILED, "negative" },
    { "0123456789abcdef.seg:9223372036854775807:1", TOCSIN_ERROR_STORAGE_FAILED, "overflow" },
    { "../../../../etc/passwd:0:1", TOCSIN_ERROR_STORAGE_FAILED, "another file" },
    { "0123456789abcdeg.seg:0:1", TOCSIN_ERROR_STORAGE_FAILED, "no such name" },
    { "0123456789abcdef.seg:0:1", TOCSIN_ERROR_MESSAGE_GONE, "no such file" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 offset = 7;
      gint64 length = 7;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].about);
      g_assert_cmpint (
          tocsin_spool_open_file (fixture->spool, rows[i].reference, &offset, &length, &error), ==,
          -1);
      g_assert_error (error, TOCSIN_ERROR, rows[i].code);
      g_assert_cmpint (offset, ==, 7);
      tocsin_spool_retain (fixture->spool, rows[i].reference);
      tocsin_spool_release (fixture->spool, rows[i].reference);
    }
}

static void
test_cut_short (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reference = add (fixture->batch, "a whole message");
  g_auto (GStrv) parts = g_strsplit (reference, ":", 2);
  g_autofree char *path = g_build_filename (fixture->folder, parts[0], NULL);
  gint64 offset;
  gint64 length;
  g_autoptr (GError) error = NULL;

  sync_batch (fixture->batch);
  g_assert_cmpint (truncate (path, 4), ==, 0);
  g_assert_cmpint (tocsin_spool_open_file (fixture->spool, reference, &offset, &length, &error), ==,
                   -1);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
}

static void
test_collect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinSpoolBatch) other = tocsin_spool_batch_new (fixture->spool);
  g_autofree char *kept = add (fixture->batch, "kept");
  g_autofree char *orphan = add (other, "orphan");
  g_autofree char *foreign = g_build_filename (fixture->folder, "notes.txt", NULL);
  g_autoptr (GPtrArray) live = g_ptr_array_new ();
  g_autoptr (TocsinSpool) again = NULL;

  sync_batch (fixture->batch);
  sync_batch (other);
  g_assert_true (g_file_set_contents (foreign, "mine", -1, NULL));
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 3);

  g_ptr_array_add (live, kept);
  g_ptr_array_add (live, kept); /* two events */
  g_ptr_array_add (live, (char *) "nonsense");
  again = open_spool (fixture->folder, live);
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 2);
  tocsin_spool_release (again, kept);
  assert_reads (again, kept, "kept");
  tocsin_spool_release (again, kept);
  g_assert_cmpuint (scratch_count (fixture->folder), ==, 1);
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_spool_open ("/nonexistent/a/spool", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, "/nonexistent/a/spool"));
}

/* The disk is full: the error says so, and nothing of the batch is left. */
static int
fail_batch (const char *folder)
{
  g_autoptr (TocsinSpool) spool = open_spool (folder, NULL);
  g_autoptr (TocsinSpoolBatch) batch = tocsin_spool_batch_new (spool);
  g_autofree char *text = g_strnfill (400 * 1024, 'x');
  g_autoptr (GError) error = NULL;
  g_autofree char *reference = NULL;

  if (tocsin_spool_batch_begin (batch, &error)
      && tocsin_spool_batch_write (batch, text, strlen (text), &error)
      && (reference = tocsin_spool_batch_finish (batch, NULL, &error)) != NULL)
    g_assert_false (tocsin_spool_batch_sync (batch, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), folder));
  g_clear_error (&error);

  g_assert_false (tocsin_spool_batch_begin (batch, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_clear_object (&batch);
  g_assert_cmpuint (scratch_count (folder), ==, 0);

  return 0;
}

static void
test_full (void)
{
  static const char *const faults[] = {
    "spool-create=ENOSPC",
    "spool-write=ENOSPC",
    "spool-sync-before=EDQUOT",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      char *folder = scratch_new ();

      g_test_message ("%s", faults[i]);
      g_assert_cmpint (scratch_run_child (faults[i], "fail", folder), ==, 0);
      scratch_free (folder);
    }
}

/* A message is spooled and its event written down, as the feed does it. */
static int
receive (const char *folder)
{
  g_autofree char *journal_path = g_build_filename (folder, "journal.db", NULL);
  g_autofree char *spool_path = g_build_filename (folder, "spool", NULL);
  g_autoptr (TocsinSqliteJournal) journal = tocsin_sqlite_journal_open (journal_path, NULL);
  g_autoptr (TocsinSpool) spool = open_spool (spool_path, NULL);
  g_autoptr (TocsinSpoolBatch) messages = tocsin_spool_batch_new (spool);
  g_autoptr (TocsinJournalBatch) events = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalEvent) event =
      tocsin_journal_event_new ("bills", 1, "k", 0, "test.v1", "/connections/work/INBOX");

  event->spool = add (messages, "Subject: kept\r\n\r\n");
  sync_batch (messages);
  tocsin_journal_batch_add_event (events, event);
  g_assert_true (tocsin_journal_commit (TOCSIN_JOURNAL (journal), events, NULL));

  return 0;
}

static void
assert_consistent (const char *folder, guint n_events)
{
  g_autofree char *journal_path = g_build_filename (folder, "journal.db", NULL);
  g_autofree char *spool_path = g_build_filename (folder, "spool", NULL);
  g_autoptr (TocsinSqliteJournal) journal = tocsin_sqlite_journal_open (journal_path, NULL);
  g_autoptr (GPtrArray) live = tocsin_journal_list_spool (TOCSIN_JOURNAL (journal), NULL);
  g_autoptr (TocsinSpool) spool = open_spool (spool_path, live);

  g_assert_cmpuint (live->len, ==, n_events);
  g_assert_cmpuint (scratch_count (spool_path), ==, n_events);
  if (n_events > 0)
    assert_reads (spool, live->pdata[0], "Subject: kept\r\n\r\n");
}

static void
test_power_cut (void)
{
  static const struct
  {
    const char *fault;
    guint n_events;
    const char *about;
  } rows[] = {
    { "spool-create", 0, "before there is a file" },
    { "spool-write", 0, "an empty file is left and collected" },
    { "spool-sync-before", 0, "nothing names it yet" },
    { "spool-sync-after", 0, "on the disk, and nothing names it" },
    { "journal-commit-before", 0, "on the disk, and nothing names it" },
    { "journal-commit-after", 1, "written down: it must be there" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *folder = scratch_new ();

      g_test_message ("%s: %s", rows[i].fault, rows[i].about);
      g_assert_cmpint (scratch_run_child (rows[i].fault, "receive", folder), ==, SCRATCH_KILLED);
      assert_consistent (folder, rows[i].n_events);
      scratch_free (folder);
    }
}

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

static void
set_up_unnamed (Fixture *fixture, gconstpointer data)
{
  fixture->folder = scratch_new ();
  fixture->spool = tocsin_spool_new_unnamed (fixture->folder);
  fixture->batch = tocsin_spool_batch_new (fixture->spool);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  guint count = 0;

  g_assert_nonnull (directory);
  while (g_dir_read_name (directory) != NULL)
    count++;

  return count;
}

/* Nothing has a name, at no time; what was released can't be read any more. */
static void
test_unnamed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = add (fixture->batch, "one");
  g_autofree char *second = add (fixture->batch, "two");
  g_autoptr (GError) error = NULL;
  gint64 offset, length;

  sync_batch (fixture->batch);
  g_assert_cmpuint (count_files (fixture->folder), ==, 0);
  assert_reads (fixture->spool, first, "one");
  assert_reads (fixture->spool, second, "two");
  tocsin_spool_release (fixture->spool, first);
  assert_reads (fixture->spool, second, "two");
  tocsin_spool_release (fixture->spool, second);
  g_assert_cmpint (tocsin_spool_open_file (fixture->spool, second, &offset, &length, &error), <, 0);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE);
}

/* On a file system that has no files without a name, they are in memory. */
static void
test_unnamed_in_memory (void)
{
  g_autoptr (TocsinSpool) spool = tocsin_spool_new_unnamed ("/proc");
  g_autoptr (TocsinSpoolBatch) batch = tocsin_spool_batch_new (spool);
  g_autofree char *reference = add (batch, "one");

  sync_batch (batch);
  assert_reads (spool, reference, "one");
}

int
main (int argc, char **argv)
{
  const char *scene;
  const char *folder;

  if (scratch_is_child (argc, argv, &scene, &folder))
    return g_str_equal (scene, "fail") ? fail_batch (folder) : receive (folder);

  g_test_init (&argc, &argv, NULL);

  add_test ("/spool/round-trip", test_round_trip);
  add_test ("/spool/large", test_large);
  add_test ("/spool/abort", test_abort);
  add_test ("/spool/release", test_release);
  add_test ("/spool/release-before-sync", test_release_before_sync);
  add_test ("/spool/dropped", test_dropped);
  add_test ("/spool/nothing", test_nothing);
  add_test ("/spool/all-aborted", test_all_aborted);
  add_test ("/spool/private", test_private);
  add_test ("/spool/full-batch", test_full_batch);
  add_test ("/spool/bad-references", test_bad_references);
  add_test ("/spool/cut-short", test_cut_short);
  add_test ("/spool/collect", test_collect);
  g_test_add ("/spool/unnamed", Fixture, NULL, set_up_unnamed, test_unnamed, tear_down);
  g_test_add ("/spool/unnamed/aborted", Fixture, NULL, set_up_unnamed, test_all_aborted, tear_down);
  g_test_add_func ("/spool/unnamed/in-memory", test_unnamed_in_memory);
  g_test_add_func ("/spool/no-folder", test_no_folder);
  g_test_add_func ("/spool/full", test_full);
  g_test_add_func ("/spool/power-cut", test_power_cut);

  return g_test_run ();
}
