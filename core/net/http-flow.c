/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-flow-private.h"

#include "core/net/channel.h"

G_STATIC_ASSERT (TOCSIN_HTTP_FLOW_AGAIN == TOCSIN_CHANNEL_AGAIN);

struct _TocsinHttpFlow
{
  TocsinHttpTalk talk;
  TocsinHttpReply *reply;
  gboolean over; /* whether all of it has been read */
};

/**
 * tocsin_http_flow_new: (skip)
 * @talk: (inout): on a connection of its own, with an answer begun; its connection is taken over
 * @reply: (transfer full): the head of that answer; with its body unless the status is 2xx
 *
 * Returns: (transfer full): the rest of the answer.
 */
TocsinHttpFlow *
tocsin_http_flow_new (TocsinHttpTalk *talk, TocsinHttpReply *reply)
{
  TocsinHttpFlow *self = g_new0 (TocsinHttpFlow, 1);

  self->talk = *talk;
  talk->session = NULL;
  self->talk.request = NULL;
  self->talk.client = g_object_ref (talk->client);
  self->reply = reply;
  self->over = reply->status < 200 || reply->status >= 300;

  return self;
}

/**
 * tocsin_http_flow_free: (skip)
 * @self: (transfer full): an answer; its connection is closed
 */
void
tocsin_http_flow_free (TocsinHttpFlow *self)
{
  tocsin_http_talk_hang_up (&self->talk);
  g_object_unref (self->talk.client);
  tocsin_http_reply_free (self->reply);
  g_free (self);
}

/**
 * tocsin_http_flow_get_reply: (skip)
 * @self: an answer
 *
 * Returns: (transfer none): its status and headers. If that is a refusal, its body is there and
 *   nothing else follows.
 */
const TocsinHttpReply *
tocsin_http_flow_get_reply (TocsinHttpFlow *self)
{
  return self->reply;
}

/**
 * tocsin_http_flow_get_fd: (skip)
 * @self: an answer
 *
 * Returns: the descriptor to wait for; -1 if it is closed.
 */
int
tocsin_http_flow_get_fd (TocsinHttpFlow *self)
{
  return self->talk.session != NULL
             ? tocsin_line_stream_get_fd (tocsin_http_session_get_line (self->talk.session))
             : -1;
}

/**
 * tocsin_http_flow_read: (skip)
 * @self: an answer
 * @buffer: (out caller-allocates): where to
 * @size: room there
 * @seconds: how long the server may be silent
 * @cancellable: (nullable): ends the wait
 * @error: `net.*`, `timeout.command`, `protocol.parse`, `cancelled`
 *
 * Waits for more.
 *
 * Returns: how many bytes came; 0 at the end; -1 with @error.
 */
gssize
tocsin_http_flow_read (TocsinHttpFlow *self,
                       char *buffer,
                       gsize size,
                       guint seconds,
                       GCancellable *cancellable,
                       GError **error)
{
  gssize n_read;

  if (self->over)
    return 0;

  tocsin_http_session_set_patience (self->talk.session, seconds);
  n_read = tocsin_http_session_read (self->talk.session, buffer, size, cancellable, error);
  self->over = n_read <= 0;

  return n_read;
}

/**
 * tocsin_http_flow_read_now: (skip)
 * @self: an answer
 * @buffer: (out caller-allocates): where to
 * @size: room there
 * @error: as of tocsin_http_flow_read()
 *
 * Never waits.
 *
 * Returns: how many bytes came; 0 at the end; %TOCSIN_HTTP_FLOW_AGAIN; -1 with @error.
 */
gssize
tocsin_http_flow_read_now (TocsinHttpFlow *self, char *buffer, gsize size, GError **error)
{
  gssize n_read;

  if (self->over)
    return 0;

  n_read = tocsin_http_session_read_now (self->talk.session, buffer, size, error);
  self->over = n_read == 0 || n_read == -1;

  return n_read;
}
