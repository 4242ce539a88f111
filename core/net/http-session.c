/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-session.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/http-message.h"
#include "core/net/http-request-private.h"
#include "core/net/http-road.h"
#include "core/net/channel.h"
#include "core/net/http-stream.h"

struct _TocsinHttpSession
{
  TocsinSession parent_instance;

  TocsinLineStream *line;
  TocsinHttpStream *stream;
  GMainContext *context; /* nobody runs it, so no timer of libsoup's comes between */
  SoupSession *soup;
  SoupMessage *message; /* that is being answered */
  GInputStream *body;   /* what is left of the answer */
  gboolean used;
  gboolean signed_in;
};

G_DEFINE_FINAL_TYPE (TocsinHttpSession, tocsin_http_session, TOCSIN_TYPE_SESSION)

/* No cookies, no logins, no decompression, no timers, no second connection, and the way there is
 * ours: libsoup leads the conversation and nothing else. */
static SoupSession *
make_soup (GSocketConnectable *road)
{
  g_autoptr (GProxyResolver) none = g_simple_proxy_resolver_new ("direct://", NULL);
  SoupSession *soup = soup_session_new_with_options (
      "remote-connectable", road, "proxy-resolver", none, "max-conns", 1, "max-conns-per-host", 1,
      "timeout", 0, "idle-timeout", 0, "user-agent", "Tocsin", NULL);

  soup_session_remove_feature_by_type (soup, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (soup, SOUP_TYPE_CONTENT_DECODER);

  return soup;
}

static gboolean
session_open (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  TocsinHttpSession *self = TOCSIN_HTTP_SESSION (session);
  TocsinLineStream *line = tocsin_session_connect_stream (session, cancellable, error);
  g_autoptr (GSocketConnectable) road = NULL;

  if (line == NULL)
    return FALSE;

  self->line = g_object_ref (line);
  self->stream = TOCSIN_HTTP_STREAM (tocsin_http_stream_new (line));
  road = tocsin_http_road_new (G_IO_STREAM (self->stream));
  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->soup = make_soup (road);
  g_main_context_pop_thread_default (self->context);

  return TRUE;
}

static gboolean
session_probe (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  if (tocsin_http_stream_is_silent (TOCSIN_HTTP_SESSION (session)->stream))
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                       _ ("The connection is closed already"));
  return FALSE;
}

static void
session_close (TocsinSession *session, GCancellable *cancellable)
{
  TocsinHttpSession *self = TOCSIN_HTTP_SESSION (session);

  if (self->soup != NULL)
    soup_session_abort (self->soup);
  g_clear_object (&self->body);
  g_clear_object (&self->message);
  if (self->line != NULL)
    tocsin_line_stream_close (self->line);
}

static void
tocsin_http_session_finalize (GObject *object)
{
  TocsinHttpSession *self = TOCSIN_HTTP_SESSION (object);

  g_clear_object (&self->body);
  g_clear_object (&self->message);
  g_clear_object (&self->soup);
  g_clear_object (&self->stream);
  g_clear_object (&self->line);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (tocsin_http_session_parent_class)->finalize (object);
}

static void
tocsin_http_session_class_init (TocsinHttpSessionClass *klass)
{
  TocsinSessionClass *session_class = TOCSIN_SESSION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tocsin_http_session_finalize;
  session_class->open = session_open;
  session_class->probe = session_probe;
  session_class->close = session_close;
}

static void
tocsin_http_session_init (TocsinHttpSession *self)
{
}

/**
 * tocsin_http_session_was_used: (skip)
 * @self: a session
 *
 * Returns: whether something was asked on it before, so that the server may have closed it since.
 */
gboolean
tocsin_http_session_was_used (TocsinHttpSession *self)
{
  return self->used;
}

/**
 * tocsin_http_session_was_heard: (skip)
 * @self: a session
 *
 * Returns: whether the server answered anything at all to the last request.
 */
gboolean
tocsin_http_session_was_heard (TocsinHttpSession *self)
{
  return tocsin_http_stream_was_heard (self->stream);
}

/**
 * tocsin_http_session_is_signed_in: (skip)
 * @self: a session
 *
 * Returns: whether the server has been told who we are in a way that holds for the connection.
 */
gboolean
tocsin_http_session_is_signed_in (TocsinHttpSession *self)
{
  return self->signed_in;
}

/**
 * tocsin_http_session_set_signed_in: (skip)
 * @self: a session
 * @signed_in: whether its server knows now who is at the other end of the connection
 */
void
tocsin_http_session_set_signed_in (TocsinHttpSession *self, gboolean signed_in)
{
  self->signed_in = signed_in;
}

static void
take_header (const char *name, const char *value, gpointer user_data)
{
  tocsin_http_reply_add_header (user_data, name, value);
}

/* Of two lengths libsoup takes one; nobody knows which is meant (RFC 9112, section 6.3). */
static gboolean
check_length (const TocsinHttpReply *reply, GError **error)
{
  const char *length = tocsin_http_reply_get (reply, "content-length");

  if (length == NULL || (*length != '\0' && length[strspn (length, "0123456789")] == '\0'))
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                       _ ("The answer says twice or not in digits how long it is"));
  return FALSE;
}

/* libsoup takes the end of the connection for the last chunk (RFC 9112, section 8). */
static gboolean
check_whole (TocsinHttpSession *self, GError **error)
{
  SoupEncoding encoding =
      soup_message_headers_get_encoding (soup_message_get_response_headers (self->message));

  if (encoding == SOUP_ENCODING_EOF || !tocsin_http_stream_has_ended (self->stream))
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                       _ ("The answer ends in the middle"));
  return FALSE;
}

/* What the connection says went wrong, or else what libsoup makes of what it read. */
static void
translate (TocsinHttpSession *self, GError *problem, GError **error)
{
  const char *place =
      tocsin_endpoint_to_string (tocsin_session_get_endpoint (TOCSIN_SESSION (self)));
  GError *reason = tocsin_http_stream_take_reason (self->stream);

  if (reason != NULL)
    {
      g_propagate_error (error, reason);
      g_error_free (problem);
      return;
    }
  if (problem->domain == SOUP_SESSION_ERROR
      || g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("%s: what came is no answer in HTTP (%s)"), place, problem->message);
      g_error_free (problem);
      return;
    }

  g_propagate_error (error, problem);
  tocsin_error_translate (error, "%s", place);
}

static TocsinHttpReply *
send_message (TocsinHttpSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinHttpReply) reply = NULL;

  self->body = soup_session_send (self->soup, self->message, cancellable, error);
  if (self->body == NULL)
    return NULL;

  reply = tocsin_http_reply_new (soup_message_get_status (self->message),
                                 soup_message_get_reason_phrase (self->message));
  soup_message_headers_foreach (soup_message_get_response_headers (self->message), take_header,
                                reply);
  if (!check_length (reply, error))
    return NULL;

  return g_steal_pointer (&reply);
}

/**
 * tocsin_http_session_begin: (skip)
 * @self: an open session
 * @request: what to ask
 * @origin: scheme, host and, unless it is the usual one, port; for the header Host
 * @deadline: until when all of the answer must be there, in g_get_monotonic_time() units
 * @sent: (out): whether anything of the request has left
 * @cancellable: (nullable): ends the wait
 * @error: `net.*`, `timeout.command`, `protocol.parse`, `cancelled`, and what reading @request's
 *   body failed with
 *
 * Asks, and waits for the head of the answer. A session that failed is broken, and so is one of
 * which the answer is not read to its end.
 *
 * Returns: (transfer full): the head, whatever its status.
 */
TocsinHttpReply *
tocsin_http_session_begin (TocsinHttpSession *self,
                           TocsinHttpRequest *request,
                           const char *origin,
                           gint64 deadline,
                           gboolean *sent,
                           GCancellable *cancellable,
                           GError **error)
{
  TocsinTranscript *transcript = tocsin_session_get_transcript (TOCSIN_SESSION (self));
  guint64 before = tocsin_line_stream_get_bytes_written (self->line);
  TocsinHttpReply *reply;
  GError *problem = NULL;

  *sent = FALSE;
  g_clear_object (&self->body);
  g_clear_object (&self->message);
  self->message = tocsin_http_message_new (request, origin, error);
  if (self->message == NULL)
    return NULL;

  tocsin_http_stream_begin (self->stream);
  tocsin_line_stream_set_deadline (self->line, deadline);
  tocsin_transcript_note (transcript, "%s %s", request->method, origin);
  reply = send_message (self, cancellable, &problem);
  self->used = TRUE;
  *sent = tocsin_line_stream_get_bytes_written (self->line) != before;
  if (reply != NULL)
    return reply;

  tocsin_session_mark_broken (TOCSIN_SESSION (self));
  translate (self, problem, error);
  return NULL;
}

/**
 * tocsin_http_session_read: (skip)
 * @self: a session with an answer begun
 * @buffer: (out caller-allocates): where to
 * @size: room there
 * @cancellable: (nullable): ends the wait
 * @error: as of tocsin_http_session_begin()
 *
 * Waits for more of the answer.
 *
 * Returns: how many bytes came; 0 at its end; -1 with @error.
 */
gssize
tocsin_http_session_read (
    TocsinHttpSession *self, char *buffer, gsize size, GCancellable *cancellable, GError **error)
{
  GError *problem = NULL;
  gssize n_read = g_input_stream_read (self->body, buffer, size, cancellable, &problem);

  if (n_read > 0 || (n_read == 0 && check_whole (self, &problem)))
    return n_read;

  tocsin_session_mark_broken (TOCSIN_SESSION (self));
  translate (self, problem, error);
  return -1;
}

/**
 * tocsin_http_session_read_now: (skip)
 * @self: a session with an answer begun
 * @buffer: (out caller-allocates): where to
 * @size: room there
 * @error: as of tocsin_http_session_begin()
 *
 * As tocsin_http_session_read(), but never waits: %TOCSIN_CHANNEL_AGAIN says that nothing of the
 * answer is left in TLS or libsoup either, so that the descriptor tells when there is more.
 *
 * Returns: how many bytes came; 0 at its end; %TOCSIN_CHANNEL_AGAIN; -1 with @error.
 */
gssize
tocsin_http_session_read_now (TocsinHttpSession *self, char *buffer, gsize size, GError **error)
{
  GPollableInputStream *body = G_POLLABLE_INPUT_STREAM (self->body);
  GError *problem = NULL;
  gssize n_read = g_pollable_input_stream_read_nonblocking (body, buffer, size, NULL, &problem);

  if (n_read > 0 || (n_read == 0 && check_whole (self, &problem)))
    return n_read;
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      g_error_free (problem);
      return TOCSIN_CHANNEL_AGAIN;
    }

  tocsin_session_mark_broken (TOCSIN_SESSION (self));
  translate (self, problem, error);
  return -1;
}

/**
 * tocsin_http_session_end: (skip)
 * @self: a session with an answer begun
 * @whole: whether it was read to its end
 *
 * Makes ready for the next request, if the server agrees. Else the session is broken: reading what
 * is left may be without end.
 */
void
tocsin_http_session_end (TocsinHttpSession *self, gboolean whole)
{
  if (whole)
    g_input_stream_close (self->body, NULL, NULL);
  if (!whole || !soup_message_is_keepalive (self->message))
    tocsin_session_mark_broken (TOCSIN_SESSION (self));
}

/**
 * tocsin_http_session_set_patience: (skip)
 * @self: a session with an answer begun
 * @seconds: how long to wait for more of the answer, from now on; there is no other limit then
 */
void
tocsin_http_session_set_patience (TocsinHttpSession *self, guint seconds)
{
  tocsin_http_stream_set_patience (self->stream, seconds);
}

/**
 * tocsin_http_session_get_line: (skip)
 * @self: an open session
 *
 * Returns: (transfer none): its connection, for the descriptor and the deadline of what is read.
 */
TocsinLineStream *
tocsin_http_session_get_line (TocsinHttpSession *self)
{
  return self->line;
}
