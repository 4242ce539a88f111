/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/run/child.h"

#include "core/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* After the program's end, so many bytes more are read of what those print that it left behind. */
#define MAX_DRAIN (1024 * 1024)

/* One program while it runs; lives on the stack of the worker that waits for it. */
typedef struct
{
  const Child *child;
  pid_t pid;
  int pidfd;
  int output;
  GByteArray *kept;
  gint64 deadline;
  guint signals_sent;
  gboolean timed_out;
} Run;

/* Signals that the engine ignores or blocks are its own affair. */
static void
set_attributes (posix_spawnattr_t *attributes)
{
  sigset_t all, none;

  sigfillset (&all);
  sigemptyset (&none);
  posix_spawnattr_init (attributes);
  posix_spawnattr_setsigdefault (attributes, &all);
  posix_spawnattr_setsigmask (attributes, &none);
  posix_spawnattr_setflags (attributes,
                            POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

/* A session of its own: no terminal of ours, and one process group to end with all it starts. Of
 * our descriptors it gets none. */
static int
spawn (Run *run, int output)
{
  const Child *child = run->child;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int result;

  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, child->input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2 (&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2 (&actions, output, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np (&actions, STDERR_FILENO + 1);
  posix_spawn_file_actions_addchdir_np (&actions, child->directory);
  set_attributes (&attributes);
  result = posix_spawn (&run->pid, child->argv[0], &actions, &attributes,
                        (char *const *) child->argv, (char *const *) child->environment);
  posix_spawnattr_destroy (&attributes);
  posix_spawn_file_actions_destroy (&actions);

  return result;
}

static gboolean
fail (const Child *child, int saved_errno, GError **error)
{
  tocsin_error_set_errno (error, saved_errno, _ ("starting “%s”"), child->argv[0]);
  if (error != NULL && saved_errno == E2BIG)
    tocsin_error_set_hint (*error, _ ("Its arguments and its environment are too long."));

  return FALSE;
}

static gboolean
start (Run *run, GError **error)
{
  int pipe[2];
  int saved_errno;

  if (!g_unix_open_pipe (pipe, FD_CLOEXEC, NULL))
    return fail (run->child, errno, error);

  saved_errno = spawn (run, pipe[1]);
  close (pipe[1]);
  if (saved_errno != 0)
    {
      close (pipe[0]);
      return fail (run->child, saved_errno, error);
    }
  run->output = pipe[0];
  fcntl (run->output, F_SETFL, O_NONBLOCK);

  return TRUE;
}

static void
keep (Run *run, const guint8 *bytes, gsize length)
{
  g_byte_array_append (run->kept, bytes, (guint) MIN (length, CHILD_MAX_OUTPUT - run->kept->len));
}

/* Reads what is there. Returns whether more may come. */
static gboolean
take_output (Run *run, gsize limit)
{
  guint8 buffer[16 * 1024];
  gsize taken = 0;
  gssize length;

  while (taken < limit && (length = read (run->output, buffer, sizeof buffer)) != 0)
    {
      if (length < 0 && errno == EINTR)
        continue;
      if (length < 0)
        return errno == EAGAIN;
      keep (run, buffer, (gsize) length);
      taken += (gsize) length;
    }

  return taken >= limit;
}

/* To the whole group: what the program started ends with it. Its number can't mean anybody else
 * until we have waited for the program itself. */
static void
ask_to_end (Run *run)
{
  kill (-run->pid, run->signals_sent == 0 ? SIGTERM : SIGKILL);
  run->signals_sent++;
  run->deadline = g_get_monotonic_time () + CHILD_GRACE * G_USEC_PER_SEC;
}

static int
milliseconds_left (Run *run)
{
  gint64 left;

  if (run->deadline == G_MAXINT64)
    return -1;

  left = run->deadline - g_get_monotonic_time ();

  return left <= 0 ? 0 : (int) MIN (left / 1000 + 1, G_MAXINT);
}

static void
look_at_clock (Run *run, GCancellable *cancellable)
{
  if (run->signals_sent == 0 && g_cancellable_is_cancelled (cancellable))
    ask_to_end (run);
  else if (run->deadline <= g_get_monotonic_time ())
    {
      run->timed_out |= run->signals_sent == 0;
      ask_to_end (run);
    }
}

/* Until the program itself has ended. What it leaves behind may hold the pipe for ever. */
static void
wait_for_end (Run *run, GCancellable *cancellable)
{
  GPollFD cancel = { .fd = -1 };
  gboolean has_cancel = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &cancel);
  struct pollfd fds[] = {
    { .fd = run->pidfd, .events = POLLIN },
    { .fd = run->output, .events = POLLIN },
    { .fd = cancel.fd, .events = POLLIN },
  };

  while ((fds[0].revents & POLLIN) == 0)
    {
      if (poll (fds, G_N_ELEMENTS (fds), milliseconds_left (run)) < 0 && errno != EINTR)
        break;
      if (fds[1].revents != 0 && !take_output (run, MAX_DRAIN))
        fds[1].fd = -1;
      if (fds[2].revents != 0)
        fds[2].fd = -1;
      if ((fds[0].revents & POLLIN) == 0)
        look_at_clock (run, cancellable);
    }
  if (has_cancel)
    g_cancellable_release_fd (cancellable);
}

static int
collect (Run *run)
{
  int status = 0;

  take_output (run, MAX_DRAIN);
  /* Those of the group that did not listen the first time. */
  if (run->signals_sent > 0)
    kill (-run->pid, SIGKILL);
  while (waitpid (run->pid, &status, 0) < 0 && errno == EINTR)
    ;

  return status;
}

/* Without a descriptor for its end there is no way to wait for that and for the clock at once. */
static gboolean
watch (Run *run, GError **error)
{
  int saved_errno;

  run->pidfd = pidfd_open (run->pid, 0);
  saved_errno = errno;
  if (run->pidfd >= 0)
    return TRUE;

  ask_to_end (run);
  ask_to_end (run);
  collect (run);

  return fail (run->child, saved_errno, error);
}

static void
run_clear (Run *run)
{
  close (run->output);
  if (run->pidfd >= 0)
    close (run->pidfd);
  g_clear_pointer (&run->kept, g_byte_array_unref);
}

/**
 * child_run:
 * @self: a program
 * @result: (out caller-allocates): how it went; its output is to be freed
 * @cancellable: (nullable): ends the program
 * @error: where to put that it could not be started, or %TOCSIN_ERROR_CANCELLED
 *
 * Runs it and waits for its end, but not for that of others which it left running. When the time is
 * up or the call is cancelled, the program and its whole process group get SIGTERM, and SIGKILL
 * after %CHILD_GRACE.
 *
 * Returns: whether it ran to an end, good or bad.
 */
gboolean
child_run (const Child *self, ChildResult *result, GCancellable *cancellable, GError **error)
{
  Run run = { .child = self, .pidfd = -1, .output = -1, .deadline = G_MAXINT64 };

  if (!start (&run, error))
    return FALSE;

  run.kept = g_byte_array_new ();
  if (self->timeout > 0)
    run.deadline = g_get_monotonic_time () + (gint64) self->timeout * G_USEC_PER_SEC;
  if (!watch (&run, error))
    {
      run_clear (&run);
      return FALSE;
    }
  wait_for_end (&run, cancellable);
  result->status = collect (&run);
  result->timed_out = run.timed_out;
  result->output = g_byte_array_free_to_bytes (g_steal_pointer (&run.kept));
  run_clear (&run);

  if (run.signals_sent == 0 || run.timed_out)
    return TRUE;

  g_clear_pointer (&result->output, g_bytes_unref);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("“%s” was ended before it was done"),
               self->argv[0]);
  return FALSE;
}
