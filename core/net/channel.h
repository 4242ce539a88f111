/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/transcript.h"
#include "core/net/endpoint.h"
#include "core/net/tls.h"

G_BEGIN_DECLS

/* Returned instead of a count when the descriptor isn't ready. */
#define TOCSIN_CHANNEL_AGAIN (-2)

/**
 * TocsinChannel:
 * @endpoint: where it leads
 * @fd: the descriptor, non-blocking; -1 when closed
 * @tls: (nullable): TLS on it
 * @deadline: until when all must be done, 0 for no limit
 * @active: when bytes last moved
 * @silence: seconds that may go by without any
 * @heard: whether the server ever said anything
 * @n_read: bytes that came, decrypted
 * @n_written: bytes that left, before encryption
 * @granted: bytes that `limits.max-transfer-rate` lets leave and that have not yet
 *
 * Bytes to and from a server with deadlines. Private to core/net.
 */
typedef struct
{
  TocsinEndpoint *endpoint;
  int fd;
  TocsinTls *tls;
  gint64 deadline;
  gint64 active;
  guint silence;
  gboolean heard;
  guint64 n_read;
  guint64 n_written;
  gsize granted;
} TocsinChannel;

void tocsin_channel_init (TocsinChannel *self, TocsinEndpoint *endpoint, int fd);
void tocsin_channel_close (TocsinChannel *self);
gssize tocsin_channel_read_now (
    TocsinChannel *self, char *bytes, gsize length, gushort *events, GError **error);
gssize tocsin_channel_read (
    TocsinChannel *self, char *bytes, gsize length, GCancellable *cancellable, GError **error);
gssize tocsin_channel_write (TocsinChannel *self,
                             const char *bytes,
                             gsize length,
                             gushort *events,
                             GCancellable *cancellable,
                             GError **error);
gboolean tocsin_channel_wait (TocsinChannel *self,
                              gushort *events,
                              GCancellable *cancellable,
                              GError **error);
gboolean tocsin_channel_is_silent (TocsinChannel *self);
gboolean tocsin_channel_start_tls (TocsinChannel *self,
                                   TocsinTlsContext *context,
                                   gboolean after_plain,
                                   TocsinReport *report,
                                   TocsinTranscript *transcript,
                                   GCancellable *cancellable,
                                   GError **error);
void tocsin_channel_set_ended (TocsinChannel *self, GError **error);

G_END_DECLS
