/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "core/net/http-reply.h"
#include "core/net/http-request.h"
#include "core/net/session-pool.h"

G_BEGIN_DECLS

/**
 * TOCSIN_HTTP_ENDPOINT_DEFAULTS: (skip)
 *
 * What #TocsinEndpointDefaults has for every protocol above HTTP, at the beginning of a static
 * initializer; whatever else there is comes behind. libsoup over our streams speaks HTTP/1.1, so
 * nothing else is offered. The service is that of RFC 4559.
 */
#define TOCSIN_HTTP_ENDPOINT_DEFAULTS                                                              \
  .service = "HTTP", .plain_port = 80, .tls_port = 443, .sessionless = TRUE,                       \
  .alpn = (const char *const[])                                                                    \
  {                                                                                                \
    "http/1.1", NULL                                                                               \
  }

/**
 * TocsinHttpClientFlags:
 * @TOCSIN_HTTP_CLIENT_FLAGS_NONE: nothing in particular
 * @TOCSIN_HTTP_CLIENT_FLAGS_PUBLIC_ONLY: a server whose address is this machine's, of a private
 *   network or otherwise none of the internet's is not talked to. Behind a proxy of kind http,
 *   socks4a or socks5 only addresses are judged: its names are looked up there
 *
 * How a client is to behave.
 */
typedef enum
{
  TOCSIN_HTTP_CLIENT_FLAGS_NONE = 0,
  TOCSIN_HTTP_CLIENT_FLAGS_PUBLIC_ONLY = 1 << 0,
} TocsinHttpClientFlags;

#define TOCSIN_TYPE_HTTP_CLIENT (tocsin_http_client_get_type ())

/**
 * TocsinHttpClient:
 *
 * The way to one server that speaks HTTP, for plugins and for the core. libsoup leads the
 * conversation, over our own connections: names, proxies, TLS, deadlines and transcripts are those
 * of every other protocol, and each key under `encryption`, `proxy` and `limits` means the same.
 * Connections are kept for the next request and shared by all clients with the same settings.
 * Redirections are not followed, cookies and logins not kept, nothing is decompressed. Immutable
 * and thread safe.
 */
G_DECLARE_FINAL_TYPE (TocsinHttpClient, tocsin_http_client, TOCSIN, HTTP_CLIENT, GObject)

TocsinHttpClient *tocsin_http_client_new (TocsinSnapshot *settings,
                                          const char *url,
                                          TocsinHttpClientFlags flags,
                                          GError **error);
TocsinHttpClient *tocsin_http_client_new_for_service (TocsinConnectionSettings *settings,
                                                      const TocsinEndpointDefaults *defaults,
                                                      const char *url,
                                                      GError **error);
TocsinEndpoint *tocsin_http_client_get_endpoint (TocsinHttpClient *self);
const char *tocsin_http_client_get_origin (TocsinHttpClient *self);
TocsinHttpReply *tocsin_http_client_send (TocsinHttpClient *self,
                                          TocsinHttpRequest *request,
                                          GCancellable *cancellable,
                                          GError **error);

G_END_DECLS
