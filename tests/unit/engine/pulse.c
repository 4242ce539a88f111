/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/pulse.h"

#include "core/engine/sqlite-journal.h"
#include "tests/unit/engine/fake-clock.h"

/* As many workers as a test keeps busy. */
#define WORKERS 2

typedef struct
{
  TocsinClock *clock;
  TocsinWatcher *watcher;
  TocsinJournal *journal;
  TocsinWorkers *workers;
  TocsinPulse *pulse;
  guint beats;
} Fixture;

/* A job that lasts until it is let go. */
typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean open;
  guint inside;
  guint left;
} Gate;

static void
on_beat (TocsinPulse *pulse, gpointer user_data)
{
  ((Fixture *) user_data)->beats++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->clock = fake_clock_new ();
  fixture->watcher = tocsin_watcher_new (fixture->clock);
  fixture->journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (&error));
  g_assert_no_error (error);
  fixture->workers = tocsin_workers_new (WORKERS);
  fixture->pulse =
      tocsin_pulse_new (fixture->watcher, fixture->journal, fixture->workers, fixture->clock);
  g_signal_connect (fixture->pulse, "beat", G_CALLBACK (on_beat), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->pulse);
  g_object_unref (fixture->workers);
  g_object_unref (fixture->journal);
  g_object_unref (fixture->watcher);
  g_object_unref (fixture->clock);
}

static void
wait_for_beats (Fixture *fixture, guint beats)
{
  while (fixture->beats < beats)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->beats, ==, beats);
}

static void
test_beats (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 3; i++)
    {
      tocsin_pulse_begin (fixture->pulse);
      wait_for_beats (fixture, i);
    }
}

/* Asked by several at once it beats once, and that is for all of them. */
static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  tocsin_pulse_begin (fixture->pulse);
  tocsin_pulse_begin (fixture->pulse);
  wait_for_beats (fixture, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->beats, ==, 1);
}

static void
pass_gate (gpointer data, GCancellable *cancellable)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->inside++;
  g_cond_broadcast (&gate->changed);
  while (!gate->open)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
leave_gate (gpointer data)
{
  ((Gate *) data)->left++;
}

static void
keep_busy (Fixture *fixture, Gate *gate, guint jobs)
{
  g_mutex_init (&gate->lock);
  g_cond_init (&gate->changed);
  for (guint i = 0; i < jobs; i++)
    tocsin_workers_run (fixture->workers, pass_gate, leave_gate, gate, NULL);
  g_mutex_lock (&gate->lock);
  while (gate->inside < MIN (jobs, WORKERS))
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
let_go (Gate *gate, guint jobs)
{
  g_mutex_lock (&gate->lock);
  gate->open = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
  while (gate->left < jobs)
    g_main_context_iteration (NULL, TRUE);
  g_mutex_clear (&gate->lock);
  g_cond_clear (&gate->changed);
}

/* An action that takes an hour is no reason to start everything anew. */
static void
test_long_work (Fixture *fixture, gconstpointer data)
{
  for (guint jobs = 1; jobs <= WORKERS + 1; jobs++)
    {
      Gate gate = { 0 };

      keep_busy (fixture, &gate, jobs);
      tocsin_pulse_begin (fixture->pulse);
      wait_for_beats (fixture, jobs);
      let_go (&gate, jobs);
    }
}

/* Whoever ends in the middle of a beat loses nothing and waits for nobody. */
static void
test_end_in_the_middle (Fixture *fixture, gconstpointer data)
{
  tocsin_pulse_begin (fixture->pulse);
  g_clear_object (&fixture->pulse);
  fixture->pulse =
      tocsin_pulse_new (fixture->watcher, fixture->journal, fixture->workers, fixture->clock);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->beats, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add ("/engine/pulse/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("beats", test_beats);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("long-work", test_long_work);
  ADD ("end-in-the-middle", test_end_in_the_middle);
#undef ADD

  return g_test_run ();
}
