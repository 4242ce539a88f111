/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/outbox-intents.h"
#include "tests/unit/engine/scratch.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The notes beside the journal: what is found of them after a crash. */

#define NOTE 24

typedef struct
{
  char *folder;
  char *path;
  TocsinOutboxIntents *intents;
} Scene;

static void
open_intents (Scene *scene)
{
  g_autoptr (GError) error = NULL;

  scene->intents = tocsin_outbox_intents_open (scene->path, &error);
  g_assert_no_error (error);
}

static void
set_up (Scene *scene, gconstpointer data)
{
  scene->folder = scratch_new ();
  scene->path = g_build_filename (scene->folder, "intents", NULL);
  open_intents (scene);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  g_clear_pointer (&scene->intents, tocsin_outbox_intents_close);
  g_free (scene->path);
  scratch_free (scene->folder);
}

static void
commit (Scene *scene, gint64 mail)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_outbox_intents_commit (scene->intents, mail, &error));
  g_assert_no_error (error);
}

/* What the next start finds, -1 for nothing. */
static int
find (Scene *scene, gint64 mail)
{
  g_autoptr (GHashTable) found = tocsin_outbox_intents_read (scene->path, NULL);
  gpointer state;

  return g_hash_table_lookup_extended (found, &mail, NULL, &state) ? GPOINTER_TO_INT (state) : -1;
}

static void
test_notes (Scene *scene, gconstpointer data)
{
  commit (scene, 1);
  commit (scene, 2);
  commit (scene, 3);
  tocsin_outbox_intents_answer (scene->intents, 2, TOCSIN_OUTBOX_SENT);
  tocsin_outbox_intents_answer (scene->intents, 3, TOCSIN_OUTBOX_FAILED);
  /* It was never about to be sent. */
  tocsin_outbox_intents_answer (scene->intents, 4, TOCSIN_OUTBOX_DEAD);

  g_assert_cmpint (find (scene, 1), ==, TOCSIN_OUTBOX_COMMITTING);
  g_assert_cmpint (find (scene, 2), ==, TOCSIN_OUTBOX_SENT);
  g_assert_cmpint (find (scene, 3), ==, TOCSIN_OUTBOX_FAILED);
  g_assert_cmpint (find (scene, 4), ==, -1);
}

/* Who has recovered begins anew. */
static void
test_open_again (Scene *scene, gconstpointer data)
{
  commit (scene, 1);
  g_clear_pointer (&scene->intents, tocsin_outbox_intents_close);
  open_intents (scene);
  g_assert_cmpint (find (scene, 1), ==, -1);
  commit (scene, 2);
  g_assert_cmpint (find (scene, 1), ==, -1);
  g_assert_cmpint (find (scene, 2), ==, TOCSIN_OUTBOX_COMMITTING);
}

/* When the file is full it begins anew, and what the journal does not know yet is taken along. */
static void
test_full (Scene *scene, gconstpointer data)
{
  GStatBuf status;

  commit (scene, 7);
  commit (scene, 8);
  tocsin_outbox_intents_answer (scene->intents, 8, TOCSIN_OUTBOX_SENT);
  tocsin_outbox_intents_forget (scene->intents, 8);
  for (guint i = 0; i < 2 * TOCSIN_OUTBOX_INTENTS_ROOM; i++)
    tocsin_outbox_intents_answer (scene->intents, 7, TOCSIN_OUTBOX_COMMITTING);
  commit (scene, 9);

  g_assert_cmpint (find (scene, 7), ==, TOCSIN_OUTBOX_COMMITTING);
  g_assert_cmpint (find (scene, 8), ==, -1);
  g_assert_cmpint (find (scene, 9), ==, TOCSIN_OUTBOX_COMMITTING);
  g_assert_cmpint (g_stat (scene->path, &status), ==, 0);
  g_assert_cmpint (status.st_size, ==, TOCSIN_OUTBOX_INTENTS_ROOM * NOTE);
}

/* The power went in the midst of a note, or the file holds something else. */
static void
test_damage (Scene *scene, gconstpointer data)
{
  int fd;

  commit (scene, 1);
  commit (scene, 2);
  fd = g_open (scene->path, O_WRONLY, 0);
  /* The first note says that the round began; the third is the one of mail 2. */
  g_assert_cmpint (pwrite (fd, "\xff\xff\xff", 3, 2 * NOTE + 5), ==, 3);
  close (fd);
  g_assert_cmpint (find (scene, 1), ==, TOCSIN_OUTBOX_COMMITTING);
  g_assert_cmpint (find (scene, 2), ==, -1);

  g_assert_true (
      g_file_set_contents (scene->path, "something else altogether, and not short", -1, NULL));
  g_assert_cmpint (find (scene, 1), ==, -1);
}

static void
test_missing (Scene *scene, gconstpointer data)
{
  g_autoptr (GHashTable) found = NULL;
  g_autoptr (TocsinOutboxIntents) intents = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (scene->path), ==, 0);
  found = tocsin_outbox_intents_read (scene->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (found), ==, 0);
  intents = tocsin_outbox_intents_open ("/nonexistent/folder/intents", &error);
  g_assert_null (intents);
  g_assert_nonnull (error);
}

static gpointer
commit_some (gpointer data)
{
  Scene *scene = ((gpointer *) data)[0];
  gint64 first = GPOINTER_TO_INT (((gpointer *) data)[1]);

  for (gint64 i = 0; i < 50; i++)
    {
      commit (scene, first + i);
      g_assert_cmpint (find (scene, first + i), ==, TOCSIN_OUTBOX_COMMITTING);
      tocsin_outbox_intents_answer (scene->intents, first + i, TOCSIN_OUTBOX_SENT);
      tocsin_outbox_intents_forget (scene->intents, first + i);
    }

  return NULL;
}

static void
test_threads (Scene *scene, gconstpointer data)
{
  GThread *threads[6];
  gpointer arguments[G_N_ELEMENTS (threads)][2];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      arguments[i][0] = scene;
      arguments[i][1] = GINT_TO_POINTER (1000 * (i + 1));
      threads[i] = g_thread_new ("sender", commit_some, arguments[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (find (scene, 1000), ==, TOCSIN_OUTBOX_SENT);
  g_assert_cmpint (find (scene, 6049), ==, TOCSIN_OUTBOX_SENT);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Scene *scene, gconstpointer data);
  } tests[] = {
    { "/intents/notes", test_notes },     { "/intents/open-again", test_open_again },
    { "/intents/full", test_full },       { "/intents/damage", test_damage },
    { "/intents/missing", test_missing }, { "/intents/threads", test_threads },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Scene, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
