/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-talk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/http-body.h"
#include "core/net/http-client-private.h"
#include "core/net/http-request-private.h"

static gboolean
check_secrets (TocsinHttpTalk *self, GError **error)
{
  TocsinEndpoint *endpoint = tocsin_http_client_get_endpoint (self->client);
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_endpoint_get_settings (endpoint));

  if ((!self->request->has_secret && self->request->authorization == NULL)
      || tocsin_endpoint_get_encryption (endpoint) != TOCSIN_ENCRYPTION_NONE
      || tocsin_snapshot_get_boolean (settings, "encryption.allow-cleartext"))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
               _ ("%s: a password or a token is not sent in clear"),
               tocsin_http_client_get_origin (self->client));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Use an address with https://, or set "
                                      "encryption.allow-cleartext=true where nobody can listen."));
  return FALSE;
}

static gboolean
is_over (const GError *problem)
{
  return problem->code == TOCSIN_ERROR_CANCELLED || problem->code == TOCSIN_ERROR_TIMEOUT_COMMAND;
}

/* How much may come and go, in bytes; 0 for no limit. */
static guint64
get_size (const TocsinHttpRequest *request, const TocsinEndpointLimits *limits)
{
  guint64 body = request->body != NULL ? g_bytes_get_size (request->body) : request->length;

  if (request->sink == NULL)
    return body + request->max_answer;

  return limits->max_message_size != 0 ? body + limits->max_message_size : 0;
}

/* What goes to a sink may be of any length: only silence ends it then. */
static gint64
choose_deadline (TocsinHttpTalk *self)
{
  const TocsinHttpRequest *request = self->request;
  const TocsinEndpointLimits *limits =
      tocsin_endpoint_get_limits (tocsin_http_client_get_endpoint (self->client));
  guint64 size = get_size (request, limits);
  guint64 seconds =
      request->timeout != 0 ? request->timeout : tocsin_endpoint_limits_get_patience (limits, size);

  if (size == 0 && request->timeout == 0 && limits->command_timeout == 0)
    return 0;

  return g_get_monotonic_time () + (gint64) seconds * G_TIME_SPAN_SECOND;
}

static TocsinSession *
open_alone (TocsinHttpTalk *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSession) session = g_object_new (
      TOCSIN_TYPE_HTTP_SESSION, "endpoint", tocsin_http_client_get_endpoint (self->client), NULL);

  if (!self->seen)
    tocsin_session_set_report (session, self->report);
  self->seen = TRUE;
  tocsin_session_set_transcript (session, self->transcript);
  if (tocsin_session_open (session, cancellable, error))
    return g_steal_pointer (&session);

  tocsin_session_close (session, cancellable);
  return NULL;
}

/**
 * tocsin_http_talk_connect: (skip)
 * @self: a talk
 * @cancellable: (nullable): ends the wait
 * @error: `dns.*`, `net.*`, `proxy.*`, `tls.*`, `config.*`, `secret.*`, `cancelled`
 *
 * Takes a connection, unless there is one already.
 */
gboolean
tocsin_http_talk_connect (TocsinHttpTalk *self, GCancellable *cancellable, GError **error)
{
  TocsinSessionPool *pool = tocsin_http_client_get_pool (self->client);
  TocsinSession *session;

  if (self->session != NULL)
    return TRUE;

  session = self->alone ? open_alone (self, cancellable, error)
                        : tocsin_session_pool_acquire (pool, cancellable, error);
  if (session == NULL)
    return FALSE;
  self->session = TOCSIN_HTTP_SESSION (session);
  self->kept = tocsin_http_session_was_used (self->session);

  return TRUE;
}

static void
give_back (TocsinHttpTalk *self, gboolean healthy)
{
  TocsinSession *session = TOCSIN_SESSION (g_steal_pointer (&self->session));

  if (session == NULL)
    return;
  if (!self->alone)
    {
      tocsin_session_pool_release (tocsin_http_client_get_pool (self->client), session, healthy);
      return;
    }

  tocsin_session_close (session, NULL);
  g_object_unref (session);
}

static gboolean
wants_body (const TocsinHttpTalk *self, const TocsinHttpReply *reply)
{
  return self->whole || reply->status < 200 || reply->status >= 300
         || !tocsin_http_reply_has_type (reply, self->request->types);
}

/* What is refused is shown to people, and a server may repeat in it what it was sent. */
static void
hide_secrets (const TocsinHttpRequest *request, TocsinHttpReply *reply)
{
  const char *value =
      request->authorization != NULL ? tocsin_secret_peek (request->authorization) : "";
  const char *blank = strchr (value, ' ');

  if (reply->status >= 200 && reply->status < 300
      && tocsin_http_reply_has_type (reply, request->types))
    return;

  tocsin_http_reply_hide (reply, blank != NULL ? blank + 1 : value);
  for (guint i = 0; i < request->headers->len; i++)
    {
      const TocsinHttpHeader *header = request->headers->pdata[i];

      if (header->secret != NULL)
        tocsin_http_reply_hide (reply, tocsin_secret_peek (header->secret));
    }
}

/* Returns the answer; or NULL with @problem, and in @stale whether it makes sense to ask once more,
 * because a kept connection had been closed meanwhile. */
static TocsinHttpReply *
ask_once (TocsinHttpTalk *self, gboolean *stale, GCancellable *cancellable, GError **problem)
{
  const char *origin = tocsin_http_client_get_origin (self->client);
  gboolean used = tocsin_http_session_was_used (self->session);
  gboolean sent;
  g_autoptr (TocsinHttpReply) reply = tocsin_http_session_begin (
      self->session, self->request, origin, choose_deadline (self), &sent, cancellable, problem);

  if (reply != NULL
      && (!wants_body (self, reply)
          || tocsin_http_body_take (self->session, self->request, reply, cancellable, problem)))
    {
      hide_secrets (self->request, reply);
      return g_steal_pointer (&reply);
    }

  *stale = reply == NULL && used && !tocsin_http_session_was_heard (self->session)
           && (!sent || tocsin_http_request_may_be_repeated (self->request)) && !is_over (*problem);
  self->lost = self->lost || tocsin_error_is_network (*problem);
  give_back (self, FALSE);

  return NULL;
}

/**
 * tocsin_http_talk_ask: (skip)
 * @self: a talk
 * @bound: whether the request belongs to what was said before on this connection
 * @cancellable: (nullable): ends the wait
 * @error: as of tocsin_http_client_send()
 *
 * Asks, and waits for the answer. On a connection that was kept and turns out to be closed it asks
 * once more on another, if the request may come twice or none of it had left.
 *
 * Returns: (transfer full): the answer, whatever its status.
 */
TocsinHttpReply *
tocsin_http_talk_ask (TocsinHttpTalk *self,
                      gboolean bound,
                      GCancellable *cancellable,
                      GError **error)
{
  for (;;)
    {
      GError *problem = NULL;
      gboolean stale = FALSE;
      TocsinHttpReply *reply;

      if (!check_secrets (self, error) || !tocsin_http_talk_connect (self, cancellable, error))
        return NULL;
      reply = ask_once (self, &stale, cancellable, &problem);
      if (reply != NULL)
        return reply;
      if (!stale || bound)
        {
          g_propagate_error (error, problem);
          return NULL;
        }
      g_error_free (problem);
    }
}

/**
 * tocsin_http_talk_is_open: (skip)
 * @self: a talk
 *
 * Returns: whether the connection is there, for another request.
 */
gboolean
tocsin_http_talk_is_open (const TocsinHttpTalk *self)
{
  return self->session != NULL
         && tocsin_session_get_state (TOCSIN_SESSION (self->session)) == TOCSIN_SESSION_OPEN;
}

/**
 * tocsin_http_talk_hang_up: (skip)
 * @self: a talk
 *
 * Lets go of the connection for good: what was said on it is forgotten.
 */
void
tocsin_http_talk_hang_up (TocsinHttpTalk *self)
{
  give_back (self, FALSE);
}

/**
 * tocsin_http_talk_clear: (skip)
 * @self: a talk that is over
 *
 * Gives the connection back, if it is of any more use.
 */
void
tocsin_http_talk_clear (TocsinHttpTalk *self)
{
  give_back (self, tocsin_http_talk_is_open (self));
}
