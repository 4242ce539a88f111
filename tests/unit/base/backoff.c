/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"

#define SECOND G_USEC_PER_SEC

static void
assert_between (gint64 wait, double least, double most)
{
  g_assert_cmpint (wait, >=, (gint64) (least * SECOND));
  g_assert_cmpint (wait, <=, (gint64) (most * SECOND));
}

static void
test_growth (void)
{
  TocsinBackoff backoff = TOCSIN_BACKOFF_INIT (2, 60);

  assert_between (tocsin_backoff_next (&backoff, -1), 1, 2);
  assert_between (tocsin_backoff_next (&backoff, -1), 2, 4);
  assert_between (tocsin_backoff_next (&backoff, -1), 4, 8);
  for (guint i = 0; i < 100; i++)
    tocsin_backoff_next (&backoff, -1);
  assert_between (tocsin_backoff_next (&backoff, -1), 30, 60);
  g_assert_cmpuint (backoff.failures, ==, 104);

  tocsin_backoff_reset (&backoff);
  assert_between (tocsin_backoff_next (&backoff, -1), 1, 2);
}

/* Ten thousand mailboxes that fail together must not come back together. */
static void
test_jitter (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < 100; i++)
    {
      TocsinBackoff backoff = TOCSIN_BACKOFF_INIT (60, 60);
      gint64 wait = tocsin_backoff_next (&backoff, -1);

      g_hash_table_add (seen, g_memdup2 (&wait, sizeof wait));
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 50);
}

static void
test_retry_after (void)
{
  TocsinBackoff backoff = TOCSIN_BACKOFF_INIT (1, 10);

  g_assert_cmpint (tocsin_backoff_next (&backoff, 3600), ==, (gint64) 3600 * SECOND);
  assert_between (tocsin_backoff_next (&backoff, 0), 1, 2);
  /* A peer may say anything. */
  g_assert_cmpint (tocsin_backoff_next (&backoff, G_MAXINT64), ==, (gint64) 7 * 24 * 3600 * SECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/backoff/growth", test_growth);
  g_test_add_func ("/base/backoff/jitter", test_jitter);
  g_test_add_func ("/base/backoff/retry-after", test_retry_after);

  return g_test_run ();
}
