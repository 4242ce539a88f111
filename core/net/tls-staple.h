/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/tls-peer.h"

G_BEGIN_DECLS

/* The proof of its issuer that a server shows beside its certificate: an OCSP response, "stapled"
 * (RFC 6066, section 8; RFC 6960). GnuTLS's own look at it takes "unknown" for good, a response
 * that says "try later" for none, and the signature of any authority that the server shows, its own
 * included; so it is looked at again. Private to core/net. */

typedef enum
{
  TOCSIN_TLS_STAPLE_ABSENT,
  TOCSIN_TLS_STAPLE_GOOD,
  TOCSIN_TLS_STAPLE_REVOKED,
  TOCSIN_TLS_STAPLE_UNKNOWN,
  TOCSIN_TLS_STAPLE_OLD,
  TOCSIN_TLS_STAPLE_EARLY,
  TOCSIN_TLS_STAPLE_FOREIGN,
  TOCSIN_TLS_STAPLE_FORGED,
  TOCSIN_TLS_STAPLE_UNREADABLE,
} TocsinTlsStapleState;

/**
 * TocsinTlsStaple:
 * @state: what it says
 * @since: when it was made, or since when the certificate is revoked
 * @until: until when it holds; %G_MAXINT64 if it doesn't say
 */
typedef struct
{
  TocsinTlsStapleState state;
  gint64 since;
  gint64 until;
} TocsinTlsStaple;

TocsinTlsStaple tocsin_tls_staple_read (TocsinTlsPeer *peer, guint i);
gboolean tocsin_tls_staple_is_demanded (gnutls_x509_crt_t certificate);
const char *tocsin_tls_staple_describe (const TocsinTlsStaple *staple);

G_END_DECLS
