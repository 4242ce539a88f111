/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The protocol is one datagram a message, so this is all of libsystemd that the service would use:
 * what is logged reaches the system's journal through GLib. */
#include "service/notifier.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Whoever listens and does not read for so long is not waited for; seconds. */
#define PATIENCE 5

struct _TocsinNotifier
{
  GObject parent_instance;

  int fd;
  struct sockaddr_un address;
  socklen_t length;
  guint64 watchdog;
};

G_DEFINE_FINAL_TYPE (TocsinNotifier, tocsin_notifier, G_TYPE_OBJECT)

static void
tocsin_notifier_finalize (GObject *object)
{
  TocsinNotifier *self = TOCSIN_NOTIFIER (object);

  if (self->fd >= 0)
    close (self->fd);

  G_OBJECT_CLASS (tocsin_notifier_parent_class)->finalize (object);
}

static void
tocsin_notifier_class_init (TocsinNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_notifier_finalize;
}

static void
tocsin_notifier_init (TocsinNotifier *self)
{
  self->fd = -1;
}

/* A path, or a name in the abstract namespace, which begins with “@”. */
static gboolean
take_address (TocsinNotifier *self, const char *name)
{
  gsize length = strlen (name);

  if ((name[0] != '/' && name[0] != '@') || length < 2 || length >= sizeof self->address.sun_path)
    return FALSE;

  self->address.sun_family = AF_UNIX;
  memcpy (self->address.sun_path, name, length);
  if (name[0] == '@')
    self->address.sun_path[0] = '\0';
  self->length = (socklen_t) (offsetof (struct sockaddr_un, sun_path) + length);

  return TRUE;
}

static void
open_socket (TocsinNotifier *self, const char *name)
{
  const struct timeval patience = { .tv_sec = PATIENCE };

  if (!take_address (self, name))
    {
      g_warning ("NOTIFY_SOCKET is no address of a socket: %s", name);
      return;
    }
  self->fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (self->fd >= 0)
    setsockopt (self->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

static guint64
read_watchdog (void)
{
  const char *pid = g_getenv ("WATCHDOG_PID");
  const char *interval = g_getenv ("WATCHDOG_USEC");

  if (interval == NULL)
    return 0;
  if (pid != NULL && g_ascii_strtoll (pid, NULL, 10) != getpid ())
    return 0;

  return g_ascii_strtoull (interval, NULL, 10);
}

/**
 * tocsin_notifier_new:
 *
 * Reads `NOTIFY_SOCKET` and `WATCHDOG_USEC`, and takes them out of the environment: programs that
 * actions start have nothing to say for the service. To be called before there are threads.
 *
 * Returns: (transfer full): a notifier.
 */
TocsinNotifier *
tocsin_notifier_new (void)
{
  static const char *const variables[] = { "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID" };
  TocsinNotifier *self = g_object_new (TOCSIN_TYPE_NOTIFIER, NULL);
  const char *name = g_getenv ("NOTIFY_SOCKET");

  if (name != NULL && *name != '\0')
    {
      open_socket (self, name);
      self->watchdog = read_watchdog ();
    }
  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);

  return self;
}

/**
 * tocsin_notifier_say:
 * @self: a notifier
 * @message: one or more lines `NAME=value`
 */
void
tocsin_notifier_say (TocsinNotifier *self, const char *message)
{
  g_return_if_fail (TOCSIN_IS_NOTIFIER (self) && message != NULL);

  if (self->fd >= 0
      && sendto (self->fd, message, strlen (message), MSG_NOSIGNAL,
                 (const struct sockaddr *) &self->address, self->length)
             < 0)
    g_warning ("The service manager can't be told: %s", g_strerror (errno));
}

/**
 * tocsin_notifier_say_ready:
 * @self: a notifier
 *
 * The service has started, or reloaded.
 */
void
tocsin_notifier_say_ready (TocsinNotifier *self)
{
  tocsin_notifier_say (self, "READY=1");
}

/**
 * tocsin_notifier_say_reloading:
 * @self: a notifier
 *
 * From now until it is ready the settings are read again.
 */
void
tocsin_notifier_say_reloading (TocsinNotifier *self)
{
  g_autofree char *message =
      g_strdup_printf ("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time ());

  tocsin_notifier_say (self, message);
}

/**
 * tocsin_notifier_say_stopping:
 * @self: a notifier
 */
void
tocsin_notifier_say_stopping (TocsinNotifier *self)
{
  tocsin_notifier_say (self, "STOPPING=1");
}

/**
 * tocsin_notifier_say_status:
 * @self: a notifier
 * @status: one line for people
 */
void
tocsin_notifier_say_status (TocsinNotifier *self, const char *status)
{
  g_autofree char *message = g_strconcat ("STATUS=", status, NULL);

  /* What is behind a line break would be another message. */
  g_strdelimit (message, "\r\n", ' ');
  tocsin_notifier_say (self, message);
}

/**
 * tocsin_notifier_get_watchdog:
 * @self: a notifier
 *
 * Returns: within how many microseconds the service has to say that it is alive; 0 if it need not.
 */
guint64
tocsin_notifier_get_watchdog (TocsinNotifier *self)
{
  g_return_val_if_fail (TOCSIN_IS_NOTIFIER (self), 0);

  return self->watchdog;
}
