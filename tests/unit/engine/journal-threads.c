/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/spool-batch.h"
#include "core/engine/sqlite-journal.h"
#include "tests/unit/engine/scratch.h"

#include <string.h>

/* Journal and spool under many hands at the same time. */

#define N_THREADS 8
#define N_BATCHES 25
#define NOW (1000 * G_USEC_PER_SEC)

typedef struct
{
  TocsinJournal *journal;
  TocsinSpool *spool;
  GHashTable *claimed; /* ids, guarded by lock */
  GMutex lock;
  GPtrArray *references;
  guint n_firsts; /* atomic: who got the common key first */
  guint n_failed; /* atomic */
  gboolean stop;  /* atomic */
} Scene;

typedef struct
{
  Scene *scene;
  guint number;
} Hand;

typedef void (*Play) (Hand *hand);

static void
set_up (Scene *scene, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "journal.db", NULL);
  g_autofree char *spool = g_build_filename (folder, "spool", NULL);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  memset (scene, 0, sizeof *scene);
  g_mutex_init (&scene->lock);
  scene->claimed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  scene->journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_open (path, &error));
  g_assert_no_error (error);
  scene->spool = tocsin_spool_open (spool, &error);
  g_assert_no_error (error);
  g_assert_true (tocsin_spool_collect (scene->spool, none, &error));
}

static void
tear_down (Scene *scene)
{
  g_object_unref (scene->journal);
  g_object_unref (scene->spool);
  g_hash_table_unref (scene->claimed);
  g_mutex_clear (&scene->lock);
}

static void
play_all (Scene *scene, Play play)
{
  GThread *threads[N_THREADS];
  Hand hands[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    {
      hands[i] = (Hand){ scene, i };
      threads[i] = g_thread_new ("hand", (GThreadFunc) (GCallback) play, &hands[i]);
    }
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static TocsinJournalEvent *
add_event (TocsinJournalBatch *batch, const char *key)
{
  g_autoptr (TocsinJournalEvent) event =
      tocsin_journal_event_new ("bills", 1, key, 0, "test.v1", "/connections/work/INBOX");

  tocsin_journal_batch_add_event (batch, event);

  return tocsin_journal_event_ref (event);
}

static guint
count_events (Scene *scene)
{
  TocsinJournalFilter all = { .state = -1, .limit = 100000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = tocsin_journal_list_events (scene->journal, &all, &error);

  g_assert_no_error (error);

  return events->len;
}

/* Two events of its own in each batch, and one that all want to write. */
static void
commit_many (Hand *hand)
{
  Scene *scene = hand->scene;

  for (guint i = 0; i < N_BATCHES; i++)
    {
      g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
      g_autofree char *first_key = g_strdup_printf ("%u/%u/a", hand->number, i);
      g_autofree char *second_key = g_strdup_printf ("%u/%u/b", hand->number, i);
      g_autoptr (TocsinJournalEvent) first = add_event (batch, first_key);
      g_autoptr (TocsinJournalEvent) second = add_event (batch, second_key);
      g_autoptr (TocsinJournalEvent) common = add_event (batch, "common");
      g_autoptr (GError) error = NULL;

      g_assert_true (tocsin_journal_commit (scene->journal, batch, &error));
      g_assert_no_error (error);
      g_assert_false (first->duplicate);
      g_assert_cmpint (second->id, >, first->id);
      if (!common->duplicate)
        g_atomic_int_inc (&scene->n_firsts);
    }
}

static void
test_commit (void)
{
  char *folder = scratch_new ();
  Scene scene;

  set_up (&scene, folder);
  play_all (&scene, commit_many);
  g_assert_cmpuint (count_events (&scene), ==, 2 * N_THREADS * N_BATCHES + 1);
  g_assert_cmpuint (scene.n_firsts, ==, 1);
  tear_down (&scene);
  scratch_free (folder);
}

static void
claim_many (Hand *hand)
{
  Scene *scene = hand->scene;
  g_autofree char *owner = g_strdup_printf ("owner-%u", hand->number);
  guint n;

  do
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) events =
          tocsin_journal_claim (scene->journal, owner, NULL, 3, NOW, &error);

      g_assert_no_error (error);
      n = events->len;
      g_mutex_lock (&scene->lock);
      for (guint i = 0; i < n; i++)
        {
          gint64 id = ((TocsinJournalEvent *) g_ptr_array_index (events, i))->id;

          g_assert_true (g_hash_table_add (scene->claimed, g_memdup2 (&id, sizeof id)));
        }
      g_mutex_unlock (&scene->lock);
    }
  while (n > 0);
}

static void
test_claim (void)
{
  char *folder = scratch_new ();
  Scene scene;

  set_up (&scene, folder);
  play_all (&scene, commit_many);
  play_all (&scene, claim_many);
  g_assert_cmpuint (g_hash_table_size (scene.claimed), ==, 2 * N_THREADS * N_BATCHES + 1);
  tear_down (&scene);
  scratch_free (folder);
}

/* Every other hand writes what can't be carried out; its neighbours in the same transaction must
 * not suffer, and nothing of its own may stay. */
static void
commit_or_fail (Hand *hand)
{
  Scene *scene = hand->scene;

  for (guint i = 0; i < N_BATCHES; i++)
    {
      gboolean is_bad = (hand->number + i) % 2 == 1;
      g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
      g_autofree char *key = g_strdup_printf ("%u/%u", hand->number, i);
      g_autoptr (TocsinJournalEvent) event = add_event (batch, key);
      g_autoptr (GError) error = NULL;

      if (is_bad)
        tocsin_journal_batch_settle (batch, -1, "nobody", TOCSIN_JOURNAL_DONE, NOW, 0, NULL);
      g_assert_true (tocsin_journal_commit (scene->journal, batch, &error) == !is_bad);
      if (is_bad)
        g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED);
      if (is_bad)
        g_atomic_int_inc (&scene->n_failed);
      g_assert_true ((event->id == 0) == is_bad);
    }
}

static void
test_bad_neighbours (void)
{
  char *folder = scratch_new ();
  Scene scene;

  set_up (&scene, folder);
  play_all (&scene, commit_or_fail);
  g_assert_cmpuint (count_events (&scene), ==, N_THREADS * N_BATCHES - scene.n_failed);
  tear_down (&scene);
  scratch_free (folder);
}

/* Whoever reads sees batches as a whole: the common event and an even number of others. */
static gpointer
read_many (gpointer data)
{
  Scene *scene = data;

  while (!g_atomic_int_get (&scene->stop))
    {
      guint n = count_events (scene);

      g_assert_true (n == 0 || n % 2 == 1);
    }

  return NULL;
}

static void
test_read (void)
{
  char *folder = scratch_new ();
  GThread *readers[2];
  Scene scene;

  set_up (&scene, folder);
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = g_thread_new ("reader", read_many, &scene);
  play_all (&scene, commit_many);
  g_atomic_int_set (&scene.stop, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    g_thread_join (readers[i]);
  tear_down (&scene);
  scratch_free (folder);
}

/* Each hand writes its batches, and gives half of the messages up again. */
static void
spool_many (Hand *hand)
{
  Scene *scene = hand->scene;

  for (guint i = 0; i < N_BATCHES; i++)
    {
      g_autoptr (TocsinSpoolBatch) batch = tocsin_spool_batch_new (scene->spool);
      g_autofree char *text = g_strdup_printf ("%u/%u", hand->number, i);
      g_autofree char *reference = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (tocsin_spool_batch_begin (batch, &error));
      g_assert_true (tocsin_spool_batch_write (batch, text, strlen (text), &error));
      reference = tocsin_spool_batch_finish (batch, NULL, &error);
      g_assert_true (tocsin_spool_batch_sync (batch, &error));
      g_assert_no_error (error);
      if (i % 2 == 1)
        tocsin_spool_release (scene->spool, reference);
    }
}

static void
test_spool (void)
{
  char *folder = scratch_new ();
  Scene scene;

  set_up (&scene, folder);
  play_all (&scene, spool_many);
  g_assert_cmpuint (scratch_count (tocsin_spool_get_path (scene.spool)), ==,
                    N_THREADS * ((N_BATCHES + 1) / 2));
  tear_down (&scene);
  scratch_free (folder);
}

/* All hold messages of one segment; it goes with the last of them, not before. */
static void
hold_and_release (Hand *hand)
{
  Scene *scene = hand->scene;

  for (guint i = 0; i < N_BATCHES; i++)
    tocsin_spool_retain (scene->spool, scene->references->pdata[i % 2]);
  for (guint i = 0; i < N_BATCHES; i++)
    tocsin_spool_release (scene->spool, scene->references->pdata[i % 2]);
}

static void
test_shared_segment (void)
{
  char *folder = scratch_new ();
  g_autoptr (GPtrArray) references = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TocsinSpoolBatch) batch = NULL;
  Scene scene;

  set_up (&scene, folder);
  scene.references = references;
  batch = tocsin_spool_batch_new (scene.spool);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (tocsin_spool_batch_begin (batch, NULL));
      g_assert_true (tocsin_spool_batch_write (batch, "text", 4, NULL));
      g_ptr_array_add (references, tocsin_spool_batch_finish (batch, NULL, NULL));
    }
  g_assert_true (tocsin_spool_batch_sync (batch, NULL));

  play_all (&scene, hold_and_release);
  g_assert_cmpuint (scratch_count (tocsin_spool_get_path (scene.spool)), ==, 1);
  for (guint i = 0; i < 2; i++)
    tocsin_spool_release (scene.spool, references->pdata[i]);
  g_assert_cmpuint (scratch_count (tocsin_spool_get_path (scene.spool)), ==, 0);
  tear_down (&scene);
  scratch_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal-threads/commit", test_commit);
  g_test_add_func ("/journal-threads/claim", test_claim);
  g_test_add_func ("/journal-threads/bad-neighbours", test_bad_neighbours);
  g_test_add_func ("/journal-threads/read", test_read);
  g_test_add_func ("/journal-threads/spool", test_spool);
  g_test_add_func ("/journal-threads/shared-segment", test_shared_segment);

  return g_test_run ();
}
