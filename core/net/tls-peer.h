/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gnutls/x509.h>

#include "core/net/tls-context-private.h"

G_BEGIN_DECLS

/* The server's side of a session as it showed itself. Private to core/net. */

/**
 * TOCSIN_TLS_PEER_MAX_CHAIN:
 *
 * Certificates looked at; GnuTLS verifies no longer chain either.
 */
#define TOCSIN_TLS_PEER_MAX_CHAIN 16

/**
 * TocsinTlsPeer:
 * @session: in or after its handshake
 * @context: what is asked for
 * @ders: the certificates as they came, the server's own first
 * @chain: the same, imported
 * @n_chain: how many of them
 * @n_shown: how many came
 * @path: from the server's certificate by issuers as far as they are known, each of @chain or of
 *   the trust store
 * @n_path: how many
 */
typedef struct
{
  gnutls_session_t session;
  TocsinTlsContext *context;
  const gnutls_datum_t *ders;
  gnutls_x509_crt_t chain[TOCSIN_TLS_PEER_MAX_CHAIN];
  guint n_chain;
  guint n_shown;
  gnutls_x509_crt_t path[TOCSIN_TLS_PEER_MAX_CHAIN];
  guint n_path;
} TocsinTlsPeer;

gboolean
tocsin_tls_peer_init (TocsinTlsPeer *self, gnutls_session_t session, TocsinTlsContext *context);
void tocsin_tls_peer_clear (TocsinTlsPeer *self);
gnutls_x509_crt_t tocsin_tls_peer_find_issuer (TocsinTlsPeer *self, gnutls_x509_crt_t certificate);
char *tocsin_tls_peer_describe (TocsinTlsPeer *self, guint i);
gint64 tocsin_tls_peer_get_end (TocsinTlsPeer *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinTlsPeer, tocsin_tls_peer_clear)

G_END_DECLS
