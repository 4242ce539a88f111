/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/* Whom to believe: the system's authorities and the person's own, in one credentials object for all
 * sessions with equal settings. Private to core/net. */
typedef struct _TocsinTlsTrust TocsinTlsTrust;

TocsinTlsTrust *tocsin_tls_trust_get (gboolean authorities,
                                      const char *ca_file,
                                      const char *crl_file,
                                      GError **error);
void tocsin_tls_trust_unref (TocsinTlsTrust *self);
gnutls_certificate_credentials_t tocsin_tls_trust_get_credentials (TocsinTlsTrust *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTlsTrust, tocsin_tls_trust_unref)

G_END_DECLS
