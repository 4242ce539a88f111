/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"
#include "core/net/endpoint.h"
#include "core/net/proxy-hop.h"
#include "core/net/write-buffer.h"

G_BEGIN_DECLS

/**
 * TocsinProxyTalk:
 * @endpoint: the server behind the proxy
 * @host: its name or address
 * @port: its port
 * @target: both, as messages and CONNECT have it
 * @hop: the proxy
 * @addresses: (nullable): the proxy's
 * @fd: the connection to the proxy, non-blocking; -1 if there is none
 * @heard: whether the proxy said anything on it
 * @transcript: (nullable): where to write down what is said
 * @report: (nullable): who watches
 * @deadline: until when all must be done, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): ends every wait
 *
 * What is said to a proxy until it leads to the server. It is read byte by byte exactly as far as
 * the proxy's own words go: what comes behind them in the same packet is the server's and stays in
 * the socket. All its errors are about the proxy and say so. Private to core/net.
 */
typedef struct
{
  TocsinEndpoint *endpoint;
  const char *host;
  guint16 port;
  const char *target;
  TocsinProxyHop *hop;
  GPtrArray *addresses;
  int fd;
  gboolean heard;
  TocsinTranscript *transcript;
  TocsinReport *report;
  gint64 deadline;
  GCancellable *cancellable;
} TocsinProxyTalk;

/**
 * TocsinProxyEndFunc:
 * @text: all that was read
 * @from: bytes before it have been looked at in an earlier call
 *
 * Returns: how many bytes it has up to the end, 0 if that is not in it.
 */
typedef gsize (*TocsinProxyEndFunc) (const GString *text, gsize from);

gboolean tocsin_proxy_talk_dial (TocsinProxyTalk *self, GError **error);
gboolean tocsin_proxy_talk_dial_again (TocsinProxyTalk *self, GError **error);
void tocsin_proxy_talk_close (TocsinProxyTalk *self);
gboolean tocsin_proxy_talk_send (TocsinProxyTalk *self, TocsinWriteBuffer *output, GError **error);
gboolean
tocsin_proxy_talk_read (TocsinProxyTalk *self, guint8 *bytes, gsize length, GError **error);
gboolean tocsin_proxy_talk_read_until (
    TocsinProxyTalk *self, GString *text, gsize most, TocsinProxyEndFunc find_end, GError **error);
void tocsin_proxy_talk_note (TocsinProxyTalk *self,
                             TocsinTranscriptDirection direction,
                             const char *format,
                             ...) G_GNUC_PRINTF (3, 4);
GError *tocsin_proxy_talk_fail (TocsinProxyTalk *self, int code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
