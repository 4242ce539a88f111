/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/base/error.h"
#include "core/net/tls-peer.h"
#include "core/net/tls-report.h"
#include "core/net/tls-tickets.h"
#include "core/net/tls-verify.h"

/* Enough to see that it is no TLS, and what it is instead. */
#define N_FIRST 120

static void
keep_first (TocsinTls *self, const char *bytes, gssize length)
{
  if (self->first != NULL && length > 0 && self->first->len < N_FIRST)
    g_string_append_len (self->first, bytes, MIN (length, N_FIRST - (gssize) self->first->len));
}

/**
 * tocsin_tls_read_first: (skip)
 * @self: a session whose handshake has failed
 *
 * GnuTLS stops at the first five bytes that are no TLS; what stands behind them is for a person.
 */
void
tocsin_tls_read_first (TocsinTls *self)
{
  char bytes[N_FIRST];

  keep_first (self, bytes, recv (self->fd, bytes, sizeof bytes, MSG_DONTWAIT));
}

static ssize_t
on_pull (gnutls_transport_ptr_t pointer, void *bytes, size_t length)
{
  TocsinTls *self = pointer;
  ssize_t n_read = recv (self->fd, bytes, length, MSG_DONTWAIT);

  if (n_read < 0)
    {
      self->saved_errno = errno;
      gnutls_transport_set_errno (self->session, errno);
    }
  keep_first (self, bytes, n_read);

  return n_read;
}

static ssize_t
on_push (gnutls_transport_ptr_t pointer, const void *bytes, size_t length)
{
  TocsinTls *self = pointer;
  ssize_t n_sent = send (self->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);

  if (n_sent < 0)
    {
      self->saved_errno = errno;
      /* GnuTLS takes a reset for the end of what comes, but that may wait to be read. */
      gnutls_transport_set_errno (self->session, errno == ECONNRESET ? EPIPE : errno);
    }

  return n_sent;
}

static int
on_pull_timeout (gnutls_transport_ptr_t pointer, unsigned int milliseconds)
{
  TocsinTls *self = pointer;
  GPollFD poll_fd = { .fd = self->fd, .events = G_IO_IN };

  return g_poll (&poll_fd, 1, (int) MIN (milliseconds, G_MAXINT));
}

static int
on_certificate (gnutls_session_t session)
{
  TocsinTls *self = gnutls_session_get_ptr (session);

  g_clear_error (&self->refusal);
  self->refusal = tocsin_tls_check_peer (self, FALSE);

  return self->refusal != NULL ? GNUTLS_E_CERTIFICATE_ERROR : 0;
}

/**
 * tocsin_tls_check_peer: (skip)
 * @self: a session that has the server's certificates
 * @resumed: whether they are those of an earlier session
 *
 * GnuTLS asks for this in a full handshake only; whoever resumes asks for it afterwards. What the
 * certificate says is told before it is judged, so that a person may decide to pin it.
 *
 * Returns: (transfer full) (nullable): why the server is refused.
 */
GError *
tocsin_tls_check_peer (TocsinTls *self, gboolean resumed)
{
  g_auto (TocsinTlsPeer) peer = { NULL };

  if (!tocsin_tls_peer_init (&peer, self->session, self->context))
    return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_HANDSHAKE,
                        _ ("%s shows no certificate that can be read"),
                        tocsin_endpoint_to_string (self->context->endpoint));

  tocsin_tls_report_peer (&peer, self->report);
  return tocsin_tls_verify_peer (&peer, resumed, &self->ticket_until);
}

/* When a server asks who we are; called by GnuTLS. */
int
tocsin_tls_on_asked (gnutls_session_t session,
                     const gnutls_datum_t *authorities,
                     int n_authorities,
                     const gnutls_pk_algorithm_t *algorithms,
                     int n_algorithms,
                     gnutls_pcert_st **certificates,
                     unsigned int *n_certificates,
                     gnutls_privkey_t *key)
{
  TocsinTls *self = gnutls_session_get_ptr (session);

  *n_certificates = 0;
  if (self->context->identity == NULL)
    return 0;

  self->showed = TRUE;
  *key = tocsin_tls_identity_show (self->context->identity, certificates, n_certificates);
  return 0;
}

/* Who has a ticket's data can read the session that it resumes. */
static void
wipe (gpointer data)
{
  gnutls_datum_t *ticket = data;

  gnutls_memset (ticket->data, 0, ticket->size);
  gnutls_free (ticket->data);
  g_free (ticket);
}

/**
 * tocsin_tls_keep_ticket: (skip)
 * @self: a session that has a ticket
 *
 * Keeps it for the next session with the same server.
 */
void
tocsin_tls_keep_ticket (TocsinTls *self)
{
  gnutls_datum_t data = { NULL, 0 };
  g_autoptr (GBytes) ticket = NULL;

  if (self->context->tickets_key == NULL
      || gnutls_session_get_data2 (self->session, &data) != GNUTLS_E_SUCCESS)
    return;

  ticket = g_bytes_new_with_free_func (data.data, data.size, wipe, g_memdup2 (&data, sizeof data));
  tocsin_tls_tickets_add (self->context->tickets_key, ticket, self->ticket_until);
}

static int
on_message (gnutls_session_t session,
            unsigned int type,
            unsigned int when,
            unsigned int incoming,
            const gnutls_datum_t *message)
{
  TocsinTls *self = gnutls_session_get_ptr (session);

  tocsin_tls_log_message (self, type, incoming != 0, message->size);
  /* TLS 1.2 sends its ticket inside the handshake; it is kept when that is done. */
  if (!self->established)
    return incoming != 0 ? tocsin_tls_check_protocol (self, type, message) : 0;

  self->n_idle++;
  if (type == GNUTLS_HANDSHAKE_NEW_SESSION_TICKET)
    tocsin_tls_keep_ticket (self);

  return 0;
}

static void
use_ticket (TocsinTls *self)
{
  g_autoptr (GBytes) ticket = NULL;

  if (self->context->tickets_key == NULL)
    return;

  ticket = tocsin_tls_tickets_take (self->context->tickets_key, &self->ticket_until);
  self->offered = ticket != NULL
                  && gnutls_session_set_data (self->session, g_bytes_get_data (ticket, NULL),
                                              g_bytes_get_size (ticket))
                         == GNUTLS_E_SUCCESS;
}

static void
set_name (TocsinTls *self)
{
  const char *name = tocsin_endpoint_get_server_name (self->context->endpoint);

  /* RFC 6066, section 3: addresses are not permitted in SNI. */
  if (!g_hostname_is_ip_address (name))
    gnutls_server_name_set (self->session, GNUTLS_NAME_DNS, name, strlen (name));
}

/* GnuTLS takes flags for one session only together with a check of its own, which ours replaces. */
static void
set_verify (TocsinTls *self)
{
  gnutls_session_set_verify_cert2 (self->session, NULL, 0, self->context->verify_flags);
  gnutls_session_set_verify_function (self->session, on_certificate);
}

static void
set_transport (TocsinTls *self)
{
  gnutls_session_set_ptr (self->session, self);
  gnutls_transport_set_ptr (self->session, self);
  gnutls_transport_set_pull_function (self->session, on_pull);
  gnutls_transport_set_push_function (self->session, on_push);
  gnutls_transport_set_pull_timeout_function (self->session, on_pull_timeout);
}

/**
 * tocsin_tls_new: (skip)
 * @context: how to encrypt and whom to believe
 * @fd: a connected, non-blocking descriptor; stays the caller's
 * @after_plain: whether plain text was spoken on it before
 * @error: `internal` when GnuTLS has no memory
 *
 * Returns: (transfer full): a session; tocsin_tls_handshake() comes next.
 */
TocsinTls *
tocsin_tls_new (TocsinTlsContext *context, int fd, gboolean after_plain, GError **error)
{
  g_autoptr (TocsinTls) self = g_object_new (TOCSIN_TYPE_TLS, NULL);
  guint flags = GNUTLS_CLIENT | GNUTLS_NONBLOCK;
  int status;

  if (context->tickets_key == NULL)
    flags |= GNUTLS_NO_TICKETS;
  self->context = g_object_ref (context);
  self->fd = fd;
  self->after_plain = after_plain;
  status = gnutls_init (&self->session, flags);
  if (status == GNUTLS_E_SUCCESS)
    status = gnutls_priority_set (self->session, context->priority);
  if (status == GNUTLS_E_SUCCESS)
    status = gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE,
                                     tocsin_tls_trust_get_credentials (context->trust));
  if (status != GNUTLS_E_SUCCESS)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL, _ ("Can't set up TLS: %s"),
                   gnutls_strerror (status));
      return NULL;
    }

  set_transport (self);
  set_name (self);
  tocsin_tls_offer_protocols (self);
  set_verify (self);
  gnutls_handshake_set_hook_function (self->session, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_POST,
                                      on_message);
  use_ticket (self);

  return g_steal_pointer (&self);
}
