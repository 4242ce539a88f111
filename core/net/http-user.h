/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-talk.h"

G_BEGIN_DECLS

/**
 * TOCSIN_HTTP_MAX_ROUNDS:
 *
 * So many requests are sent for one; signing in takes three, and may have to be done twice.
 */
#define TOCSIN_HTTP_MAX_ROUNDS 8

/**
 * TOCSIN_HTTP_MAX_BLIND:
 *
 * The longest body, in bytes, that is sent before it is known what the server wants to be told
 * about who sends it.
 */
#define TOCSIN_HTTP_MAX_BLIND (64 * 1024)

/**
 * TocsinHttpUser:
 *
 * In whose name a server is asked, and what it is known to want to hear about that. Thread safe.
 * Private to core/net.
 */
typedef struct _TocsinHttpUser TocsinHttpUser;

TocsinHttpUser *tocsin_http_user_new (TocsinConnectionSettings *settings, TocsinEndpoint *endpoint);
void tocsin_http_user_free (TocsinHttpUser *self);
TocsinHttpReply *tocsin_http_user_ask (TocsinHttpUser *self,
                                       TocsinHttpTalk *talk,
                                       GCancellable *cancellable,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinHttpUser, tocsin_http_user_free)

G_END_DECLS
