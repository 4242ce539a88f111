/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/tls-identity.h"
#include "core/net/tls-token.h"

G_BEGIN_DECLS

/* Identities are written in two pieces: tls-identity-load.c reads one, tls-identity.c keeps them.
 * Private to these. */

#define TOCSIN_TLS_IDENTITY_CERTIFICATE "encryption.client-certificate"
#define TOCSIN_TLS_IDENTITY_KEY "encryption.client-key"
#define TOCSIN_TLS_IDENTITY_MAX_CHAIN 16

struct _TocsinTlsIdentity
{
  guint references;
  char *cache_key;
  char *subject;
  gint64 end;
  gnutls_pcert_st chain[TOCSIN_TLS_IDENTITY_MAX_CHAIN];
  guint n_chain;
  gnutls_privkey_t key;
  TocsinTlsToken *token; /* where the key is, if it is in one */
};

TocsinTlsIdentity *
tocsin_tls_identity_load (TocsinSnapshot *settings, GCancellable *cancellable, GError **error);
void tocsin_tls_identity_free (TocsinTlsIdentity *self);

G_END_DECLS
