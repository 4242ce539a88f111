/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-private.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/tls-error.h"
#include "core/net/tls-report.h"
#include "core/net/tls-tickets.h"
#include "core/net/wait.h"

/* Alerts that a handshake survives, and messages after it that bring no data: tickets, new keys,
 * wishes to renegotiate. A server that goes on with them wants our time. */
#define MAX_IDLE 100

G_DEFINE_FINAL_TYPE (TocsinTls, tocsin_tls, G_TYPE_OBJECT)

static void
tocsin_tls_finalize (GObject *object)
{
  TocsinTls *self = TOCSIN_TLS (object);

  g_clear_pointer (&self->session, gnutls_deinit);
  g_clear_object (&self->context);
  g_clear_object (&self->log);
  g_clear_error (&self->refusal);
  if (self->first != NULL)
    g_string_free (self->first, TRUE);

  G_OBJECT_CLASS (tocsin_tls_parent_class)->finalize (object);
}

static void
tocsin_tls_class_init (TocsinTlsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_tls_finalize;
}

static void
tocsin_tls_init (TocsinTls *self)
{
  self->first = g_string_new (NULL);
}

static TocsinTlsTrouble
trouble_of (TocsinTls *self, int status)
{
  return (TocsinTlsTrouble){
    .session = self->session,
    .context = self->context,
    .status = status,
    .saved_errno = self->saved_errno,
    .first = self->first != NULL ? self->first->str : "",
    .n_first = self->first != NULL ? self->first->len : 0,
    .after_plain = self->after_plain,
    .showed = self->showed,
  };
}

static gushort
wanted_events (TocsinTls *self)
{
  return gnutls_record_get_direction (self->session) == 0 ? G_IO_IN : G_IO_OUT;
}

static void
send_alert (TocsinTls *self, int status)
{
  tocsin_tls_log_sent_alert (self, status);
  gnutls_alert_send_appropriate (self->session, status);
}

static gboolean
fail_handshake (TocsinTls *self, int status, GError **error)
{
  TocsinTlsTrouble trouble;

  if (!tocsin_tls_error_is_record (self->first->str, self->first->len))
    tocsin_tls_read_first (self);
  trouble = trouble_of (self, status);
  if (status == GNUTLS_E_FATAL_ALERT_RECEIVED)
    tocsin_tls_log_received_alert (self);
  /* So that the server's log says why we left. */
  else if (status != GNUTLS_E_PULL_ERROR && status != GNUTLS_E_PUSH_ERROR)
    send_alert (self, status);
  /* Some servers trip over their own tickets. A certificate that we refuse has another reason. */
  if (self->offered)
    tocsin_tls_tickets_suspend (self->context->tickets_key);
  self->context->tripped = self->offered && self->refusal == NULL;
  /* What is in a token may be gone, and back the next time. */
  if (self->showed && gnutls_error_is_fatal (status) && status != GNUTLS_E_FATAL_ALERT_RECEIVED)
    tocsin_tls_identity_forget (self->context->identity);

  if (self->refusal != NULL)
    g_propagate_error (error, g_steal_pointer (&self->refusal));
  else
    g_propagate_error (error, tocsin_tls_error_of_handshake (&trouble));

  return FALSE;
}

static gboolean
wait_for_peer (TocsinTls *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  int ready = tocsin_wait_fd (self->fd, wanted_events (self), deadline, cancellable, error);

  if (ready == 0)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_TIMEOUT,
                 _ ("%s did not finish the TLS handshake in time"),
                 tocsin_endpoint_to_string (self->context->endpoint));

  return ready > 0;
}

static gboolean
check_strength (TocsinTls *self, GError **error)
{
  gnutls_cipher_algorithm_t cipher = gnutls_cipher_get (self->session);
  gsize bits = gnutls_cipher_get_key_size (cipher) * 8;

  if (bits >= self->context->min_strength)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_TLS_HANDSHAKE,
               _ ("%s: the cipher %s has %zu bits; encryption.min-strength asks "
                  "for %u"),
               tocsin_endpoint_to_string (self->context->endpoint), gnutls_cipher_get_name (cipher),
               bits, self->context->min_strength);
  return FALSE;
}

/* Time has passed since the session that is resumed, and what was good then may not be now. */
static gboolean
check_resumed (TocsinTls *self, GError **error)
{
  GError *refusal;

  if (!gnutls_session_is_resumed (self->session))
    return TRUE;

  refusal = tocsin_tls_check_peer (self, TRUE);
  if (refusal == NULL)
    return TRUE;

  send_alert (self, GNUTLS_E_CERTIFICATE_ERROR);
  tocsin_tls_tickets_drop (self->context->tickets_key);
  g_propagate_error (error, refusal);
  return FALSE;
}

static gboolean
finish_handshake (TocsinTls *self, GError **error)
{
  g_string_free (g_steal_pointer (&self->first), TRUE);
  if (!check_strength (self, error) || !check_resumed (self, error))
    return FALSE;

  self->report = NULL;
  self->established = TRUE;
  tocsin_tls_log_session (self);
  if (gnutls_protocol_get_version (self->session) != GNUTLS_TLS1_3)
    tocsin_tls_keep_ticket (self);

  return TRUE;
}

/**
 * tocsin_tls_handshake: (skip)
 * @self: a new session
 * @deadline: until when
 * @cancellable: (nullable): ends the wait
 * @error: `tls.*`, `config.port-security-mismatch`, `net.*` or `cancelled`
 *
 * The server's certificate is checked before anything of ours is sent inside TLS.
 *
 * Returns: whether both sides now speak TLS.
 */
gboolean
tocsin_tls_handshake (TocsinTls *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  for (guint n_warnings = 0; n_warnings < MAX_IDLE;)
    {
      int status = gnutls_handshake (self->session);

      if (status == GNUTLS_E_SUCCESS)
        return finish_handshake (self, error);
      if (gnutls_error_is_fatal (status))
        return fail_handshake (self, status, error);
      if (status == GNUTLS_E_WARNING_ALERT_RECEIVED)
        tocsin_tls_log_received_alert (self);
      if (status != GNUTLS_E_AGAIN)
        n_warnings++;
      else if (!wait_for_peer (self, deadline, cancellable, error))
        return FALSE;
    }

  return fail_handshake (self, GNUTLS_E_TOO_MANY_HANDSHAKE_PACKETS, error);
}

static gboolean
is_transient (int status)
{
  /* A wish to renegotiate is not granted: RFC 9325 advises against, and nobody needs it here. */
  return status == GNUTLS_E_AGAIN || status == GNUTLS_E_INTERRUPTED
         || status == GNUTLS_E_REHANDSHAKE || status == GNUTLS_E_WARNING_ALERT_RECEIVED;
}

/* GnuTLS has limits for new keys and empty records; for the rest there are none. */
static gssize
count_idle (TocsinTls *self, gssize status)
{
  if (status == GNUTLS_E_WARNING_ALERT_RECEIVED)
    tocsin_tls_log_received_alert (self);
  if (status == GNUTLS_E_WARNING_ALERT_RECEIVED || status == GNUTLS_E_REHANDSHAKE)
    self->n_idle++;

  return self->n_idle <= MAX_IDLE ? status : GNUTLS_E_TOO_MANY_HANDSHAKE_PACKETS;
}

static gssize
finish_transfer (TocsinTls *self, gssize status, gushort *events, GError **error)
{
  TocsinTlsTrouble trouble;

  if (status >= 0)
    {
      self->n_idle = 0;
      return status;
    }
  status = count_idle (self, status);
  if (is_transient ((int) status))
    {
      *events = wanted_events (self);
      return TOCSIN_TLS_AGAIN;
    }

  if (status == GNUTLS_E_FATAL_ALERT_RECEIVED)
    tocsin_tls_log_received_alert (self);
  trouble = trouble_of (self, (int) status);
  g_propagate_error (error, tocsin_tls_error_of_transfer (&trouble));
  return -1;
}

/**
 * tocsin_tls_read: (skip)
 * @self: a session after its handshake
 * @bytes: (out caller-allocates): where to
 * @length: room there
 * @events: (out): what to wait for, if %TOCSIN_TLS_AGAIN
 * @error: `tls.truncated` and others
 *
 * Never blocks.
 *
 * Returns: how many bytes came; 0 when the server said goodbye; %TOCSIN_TLS_AGAIN; -1 with @error.
 */
gssize
tocsin_tls_read (TocsinTls *self, char *bytes, gsize length, gushort *events, GError **error)
{
  return finish_transfer (self, gnutls_record_recv (self->session, bytes, length), events, error);
}

/**
 * tocsin_tls_write: (skip)
 * @self: a session after its handshake
 * @bytes: what to send; after %TOCSIN_TLS_AGAIN the same must come again
 * @length: how many
 * @events: (out): what to wait for, if %TOCSIN_TLS_AGAIN
 * @error: why it failed
 *
 * Never blocks.
 *
 * Returns: how many bytes left; %TOCSIN_TLS_AGAIN; -1 with @error.
 */
gssize
tocsin_tls_write (TocsinTls *self, const char *bytes, gsize length, gushort *events, GError **error)
{
  return finish_transfer (self, gnutls_record_send (self->session, bytes, length), events, error);
}

/**
 * tocsin_tls_say_goodbye: (skip)
 * @self: a session
 *
 * Sends close_notify if it can be sent at once; a server that reads no more is not waited for.
 */
void
tocsin_tls_say_goodbye (TocsinTls *self)
{
  if (self->established)
    gnutls_bye (self->session, GNUTLS_SHUT_WR);
}

/**
 * tocsin_tls_describe:
 * @self: a session after its handshake
 *
 * Returns: (transfer full): version, key exchange and cipher in one word, for logs.
 */
char *
tocsin_tls_describe (TocsinTls *self)
{
  char *text;
  char *copy;

  g_return_val_if_fail (TOCSIN_IS_TLS (self), NULL);

  text = gnutls_session_get_desc (self->session);
  copy = g_strdup (text != NULL ? text : "TLS");
  gnutls_free (text);

  return copy;
}

/**
 * tocsin_tls_report:
 * @self: a session after its handshake
 * @report: (nullable): who watches
 *
 * Tells what was agreed, and warns of what is unsafe. The server's certificates have been told in
 * the handshake.
 */
void
tocsin_tls_report (TocsinTls *self, TocsinReport *report)
{
  g_return_if_fail (TOCSIN_IS_TLS (self));

  if (report != NULL)
    tocsin_tls_report_session (self->session, self->context, self->showed, report);
}

static gboolean
may_bind (TocsinTls *self, TocsinChannelBinding type)
{
  gboolean newest = gnutls_protocol_get_version (self->session) == GNUTLS_TLS1_3;

  switch (type)
    {
    /* RFC 9266, section 3: only with TLS 1.3; older versions bind by tls-unique. */
    case TOCSIN_CHANNEL_BINDING_TLS_EXPORTER:
      return newest;
    /* RFC 7627: without it somebody in between can give two sessions one tls-unique. */
    case TOCSIN_CHANNEL_BINDING_TLS_UNIQUE:
      return !newest && gnutls_session_ext_master_secret_status (self->session) != 0;
    case TOCSIN_CHANNEL_BINDING_TLS_SERVER_END_POINT:
    default:
      return TRUE;
    }
}

/**
 * tocsin_tls_get_channel_binding:
 * @self: a session after its handshake
 * @type: which
 *
 * What ties a login to this very session or, weaker, to this server's certificate, so that nobody
 * in between can pass it on.
 *
 * Returns: (transfer full) (nullable): the binding, or %NULL if this session has none of the type.
 */
GBytes *
tocsin_tls_get_channel_binding (TocsinTls *self, TocsinChannelBinding type)
{
  static const gnutls_channel_binding_t types[] = { GNUTLS_CB_TLS_UNIQUE, GNUTLS_CB_TLS_EXPORTER,
                                                    GNUTLS_CB_TLS_SERVER_END_POINT };
  gnutls_datum_t data = { NULL, 0 };

  g_return_val_if_fail (TOCSIN_IS_TLS (self) && type < G_N_ELEMENTS (types), NULL);

  if (!may_bind (self, type)
      || gnutls_session_channel_binding (self->session, types[type], &data) != GNUTLS_E_SUCCESS)
    return NULL;

  return g_bytes_new_with_free_func (data.data, data.size, gnutls_free, data.data);
}
