/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* libsoup's server forgets a socket for each visitor (3.2), and somebody who looks every fifteen
 * seconds looks for years. */
#include "service/web.h"

#include "core/net/oauth2/loopback-request.h"
#include "service/web-address.h"

#include <string.h>

/* More than programs that look at figures; who is over that waits for nothing. */
#define MOST_VISITORS 16

/* Whoever says nothing for so long is let go; seconds. */
#define PATIENCE 10

struct _TocsinWeb
{
  GObject parent_instance;

  TocsinWebAddress *address;
  GSocketService *service;
  GCancellable *closing;
  TocsinWebFunc func;
  gpointer user_data;
  guint n_visitors;
};

G_DEFINE_FINAL_TYPE (TocsinWeb, tocsin_web, G_TYPE_OBJECT)

struct _TocsinWebVisit
{
  TocsinWeb *web;
  GSocketConnection *connection;
  GString *head;
  char *reply;
  gboolean without_text;
  char buffer[4096];
};

static void
tocsin_web_dispose (GObject *object)
{
  TocsinWeb *self = TOCSIN_WEB (object);

  tocsin_web_close (self);
  g_clear_object (&self->service);
  g_clear_object (&self->closing);
  g_clear_pointer (&self->address, tocsin_web_address_free);

  G_OBJECT_CLASS (tocsin_web_parent_class)->dispose (object);
}

static void
tocsin_web_class_init (TocsinWebClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_web_dispose;
}

static void
tocsin_web_init (TocsinWeb *self)
{
  self->closing = g_cancellable_new ();
}

static void
visit_free (TocsinWebVisit *visit)
{
  visit->web->n_visitors--;
  g_io_stream_close (G_IO_STREAM (visit->connection), NULL, NULL);
  g_object_unref (visit->connection);
  g_string_free (visit->head, TRUE);
  g_free (visit->reply);
  g_object_unref (visit->web);
  g_free (visit);
}

static void
on_written (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, NULL);
  visit_free (user_data);
}

/**
 * tocsin_web_visit_answer:
 * @visit: (transfer full): a visit
 * @status: such as "200 OK"
 * @type: the text's type
 * @text: what there is to say
 */
void
tocsin_web_visit_answer (TocsinWebVisit *visit,
                         const char *status,
                         const char *type,
                         const char *text)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (visit->connection));

  visit->reply = g_strdup_printf (
      "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n"
      "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n%s",
      status, type, strlen (text), visit->without_text ? "" : text);
  g_output_stream_write_all_async (stream, visit->reply, strlen (visit->reply), G_PRIORITY_DEFAULT,
                                   visit->web->closing, on_written, visit);
}

static void
refuse (TocsinWebVisit *visit, const char *status)
{
  g_autofree char *text = g_strconcat (status, "\n", NULL);

  tocsin_web_visit_answer (visit, status, "text/plain; charset=utf-8", text);
}

static void
judge (TocsinWebVisit *visit)
{
  g_autoptr (TocsinLoopbackRequest) request =
      tocsin_loopback_request_parse (visit->head->str, visit->head->len);

  if (request == NULL)
    {
      refuse (visit, "400 Bad Request");
      return;
    }
  visit->without_text = g_str_equal (request->method, "HEAD");
  if (!visit->without_text && !g_str_equal (request->method, "GET"))
    refuse (visit, "405 Method Not Allowed");
  else if (!tocsin_web_address_is_meant (visit->web->address, request->host))
    refuse (visit, "403 Forbidden");
  else
    visit->web->func (visit, request->path, visit->web->user_data);
}

static void read_on (TocsinWebVisit *visit);

static void
on_read (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  TocsinWebVisit *visit = user_data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);
  const char *end;

  if (length <= 0)
    {
      visit_free (visit);
      return;
    }
  g_string_append_len (visit->head, visit->buffer, length);
  end = memmem (visit->head->str, visit->head->len, "\r\n\r\n", strlen ("\r\n\r\n"));
  if (end != NULL)
    g_string_truncate (visit->head, (gsize) (end - visit->head->str));
  if (end != NULL || visit->head->len > TOCSIN_LOOPBACK_MAX)
    judge (visit);
  else
    read_on (visit);
}

static void
read_on (TocsinWebVisit *visit)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (visit->connection)),
                             visit->buffer, sizeof visit->buffer, G_PRIORITY_DEFAULT,
                             visit->web->closing, on_read, visit);
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  TocsinWeb *self = user_data;
  TocsinWebVisit *visit;

  if (self->n_visitors >= MOST_VISITORS)
    return TRUE;

  self->n_visitors++;
  visit = g_new0 (TocsinWebVisit, 1);
  visit->web = g_object_ref (self);
  visit->connection = g_object_ref (connection);
  visit->head = g_string_new (NULL);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), PATIENCE);
  read_on (visit);

  return TRUE;
}

/**
 * tocsin_web_new:
 * @address: as of tocsin_web_address_parse()
 * @func: who answers
 * @user_data: for @func; outlives the web
 * @error: where to put what is wrong with the address, or why nobody can listen there
 *
 * Returns: (transfer full): pages that can be asked for.
 */
TocsinWeb *
tocsin_web_new (const char *address, TocsinWebFunc func, gpointer user_data, GError **error)
{
  g_autoptr (TocsinWeb) self = g_object_new (TOCSIN_TYPE_WEB, NULL);

  self->func = func;
  self->user_data = user_data;
  self->address = tocsin_web_address_parse (address, error);
  if (self->address == NULL)
    return NULL;

  self->service = g_socket_service_new ();
  /* GLib drops a visitor that comes while an address is added to a service at work. */
  g_socket_service_stop (self->service);
  if (!tocsin_web_address_listen (self->address, G_SOCKET_LISTENER (self->service), error))
    return NULL;
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (on_incoming), self, 0);
  g_socket_service_start (self->service);

  return g_steal_pointer (&self);
}

/**
 * tocsin_web_close:
 * @self: pages
 *
 * Nobody is let in any more, and whoever is still reading is cut off. Does nothing the second time.
 */
void
tocsin_web_close (TocsinWeb *self)
{
  g_return_if_fail (TOCSIN_IS_WEB (self));

  if (self->service == NULL || g_cancellable_is_cancelled (self->closing))
    return;

  g_cancellable_cancel (self->closing);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  tocsin_web_address_leave (self->address);
}
