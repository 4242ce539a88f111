/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-private.h"

/* Names, lengths and what was agreed, never a byte of it: keys and payload stay where they are. */

/**
 * tocsin_tls_watch: (skip)
 * @self: a new session
 * @report: (nullable): who watches the handshake
 * @transcript: (nullable): where to write it down, if `transcript-tls` says so
 */
void
tocsin_tls_watch (TocsinTls *self, TocsinReport *report, TocsinTranscript *transcript)
{
  TocsinSnapshot *settings =
      TOCSIN_SNAPSHOT (tocsin_endpoint_get_settings (self->context->endpoint));

  self->report = report;
  if (tocsin_snapshot_get_boolean (settings, "transcript-tls"))
    g_set_object (&self->log, transcript);
}

static void G_GNUC_PRINTF (4, 5)
    add (TocsinTls *self, gboolean incoming, gboolean encrypted, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  tocsin_transcript_add (self->log, incoming ? TOCSIN_TRANSCRIPT_RECEIVED : TOCSIN_TRANSCRIPT_SENT,
                         encrypted, text, -1);
}

static gboolean
is_hello (guint type)
{
  return type == GNUTLS_HANDSHAKE_CLIENT_HELLO || type == GNUTLS_HANDSHAKE_SERVER_HELLO
         || type == GNUTLS_HANDSHAKE_HELLO_RETRY_REQUEST;
}

/**
 * tocsin_tls_log_message: (skip)
 * @self: a session
 * @type: a gnutls_handshake_description_t
 * @incoming: whether the server sent it
 * @length: how long it is
 */
void
tocsin_tls_log_message (TocsinTls *self, guint type, gboolean incoming, gsize length)
{
  gboolean encrypted = type == GNUTLS_HANDSHAKE_FINISHED || self->established;
  const char *name;

  if (self->log == NULL)
    return;

  if (!is_hello (type) && gnutls_protocol_get_version (self->session) == GNUTLS_TLS1_3)
    encrypted = TRUE;
  name = gnutls_handshake_description_get_name ((gnutls_handshake_description_t) type);
  add (self, incoming, encrypted, "TLS handshake: %s (%u), %" G_GSIZE_FORMAT " bytes",
       name != NULL ? name : "?", type, length);
}

static void
log_alert (TocsinTls *self, gboolean incoming, gnutls_alert_description_t alert)
{
  const char *name = gnutls_alert_get_strname (alert);

  if (self->log != NULL)
    add (self, incoming, self->established, "TLS alert: %s (%d)", name != NULL ? name : "?",
         (int) alert);
}

/**
 * tocsin_tls_log_received_alert: (skip)
 * @self: a session that has just received one
 */
void
tocsin_tls_log_received_alert (TocsinTls *self)
{
  log_alert (self, TRUE, gnutls_alert_get (self->session));
}

/**
 * tocsin_tls_log_sent_alert: (skip)
 * @self: a session
 * @status: GnuTLS's status, which says what the alert is
 */
void
tocsin_tls_log_sent_alert (TocsinTls *self, int status)
{
  int level = 0;
  int alert = gnutls_error_to_alert (status, &level);

  if (alert >= 0)
    log_alert (self, FALSE, (gnutls_alert_description_t) alert);
}

/**
 * tocsin_tls_log_session: (skip)
 * @self: a session after its handshake
 */
void
tocsin_tls_log_session (TocsinTls *self)
{
  g_autofree char *text = NULL;

  if (self->log == NULL)
    return;

  text = tocsin_tls_describe (self);
  tocsin_transcript_note (self->log, "TLS: %s%s", text,
                          gnutls_session_is_resumed (self->session) ? ", resumed" : "");
}
