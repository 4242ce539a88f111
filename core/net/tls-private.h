/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/tls-context-private.h"
#include "core/net/tls.h"

G_BEGIN_DECLS

/* How #TocsinLineStream drives #TocsinTls, which is written in two pieces: tls-setup.c makes a
 * session, tls.c runs it. Private to core/net. */

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
  GError *refusal;
  GString *first; /* until the handshake is done */
};

TocsinTls *tocsin_tls_new (TocsinTlsContext *context, int fd, gboolean after_plain, GError **error);
gboolean
tocsin_tls_handshake (TocsinTls *self, gint64 deadline, GCancellable *cancellable, GError **error);
gssize
tocsin_tls_read (TocsinTls *self, char *bytes, gsize length, gushort *events, GError **error);
gssize tocsin_tls_write (
    TocsinTls *self, const char *bytes, gsize length, gushort *events, GError **error);
void tocsin_tls_say_goodbye (TocsinTls *self);
void tocsin_tls_keep_ticket (TocsinTls *self);

G_END_DECLS
