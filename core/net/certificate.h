/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

/* What we read of X.509 certificates. Private to core/net. */

gnutls_x509_crt_t tocsin_certificate_import (const gnutls_datum_t *der);
char *tocsin_certificate_dup_subject (gnutls_x509_crt_t certificate);
char *tocsin_certificate_dup_issuer (gnutls_x509_crt_t certificate);
char *tocsin_certificate_dup_fingerprint (const gnutls_datum_t *der);
GBytes *tocsin_certificate_digest (const gnutls_datum_t *der);
GBytes *tocsin_certificate_digest_key (gnutls_x509_crt_t certificate);
gboolean tocsin_certificate_is_self_issued (gnutls_x509_crt_t certificate);
gboolean tocsin_certificate_names_issuers_place (gnutls_x509_crt_t certificate);
gboolean tocsin_certificate_matches (gnutls_x509_crt_t certificate, const char *name);
GPtrArray *tocsin_certificate_list_names (gnutls_x509_crt_t certificate);
char *tocsin_certificate_join_names (GPtrArray *names);
char *tocsin_certificate_dup_key_pin (gnutls_x509_crt_t certificate);
char *tocsin_certificate_dup_key_kind (gnutls_x509_crt_t certificate);
char *tocsin_certificate_dup_signature_kind (gnutls_x509_crt_t certificate);

G_END_DECLS
