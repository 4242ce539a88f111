/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/wait.h"

#include <glib-unix.h>
#include <unistd.h>

#include "core/base/error.h"

/* As somebody does who was told to leave a server alone for a while. */
static void
test_for_nothing (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 deadline = g_get_monotonic_time () + 1000;

  g_assert_cmpint (tocsin_wait_fds (NULL, 0, deadline, cancellable, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time (), >=, deadline);

  g_cancellable_cancel (cancellable);
  g_assert_cmpint (tocsin_wait_fds (NULL, 0, G_MAXINT64, cancellable, &error), ==, -1);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

static void
test_for_one_of_two (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  int quiet[2];
  int loud[2];

  g_assert_true (g_unix_open_pipe (quiet, FD_CLOEXEC, &error));
  g_assert_true (g_unix_open_pipe (loud, FD_CLOEXEC, &error));
  g_assert_cmpint (write (loud[1], "x", 1), ==, 1);
  for (int round = 0; round < 2; round++)
    {
      GPollFD fds[] = { { quiet[0], G_IO_IN, 0 }, { loud[0], G_IO_IN, 0 } };

      g_assert_cmpint (
          tocsin_wait_fds (fds, 2, G_MAXINT64, round == 0 ? NULL : cancellable, &error), ==, 1);
      g_assert_cmpint (fds[0].revents, ==, 0);
      g_assert_cmpint (fds[1].revents, ==, G_IO_IN);
    }
  for (int i = 0; i < 2; i++)
    {
      close (quiet[i]);
      close (loud[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/wait/for-nothing", test_for_nothing);
  g_test_add_func ("/net/wait/for-one-of-two", test_for_one_of_two);

  return g_test_run ();
}
