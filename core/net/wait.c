/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/wait.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/error.h"

/**
 * tocsin_wait_earlier:
 * @one: a deadline, 0 for none
 * @other: another
 *
 * Returns: the one that comes first, 0 if both are none.
 */
gint64
tocsin_wait_earlier (gint64 one, gint64 other)
{
  if (one == 0 || other == 0)
    return MAX (one, other);

  return MIN (one, other);
}

static int
milliseconds_until (gint64 deadline)
{
  gint64 left;

  if (deadline == 0)
    return -1;

  left = deadline - g_get_monotonic_time ();

  /* Rounded up, or the last millisecond would be spent spinning. */
  return left <= 0 ? 0 : (int) MIN ((left + 999) / 1000, G_MAXINT);
}

static gboolean
is_past (gint64 deadline)
{
  return deadline != 0 && g_get_monotonic_time () >= deadline;
}

static int
poll_until (GPollFD *fds, guint n_fds, gint64 deadline, GError **error)
{
  for (;;)
    {
      int ready = g_poll (fds, n_fds, milliseconds_until (deadline));

      if (ready > 0)
        return ready;
      if (ready < 0 && errno != EINTR)
        {
          tocsin_error_set_socket_errno (error, errno, _ ("Waiting for the network"));
          return -1;
        }
      if (is_past (deadline))
        return 0;
    }
}

/* With a cancellable one more entry is polled, so the caller's are copied over and back. */
static int
poll_cancellable (GPollFD *fds, guint n_fds, GPollFD *cancel_fd, gint64 deadline, GError **error)
{
  g_autofree GPollFD *all = g_new (GPollFD, n_fds + 1);
  int ready;

  if (n_fds > 0)
    memcpy (all, fds, n_fds * sizeof *fds);
  all[n_fds] = *cancel_fd;
  ready = poll_until (all, n_fds + 1, deadline, error);
  if (n_fds > 0)
    memcpy (fds, all, n_fds * sizeof *fds);

  return ready;
}

static gboolean
set_if_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("Cancelled"));
  return TRUE;
}

/**
 * tocsin_wait_fds: (skip)
 * @fds: what to wait for; `revents` is filled in
 * @n_fds: how many
 * @deadline: until when
 * @cancellable: (nullable): ends the wait
 * @error: `cancelled`, or what poll() said
 *
 * Returns: more than 0 if one is ready, 0 at the deadline, -1 with @error.
 */
int
tocsin_wait_fds (
    GPollFD *fds, guint n_fds, gint64 deadline, GCancellable *cancellable, GError **error)
{
  GPollFD cancel_fd;
  int ready;

  if (set_if_cancelled (cancellable, error))
    return -1;
  /* A peer that always has one more byte would else never be late. */
  if (is_past (deadline))
    return 0;
  if (!g_cancellable_make_pollfd (cancellable, &cancel_fd))
    return poll_until (fds, n_fds, deadline, error);

  ready = poll_cancellable (fds, n_fds, &cancel_fd, deadline, error);
  g_cancellable_release_fd (cancellable);
  if (ready > 0 && set_if_cancelled (cancellable, error))
    return -1;

  return ready;
}

/**
 * tocsin_wait_fd: (skip)
 * @fd: a descriptor
 * @events: %G_IO_IN, %G_IO_OUT or both
 * @deadline: until when
 * @cancellable: (nullable): ends the wait
 * @error: `cancelled`, or what poll() said
 *
 * Returns: as tocsin_wait_fds().
 */
int
tocsin_wait_fd (int fd, gushort events, gint64 deadline, GCancellable *cancellable, GError **error)
{
  GPollFD poll_fd = { .fd = fd, .events = events };

  return tocsin_wait_fds (&poll_fd, 1, deadline, cancellable, error);
}

/**
 * tocsin_wait_flag_new: (skip)
 *
 * Returns: a descriptor that becomes readable once tocsin_wait_flag_raise() was called from any
 *   thread, or -1 if there are none left; close() it.
 */
int
tocsin_wait_flag_new (void)
{
  return eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
}

/**
 * tocsin_wait_flag_raise: (skip)
 * @flag: a flag
 */
void
tocsin_wait_flag_raise (int flag)
{
  const guint64 one = 1;

  /* Can't fail: the counter never comes near its limit. */
  if (write (flag, &one, sizeof one) < 0)
    g_warn_if_reached ();
}
