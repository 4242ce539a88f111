/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-journal.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

/* How many events a second go through the journal from new to done, each step of the way on the
 * disk: bench-journal [THREADS [BATCH [BATCHES]]]. */

#define OWNER "bench"

typedef struct
{
  TocsinJournal *journal;
  guint number;
  guint batch;
  guint n_batches;
} Hand;

static void
fail (GError *error)
{
  g_printerr ("%s\n", error->message);
  exit (1);
}

static void
commit (TocsinJournal *journal, TocsinJournalBatch *batch)
{
  g_autoptr (GError) error = NULL;

  if (!tocsin_journal_commit (journal, batch, &error))
    fail (error);
}

static void
receive (Hand *hand, const char *task, guint round)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autofree char *scope = g_strdup_printf ("work/%u", hand->number);

  for (guint i = 0; i < hand->batch; i++)
    {
      g_autofree char *key = g_strdup_printf ("1/%u", i);
      g_autoptr (TocsinJournalEvent) event =
          tocsin_journal_event_new (task, 1, key, round, "bench.v1", "/connections/work/INBOX");

      event->data = g_strnfill (1000, 'x');
      tocsin_journal_batch_add_event (batch, event);
    }
  tocsin_journal_batch_set_cursor (batch, scope, g_variant_new_uint32 (round));
  commit (hand->journal, batch);
}

static void
work_off (Hand *hand, const char *task)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events =
      tocsin_journal_claim (hand->journal, OWNER, task, hand->batch, 1, &error);

  if (events == NULL)
    fail (error);
  for (guint i = 0; i < events->len; i++)
    tocsin_journal_batch_settle (batch, ((TocsinJournalEvent *) events->pdata[i])->id, OWNER,
                                 TOCSIN_JOURNAL_DONE, 1, 0, NULL);
  commit (hand->journal, batch);
}

static gpointer
play (gpointer data)
{
  Hand *hand = data;
  g_autofree char *task = g_strdup_printf ("task-%u", hand->number);

  for (guint i = 0; i < hand->n_batches; i++)
    {
      receive (hand, task, i);
      work_off (hand, task);
    }

  return NULL;
}

static guint
get_number (int argc, char **argv, int i, guint otherwise)
{
  return argc > i ? (guint) MAX (1, atoi (argv[i])) : otherwise;
}

static void
remove_files (const char *folder)
{
  static const char *const names[] = { "journal.db", "journal.db-wal", "journal.db-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  guint n_threads = get_number (argc, argv, 1, 4);
  guint batch = get_number (argc, argv, 2, 10);
  guint n_batches = get_number (argc, argv, 3, 500);
  g_autofree GThread **threads = g_new0 (GThread *, n_threads);
  g_autofree Hand *hands = g_new0 (Hand, n_threads);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tocsin-bench-XXXXXX", &error);
  g_autofree char *path = NULL;
  g_autoptr (TocsinSqliteJournal) journal = NULL;
  gint64 begin;
  double seconds;

  if (folder == NULL)
    fail (error);
  path = g_build_filename (folder, "journal.db", NULL);
  journal = tocsin_sqlite_journal_open (path, &error);
  if (journal == NULL)
    fail (error);

  begin = g_get_monotonic_time ();
  for (guint i = 0; i < n_threads; i++)
    {
      hands[i] = (Hand){ TOCSIN_JOURNAL (journal), i, batch, n_batches };
      threads[i] = g_thread_new ("hand", play, &hands[i]);
    }
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  printf ("%u threads, batches of %u: %.0f events/s\n", n_threads, batch,
          n_threads * batch * n_batches / seconds);

  g_clear_object (&journal);
  remove_files (folder);

  return 0;
}
