/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/ews/desk.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_REQUEST (4 * 1024 * 1024)

struct _Desk
{
  DeskFunc func;
  gpointer user_data;
  GSocketListener *listener;
  guint16 port;
  GCancellable *closing;
  GThread *door;
  GMutex lock;
  GHashTable *counts; /* operation → how many */
  GPtrArray *clerks;  /* threads */
};

typedef struct
{
  Desk *desk;
  GSocketConnection *connection;
} Visit;

/* The element in the body, without its prefix. */
static char *
find_operation (const char *request)
{
  const char *body = strstr (request, ":Body>");
  const char *name = body != NULL ? strchr (body, '<') : NULL;
  const char *colon = name != NULL ? strchr (name, ':') : NULL;

  return colon != NULL ? g_strndup (colon + 1, strcspn (colon + 1, " />")) : g_strdup ("");
}

static guint
count_one (Desk *self, const char *operation)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, operation));

  g_hash_table_insert (self->counts, g_strdup (operation), GUINT_TO_POINTER (count + 1));

  return count;
}

guint
desk_count (Desk *self, const char *operation)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, operation));
}

/* Returns the body, or %NULL when nobody asks any more. */
static char *
read_request (Desk *self, GDataInputStream *input)
{
  g_autofree char *body = NULL;
  guint64 length = 0;
  gsize got;

  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, self->closing, NULL);

      if (line == NULL)
        return NULL;
      g_strchomp (line);
      if (*line == '\0')
        break;
      if (g_ascii_strncasecmp (line, "Content-Length:", 15) == 0)
        length = g_ascii_strtoull (line + 15, NULL, 10);
    }
  body = g_malloc0 (MIN (length, MAX_REQUEST) + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (input), body, MIN (length, MAX_REQUEST), &got,
                                self->closing, NULL))
    return NULL;

  return g_steal_pointer (&body);
}

static gboolean
write_text (Desk *self, GOutputStream *output, const char *text, guint64 *left)
{
  gsize length = text != NULL ? MIN (strlen (text), *left) : 0;

  *left -= length;

  return g_output_stream_write_all (output, text, length, NULL, self->closing, NULL);
}

static gsize
measure (const char *text)
{
  return text != NULL ? strlen (text) : 0;
}

static gboolean
write_answer (Desk *self, GOutputStream *output, const DeskAnswer *answer)
{
  guint64 length =
      measure (answer->head) + answer->times * measure (answer->filler) + measure (answer->tail);
  guint64 left = length - MIN (answer->cut, length);
  g_autofree char *head = g_strdup_printf (
      "HTTP/1.1 %u Said\r\nContent-Type: %s\r\nContent-Length: %" G_GUINT64_FORMAT "\r\n\r\n",
      answer->status != 0 ? answer->status : 200,
      answer->type != NULL ? answer->type : "text/xml; charset=utf-8", length);
  gboolean good = g_output_stream_write_all (output, head, strlen (head), NULL, self->closing, NULL)
                  && write_text (self, output, answer->head, &left);

  for (guint64 i = 0; good && i < answer->times; i++)
    good = write_text (self, output, answer->filler, &left);

  return good && write_text (self, output, answer->tail, &left) && answer->cut == 0;
}

static gpointer
serve (gpointer data)
{
  Visit *visit = data;
  Desk *self = visit->desk;
  GIOStream *stream = G_IO_STREAM (visit->connection);
  g_autoptr (GDataInputStream) input =
      g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  gboolean good = TRUE;

  while (good)
    {
      g_autofree char *request = read_request (self, input);
      g_autofree char *operation = request != NULL ? find_operation (request) : NULL;
      DeskAnswer answer = { 0 };

      if (request == NULL)
        break;
      self->func (&answer, operation, request, count_one (self, operation), self->user_data);
      good = write_answer (self, g_io_stream_get_output_stream (stream), &answer);
      g_free (answer.head);
      g_free (answer.tail);
    }
  g_io_stream_close (stream, NULL, NULL);
  g_object_unref (visit->connection);
  g_free (visit);

  return NULL;
}

static gpointer
open_door (gpointer data)
{
  Desk *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->closing, NULL))
         != NULL)
    {
      Visit *visit = g_new0 (Visit, 1);

      *visit = (Visit){ self, connection };
      g_ptr_array_add (self->clerks, g_thread_new ("clerk", serve, visit));
    }

  return NULL;
}

Desk *
desk_new (DeskFunc func, gpointer user_data)
{
  Desk *self = g_new0 (Desk, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->func = func;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->clerks = g_ptr_array_new ();
  self->closing = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->door = g_thread_new ("door", open_door, self);

  return self;
}

void
desk_free (Desk *self)
{
  g_cancellable_cancel (self->closing);
  g_thread_join (self->door);
  for (guint i = 0; i < self->clerks->len; i++)
    g_thread_join (self->clerks->pdata[i]);
  g_object_unref (self->listener);
  g_object_unref (self->closing);
  g_ptr_array_unref (self->clerks);
  g_hash_table_unref (self->counts);
  g_mutex_clear (&self->lock);
  g_free (self);
}

char *
desk_get_endpoint (Desk *self)
{
  return g_strdup_printf ("http://127.0.0.1:%u/EWS/Exchange.asmx", self->port);
}
