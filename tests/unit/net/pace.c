/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/pace.h"

/* A clock that goes only when told. */
#define TEST_TYPE_CLOCK (test_clock_get_type ())
G_DECLARE_FINAL_TYPE (TestClock, test_clock, TEST, CLOCK, TocsinClock)

struct _TestClock
{
  TocsinClock parent_instance;

  gint64 now;
};

G_DEFINE_FINAL_TYPE (TestClock, test_clock, TOCSIN_TYPE_CLOCK)

static gint64
get_monotonic (TocsinClock *clock)
{
  return TEST_CLOCK (clock)->now;
}

static void
test_clock_class_init (TestClockClass *klass)
{
  TOCSIN_CLOCK_CLASS (klass)->get_monotonic = get_monotonic;
}

static void
test_clock_init (TestClock *self)
{
}

typedef struct
{
  guint rate;
  gsize piece; /* how much the server has for us at a time; 0 for always enough */
  const char *why;
} Row;

static const Row rows[] = {
  { 1, 0, "a byte a second" },
  { 3, 0, "a few" },
  { 1000, 0, "a modem" },
  { 1000, 7, "small pieces" },
  { 1000000, 0, "a good line" },
  { 1000000, 1448, "as packets come" },
  { G_MAXUINT32, 0, "the most that can be set" },
};

/* However it is read, after so many seconds so much has come: no more than the rate and one
 * bucket, and no less than the rate but for half a bucket. */
static void
test_rate (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (TestClock) clock = g_object_new (TEST_TYPE_CLOCK, NULL);
  g_autoptr (TocsinPace) pace = tocsin_pace_new (row->rate, TOCSIN_CLOCK (clock));
  const gint64 end = 60 * G_USEC_PER_SEC;
  double taken = 0, due;
  gint64 wait;

  g_test_message ("%s", row->why);
  while (clock->now < end)
    {
      gsize allowed = tocsin_pace_get_allowance (pace, &wait);

      if (allowed == 0)
        {
          g_assert_cmpint (wait, >, 0);
          clock->now += wait;
          continue;
        }
      g_assert_cmpint (wait, ==, 0);
      if (row->piece > 0)
        allowed = MIN (allowed, row->piece);
      tocsin_pace_take (pace, allowed);
      taken += (double) allowed;
    }
  due = (double) row->rate * (double) clock->now / G_USEC_PER_SEC;
  g_assert_cmpfloat (taken, <=, due + MAX (row->rate / 4.0, 1));
  g_assert_cmpfloat (taken, >=, due - MAX (row->rate / 4.0, 1));
}

/* Several sessions share it, and what one takes the other waits for. */
static void
test_shared (void)
{
  g_autoptr (TestClock) clock = g_object_new (TEST_TYPE_CLOCK, NULL);
  g_autoptr (TocsinPace) pace = tocsin_pace_new (1000, TOCSIN_CLOCK (clock));
  gint64 wait;

  /* More than was allowed: what a parked session found when it was drained. */
  tocsin_pace_take (pace, 2250);
  g_assert_cmpuint (tocsin_pace_get_allowance (pace, &wait), ==, 0);
  g_assert_cmpint (wait, >=, 2 * G_USEC_PER_SEC);
  clock->now += wait;
  g_assert_cmpuint (tocsin_pace_get_allowance (pace, &wait), >, 0);
}

/* An idle night is no credit for a burst in the morning. */
static void
test_no_credit (void)
{
  g_autoptr (TestClock) clock = g_object_new (TEST_TYPE_CLOCK, NULL);
  g_autoptr (TocsinPace) pace = tocsin_pace_new (1000, TOCSIN_CLOCK (clock));
  gint64 wait;

  clock->now += 8 * 3600 * (gint64) G_USEC_PER_SEC;
  g_assert_cmpuint (tocsin_pace_get_allowance (pace, &wait), ==, 250);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/pace/rate/%u-%" G_GSIZE_FORMAT, rows[i].rate, rows[i].piece);

      g_test_add_data_func (path, &rows[i], test_rate);
    }
  g_test_add_func ("/pace/shared", test_shared);
  g_test_add_func ("/pace/no-credit", test_no_credit);

  return g_test_run ();
}
