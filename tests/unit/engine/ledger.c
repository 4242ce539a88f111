/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/unit/engine/fake-clock.h"
#include "tests/unit/engine/fake-office.h"
#include "tests/unit/engine/scratch.h"

#include <sqlite3.h>
#include <string.h>

/* What became of mail is written down, however long somebody else keeps us from it. */

typedef struct
{
  char *folder;
  FakeOffice *office;
  sqlite3 *other;
} Scene;

/* Whether the clerk has said that it could not write. */
static GMutex lock;
static GCond cond;
static gboolean complained;

static void
set_up (Scene *scene, gconstpointer data)
{
  g_autofree char *path = NULL;

  scene->folder = scratch_new ();
  scene->office = fake_office_new (scene->folder);
  path = g_build_filename (scene->folder, "journal.db", NULL);
  g_assert_cmpint (sqlite3_open (path, &scene->other), ==, SQLITE_OK);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  sqlite3_close (scene->other);
  fake_office_free (scene->office);
  scratch_free (scene->folder);
}

static GLogWriterOutput
watch_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE")
        && strstr (fields[i].value, "can't be written down") != NULL)
      {
        g_mutex_lock (&lock);
        complained = TRUE;
        g_cond_signal (&cond);
        g_mutex_unlock (&lock);
      }

  return (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) != 0
             ? g_log_writer_default (level, fields, n_fields, data)
             : G_LOG_WRITER_HANDLED;
}

static TocsinOutboxState
get_state (Scene *scene, gint64 id)
{
  g_autoptr (TocsinOutboxMail) mail = fake_office_get (scene->office, id);

  return mail->state;
}

static void
wait_for_complaint (void)
{
  g_mutex_lock (&lock);
  while (!complained)
    g_cond_wait (&cond, &lock);
  g_mutex_unlock (&lock);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* A backup, or a curious person, holds the journal for longer than we wait for it. */
static void
test_locked (Scene *scene, gconstpointer data)
{
  gint64 id;
  guint ticks;

  fake_office_script (scene->office, "out", 1, FAKE_HANG);
  fake_office_employ (scene->office, FALSE);
  id = fake_office_queue (scene->office, "out", "a@example.org", 10);
  fake_office_wait_for (scene->office, "out", 1);
  g_assert_cmpint (sqlite3_exec (scene->other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  fake_office_go_on (scene->office);
  wait_for_complaint ();
  g_assert_cmpint (sqlite3_exec (scene->other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);

  /* The clerk rests from having failed, and nothing tells when he goes on. */
  ticks = g_timeout_add (10, on_tick, NULL);
  while (get_state (scene, id) == TOCSIN_OUTBOX_SENDING)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (ticks);
  fake_office_assert (scene->office, id, TOCSIN_OUTBOX_SENT);
}

/* What was written to the journal's log and not flushed is lost with the power. */
static gint unflushed;
static sqlite3_io_methods plain_log;
static sqlite3_io_methods watched_log;
static sqlite3_vfs *plain_files;
static sqlite3_vfs watched_files;

static int
write_log (sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
  g_atomic_int_set (&unflushed, 1);

  return plain_log.xWrite (file, bytes, length, offset);
}

static int
flush_log (sqlite3_file *file, int flags)
{
  g_atomic_int_set (&unflushed, 0);

  return plain_log.xSync (file, flags);
}

static int
open_file (sqlite3_vfs *files, const char *name, sqlite3_file *file, int flags, int *got)
{
  int result = plain_files->xOpen (files, name, file, flags, got);

  if (result != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0)
    return result;
  plain_log = *file->pMethods;
  watched_log = plain_log;
  watched_log.xWrite = write_log;
  watched_log.xSync = flush_log;
  file->pMethods = &watched_log;

  return SQLITE_OK;
}

static void
watch_files (void)
{
  plain_files = sqlite3_vfs_find (NULL);
  watched_files = *plain_files;
  watched_files.zName = "watched";
  watched_files.xOpen = open_file;
  g_assert_cmpint (sqlite3_vfs_register (&watched_files, TRUE), ==, SQLITE_OK);
}

/* A note counts only of what the journal says is in hand: so that is on the disk before. */
static void
test_power (Scene *scene, gconstpointer data)
{
  fake_office_script (scene->office, "out", 1, FAKE_HANG);
  fake_office_employ (scene->office, FALSE);
  fake_office_queue (scene->office, "out", "a@example.org", 10);
  fake_office_wait_for (scene->office, "out", 1);
  g_assert_cmpint (g_atomic_int_get (&unflushed), ==, 0);
  fake_office_go_on (scene->office);
  fake_office_run (scene->office);
}

int
main (int argc, char **argv)
{
  g_log_set_writer_func (watch_log, NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  watch_files ();
  g_test_add ("/ledger/power", Scene, NULL, set_up, test_power, tear_down);
  g_test_add ("/ledger/locked", Scene, NULL, set_up, test_locked, tear_down);

  return g_test_run ();
}
