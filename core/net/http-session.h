/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-reply.h"
#include "core/net/http-request.h"
#include "core/net/session.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_HTTP_SESSION (tocsin_http_session_get_type ())

/**
 * TocsinHttpSession:
 *
 * One connection to a server that speaks HTTP, and the conversation on it, which libsoup leads.
 * Private to core/net; whoever wants to ask a server something has a #TocsinHttpClient.
 */
G_DECLARE_FINAL_TYPE (TocsinHttpSession, tocsin_http_session, TOCSIN, HTTP_SESSION, TocsinSession)

gboolean tocsin_http_session_was_used (TocsinHttpSession *self);
gboolean tocsin_http_session_was_heard (TocsinHttpSession *self);
gboolean tocsin_http_session_is_signed_in (TocsinHttpSession *self);
void tocsin_http_session_set_signed_in (TocsinHttpSession *self, gboolean signed_in);
void tocsin_http_session_set_patience (TocsinHttpSession *self, guint seconds);
TocsinLineStream *tocsin_http_session_get_line (TocsinHttpSession *self);
TocsinHttpReply *tocsin_http_session_begin (TocsinHttpSession *self,
                                            TocsinHttpRequest *request,
                                            const char *origin,
                                            gint64 deadline,
                                            gboolean *sent,
                                            GCancellable *cancellable,
                                            GError **error);
gssize tocsin_http_session_read (
    TocsinHttpSession *self, char *buffer, gsize size, GCancellable *cancellable, GError **error);
gssize
tocsin_http_session_read_now (TocsinHttpSession *self, char *buffer, gsize size, GError **error);
void tocsin_http_session_end (TocsinHttpSession *self, gboolean whole);

G_END_DECLS
