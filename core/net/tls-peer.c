/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-peer.h"

#include <glib/gi18n-lib.h>

#include "core/net/certificate.h"

/* Whether @issuer made @certificate: its name says so, and its key. Anybody can take a name. */
static gboolean
has_made (gnutls_x509_crt_t issuer, gnutls_x509_crt_t certificate)
{
  guint status = 0;
  const guint flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_CA_SIGN
                      | GNUTLS_VERIFY_ALLOW_BROKEN;

  return gnutls_x509_crt_check_issuer (certificate, issuer)
         && gnutls_x509_crt_verify (certificate, &issuer, 1, flags, &status) == GNUTLS_E_SUCCESS
         && (status & (GNUTLS_CERT_SIGNATURE_FAILURE | GNUTLS_CERT_SIGNER_NOT_FOUND)) == 0;
}

/**
 * tocsin_tls_peer_find_issuer: (skip)
 * @self: a peer
 * @certificate: one of its
 *
 * Returns: (transfer none) (nullable): who made it, of those that were shown or are trusted.
 */
gnutls_x509_crt_t
tocsin_tls_peer_find_issuer (TocsinTlsPeer *self, gnutls_x509_crt_t certificate)
{
  gnutls_x509_crt_t issuer = NULL;

  for (guint i = 1; i < self->n_chain; i++)
    if (self->chain[i] != certificate && has_made (self->chain[i], certificate))
      return self->chain[i];
  if (gnutls_certificate_get_issuer (tocsin_tls_trust_get_credentials (self->context->trust),
                                     certificate, &issuer, 0)
      == GNUTLS_E_SUCCESS)
    return issuer;

  return NULL;
}

static gboolean
is_on_path (TocsinTlsPeer *self, gnutls_x509_crt_t certificate)
{
  for (guint i = 0; i < self->n_path; i++)
    if (gnutls_x509_crt_equals (self->path[i], certificate))
      return TRUE;

  return FALSE;
}

static void
find_path (TocsinTlsPeer *self)
{
  gnutls_x509_crt_t next = self->chain[0];

  while (next != NULL && self->n_path < TOCSIN_TLS_PEER_MAX_CHAIN && !is_on_path (self, next))
    {
      self->path[self->n_path++] = next;
      next = tocsin_certificate_is_self_issued (next) ? NULL
                                                      : tocsin_tls_peer_find_issuer (self, next);
    }
}

/**
 * tocsin_tls_peer_init: (skip)
 * @self: a peer not yet used
 * @session: a session that has the server's certificates
 * @context: what is asked for
 *
 * Returns: whether the server has a certificate that can be read.
 */
gboolean
tocsin_tls_peer_init (TocsinTlsPeer *self, gnutls_session_t session, TocsinTlsContext *context)
{
  *self = (TocsinTlsPeer){ .session = session, .context = context };
  self->ders = gnutls_certificate_get_peers (session, &self->n_shown);
  if (self->ders == NULL)
    self->n_shown = 0;

  for (guint i = 0; i < MIN (self->n_shown, TOCSIN_TLS_PEER_MAX_CHAIN); i++)
    {
      gnutls_x509_crt_t certificate = tocsin_certificate_import (&self->ders[i]);

      if (certificate == NULL)
        break;
      self->chain[self->n_chain++] = certificate;
    }
  if (self->n_chain == 0)
    return FALSE;

  find_path (self);
  return TRUE;
}

/**
 * tocsin_tls_peer_clear: (skip)
 * @self: a peer
 */
void
tocsin_tls_peer_clear (TocsinTlsPeer *self)
{
  for (guint i = 0; i < self->n_chain; i++)
    gnutls_x509_crt_deinit (self->chain[i]);
  self->n_chain = self->n_path = 0;
}

/**
 * tocsin_tls_peer_describe: (skip)
 * @self: a peer
 * @i: a place on its path
 *
 * Returns: (transfer full): which certificate that is, for a person.
 */
char *
tocsin_tls_peer_describe (TocsinTlsPeer *self, guint i)
{
  g_autofree char *subject = tocsin_certificate_dup_subject (self->path[i]);

  if (i == 0)
    return g_strdup_printf (_ ("the server's certificate (%s)"), subject);
  if (tocsin_certificate_is_self_issued (self->path[i]))
    return g_strdup_printf (_ ("the root certificate (%s)"), subject);

  return g_strdup_printf (_ ("the intermediate certificate (%s)"), subject);
}

/**
 * tocsin_tls_peer_get_end: (skip)
 * @self: a peer
 *
 * Returns: when the first certificate on its path runs out, in seconds since 1970.
 */
gint64
tocsin_tls_peer_get_end (TocsinTlsPeer *self)
{
  gint64 end = G_MAXINT64;

  for (guint i = 0; i < self->n_path; i++)
    end = MIN (end, gnutls_x509_crt_get_expiration_time (self->path[i]));

  return end;
}
