/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-writer.h"

#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/engine/storage.h"

#include <glib/gi18n-lib.h>

/* Most calls that share a transaction: what is worth an fsync, yet nobody waits long for it. */
#define MAX_SHARED 64

typedef struct
{
  TocsinSqliteWork work;
  gpointer user_data;
  GError *error;
  gboolean done;
  GCond changed; /* it is done, or its owner is to lead */
} Job;

struct _TocsinSqliteWriter
{
  TocsinSqliteConnection *connection;

  GMutex lock; /* guards the rest; never held while writing */
  GQueue waiting;
  gboolean busy;
};

/*< private >
 * tocsin_sqlite_writer_new:
 * @connection: (transfer none): the connection to write with; outlives the writer
 */
TocsinSqliteWriter *
tocsin_sqlite_writer_new (TocsinSqliteConnection *connection)
{
  TocsinSqliteWriter *self = g_new0 (TocsinSqliteWriter, 1);

  self->connection = connection;
  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);

  return self;
}

/*< private >
 * tocsin_sqlite_writer_free:
 * @self: (transfer full): a writer nobody uses any more
 */
void
tocsin_sqlite_writer_free (TocsinSqliteWriter *self)
{
  g_assert (g_queue_is_empty (&self->waiting));

  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
strike (TocsinSqliteConnection *connection, const char *point, GError **error)
{
  int injected = tocsin_fault_hit (point);

  if (injected == 0)
    return TRUE;

  tocsin_error_set_errno (error, injected, _ ("Writing to the journal %s"), connection->path);
  tocsin_storage_explain (error, connection->path);

  return FALSE;
}

/* SQLite itself rolls the whole transaction back when the disk is full or fails. */
static gboolean
lost_transaction (TocsinSqliteConnection *connection)
{
  return sqlite3_get_autocommit (connection->db) != 0;
}

/* Returns FALSE if the transaction as a whole is lost, not only this job's part of it. */
static gboolean
do_job (TocsinSqliteConnection *connection, Job *job, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!tocsin_sqlite_exec (connection, "SAVEPOINT job", error))
    return FALSE;
  if (job->work (connection, job->user_data, &local_error))
    return tocsin_sqlite_exec (connection, "RELEASE job", error);

  if (lost_transaction (connection))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  job->error = g_steal_pointer (&local_error);

  return tocsin_sqlite_exec (connection, "ROLLBACK TO job; RELEASE job", error);
}

static gboolean
do_jobs (TocsinSqliteConnection *connection, GPtrArray *jobs, GError **error)
{
  if (!tocsin_sqlite_exec (connection, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (guint i = 0; i < jobs->len; i++)
    if (!do_job (connection, g_ptr_array_index (jobs, i), error))
      return FALSE;

  if (!strike (connection, "journal-commit-before", error)
      || !tocsin_sqlite_exec (connection, "COMMIT", error))
    return FALSE;

  /* What is committed can't fail any more; a process can only die here. */
  tocsin_fault_hit ("journal-commit-after");

  return TRUE;
}

static void
fail_all (GPtrArray *jobs, const GError *error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      if (job->error == NULL)
        job->error = g_error_copy (error);
    }
}

static void
write_together (TocsinSqliteConnection *connection, GPtrArray *jobs)
{
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&connection->lock);
  if (!do_jobs (connection, jobs, &error))
    {
      if (!lost_transaction (connection))
        tocsin_sqlite_exec (connection, "ROLLBACK", NULL);
      fail_all (jobs, error);
    }
  g_mutex_unlock (&connection->lock);
}

/* Writes what has queued, for everybody; called and left with the lock held. */
static void
lead (TocsinSqliteWriter *self)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  Job *next;

  while (jobs->len < MAX_SHARED && !g_queue_is_empty (&self->waiting))
    g_ptr_array_add (jobs, g_queue_pop_head (&self->waiting));

  self->busy = TRUE;
  g_mutex_unlock (&self->lock);
  write_together (self->connection, jobs);
  g_mutex_lock (&self->lock);
  self->busy = FALSE;

  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      job->done = TRUE;
      g_cond_signal (&job->changed);
    }
  /* Nobody is woken in vain: one of those that came meanwhile leads. */
  next = g_queue_peek_head (&self->waiting);
  if (next != NULL)
    g_cond_signal (&next->changed);
}

/*< private >
 * tocsin_sqlite_writer_write:
 * @self: a writer
 * @work: what to do; all of it is written, or nothing
 * @user_data: for @work
 * @error: what @work failed with, or one of the storage codes
 *
 * Blocks until the work is done and on the disk.
 */
gboolean
tocsin_sqlite_writer_write (TocsinSqliteWriter *self,
                            TocsinSqliteWork work,
                            gpointer user_data,
                            GError **error)
{
  Job job = { .work = work, .user_data = user_data };

  g_cond_init (&job.changed);
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->waiting, &job);
  while (!job.done)
    if (self->busy)
      g_cond_wait (&job.changed, &self->lock);
    else
      lead (self);
  g_mutex_unlock (&self->lock);
  g_cond_clear (&job.changed);

  if (job.error == NULL)
    return TRUE;

  g_propagate_error (error, job.error);

  return FALSE;
}
