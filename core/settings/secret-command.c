/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/secret-command.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/secret-reference.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Enough of a program's complaint to understand it. */
#define MAX_COMPLAINT 500

typedef struct
{
  const char *program;
  GPid pid;
  int pidfd;
  int pipes[2]; /* its standard output and its standard error */
  gsize lengths[2];
  char output[TOCSIN_SECRET_MAX_SIZE + 1];
  char complaint[MAX_COMPLAINT];
} Run;

static void
run_free (Run *self)
{
  for (int i = 0; i < 2; i++)
    if (self->pipes[i] >= 0)
      close (self->pipes[i]);
  if (self->pidfd >= 0)
    close (self->pidfd);
  explicit_bzero (self->output, sizeof self->output);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

/* In a group of its own, so that what it starts can be ended with it. */
static void
lead_own_group (gpointer user_data)
{
  setpgid (0, 0);
}

static Run *
start (char **argv, GError **error)
{
  g_autoptr (Run) self = g_new0 (Run, 1);
  GError *problem = NULL;

  self->program = argv[0];
  self->pipes[0] = self->pipes[1] = self->pidfd = -1;
  if (!g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                                 lead_own_group, NULL, &self->pid, NULL, &self->pipes[0],
                                 &self->pipes[1], &problem))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
                   _ ("The program that is to print the secret can not be run: %s"),
                   problem->message);
      g_error_free (problem);
      return NULL;
    }

  self->pidfd = pidfd_open (self->pid, 0);
  g_unix_set_fd_nonblocking (self->pipes[0], TRUE, NULL);
  g_unix_set_fd_nonblocking (self->pipes[1], TRUE, NULL);

  return g_steal_pointer (&self);
}

/* What comes beyond the room that there is, is read and dropped, so that nobody blocks on it. */
static void
drain (Run *self, int i)
{
  char *room = i == 0 ? self->output : self->complaint;
  gsize size = i == 0 ? sizeof self->output : sizeof self->complaint;
  char spare[1024];
  gssize got;

  while (self->pipes[i] >= 0)
    {
      gboolean full = self->lengths[i] == size;

      got = read (self->pipes[i], full ? spare : room + self->lengths[i],
                  full ? sizeof spare : size - self->lengths[i]);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return;
      if (got > 0 && !full)
        self->lengths[i] += (gsize) got;
      if (got == 0)
        {
          close (self->pipes[i]);
          self->pipes[i] = -1;
        }
    }
}

static int
milliseconds_until (gint64 deadline)
{
  gint64 left = deadline - g_get_monotonic_time ();

  return left <= 0 ? 0 : (int) (left / 1000 + 1);
}

/* Until the program itself has ended: what it left running may hold its pipes open for ever. */
static gboolean
wait_for_end (Run *self, gint64 deadline, GCancellable *cancellable)
{
  int cancel_fd = g_cancellable_get_fd (cancellable);
  gboolean ended = FALSE;

  while (!ended && !g_cancellable_is_cancelled (cancellable))
    {
      struct pollfd fds[] = {
        { .fd = self->pidfd, .events = POLLIN },
        { .fd = self->pipes[0], .events = POLLIN },
        { .fd = self->pipes[1], .events = POLLIN },
        { .fd = cancel_fd, .events = POLLIN },
      };
      int ready = poll (fds, G_N_ELEMENTS (fds), milliseconds_until (deadline));

      if (ready == 0)
        break;
      ended = ready > 0 && fds[0].revents != 0;
      drain (self, 0);
      drain (self, 1);
    }
  if (cancel_fd >= 0)
    g_cancellable_release_fd (cancellable);

  return ended;
}

static int
reap (Run *self)
{
  int status = 0;

  while (waitpid (self->pid, &status, 0) < 0 && errno == EINTR)
    continue;

  return status;
}

static gboolean
judge_status (Run *self, int status, GError **error)
{
  g_autofree char *complaint = NULL;
  g_autofree char *how = NULL;

  if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return TRUE;

  if (WIFEXITED (status))
    how = g_strdup_printf (_ ("it ended with status %d"), WEXITSTATUS (status));
  else
    how = g_strdup_printf (_ ("it was ended by signal %d"), WTERMSIG (status));
  complaint = tocsin_text_escape (self->complaint, (gssize) self->lengths[1], MAX_COMPLAINT);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
               _ ("The program “%s” printed no secret: %s%s%s"), self->program, how,
               complaint[0] != '\0' ? ": " : "", g_strchomp (complaint));

  return FALSE;
}

/* A password is a line, as other programs have it too; a key in PEM form is many. */
static gsize
measure (Run *self)
{
  static const char pem[] = "-----BEGIN ";
  const char *end = memchr (self->output, '\n', self->lengths[0]);

  if (end == NULL
      || (self->lengths[0] >= sizeof pem - 1 && memcmp (self->output, pem, sizeof pem - 1) == 0))
    return self->lengths[0];

  return (gsize) (end - self->output);
}

static TocsinSecret *
take_secret (Run *self, GError **error)
{
  gsize length = measure (self);
  const char *what = NULL;

  if (length > 0 && self->output[length - 1] == '\r')
    length--;
  if (length == 0)
    what = _ ("the first line of its output is empty");
  else if (length > TOCSIN_SECRET_MAX_SIZE)
    what = _ ("the first line of its output is too long to be one");
  else if (memchr (self->output, '\0', length) != NULL)
    what = _ ("the first line of its output holds NUL bytes");
  if (what == NULL)
    return tocsin_secret_new (self->output, (gssize) length);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
               _ ("The program “%s” printed no secret: %s"), self->program, what);
  return NULL;
}

static void
end_by_force (Run *self)
{
  kill (-self->pid, SIGKILL);
  kill (self->pid, SIGKILL);
  reap (self);
}

static TocsinSecret *
run_argv (char **argv, guint timeout, GCancellable *cancellable, GError **error)
{
  g_autoptr (Run) self = start (argv, error);

  if (self == NULL)
    return NULL;

  if (!wait_for_end (self, g_get_monotonic_time () + timeout * G_USEC_PER_SEC, cancellable))
    {
      end_by_force (self);
      if (g_cancellable_is_cancelled (cancellable))
        g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED,
                     _ ("Waiting for the program “%s” was cancelled"), self->program);
      else
        g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
                     _ ("The program “%s” printed no secret within %u seconds"), self->program,
                     timeout);
      return NULL;
    }
  if (!judge_status (self, reap (self), error))
    return NULL;

  return take_secret (self, error);
}

/**
 * tocsin_secret_command_run:
 * @command: the program and its arguments, quoted as for a shell; there is no shell
 * @timeout: seconds that it may take
 * @cancellable: (nullable): to give up; the program is ended
 * @error: %TOCSIN_ERROR_SECRET_UNAVAILABLE with its exit status and what it wrote to standard
 *   error, never what it wrote to standard output
 *
 * Returns: (transfer full): the first line of its standard output, or all of it if that begins a
 * key in PEM form; or %NULL
 */
TocsinSecret *
tocsin_secret_command_run (const char *command,
                           guint timeout,
                           GCancellable *cancellable,
                           GError **error)
{
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) problem = NULL;

  if (!g_shell_parse_argv (command, NULL, &argv, &problem))
    {
      g_set_error (
          error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
          _ ("The reference “command:” is not followed by a program and its arguments: %s"),
          problem->message);
      return NULL;
    }

  return run_argv (argv, timeout, cancellable, error);
}
