/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "core/net/tls.h"

G_BEGIN_DECLS

/**
 * TocsinSaslPolicy:
 * @allowed: (nullable): `authentication.mechanisms`; %NULL or empty allows all
 * @refused: (nullable): mechanisms that failed on an earlier try and are not to be tried again
 * @encrypted: whether the line is inside TLS
 * @cleartext: whether secrets may cross the line in clear (tocsin_sasl_policy_init())
 * @has_password: whether a user name and a password are at hand
 * @has_certificate: whether the TLS session shows a client certificate
 * @binding: whether the TLS session has a channel binding
 *
 * What decides which mechanism may be used. Borrowed strings.
 */
typedef struct
{
  const char *const *allowed;
  const char *const *refused;
  gboolean encrypted;
  gboolean cleartext;
  gboolean has_password;
  gboolean has_certificate;
  gboolean binding;
} TocsinSaslPolicy;

void tocsin_sasl_policy_init (TocsinSaslPolicy *policy, TocsinEndpoint *endpoint, TocsinTls *tls);
gboolean tocsin_sasl_policy_check_plain (const TocsinSaslPolicy *policy, GError **error);
const char *
tocsin_sasl_choose (const char *const *offered, const TocsinSaslPolicy *policy, GError **error);

G_END_DECLS
