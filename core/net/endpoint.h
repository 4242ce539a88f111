/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

#include "core/net/limits.h"
#include "core/net/oauth2/token-scope.h"
#include "core/net/resolver.h"
#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

/**
 * TocsinEndpointDefaults:
 * @service: the protocol's service name as SASL and Kerberos know it, "imap"
 * @plain_port: its standard port for plain text and STARTTLS, 143
 * @tls_port: its standard port for TLS from the first byte, 993
 * @relay_port: a further standard port that begins in plain text and is taken with
 *   `encryption.mode` none and an empty user name, 25; 0 if there is none
 * @pool_size: how many sessions at once when `limits.pool-size` is 0
 * @most_sessions: how many there may be at once whatever `limits.pool-size` says, where the
 * protocol gives one session the mailbox for itself; 0 for no such limit
 * @protocol_timeout: seconds of silence allowed when `protocol-timeout` is 0; 0 for 300
 * @alpn: (nullable) (array zero-terminated=1): names to offer in ALPN
 * @public_only: whether addresses that are none of the internet's are refused
 * @sessionless: whether each request stands by itself: there is no greeting, no list of
 * capabilities and no sign-out to wait for
 * @scopes: (nullable): what to ask a provider of access tokens for where `authentication.scope` is
 *   empty, ended by a row without a provider
 *
 * What a connection plugin knows of its protocol and the core does not. Static data.
 */
typedef struct
{
  const char *service;
  guint16 plain_port;
  guint16 tls_port;
  guint16 relay_port;
  guint pool_size;
  guint most_sessions;
  guint protocol_timeout;
  const char *const *alpn;
  gboolean public_only;
  gboolean sessionless;
  const TocsinTokenScope *scopes;
} TocsinEndpointDefaults;

/**
 * TocsinEncryption:
 * @TOCSIN_ENCRYPTION_IMPLICIT: TLS from the first byte
 * @TOCSIN_ENCRYPTION_STARTTLS: plain text first, TLS required before anything else is said
 * @TOCSIN_ENCRYPTION_OPPORTUNISTIC: STARTTLS if offered; unsafe
 * @TOCSIN_ENCRYPTION_NONE: plain text; unsafe
 *
 * The effective `encryption.mode`; `auto` has been decided by the port.
 */
typedef enum
{
  TOCSIN_ENCRYPTION_IMPLICIT,
  TOCSIN_ENCRYPTION_STARTTLS,
  TOCSIN_ENCRYPTION_OPPORTUNISTIC,
  TOCSIN_ENCRYPTION_NONE,
} TocsinEncryption;

/* The settings under `proxy` and the rate that is kept to; what is in them is core/net's own
 * business (proxy.h, pace.h). */
typedef struct _TocsinProxy TocsinProxy;
typedef struct _TocsinPace TocsinPace;

#define TOCSIN_TYPE_ENDPOINT (tocsin_endpoint_get_type ())

/**
 * TocsinEndpoint:
 *
 * Where a connection leads and under which limits: the settings with every default of the protocol
 * filled in and everything checked. Immutable and thread safe.
 */
G_DECLARE_FINAL_TYPE (TocsinEndpoint, tocsin_endpoint, TOCSIN, ENDPOINT, GObject)

TocsinEndpoint *tocsin_endpoint_new (TocsinConnectionSettings *settings,
                                     const TocsinEndpointDefaults *defaults,
                                     GError **error);

TocsinConnectionSettings *tocsin_endpoint_get_settings (TocsinEndpoint *self);
const TocsinEndpointDefaults *tocsin_endpoint_get_defaults (TocsinEndpoint *self);
const char *tocsin_endpoint_get_host (TocsinEndpoint *self);
guint16 tocsin_endpoint_get_port (TocsinEndpoint *self);
const char *tocsin_endpoint_get_server_name (TocsinEndpoint *self);
TocsinEncryption tocsin_endpoint_get_encryption (TocsinEndpoint *self);
TocsinFamilies tocsin_endpoint_get_families (TocsinEndpoint *self);
GInetAddress *tocsin_endpoint_get_local_address (TocsinEndpoint *self);
guint16 tocsin_endpoint_get_local_port (TocsinEndpoint *self);
const TocsinEndpointLimits *tocsin_endpoint_get_limits (TocsinEndpoint *self);
TocsinPace *tocsin_endpoint_get_pace (TocsinEndpoint *self);
const TocsinProxy *tocsin_endpoint_get_proxy (TocsinEndpoint *self);
const char *tocsin_endpoint_get_key (TocsinEndpoint *self);
const char *tocsin_endpoint_to_string (TocsinEndpoint *self);
GVariant *tocsin_endpoint_describe (TocsinEndpoint *self);
const char *tocsin_encryption_to_string (TocsinEncryption encryption);

G_END_DECLS
