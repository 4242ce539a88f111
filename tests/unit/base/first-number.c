/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/text.h"

#include <sys/wait.h>
#include <unistd.h>

/* One process in eighty took "1" for no number, when threads began together. */
#define PROCESSES 150
#define THREADS 8
#define SLOTS 64

static gsize slots[SLOTS];
static gint begun;
static gint refused;

/* What threads do when they begin: types and other things are set up once. */
static gpointer
set_things_up (gpointer data)
{
  guint first = GPOINTER_TO_UINT (data) * (SLOTS / THREADS);

  while (!g_atomic_int_get (&begun))
    continue;
  for (guint i = first; i < first + SLOTS / THREADS; i++)
    if (g_once_init_enter (&slots[i]))
      g_once_init_leave (&slots[i], 1);

  return NULL;
}

static gpointer
read_number (gpointer data)
{
  guint64 number;

  while (!g_atomic_int_get (&begun))
    continue;
  if (!g_ascii_string_to_unsigned ("1", 10, 1, G_MAXINT64, &number, NULL))
    g_atomic_int_inc (&refused);

  return NULL;
}

/* Returns: the status to exit with. */
static int
begin_many_threads (void)
{
  GThread *threads[THREADS];

  for (guint i = 0; i < THREADS; i++)
    threads[i] =
        g_thread_new ("begin", i % 2 == 0 ? read_number : set_things_up, GUINT_TO_POINTER (i));
  g_atomic_int_set (&begun, 1);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);

  return refused > 0;
}

/* Each is a process in which no number has been read yet; GLib's test library reads one at once. */
static guint
count_refusals (void)
{
  guint n_refusals = 0;

  for (guint i = 0; i < PROCESSES; i++)
    {
      pid_t child = fork ();
      int status = 0;

      if (child == 0)
        _exit (begin_many_threads ());
      if (child < 0 || waitpid (child, &status, 0) != child || status != 0)
        n_refusals++;
    }

  return n_refusals;
}

static void
test_first_number (gconstpointer n_refusals)
{
  g_assert_cmpuint (GPOINTER_TO_UINT (n_refusals), ==, 0);
}

int
main (int argc, char **argv)
{
  guint n_refusals;
  g_autofree char *used = tocsin_text_fold ("So that the library is there");

  n_refusals = count_refusals ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/first-number", GUINT_TO_POINTER (n_refusals), test_first_number);

  return g_test_run ();
}
