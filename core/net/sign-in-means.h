/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/token-broker.h"
#include "core/net/sasl-choice.h"
#include "core/net/sasl.h"

G_BEGIN_DECLS

/* What there is to sign in with. Private to core/net. */

/**
 * TocsinSignInMeans:
 * @endpoint: where to
 * @username: who we are; "" if nobody said
 * @authorization: whom we want to act for; "" is nobody else
 * @password: (nullable): the password
 * @token: (nullable): an access token
 * @broker: (nullable): where @token is from
 * @ticket: (nullable): whose ticket Kerberos has
 * @no_ticket: (nullable): why it has none, if it was asked
 * @policy: which mechanisms may be used with them
 */
typedef struct
{
  TocsinEndpoint *endpoint;
  const char *username;
  const char *authorization;
  TocsinSecret *password;
  TocsinSecret *token;
  TocsinTokenBroker *broker;
  char *ticket;
  GError *no_ticket;
  TocsinSaslPolicy policy;
} TocsinSignInMeans;

gboolean tocsin_sign_in_means_gather (TocsinSignInMeans *self,
                                      TocsinEndpoint *endpoint,
                                      TocsinTls *tls,
                                      const char *const *mechanisms,
                                      GCancellable *cancellable,
                                      GError **error);
void tocsin_sign_in_means_clear (TocsinSignInMeans *self);
void tocsin_sign_in_means_identify (const TocsinSignInMeans *self, TocsinSasl *sasl);

gboolean tocsin_sign_in_is_same_user (const char *username, const char *principal);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinSignInMeans, tocsin_sign_in_means_clear)

G_END_DECLS
