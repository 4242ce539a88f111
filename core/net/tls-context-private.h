/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/tls-context.h"
#include "core/net/tls-identity.h"
#include "core/net/tls-trust.h"

G_BEGIN_DECLS

/* What #TocsinTls and the check of certificates read from a context. Private to core/net. */

typedef enum
{
  TOCSIN_TLS_VERIFY_FULL,
  TOCSIN_TLS_VERIFY_CHAIN,
  TOCSIN_TLS_VERIFY_PIN,
  TOCSIN_TLS_VERIFY_NONE,
} TocsinTlsVerify;

typedef enum
{
  TOCSIN_TLS_REVOCATION_STAPLE,
  TOCSIN_TLS_REVOCATION_REQUIRE_STAPLE,
  TOCSIN_TLS_REVOCATION_OFF,
} TocsinTlsRevocation;

struct _TocsinTlsContext
{
  GObject parent_instance;

  TocsinEndpoint *endpoint;
  TocsinTlsTrust *trust;
  TocsinTlsIdentity *identity; /* NULL without client-certificate */
  gnutls_priority_t priority;
  TocsinTlsVerify verify;
  TocsinTlsRevocation revocation;
  gboolean legacy;
  guint verify_flags;
  guint min_strength;
  GBytes *pin;
  gboolean pin_is_key;
  char *tickets_key; /* NULL without session-resumption */
  gboolean tripped;  /* the server, over a ticket of its own: without one it may go well */
};

G_END_DECLS
