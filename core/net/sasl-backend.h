/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/tls.h"
#include "core/settings/secret.h"

G_BEGIN_DECLS

/* What speaks a mechanism inside TocsinSasl, which has checked lengths and base64. Private to
 * core/net. */

/**
 * TocsinSaslFacts:
 * @mechanism: in capitals
 * @service: the protocol's service name, "imap"
 * @host: the server's name
 * @port: its port
 * @timeout: seconds that servers other than this one may take
 * @username: who we are; "" if nobody said
 * @authorization: whom we want to act for; "" is nobody else
 * @password: (nullable): what proves it
 * @token: (nullable): an access token
 * @tls: (nullable): the TLS session that carries it
 * @bound_offered: whether the server offers any mechanism that is bound to the TLS session
 *
 * What a mechanism may use.
 */
typedef struct
{
  char *mechanism;
  char *service;
  char *host;
  guint16 port;
  guint timeout;
  char *username;
  char *authorization;
  TocsinSecret *password;
  TocsinSecret *token;
  TocsinTls *tls;
  gboolean bound_offered;
} TocsinSaslFacts;

/**
 * TocsinSaslBackend:
 * @begin: makes what the others get as @self; @facts outlive it
 * @step: answers the @length bytes of @challenge, which have a NUL behind them; "" begins where the
 *   client speaks first. Sets @done once the server's yes may be believed
 * @explain: (nullable): the server said no: adds to @refusal what it said before
 * @free: ends it
 */
typedef struct
{
  gpointer (*begin) (const TocsinSaslFacts *facts, GError **error);
  TocsinSecret *(*step) (gpointer self,
                         const char *challenge,
                         gsize length,
                         gboolean *done,
                         GCancellable *cancellable,
                         GError **error);
  void (*explain) (gpointer self, GError *refusal);
  void (*free) (gpointer self);
} TocsinSaslBackend;

extern const TocsinSaslBackend tocsin_sasl_gnu;
extern const TocsinSaslBackend tocsin_sasl_scram;
extern const TocsinSaslBackend tocsin_sasl_oauth;
extern const TocsinSaslBackend tocsin_sasl_gss;

gboolean tocsin_sasl_fail (const TocsinSaslFacts *facts, int code, const char *why, GError **error);
gboolean tocsin_sasl_check_text_password (const TocsinSaslFacts *facts, GError **error);

G_END_DECLS
