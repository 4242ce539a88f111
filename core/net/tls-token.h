/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>
#include <gnutls/abstract.h>

#include "core/settings/secret.h"

G_BEGIN_DECLS

/* What is kept in a PKCS#11 token and how its PIN gets there. Private to core/net. */

#define TOCSIN_TLS_TOKEN_SCHEME "pkcs11:"

/**
 * TocsinTlsToken:
 * @key: the setting that says so; static
 * @address: the RFC 7512 address without its PIN attributes, fit to be shown
 * @pin: (nullable): the PIN
 * @asked: whether the token wanted a PIN
 * @refused: whether it refused the one it was given
 */
typedef struct
{
  const char *key;
  char *address;
  TocsinSecret *pin;
  gboolean asked;
  gboolean refused;
} TocsinTlsToken;

TocsinTlsToken *tocsin_tls_token_new (const char *key,
                                      const char *address,
                                      gboolean secret,
                                      const char *owner,
                                      GCancellable *cancellable,
                                      GError **error);
void tocsin_tls_token_free (TocsinTlsToken *self);
gboolean tocsin_tls_token_is_address (const char *text);
int tocsin_tls_token_load_certificates (TocsinTlsToken *self,
                                        gnutls_x509_crt_t **certificates,
                                        guint *n_certificates);
int tocsin_tls_token_load_key (TocsinTlsToken *self, gnutls_privkey_t key);
void tocsin_tls_token_set_error (TocsinTlsToken *self, int status, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTlsToken, tocsin_tls_token_free)

G_END_DECLS
