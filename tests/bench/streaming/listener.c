/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-store.h"
#include "core/plugin/connection.h"
#include "plugins/ews/connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* listener URL CA_FILE PASSWORD_FILE NUMBER: watches the Inboxes of box0, box1 ... as alice, says
 * what that takes, and then each mailbox that rings, until its input ends. */

typedef struct
{
  TocsinMailStore *store;
  TocsinWatch *watch;
  char *inbox;
} Box;

static void
die (const char *what, guint number, GError *error)
{
  if (error == NULL)
    return;
  fprintf (stderr, "%s of box%u: %s\n", what, number, error->message);
  exit (1);
}

static void
box_open (Box *self, guint number, char *argv[])
{
  g_autofree char *endpoint = g_strconcat ("endpoint=", argv[1], NULL);
  g_autofree char *ca_file = g_strconcat ("encryption.ca-file=", argv[2], NULL);
  g_autofree char *password = g_strconcat ("authentication.password=file:", argv[3], NULL);
  g_autofree char *mailbox = g_strdup_printf ("authentication.mailbox=box%u@example.org", number);
  const char *assignments[] = { endpoint,
                                ca_file,
                                password,
                                mailbox,
                                "authentication.username=alice@example.org",
                                "authentication.mechanisms=['Basic']",
                                "authentication.access=impersonate",
                                NULL };
  GError *error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("bench", "exchange", assignments, &error);
  g_autoptr (TocsinFolder) folder = NULL;

  die ("settings", number, error);
  self->store = g_object_new (TOCSIN_TYPE_EWS_CONNECTION, "settings", settings, NULL);
  folder = tocsin_mail_store_find_folder (self->store, "INBOX", NULL, &error);
  die ("Inbox", number, error);
  self->inbox = g_strdup (folder->id);
  self->watch = tocsin_mail_store_watch (self->store, (const char *const[]){ self->inbox, NULL },
                                         NULL, &error);
  die ("watch", number, error);
}

static guint
count_threads (void)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (directory) != NULL)
    n++;

  return n;
}

static void
say_cost (const char *when)
{
  g_autofree char *status = NULL;
  const char *memory;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  memory = strstr (status, "VmRSS:");
  printf ("%s %ld KiB, %u threads\n", when,
          memory != NULL ? strtol (memory + strlen ("VmRSS:"), NULL, 10) : 0, count_threads ());
  fflush (stdout);
}

/* Whether a mailbox has rung. */
static void
attend (Box *box, guint number)
{
  g_auto (GStrv) folders = NULL;
  GError *error = NULL;

  if (!tocsin_watch_resume (box->watch, &folders, NULL, &error))
    die ("ring", number, error);
  if (folders != NULL && folders[0] != NULL)
    {
      printf ("box%u\n", number);
      fflush (stdout);
    }
}

static int
get_timeout (const Box *boxes, guint n_boxes)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < n_boxes; i++)
    next = MIN (next, tocsin_watch_get_deadline (boxes[i].watch));

  return (int) CLAMP ((next - g_get_monotonic_time ()) / 1000 + 1, 0, 60000);
}

static void
wait_for_rings (Box *boxes, guint n_boxes)
{
  g_autofree GPollFD *fds = g_new0 (GPollFD, n_boxes + 1);

  while ((fds[n_boxes].revents & (G_IO_IN | G_IO_HUP)) == 0)
    {
      gint64 now;

      for (guint i = 0; i < n_boxes; i++)
        fds[i] = (GPollFD){ .fd = tocsin_watch_get_fd (boxes[i].watch), .events = G_IO_IN };
      fds[n_boxes] = (GPollFD){ .fd = STDIN_FILENO, .events = G_IO_IN };
      g_poll (fds, n_boxes + 1, get_timeout (boxes, n_boxes));
      now = g_get_monotonic_time ();
      for (guint i = 0; i < n_boxes; i++)
        if (fds[i].revents != 0 || tocsin_watch_get_deadline (boxes[i].watch) <= now)
          attend (&boxes[i], i);
    }
}

int
main (int argc, char *argv[])
{
  guint n_boxes = argc == 5 ? (guint) atoi (argv[4]) : 0;
  g_autofree Box *boxes = g_new0 (Box, n_boxes + 1);

  say_cost ("before");
  for (guint i = 0; i < n_boxes; i++)
    box_open (&boxes[i], i, argv);
  say_cost ("watching");
  wait_for_rings (boxes, n_boxes);
  say_cost ("after");
  for (guint i = 0; i < n_boxes; i++)
    {
      tocsin_watch_close (boxes[i].watch);
      g_object_unref (boxes[i].watch);
      g_object_unref (boxes[i].store);
      g_free (boxes[i].inbox);
    }

  return 0;
}
