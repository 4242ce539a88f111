/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"
#include "core/net/http-client.h"
#include "core/net/http-flow.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_HTTP_ACCOUNT (tocsin_http_account_get_type ())

/**
 * TocsinHttpAccount:
 *
 * One user of one service above HTTP: requests to one origin, signed in. Which way to sign in is
 * agreed on with the server, a token is renewed, a request that came too early is held back; what
 * comes back is the answer to the question. Nothing that proves who the user is goes anywhere but
 * to that origin. Immutable for its users and thread safe.
 */
G_DECLARE_FINAL_TYPE (TocsinHttpAccount, tocsin_http_account, TOCSIN, HTTP_ACCOUNT, GObject)

TocsinHttpAccount *tocsin_http_account_new (TocsinConnectionSettings *settings,
                                            const TocsinEndpointDefaults *defaults,
                                            const char *url,
                                            GError **error);
TocsinEndpoint *tocsin_http_account_get_endpoint (TocsinHttpAccount *self);
const char *tocsin_http_account_get_origin (TocsinHttpAccount *self);
char *tocsin_http_account_get_target (TocsinHttpAccount *self, const char *url, GError **error);

TocsinHttpReply *tocsin_http_account_send (TocsinHttpAccount *self,
                                           TocsinHttpRequest *request,
                                           GCancellable *cancellable,
                                           GError **error);
TocsinHttpFlow *tocsin_http_account_open (TocsinHttpAccount *self,
                                          TocsinHttpRequest *request,
                                          GCancellable *cancellable,
                                          GError **error);
TocsinHttpReply *tocsin_http_account_check (TocsinHttpAccount *self,
                                            TocsinHttpRequest *request,
                                            TocsinReport *report,
                                            TocsinTranscript *transcript,
                                            GCancellable *cancellable,
                                            GError **error);
gboolean tocsin_http_account_check_reply (TocsinHttpAccount *self,
                                          const TocsinHttpReply *reply,
                                          GError **error);
void tocsin_http_account_hold (TocsinHttpAccount *self, gint64 seconds, const char *words);

G_END_DECLS
