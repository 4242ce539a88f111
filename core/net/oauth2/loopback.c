/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Everybody on this machine, and every web page in the browser, can knock at the port. So an answer
 * counts only with the state that nobody else knows, asked for by the address we gave out (a page
 * that has its own name resolved to this machine says another), and once. The rest is told off, and
 * the wait goes on. */
#include "core/net/oauth2/loopback.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/oauth2/loopback-request.h"
#include "core/settings/secret.h"

/* More than browsers open at once; who is over that waits for nothing. */
#define MOST_VISITORS 32

struct _TocsinLoopback
{
  GMainContext *context;
  GSocketService *service;
  GCancellable *closing;
  char *address;
  char *authority; /* host and port, as a browser says them */
  TocsinSecret *state;
  GHashTable *answer;
  guint n_visitors;
  gboolean over;
};

/* One connection, and how far it is. */
typedef struct
{
  TocsinLoopback *loopback;
  GSocketConnection *connection;
  GString *head;
  char *reply;
  gboolean is_answer;
  char buffer[4096];
} Visitor;

static const char page[] =
    "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Tocsin</title>"
    "</head><body><h1>Tocsin</h1><p>%s</p></body></html>";

static void
visitor_free (Visitor *self)
{
  self->loopback->n_visitors--;
  /* The page has gone out before the port is closed. */
  if (self->is_answer)
    self->loopback->over = TRUE;
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_string_free (self->head, TRUE);
  g_free (self->reply);
  g_free (self);
}

static void
on_written (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, NULL);
  visitor_free (user_data);
}

/* Our address has the code in it: it is not to be handed on, kept or framed. */
static void
reply (Visitor *self, const char *status, const char *text)
{
  g_autofree char *safe = g_markup_escape_text (text, -1);
  g_autofree char *body = g_strdup_printf (page, safe);

  self->reply = g_strdup_printf ("HTTP/1.1 %s\r\n"
                                 "Content-Type: text/html; charset=utf-8\r\n"
                                 "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                                 "Cache-Control: no-store\r\n"
                                 "Referrer-Policy: no-referrer\r\n"
                                 "Content-Security-Policy: default-src 'none'; "
                                 "frame-ancestors 'none'\r\n"
                                 "Connection: close\r\n\r\n%s",
                                 status, strlen (body), body);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                                   self->reply, strlen (self->reply), G_PRIORITY_DEFAULT,
                                   self->loopback->closing, on_written, self);
}

static gboolean
knows_state (TocsinLoopback *self, GHashTable *query)
{
  const char *given = g_hash_table_lookup (query, "state");
  g_autoptr (TocsinSecret) state = given != NULL ? tocsin_secret_new (given, -1) : NULL;

  return state != NULL && tocsin_secret_equal (state, self->state);
}

static gboolean
is_for_us (TocsinLoopback *self, const TocsinLoopbackRequest *request)
{
  return request->host != NULL && g_ascii_strcasecmp (request->host, self->authority) == 0;
}

static void
judge (Visitor *visitor)
{
  TocsinLoopback *self = visitor->loopback;
  g_autoptr (TocsinLoopbackRequest) request =
      tocsin_loopback_request_parse (visitor->head->str, visitor->head->len);

  if (request == NULL)
    reply (visitor, "400 Bad Request", _ ("That makes no sense."));
  else if (!g_str_equal (request->path, "/"))
    reply (visitor, "404 Not Found", _ ("There is nothing here."));
  else if (!g_str_equal (request->method, "GET"))
    reply (visitor, "405 Method Not Allowed", _ ("There is nothing here."));
  else if (!is_for_us (self, request) || !knows_state (self, request->query))
    reply (visitor, "403 Forbidden",
           _ ("This does not belong to the sign-in that Tocsin waits for."));
  else if (self->answer != NULL)
    reply (visitor, "409 Conflict", _ ("This sign-in is done."));
  else
    {
      self->answer = g_hash_table_ref (request->query);
      visitor->is_answer = TRUE;
      reply (visitor, "200 OK",
             g_hash_table_contains (request->query, "code")
                 ? _ ("That is all. You can close this page and go back to Tocsin.")
                 : _ ("The sign-in was refused. Go back to Tocsin for the reason."));
    }
}

static void read_on (Visitor *self);

static void
on_read (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  Visitor *self = user_data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);
  const char *end;

  if (length <= 0)
    {
      visitor_free (self);
      return;
    }
  g_string_append_len (self->head, self->buffer, length);
  end = strstr (self->head->str, "\r\n\r\n");
  if (end != NULL)
    g_string_truncate (self->head, (gsize) (end - self->head->str));
  if (end != NULL || self->head->len > TOCSIN_LOOPBACK_MAX)
    judge (self);
  else
    read_on (self);
}

static void
read_on (Visitor *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                             self->buffer, sizeof self->buffer, G_PRIORITY_DEFAULT,
                             self->loopback->closing, on_read, self);
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  TocsinLoopback *self = user_data;
  Visitor *visitor;

  if (self->n_visitors >= MOST_VISITORS)
    return TRUE;

  self->n_visitors++;
  visitor = g_new0 (Visitor, 1);
  visitor->loopback = self;
  visitor->connection = g_object_ref (connection);
  visitor->head = g_string_new (NULL);
  read_on (visitor);

  return TRUE;
}

static gboolean
listen_at (TocsinLoopback *self, GSocketFamily family, guint16 port, guint16 *bound, GError **error)
{
  g_autoptr (GInetAddress) here = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (here, port);
  g_autoptr (GSocketAddress) effective = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective,
                                      error))
    return FALSE;

  *bound = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return TRUE;
}

/* "localhost" may lead a browser to either address; where there is only one, it will find that. */
static gboolean
listen_on (TocsinLoopback *self, const char *host, GError **error)
{
  guint16 port = 0;

  if (!listen_at (self, G_SOCKET_FAMILY_IPV4, 0, &port, error))
    {
      tocsin_error_translate (error, _ ("Listening for the browser"));
      return FALSE;
    }
  listen_at (self, G_SOCKET_FAMILY_IPV6, port, &port, NULL);
  self->authority = g_strdup_printf ("%s:%u", host, port);
  self->address = g_strdup_printf ("http://%s/", self->authority);

  return TRUE;
}

/**
 * tocsin_loopback_new: (skip)
 * @host: what a browser is told to come back to: "127.0.0.1" or "localhost"
 * @state: what only who was sent by us knows
 * @error: why there is no port
 *
 * Returns: (transfer full): a server that listens.
 */
TocsinLoopback *
tocsin_loopback_new (const char *host, const char *state, GError **error)
{
  g_autoptr (TocsinLoopback) self = g_new0 (TocsinLoopback, 1);
  gboolean listens;

  self->context = g_main_context_new ();
  self->state = tocsin_secret_new (state, -1);
  self->closing = g_cancellable_new ();
  g_main_context_push_thread_default (self->context);
  self->service = g_socket_service_new ();
  /* GLib drops a visitor that comes while an address is added to a service at work. */
  g_socket_service_stop (self->service);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  listens = listen_on (self, host, error);
  g_socket_service_start (self->service);
  g_main_context_pop_thread_default (self->context);

  return listens ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_loopback_free: (skip)
 * @self: (transfer full): a server
 */
void
tocsin_loopback_free (TocsinLoopback *self)
{
  g_main_context_push_thread_default (self->context);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->closing);
  while (self->n_visitors > 0 || g_main_context_pending (self->context))
    g_main_context_iteration (self->context, TRUE);
  g_clear_object (&self->service);
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_object_unref (self->closing);
  g_clear_pointer (&self->answer, g_hash_table_unref);
  tocsin_secret_unref (self->state);
  g_free (self->address);
  g_free (self->authority);
  g_free (self);
}

/**
 * tocsin_loopback_get_address: (skip)
 * @self: a server
 *
 * Returns: (transfer none): where the browser is to come back to.
 */
const char *
tocsin_loopback_get_address (TocsinLoopback *self)
{
  return self->address;
}

static gboolean
on_timeout (gpointer user_data)
{
  TocsinLoopback *self = user_data;

  self->over = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  return on_timeout (user_data);
}

static void
attach (TocsinLoopback *self, GSource *source, GSourceFunc function)
{
  g_source_set_callback (source, function, self, NULL);
  g_source_attach (source, self->context);
}

static void
detach (GSource *source)
{
  if (source == NULL)
    return;

  g_source_destroy (source);
  g_source_unref (source);
}

static void
serve (TocsinLoopback *self, guint seconds, GCancellable *cancellable)
{
  GSource *timeout = g_timeout_source_new_seconds (seconds);
  GSource *cancelled = cancellable != NULL ? g_cancellable_source_new (cancellable) : NULL;

  g_main_context_push_thread_default (self->context);
  attach (self, timeout, on_timeout);
  if (cancelled != NULL)
    attach (self, cancelled, G_SOURCE_FUNC (on_cancelled));
  while (!self->over)
    g_main_context_iteration (self->context, TRUE);
  detach (timeout);
  detach (cancelled);
  g_main_context_pop_thread_default (self->context);
}

/**
 * tocsin_loopback_wait: (skip)
 * @self: a server
 * @seconds: how long
 * @cancellable: (nullable): to stop it
 * @error: `auth.oauth-refresh-failed` if nobody came, `cancelled`
 *
 * Returns: (transfer full) (element-type utf8 utf8): the names and values that the browser brought.
 */
GHashTable *
tocsin_loopback_wait (TocsinLoopback *self,
                      guint seconds,
                      GCancellable *cancellable,
                      GError **error)
{
  serve (self, seconds, cancellable);
  if (self->answer != NULL)
    return g_hash_table_ref (self->answer);

  if (g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("interrupted"));
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED,
                 _ ("nobody has signed in with a browser within %u minutes"), seconds / 60);
  return NULL;
}
