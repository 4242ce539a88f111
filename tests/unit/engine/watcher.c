/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/watcher.h"

#include "core/base/error.h"
#include "tests/unit/engine/fake-clock.h"
#include "tests/unit/engine/fake-watch.h"

/* So many sessions that a copy of the set for each round would be felt. */
#define MANY 400

typedef struct
{
  TocsinClock *clock;
  TocsinWatcher *watcher;
} Fixture;

/* What a ticket's function notes. */
typedef struct
{
  TocsinWatcher *watcher;
  guint input;
  guint deadlines;
  guint64 victim;
  gint64 again;
} Note;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = fake_clock_new ();
  fixture->watcher = tocsin_watcher_new (fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->watcher);
  g_object_unref (fixture->clock);
}

static void
on_woken (TocsinWatcherReason reason, gpointer user_data)
{
  Note *note = user_data;

  if (reason == TOCSIN_WATCHER_INPUT)
    note->input++;
  else
    note->deadlines++;
  if (note->victim != 0)
    tocsin_watcher_unpark (note->watcher, note->victim);
  if (note->again != 0)
    tocsin_watcher_set_alarm (note->watcher, note->again, on_woken, note);
}

static void
run_main_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static guint64
park (Fixture *fixture, TocsinWatch *watch, Note *note)
{
  GError *error = NULL;
  guint64 ticket = tocsin_watcher_park (fixture->watcher, watch, on_woken, note, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ticket, !=, 0);

  return ticket;
}

static void
test_input (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinWatch) watch = fake_watch_new (G_MAXINT64, NULL, NULL);
  Note note = { 0 };

  park (fixture, watch, &note);
  run_main_loop ();
  g_assert_cmpuint (note.input, ==, 0);

  fake_watch_say (watch, "INBOX");
  run_main_loop ();
  g_assert_cmpuint (note.input, ==, 1);
  g_assert_cmpuint (tocsin_watcher_get_parked (fixture->watcher), ==, 0);

  /* Still unread, but nobody is parked who could be told. */
  run_main_loop ();
  g_assert_cmpuint (note.input, ==, 1);

  /* What came meanwhile wakes at once whoever is parked anew. */
  park (fixture, watch, &note);
  run_main_loop ();
  g_assert_cmpuint (note.input, ==, 2);
}

static void
test_hang_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinWatch) watch = fake_watch_new (G_MAXINT64, NULL, NULL);
  Note note = { 0 };

  park (fixture, watch, &note);
  fake_watch_hang_up (watch);
  run_main_loop ();
  g_assert_cmpuint (note.input, ==, 1);
}

static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  gint64 now = tocsin_clock_get_monotonic (fixture->clock);
  g_autoptr (TocsinWatch) watch = fake_watch_new (now + 9 * G_USEC_PER_SEC, NULL, NULL);
  Note note = { 0 };

  park (fixture, watch, &note);
  fake_clock_advance (fixture->clock, 8.9);
  run_main_loop ();
  g_assert_cmpuint (note.deadlines, ==, 0);

  fake_clock_advance (fixture->clock, 0.1);
  run_main_loop ();
  g_assert_cmpuint (note.deadlines, ==, 1);
  g_assert_cmpuint (note.input, ==, 0);
}

static void
test_unpark (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinWatch) watch = fake_watch_new (1, NULL, NULL);
  Note note = { 0 };
  guint64 ticket = park (fixture, watch, &note);

  fake_watch_say (watch, "INBOX");
  tocsin_watcher_unpark (fixture->watcher, ticket);
  tocsin_watcher_unpark (fixture->watcher, ticket);
  tocsin_watcher_unpark (fixture->watcher, 0);
  run_main_loop ();
  g_assert_cmpuint (note.input + note.deadlines, ==, 0);
  g_assert_cmpuint (tocsin_watcher_get_parked (fixture->watcher), ==, 0);
}

/* Both are ready in the same round; the first takes the second out. */
static void
test_unpark_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinWatch) first = fake_watch_new (G_MAXINT64, NULL, NULL);
  g_autoptr (TocsinWatch) second = fake_watch_new (G_MAXINT64, NULL, NULL);
  Note one = { .watcher = fixture->watcher }, two = { .watcher = fixture->watcher };

  two.victim = park (fixture, first, &one);
  one.victim = park (fixture, second, &two);
  fake_watch_say (first, "INBOX");
  fake_watch_say (second, "INBOX");
  run_main_loop ();
  g_assert_cmpuint (one.input + two.input, ==, 1);
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinWatch) watch = fake_watch_new (G_MAXINT64, NULL, NULL);
  g_autoptr (GError) error = NULL;
  Note note = { 0 };

  tocsin_watch_close (watch);
  g_assert_cmpuint (tocsin_watcher_park (fixture->watcher, watch, on_woken, &note, &error), ==, 0);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_RESET);
}

static void
test_alarms (Fixture *fixture, gconstpointer data)
{
  gint64 now = tocsin_clock_get_monotonic (fixture->clock);
  Note sooner = { 0 }, later = { 0 }, past = { .watcher = fixture->watcher, .again = 1 };

  tocsin_watcher_set_alarm (fixture->watcher, now + 2 * G_USEC_PER_SEC, on_woken, &later);
  tocsin_watcher_set_alarm (fixture->watcher, now + 1 * G_USEC_PER_SEC, on_woken, &sooner);
  /* One that sets itself anew for a time that is past must not keep the others waiting. */
  tocsin_watcher_set_alarm (fixture->watcher, 1, on_woken, &past);
  fake_clock_advance (fixture->clock, 1);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (sooner.deadlines, ==, 1);
  g_assert_cmpuint (later.deadlines, ==, 0);
  g_assert_cmpuint (past.deadlines, ==, 1);

  past.again = 0;
  fake_clock_advance (fixture->clock, 1);
  run_main_loop ();
  g_assert_cmpuint (later.deadlines, ==, 1);
  g_assert_cmpuint (past.deadlines, ==, 2);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) watches = g_ptr_array_new_with_free_func (g_object_unref);
  Note notes[MANY] = { 0 };

  for (guint i = 0; i < MANY; i++)
    {
      g_ptr_array_add (watches, fake_watch_new (G_MAXINT64, NULL, NULL));
      park (fixture, g_ptr_array_index (watches, i), &notes[i]);
    }
  g_assert_cmpuint (tocsin_watcher_get_parked (fixture->watcher), ==, MANY);
  for (guint i = 0; i < MANY; i += 2)
    fake_watch_say (g_ptr_array_index (watches, i), "INBOX");
  run_main_loop ();
  for (guint i = 0; i < MANY; i++)
    g_assert_cmpuint (notes[i].input, ==, i % 2 == 0);
  g_assert_cmpuint (tocsin_watcher_get_parked (fixture->watcher), ==, MANY / 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/engine/watcher/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("input", test_input);
  ADD ("hang-up", test_hang_up);
  ADD ("deadline", test_deadline);
  ADD ("unpark", test_unpark);
  ADD ("unpark-another", test_unpark_another);
  ADD ("closed", test_closed);
  ADD ("alarms", test_alarms);
  ADD ("many", test_many);

  return g_test_run ();
}
