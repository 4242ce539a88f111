/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-client.h"
#include "core/net/http-session.h"

G_BEGIN_DECLS

/**
 * TocsinHttpTalk:
 * @client: where to
 * @request: what is asked
 * @alone: on connections of its own, that are shared with nobody and not kept
 * @whole: whether the body is read; of a refusal it always is
 * @transcript: (nullable): where to write down what is said, if @alone
 * @report: (nullable): who watches, if @alone: the way there, the first time it is gone
 * @seen: whether @report has seen that
 * @session: (nullable): the connection, from the first request on
 * @kept: whether others had used that connection before
 * @lost: whether a connection broke
 *
 * One request on its way, which may take several on one connection or more. Private to core/net.
 */
typedef struct
{
  TocsinHttpClient *client;
  TocsinHttpRequest *request;
  gboolean alone;
  gboolean whole;
  TocsinTranscript *transcript;
  TocsinReport *report;
  gboolean seen;
  TocsinHttpSession *session;
  gboolean kept;
  gboolean lost;
} TocsinHttpTalk;

gboolean tocsin_http_talk_connect (TocsinHttpTalk *self, GCancellable *cancellable, GError **error);
TocsinHttpReply *tocsin_http_talk_ask (TocsinHttpTalk *self,
                                       gboolean bound,
                                       GCancellable *cancellable,
                                       GError **error);
gboolean tocsin_http_talk_is_open (const TocsinHttpTalk *self);
void tocsin_http_talk_hang_up (TocsinHttpTalk *self);
void tocsin_http_talk_clear (TocsinHttpTalk *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinHttpTalk, tocsin_http_talk_clear)

G_END_DECLS
