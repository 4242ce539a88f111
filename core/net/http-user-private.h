/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-login.h"
#include "core/net/http-request-private.h"
#include "core/net/http-user.h"
#include "core/net/sasl-choice.h"

G_BEGIN_DECLS

/* A user is written in three pieces: who it is in http-user.c, with an access token in
 * http-bearer.c, with a password or a ticket in http-visit.c. Private to them. */

#define TOCSIN_HTTP_UNAUTHORIZED 401

struct _TocsinHttpUser
{
  TocsinConnectionSettings *settings;
  TocsinEndpoint *endpoint;
  const char *username;
  TocsinSaslPolicy policy;
  gint mechanism; /* what was agreed on before, a TocsinHttpMechanism; atomic */
  gint always;    /* whether each request is asked who sends it, not each connection; atomic */
  gint lost;      /* whether a connection broke since the last good answer; atomic */
};

TocsinHttpReply *tocsin_http_user_ask_with_token (TocsinHttpUser *self,
                                                  TocsinHttpTalk *talk,
                                                  GCancellable *cancellable,
                                                  GError **error);
TocsinHttpReply *tocsin_http_user_ask_with_login (TocsinHttpUser *self,
                                                  TocsinHttpTalk *talk,
                                                  GCancellable *cancellable,
                                                  GError **error);

G_END_DECLS
