/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>
#include <gnutls/abstract.h>

#include "core/settings/snapshot.h"

G_BEGIN_DECLS

/* Who we are to servers that ask: `encryption.client-certificate` and `client-key`, read once for
 * all sessions with equal settings. Immutable and thread safe. Private to core/net. */
typedef struct _TocsinTlsIdentity TocsinTlsIdentity;

TocsinTlsIdentity *
tocsin_tls_identity_get (TocsinSnapshot *settings, GCancellable *cancellable, GError **error);
void tocsin_tls_identity_unref (TocsinTlsIdentity *self);
void tocsin_tls_identity_forget (TocsinTlsIdentity *self);
const char *tocsin_tls_identity_get_key (TocsinTlsIdentity *self);
const char *tocsin_tls_identity_get_subject (TocsinTlsIdentity *self);
gint64 tocsin_tls_identity_get_end (TocsinTlsIdentity *self);
gnutls_privkey_t tocsin_tls_identity_show (TocsinTlsIdentity *self,
                                           gnutls_pcert_st **certificates,
                                           guint *n_certificates);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTlsIdentity, tocsin_tls_identity_unref)

G_END_DECLS
