/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"
#include "core/net/tls-context-private.h"
#include "core/net/tls.h"

G_BEGIN_DECLS

/* How #TocsinLineStream drives #TocsinTls, which is written in four pieces: tls-setup.c makes a
 * session, tls.c runs it, tls-alpn.c agrees on the protocol, tls-log.c writes down what is done.
 * Private to core/net. */

/* Returned instead of a count when the descriptor isn't ready. */
#define TOCSIN_TLS_AGAIN (-2)

struct _TocsinTls
{
  GObject parent_instance;

  TocsinTlsContext *context;
  gnutls_session_t session;
  int fd;
  int saved_errno;
  gboolean after_plain;
  gboolean established;
  gboolean showed;       /* our certificate */
  gboolean offered;      /* a ticket */
  guint n_idle;          /* messages since the last data that bring nothing */
  gint64 ticket_until;   /* what is decided about the server holds so long */
  TocsinReport *report;  /* nullable; until the handshake is done */
  TocsinTranscript *log; /* NULL unless transcript-tls */
  GError *refusal;
  GString *first; /* until the handshake is done */
};

TocsinTls *tocsin_tls_new (TocsinTlsContext *context, int fd, gboolean after_plain, GError **error);
void tocsin_tls_watch (TocsinTls *self, TocsinReport *report, TocsinTranscript *transcript);
void tocsin_tls_offer_protocols (TocsinTls *self);
int tocsin_tls_check_protocol (TocsinTls *self, guint type, const gnutls_datum_t *message);
void tocsin_tls_log_message (TocsinTls *self, guint type, gboolean incoming, gsize length);
void tocsin_tls_log_received_alert (TocsinTls *self);
void tocsin_tls_log_sent_alert (TocsinTls *self, int status);
void tocsin_tls_log_session (TocsinTls *self);
gboolean
tocsin_tls_handshake (TocsinTls *self, gint64 deadline, GCancellable *cancellable, GError **error);
gssize
tocsin_tls_read (TocsinTls *self, char *bytes, gsize length, gushort *events, GError **error);
gssize tocsin_tls_write (
    TocsinTls *self, const char *bytes, gsize length, gushort *events, GError **error);
void tocsin_tls_say_goodbye (TocsinTls *self);
void tocsin_tls_keep_ticket (TocsinTls *self);
void tocsin_tls_read_first (TocsinTls *self);
GError *tocsin_tls_check_peer (TocsinTls *self, gboolean resumed);

G_END_DECLS
