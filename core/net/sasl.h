/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/tls.h"
#include "core/settings/secret.h"

G_BEGIN_DECLS

/**
 * TOCSIN_SASL_MAX_ITERATIONS:
 *
 * A SCRAM server that asks for more rounds of hashing wants our processor, not our proof.
 */
#define TOCSIN_SASL_MAX_ITERATIONS 1000000

/**
 * TOCSIN_SASL_MAX_CHALLENGE:
 *
 * The longest challenge taken, in bytes of base64.
 */
#define TOCSIN_SASL_MAX_CHALLENGE 65536

/**
 * TOCSIN_SASL_MAX_CHALLENGES:
 *
 * No mechanism needs so many rounds; a server that goes on is answered with an end.
 */
#define TOCSIN_SASL_MAX_CHALLENGES 20

#define TOCSIN_TYPE_SASL (tocsin_sasl_get_type ())

/**
 * TocsinSasl:
 *
 * One authentication exchange, our side of it, in base64 as IMAP, POP3 and SMTP carry it. Who is
 * told is set first; the first step begins.
 *
 * After the server's OK ask tocsin_sasl_is_proven(): a server that says OK before the mechanism is
 * at its end is an impostor. After its no, tocsin_sasl_explain() adds what it said before.
 */
G_DECLARE_FINAL_TYPE (TocsinSasl, tocsin_sasl, TOCSIN, SASL, GObject)

TocsinSasl *
tocsin_sasl_new (const char *mechanism, const char *service, const char *host, GError **error);
void tocsin_sasl_set_port (TocsinSasl *self, guint16 port);
void tocsin_sasl_set_timeout (TocsinSasl *self, guint seconds);
void tocsin_sasl_set_identity (TocsinSasl *self,
                               const char *username,
                               TocsinSecret *password,
                               const char *authorization_identity);
void tocsin_sasl_set_token (TocsinSasl *self, TocsinSecret *token);
void tocsin_sasl_set_tls (TocsinSasl *self, TocsinTls *tls, gboolean bound_offered);

const char *tocsin_sasl_get_mechanism (TocsinSasl *self);
gboolean tocsin_sasl_has_initial (TocsinSasl *self);
TocsinSecret *tocsin_sasl_step (TocsinSasl *self,
                                const char *challenge,
                                GCancellable *cancellable,
                                GError **error);
gboolean tocsin_sasl_is_proven (TocsinSasl *self, GError **error);
void tocsin_sasl_explain (TocsinSasl *self, GError *refusal);

G_END_DECLS
