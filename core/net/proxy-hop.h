/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

/**
 * TocsinProxyKind:
 * @TOCSIN_PROXY_DIRECT: no proxy
 * @TOCSIN_PROXY_HTTP: CONNECT (RFC 9110, section 9.3.6)
 * @TOCSIN_PROXY_SOCKS4: names are looked up here, IPv4 only
 * @TOCSIN_PROXY_SOCKS4A: names are looked up by the proxy
 * @TOCSIN_PROXY_SOCKS5: RFC 1928; names are looked up by the proxy
 */
typedef enum
{
  TOCSIN_PROXY_DIRECT,
  TOCSIN_PROXY_HTTP,
  TOCSIN_PROXY_SOCKS4,
  TOCSIN_PROXY_SOCKS4A,
  TOCSIN_PROXY_SOCKS5,
} TocsinProxyKind;

/**
 * TocsinProxyHop:
 * @kind: what it speaks
 * @host: (nullable): where it is
 * @port: its port
 * @text: (nullable): "host:port", for messages
 * @username: (nullable): who logs in; %NULL if nobody is to, "" for whoever has a ticket
 * @domain: (nullable): a Windows domain
 * @headers: (nullable): further lines of a CONNECT request, without line ends
 * @password: (nullable): the password, if it came with the proxy's address
 * @settings: (nullable): or else, where `proxy.password` is
 *
 * One proxy that is to be gone through. Immutable once made, counted. Private to core/net.
 */
typedef struct
{
  TocsinProxyKind kind;
  char *host;
  guint16 port;
  char *text;
  char *username;
  char *domain;
  char **headers;
  TocsinSecret *password;
  TocsinConnectionSettings *settings;
} TocsinProxyHop;

TocsinProxyHop *tocsin_proxy_hop_new (TocsinProxyKind kind, const char *host, guint16 port);
TocsinProxyHop *tocsin_proxy_hop_new_from_uri (const char *uri, GError **error);
TocsinProxyHop *tocsin_proxy_hop_ref (TocsinProxyHop *self);
void tocsin_proxy_hop_unref (TocsinProxyHop *self);
gboolean
tocsin_proxy_hop_check_target (const TocsinProxyHop *self, const char *host, GError **error);
gboolean tocsin_proxy_hop_has_password (const TocsinProxyHop *self);
TocsinSecret *tocsin_proxy_hop_get_password (const TocsinProxyHop *self,
                                             GCancellable *cancellable,
                                             GError **error);
gboolean tocsin_proxy_is_plain (const char *text);
const char *tocsin_proxy_kind_to_string (TocsinProxyKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinProxyHop, tocsin_proxy_hop_unref)

G_END_DECLS
