/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/sign-in-means.h"
#include "core/net/sign-in.h"

G_BEGIN_DECLS

/* One try to sign in, from the first word to the verdict. Private to core/net. */

/**
 * TocsinSignInLine:
 * @session: whose line it is
 * @tls: (nullable): the TLS session, if there is one
 * @offer: what the server offers
 * @offers_bound: whether a -PLUS mechanism is among that
 * @dialect: how the protocol says it
 * @user_data: for @dialect
 * @means: what there is to sign in with
 */
typedef struct
{
  TocsinSession *session;
  TocsinTls *tls;
  const TocsinSignInOffer *offer;
  gboolean offers_bound;
  const TocsinSignInDialect *dialect;
  gpointer user_data;
  const TocsinSignInMeans *means;
} TocsinSignInLine;

gboolean tocsin_sign_in_line_log_in (const TocsinSignInLine *self,
                                     GCancellable *cancellable,
                                     GError **error);
gboolean tocsin_sign_in_line_authenticate (const TocsinSignInLine *self,
                                           const char *mechanism,
                                           gboolean *told,
                                           GCancellable *cancellable,
                                           GError **error);

G_END_DECLS
