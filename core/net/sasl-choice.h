/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "core/net/tls.h"

G_BEGIN_DECLS

/**
 * TocsinSaslMethod:
 * @TOCSIN_SASL_METHOD_AUTO: the strongest mechanism of all
 * @TOCSIN_SASL_METHOD_PASSWORD: of those that take a password
 * @TOCSIN_SASL_METHOD_OAUTH2: of those that take an access token
 * @TOCSIN_SASL_METHOD_NONE: nobody signs in
 *
 * `authentication.method`.
 */
typedef enum
{
  TOCSIN_SASL_METHOD_AUTO,
  TOCSIN_SASL_METHOD_PASSWORD,
  TOCSIN_SASL_METHOD_OAUTH2,
  TOCSIN_SASL_METHOD_NONE,
} TocsinSaslMethod;

/**
 * TocsinSaslPolicy:
 * @method: `authentication.method`
 * @allowed: (nullable): `authentication.mechanisms`; %NULL or empty allows all
 * @refused: (nullable): mechanisms that failed on an earlier try and are not to be tried again
 * @encrypted: whether the line is inside TLS
 * @cleartext: whether secrets may cross the line in clear (tocsin_sasl_policy_init())
 * @has_username: whether a user name is set
 * @has_password: whether a user name and a password are at hand
 * @has_token: whether an access token is
 * @has_ticket: whether Kerberos has a ticket that is the user's, or any if no user name is set
 * @has_foreign_ticket: whether it has one that may be somebody else's
 * @has_certificate: whether the TLS session shows a client certificate
 * @binding: whether the TLS session has a channel binding
 *
 * What decides which mechanism may be used. Borrowed strings.
 */
typedef struct
{
  TocsinSaslMethod method;
  const char *const *allowed;
  const char *const *refused;
  gboolean encrypted;
  gboolean cleartext;
  gboolean has_username;
  gboolean has_password;
  gboolean has_token;
  gboolean has_ticket;
  gboolean has_foreign_ticket;
  gboolean has_certificate;
  gboolean binding;
} TocsinSaslPolicy;

void tocsin_sasl_policy_init (TocsinSaslPolicy *policy, TocsinEndpoint *endpoint, TocsinTls *tls);
gboolean tocsin_sasl_policy_wishes (const TocsinSaslPolicy *policy, const char *mechanism);
gboolean tocsin_sasl_policy_allows (const TocsinSaslPolicy *policy, const char *mechanism);
gboolean tocsin_sasl_policy_check_plain (const TocsinSaslPolicy *policy, GError **error);
const char *
tocsin_sasl_choose (const char *const *offered, const TocsinSaslPolicy *policy, GError **error);
char *tocsin_sasl_list_passed_over (const char *const *offered,
                                    const TocsinSaslPolicy *policy,
                                    const char *chosen);

G_END_DECLS
