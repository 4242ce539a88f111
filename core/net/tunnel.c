/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tunnel.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/dialer.h"
#include "core/net/proxy-http.h"
#include "core/net/proxy-socks4.h"
#include "core/net/proxy-socks5.h"
#include "core/net/proxy.h"
#include "core/net/public-address.h"
#include "core/net/resolver.h"

static GPtrArray *
keep_public (GPtrArray *addresses, TocsinEndpoint *endpoint, GError **error)
{
  g_autoptr (GPtrArray) all = addresses;

  return tocsin_public_address_filter (all, tocsin_endpoint_to_string (endpoint), error);
}

static int
open_directly (TocsinEndpoint *endpoint,
               TocsinReport *report,
               gint64 deadline,
               GCancellable *cancellable,
               GError **error)
{
  const char *host = tocsin_endpoint_get_host (endpoint);
  g_autoptr (GPtrArray) addresses = NULL;

  tocsin_report_begin (report, TOCSIN_STEP_NAMES);
  tocsin_report_fact (report, "host", "%s", host);
  if (tocsin_proxy_is_used (tocsin_endpoint_get_proxy (endpoint), host))
    tocsin_report_fact (report, "proxy", "%s", _ ("none, as the system says"));
  addresses = tocsin_resolver_resolve (tocsin_resolver_get_default (), host,
                                       tocsin_endpoint_get_families (endpoint), deadline,
                                       cancellable, error);
  if (addresses != NULL && tocsin_endpoint_get_defaults (endpoint)->public_only)
    addresses = keep_public (g_steal_pointer (&addresses), endpoint, error);
  if (addresses == NULL)
    return -1;

  tocsin_report_fact (report, "addresses", "%u", addresses->len);
  tocsin_report_begin (report, TOCSIN_STEP_TCP);
  return tocsin_dialer_dial (endpoint, addresses, report, deadline, cancellable, error);
}

static gboolean
talk_to_proxy (TocsinProxyTalk *talk, GError **error)
{
  if (!tocsin_proxy_talk_dial (talk, error))
    return FALSE;

  tocsin_report_begin (talk->report, TOCSIN_STEP_PROXY);
  tocsin_report_fact (talk->report, "proxy", "%s %s", tocsin_proxy_kind_to_string (talk->hop->kind),
                      talk->hop->text);
  tocsin_report_fact (talk->report, "target", "%s", talk->target);
  tocsin_transcript_note (talk->transcript, _ ("Through the %s proxy %s"),
                          tocsin_proxy_kind_to_string (talk->hop->kind), talk->hop->text);
  if (talk->hop->kind == TOCSIN_PROXY_HTTP)
    return tocsin_proxy_http_connect (talk, error);
  if (talk->hop->kind == TOCSIN_PROXY_SOCKS5)
    return tocsin_proxy_socks5_connect (talk, error);

  return tocsin_proxy_socks4_connect (talk, error);
}

static int
open_through (TocsinProxyTalk *talk, GError **error)
{
  int fd = -1;

  if (talk_to_proxy (talk, error))
    fd = g_steal_fd (&talk->fd);
  tocsin_proxy_talk_close (talk);
  g_clear_pointer (&talk->addresses, g_ptr_array_unref);

  return fd;
}

/* An answer of a proxy that works is the answer; only for one that doesn't the next is tried. */
static gboolean
is_final (const GError *error)
{
  return error->code == TOCSIN_ERROR_CANCELLED || error->code == TOCSIN_ERROR_PROXY_REFUSED
         || error->code == TOCSIN_ERROR_PROXY_AUTH;
}

/* So that a proxy that hangs leaves time for those behind it. */
static gint64
share (gint64 deadline, guint n_left)
{
  gint64 now = g_get_monotonic_time ();

  return deadline != 0 ? now + (deadline - now) / n_left : 0;
}

static int
open_hop (TocsinProxyHop *hop, TocsinProxyTalk talk, GError **error)
{
  if (!tocsin_proxy_hop_check_target (hop, talk.host, error))
    {
      tocsin_report_begin (talk.report, TOCSIN_STEP_PROXY);
      return -1;
    }
  if (hop->kind == TOCSIN_PROXY_DIRECT)
    return open_directly (talk.endpoint, talk.report, talk.deadline, talk.cancellable, error);

  if (tocsin_endpoint_get_defaults (talk.endpoint)->public_only
      && !tocsin_public_address_check_target (talk.host, talk.target, error))
    return -1;

  talk.hop = hop;
  return open_through (&talk, error);
}

static int
try_route (GPtrArray *route, TocsinProxyTalk *talk, gint64 deadline, GError **error)
{
  for (guint i = 0;; i++)
    {
      guint n_left = route->len - i;
      GError *reason = NULL;
      int fd;

      talk->deadline = share (deadline, n_left);
      fd = open_hop (route->pdata[i], *talk, &reason);
      if (fd >= 0)
        return fd;
      if (n_left == 1 || is_final (reason))
        {
          g_propagate_error (error, reason);
          return -1;
        }
      tocsin_report_warn (talk->report, "%s", reason->message);
      tocsin_transcript_note (talk->transcript, "%s", reason->message);
      g_error_free (reason);
    }
}

/**
 * tocsin_tunnel_open: (skip)
 * @endpoint: where to
 * @transcript: (nullable): where to write down what is said to a proxy
 * @report: (nullable): who watches; is told the steps names, TCP and proxy
 * @deadline: until when, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): ends the wait
 * @error: `dns.*`, `net.*`, `proxy.*`, `config.*`, `secret.*` or `cancelled`. Where a proxy can't
 * be found or reached it is `dns.*` or `net.*` too, and the message and the hint name the proxy
 *
 * Connects by TCP, directly or through a proxy as the settings under `proxy` say. Nothing of what
 * the server says is read. The same for every protocol; with a proxy of kind http, socks4a or
 * socks5 the server's name is not looked up here.
 *
 * Returns: a connected, non-blocking descriptor, or -1.
 */
int
tocsin_tunnel_open (TocsinEndpoint *endpoint,
                    TocsinTranscript *transcript,
                    TocsinReport *report,
                    gint64 deadline,
                    GCancellable *cancellable,
                    GError **error)
{
  TocsinProxyTalk talk = { .endpoint = endpoint,
                           .host = tocsin_endpoint_get_host (endpoint),
                           .port = tocsin_endpoint_get_port (endpoint),
                           .target = tocsin_endpoint_to_string (endpoint),
                           .fd = -1,
                           .transcript = transcript,
                           .report = report,
                           .cancellable = cancellable };
  g_autoptr (GPtrArray) route = NULL;

  route = tocsin_proxy_find_route (tocsin_endpoint_get_proxy (endpoint), talk.host, talk.target,
                                   deadline, cancellable, error);
  if (route == NULL)
    {
      tocsin_report_begin (report, TOCSIN_STEP_PROXY);
      return -1;
    }

  return try_route (route, &talk, deadline, error);
}
