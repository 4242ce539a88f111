/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <glib-object.h>
#include <stdlib.h>

/* Under ThreadSanitizer: what GLib orders is no race (or this test fails), and what nothing orders
 * is one (or the expected report does not come). */

#define TURNS 1000

static GMutex mutex;
static int counter;

static gpointer
count_locked (gpointer data)
{
  for (int i = 0; i < TURNS; i++)
    {
      g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

      counter++;
    }

  return NULL;
}

static gpointer
count_unlocked (gpointer data)
{
  for (int i = 0; i < TURNS; i++)
    counter++;

  return NULL;
}

static void
run_in_two (GThreadFunc function)
{
  GThread *one = g_thread_new ("one", function, NULL);
  GThread *two = g_thread_new ("two", function, NULL);

  g_thread_join (one);
  g_thread_join (two);
}

static void
test_lock (void)
{
  counter = 0;
  run_in_two (count_locked);
  g_assert_cmpint (counter, ==, 2 * TURNS);
}

static void
count_in_pool (gpointer data, gpointer user_data)
{
  int *number = data;

  *number += 1;
  g_async_queue_push (user_data, number);
}

static void
test_pool_and_queue (void)
{
  g_autoptr (GAsyncQueue) queue = g_async_queue_new ();
  GThreadPool *pool = g_thread_pool_new (count_in_pool, queue, 4, FALSE, NULL);

  for (int i = 0; i < TURNS; i++)
    {
      int *number = g_new (int, 1);

      *number = i;
      g_thread_pool_push (pool, number, NULL);
    }
  for (int i = 0; i < TURNS; i++)
    {
      g_autofree int *number = g_async_queue_pop (queue);

      g_assert_cmpint (*number, >, 0);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
}

typedef struct
{
  GMainLoop *loop;
  int value;
} Letter;

static gboolean
open_letter (gpointer data)
{
  Letter *letter = data;

  g_assert_cmpint (letter->value, ==, 7);
  g_main_loop_quit (letter->loop);

  return G_SOURCE_REMOVE;
}

static gpointer
post_letter (gpointer data)
{
  Letter *letter = data;

  letter->value = 7;
  g_idle_add (open_letter, letter);

  return NULL;
}

static void
test_post (void)
{
  Letter letter = { g_main_loop_new (NULL, FALSE), 0 };
  GThread *thread = g_thread_new ("poster", post_letter, &letter);

  g_main_loop_run (letter.loop);
  g_thread_join (thread);
  g_main_loop_unref (letter.loop);
}

static gpointer
drop (gpointer data)
{
  g_object_unref (data);

  return NULL;
}

static void
test_last_reference (void)
{
  for (int i = 0; i < 100; i++)
    {
      GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
      GThread *thread;

      g_object_set_data_full (object, "text", g_strdup ("text"), g_free);
      thread = g_thread_new ("drop", drop, g_object_ref (object));
      g_object_unref (object);
      g_thread_join (thread);
    }
}

/* In a process of its own: the report ends it. */
static void
test_race_is_found (void)
{
  if (g_test_subprocess ())
    {
      run_in_two (count_unlocked);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*ThreadSanitizer: data race*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/threads/lock", test_lock);
  g_test_add_func ("/threads/pool-and-queue", test_pool_and_queue);
  g_test_add_func ("/threads/post", test_post);
  g_test_add_func ("/threads/last-reference", test_last_reference);
  g_test_add_func ("/threads/race-is-found", test_race_is_found);

  return g_test_run ();
}
