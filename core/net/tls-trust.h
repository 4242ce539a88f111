/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

/* Whom to believe: the system's authorities and the person's own, in one credentials object for all
 * sessions with equal settings. Private to core/net. */
typedef struct _TocsinTlsTrust TocsinTlsTrust;

TocsinTlsTrust *tocsin_tls_trust_get (gboolean authorities,
                                      const char *ca_file,
                                      const char *crl_file,
                                      GError **error);
void tocsin_tls_trust_unref (TocsinTlsTrust *self);
void tocsin_tls_trust_hold (void);
void tocsin_tls_trust_release (void);
gnutls_certificate_credentials_t tocsin_tls_trust_get_credentials (TocsinTlsTrust *self);
const char *tocsin_tls_trust_get_key (TocsinTlsTrust *self);
gboolean tocsin_tls_trust_has_lists (TocsinTlsTrust *self);
gboolean tocsin_tls_trust_has_revoked (TocsinTlsTrust *self, gnutls_x509_crt_t certificate);

/* The store is shared, the certificate to show a server that asks is the session's own: this is in
 * tls-setup.c, which knows the session. */
gnutls_certificate_retrieve_function2 tocsin_tls_on_asked;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTlsTrust, tocsin_tls_trust_unref)

G_END_DECLS
