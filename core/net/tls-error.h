/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/tls-context-private.h"

G_BEGIN_DECLS

/* What GnuTLS said, in our words. Private to core/net. */

/**
 * TocsinTlsTrouble:
 * @session: where it went wrong
 * @context: what was asked for
 * @status: GnuTLS's error code
 * @saved_errno: why the descriptor failed, if it did
 * @first: the first bytes that came
 * @n_first: how many
 * @after_plain: whether plain text was spoken before (STARTTLS)
 * @showed: whether we showed a certificate of ours
 */
typedef struct
{
  gnutls_session_t session;
  TocsinTlsContext *context;
  int status;
  int saved_errno;
  const char *first;
  gsize n_first;
  gboolean after_plain;
  gboolean showed;
} TocsinTlsTrouble;

gboolean tocsin_tls_error_is_record (const char *bytes, gsize length);
GError *tocsin_tls_error_of_handshake (const TocsinTlsTrouble *trouble);
GError *tocsin_tls_error_of_alert (const TocsinTlsTrouble *trouble);
GError *tocsin_tls_error_of_version (const TocsinTlsTrouble *trouble);
GError *tocsin_tls_error_of_our_certificate (const TocsinTlsTrouble *trouble);
GError *tocsin_tls_error_of_transfer (const TocsinTlsTrouble *trouble);

G_END_DECLS
