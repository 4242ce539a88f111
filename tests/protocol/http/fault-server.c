/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/http/fault-server.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PIECE 65536

struct _FaultServer
{
  GSocketListener *listener;
  GCancellable *over;
  GThread *thread;
  guint16 port;
  GMutex mutex;
  GString *heard;
  char *answer;
  guint64 n_filler;
  int ends;
};

/* One connection. */
typedef struct
{
  FaultServer *server;
  GSocketConnection *connection;
} Visitor;

static void
note (FaultServer *self, const char *bytes, gsize length)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_string_append_len (self->heard, bytes, (gssize) length);
}

/* Returns how long a request is, once its head is there; 0 before. */
static gsize
measure (const GString *request)
{
  static const char name[] = "\r\nContent-Length: ";
  const char *end = strstr (request->str, "\r\n\r\n");
  const char *length = strstr (request->str, name);

  if (end == NULL)
    return 0;

  return (gsize) (end - request->str) + 4
         + (length != NULL && length < end ? strtoul (length + strlen (name), NULL, 10) : 0);
}

static gboolean
read_request (FaultServer *self, GInputStream *input)
{
  g_autoptr (GString) request = g_string_new (NULL);
  char piece[PIECE];

  while (measure (request) == 0 || request->len < measure (request))
    {
      gssize n_read = g_input_stream_read (input, piece, sizeof piece, self->over, NULL);

      if (n_read <= 0)
        return FALSE;
      note (self, piece, (gsize) n_read);
      g_string_append_len (request, piece, n_read);
    }

  return TRUE;
}

static gboolean
write_answer (FaultServer *self, GOutputStream *output)
{
  g_autofree char *filler = g_strnfill (PIECE, 'x');

  if (!g_output_stream_write_all (output, self->answer, strlen (self->answer), NULL, self->over,
                                  NULL))
    return FALSE;
  for (guint64 left = self->n_filler; left > 0;)
    {
      gsize n = (gsize) MIN (left, PIECE);

      if (!g_output_stream_write_all (output, filler, n, NULL, self->over, NULL))
        return FALSE;
      left -= n;
    }

  return self->ends == 0;
}

static void
set_reset (GSocketConnection *connection)
{
  struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (g_socket_connection_get_socket (connection)), SOL_SOCKET, SO_LINGER,
              &at_once, sizeof at_once);
}

static gpointer
serve (gpointer data)
{
  Visitor *visitor = data;
  FaultServer *self = visitor->server;
  GIOStream *stream = G_IO_STREAM (visitor->connection);

  while (read_request (self, g_io_stream_get_input_stream (stream))
         && write_answer (self, g_io_stream_get_output_stream (stream)))
    ;
  if (self->ends < 0)
    set_reset (visitor->connection);
  g_io_stream_close (stream, NULL, NULL);
  g_object_unref (visitor->connection);
  g_free (visitor);

  return NULL;
}

static gpointer
listen_on (gpointer data)
{
  FaultServer *self = data;
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->over, NULL)) != NULL)
    {
      Visitor *visitor = g_new0 (Visitor, 1);

      *visitor = (Visitor){ self, connection };
      g_ptr_array_add (threads, g_thread_new ("fault-server-visitor", serve, visitor));
    }
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (threads->pdata[i]);

  return NULL;
}

FaultServer *
fault_server_new (void)
{
  FaultServer *self = g_new0 (FaultServer, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) own = NULL;

  g_mutex_init (&self->mutex);
  self->heard = g_string_new (NULL);
  self->answer = g_strdup ("");
  self->over = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &own, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own));
  self->thread = g_thread_new ("fault-server", listen_on, self);

  return self;
}

void
fault_server_free (FaultServer *self)
{
  g_cancellable_cancel (self->over);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->over);
  g_mutex_clear (&self->mutex);
  g_string_free (self->heard, TRUE);
  g_free (self->answer);
  g_free (self);
}

guint16
fault_server_get_port (FaultServer *self)
{
  return self->port;
}

void
fault_server_set_answer (FaultServer *self, const char *answer, guint64 n_filler, int ends)
{
  g_free (self->answer);
  self->answer = g_strdup (answer);
  self->n_filler = n_filler;
  self->ends = ends;
}

char *
fault_server_get_heard (FaultServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->heard->str);
}
