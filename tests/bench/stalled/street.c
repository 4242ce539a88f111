/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/bench/stalled/street.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* So many connections fill a backlog of none. */
#define FILLERS 4
#define BACKLOG 512

struct _Street
{
  TestCertificate *certificate;
  int listeners[STREET_N_HOUSES];
  int fillers[FILLERS];
  int stop;
  GThread *porter;
  GMutex mutex;
  GArray *guests; /* descriptors */
  GThreadPool *hosts;
};

/* A caller, on the way to the thread that serves him. */
typedef struct
{
  int fd;
  gboolean greet;
} Caller;

static int
open_socket (struct sockaddr_in *address)
{
  *address = (struct sockaddr_in){ .sin_family = AF_INET };
  address->sin_addr.s_addr = htonl (INADDR_LOOPBACK);

  return socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int
open_listener (int backlog)
{
  struct sockaddr_in address;
  int fd = open_socket (&address);

  g_assert_cmpint (fd, >=, 0);
  g_assert_no_errno (bind (fd, (struct sockaddr *) &address, sizeof address));
  g_assert_no_errno (listen (fd, backlog));

  return fd;
}

static void
fill_up (Street *self)
{
  for (guint i = 0; i < FILLERS; i++)
    {
      struct sockaddr_in address;

      self->fillers[i] = open_socket (&address);
      address.sin_port = htons (street_get_port (self, STREET_HOLE));
      fcntl (self->fillers[i], F_SETFL, O_NONBLOCK);
      if (connect (self->fillers[i], (struct sockaddr *) &address, sizeof address) == 0)
        continue;
    }
}

static void
note_guest (Street *self, int fd)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_array_append_val (self->guests, fd);
}

static void
serve (gpointer data, gpointer user_data)
{
  Caller *caller = data;
  Street *self = user_data;
  gnutls_session_t session;
  char byte;

  gnutls_init (&session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
  gnutls_set_default_priority (session);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE,
                          test_certificate_get_credentials (self->certificate));
  gnutls_transport_set_int (session, caller->fd);
  if (gnutls_handshake (session) == GNUTLS_E_SUCCESS && caller->greet)
    {
      gnutls_record_send (session, "* OK\r\n", 6);
      gnutls_record_recv (session, &byte, 1);
    }
  gnutls_deinit (session);
  if (caller->greet)
    close (caller->fd);
  g_free (caller);
}

static void
welcome (Street *self, StreetHouse house)
{
  int fd = accept4 (self->listeners[house], NULL, NULL, SOCK_CLOEXEC);
  Caller *caller;

  if (fd < 0)
    return;
  if (house != STREET_GOOD)
    note_guest (self, fd);
  if (house == STREET_HALF)
    {
      g_assert_cmpint (send (fd, "\x16\x03\x03\x40\x00", 5, MSG_NOSIGNAL), <=, 5);
      return;
    }

  caller = g_new0 (Caller, 1);
  caller->fd = fd;
  caller->greet = house == STREET_GOOD;
  g_thread_pool_push (self->hosts, caller, NULL);
}

static gpointer
keep_doors (gpointer data)
{
  static const StreetHouse houses[] = { STREET_GOOD, STREET_HALF, STREET_NO_GREETING };
  Street *self = data;

  for (;;)
    {
      GPollFD fds[G_N_ELEMENTS (houses) + 1] = { { .fd = self->stop, .events = G_IO_IN } };

      for (gsize i = 0; i < G_N_ELEMENTS (houses); i++)
        fds[i + 1] = (GPollFD){ .fd = self->listeners[houses[i]], .events = G_IO_IN };
      g_poll (fds, G_N_ELEMENTS (fds), -1);
      if (fds[0].revents != 0)
        return NULL;
      for (gsize i = 0; i < G_N_ELEMENTS (houses); i++)
        if (fds[i + 1].revents != 0)
          welcome (self, houses[i]);
    }
}

Street *
street_new (TestCertificate *certificate)
{
  Street *self = g_new0 (Street, 1);

  self->certificate = certificate;
  g_mutex_init (&self->mutex);
  self->guests = g_array_new (FALSE, FALSE, sizeof (int));
  for (int i = 0; i < STREET_N_HOUSES; i++)
    self->listeners[i] = open_listener (i == STREET_HOLE ? 0 : BACKLOG);
  fill_up (self);
  self->stop = eventfd (0, EFD_CLOEXEC);
  self->hosts = g_thread_pool_new (serve, self, 64, FALSE, NULL);
  self->porter = g_thread_new ("porter", keep_doors, self);

  return self;
}

guint16
street_get_port (Street *self, StreetHouse house)
{
  struct sockaddr_in address;
  socklen_t size = sizeof address;

  g_assert_no_errno (getsockname (self->listeners[house], (struct sockaddr *) &address, &size));

  return ntohs (address.sin_port);
}

void
street_free (Street *self)
{
  const guint64 one = 1;

  g_assert_cmpint (write (self->stop, &one, sizeof one), ==, sizeof one);
  g_thread_join (self->porter);
  for (guint i = 0; i < self->guests->len; i++)
    shutdown (g_array_index (self->guests, int, i), SHUT_RDWR);
  g_thread_pool_free (self->hosts, FALSE, TRUE);
  for (guint i = 0; i < self->guests->len; i++)
    close (g_array_index (self->guests, int, i));
  for (guint i = 0; i < FILLERS; i++)
    close (self->fillers[i]);
  for (guint i = 0; i < STREET_N_HOUSES; i++)
    close (self->listeners[i]);
  close (self->stop);
  g_array_unref (self->guests);
  g_mutex_clear (&self->mutex);
  g_free (self);
}
