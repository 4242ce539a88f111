/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-verify.h"

#include "core/net/certificate.h"
#include "core/net/tls-blame.h"

/* What GnuTLS says of staples and lists; not of the chain itself. */
#define REVOCATION_BITS                                                                            \
  (GNUTLS_CERT_MISSING_OCSP_STATUS | GNUTLS_CERT_INVALID_OCSP_STATUS                               \
   | GNUTLS_CERT_REVOCATION_DATA_SUPERSEDED | GNUTLS_CERT_REVOCATION_DATA_ISSUED_IN_FUTURE)

static GError *
check_name (TocsinTlsPeer *peer)
{
  const char *name = tocsin_endpoint_get_server_name (peer->context->endpoint);

  return tocsin_certificate_matches (peer->chain[0], name) ? NULL : tocsin_tls_blame_name (peer);
}

static GError *
check_chain (TocsinTlsPeer *peer)
{
  gnutls_typed_vdata_st purpose = {
    .type = GNUTLS_DT_KEY_PURPOSE_OID,
    .data = (unsigned char *) (gpointer) GNUTLS_KP_TLS_WWW_SERVER,
  };
  guint status = 0;
  int result = gnutls_certificate_verify_peers (peer->session, &purpose, 1, &status);

  if (result != GNUTLS_E_SUCCESS)
    return tocsin_tls_blame_failure (peer, result);
  if ((status & ~(guint) (REVOCATION_BITS | GNUTLS_CERT_INVALID)) != 0)
    return tocsin_tls_blame_status (peer, status);
  if (tocsin_tls_trust_has_lists (peer->context->trust)
      && (status & GNUTLS_CERT_REVOCATION_DATA_SUPERSEDED) != 0)
    return tocsin_tls_blame_old_list (peer);

  return peer->context->verify == TOCSIN_TLS_VERIFY_FULL ? check_name (peer) : NULL;
}

static GError *
check_pin (TocsinTlsPeer *peer)
{
  g_autoptr (GBytes) seen = peer->context->pin_is_key
                                ? tocsin_certificate_digest_key (peer->chain[0])
                                : tocsin_certificate_digest (&peer->ders[0]);

  if (seen != NULL && g_bytes_equal (seen, peer->context->pin))
    return NULL;

  return tocsin_tls_blame_pin (peer);
}

static gboolean
is_on_path (TocsinTlsPeer *peer, guint i)
{
  for (guint j = 0; j < peer->n_path; j++)
    if (peer->path[j] == peer->chain[i])
      return TRUE;

  return FALSE;
}

static GError *
check_staples (TocsinTlsPeer *peer, gint64 *until)
{
  gboolean required = peer->context->revocation == TOCSIN_TLS_REVOCATION_REQUIRE_STAPLE
                      || tocsin_tls_staple_is_demanded (peer->chain[0]);

  for (guint i = 0; i < peer->n_chain; i++)
    {
      TocsinTlsStaple staple = tocsin_tls_staple_read (peer, i);
      gboolean absent = staple.state == TOCSIN_TLS_STAPLE_ABSENT;

      if ((absent && !(required && i == 0)) || !is_on_path (peer, i))
        continue;
      if (staple.state != TOCSIN_TLS_STAPLE_GOOD)
        return tocsin_tls_blame_staple (peer, i, &staple);
      *until = MIN (*until, staple.until);
    }

  return NULL;
}

static GError *
check_identity (TocsinTlsPeer *peer)
{
  return peer->context->verify == TOCSIN_TLS_VERIFY_PIN ? check_pin (peer) : check_chain (peer);
}

/**
 * tocsin_tls_verify_peer: (skip)
 * @peer: a server in the middle of a handshake, or after one that resumed a session
 * @resumed: whether it is resumed: a server shows no staple then, and that of the first session
 *   holds as long as the ticket was kept
 * @until: (inout): how long the decision holds; set unless @resumed
 *
 * Returns: (transfer full) (nullable): why the server's certificate is refused, `tls.cert.*`;
 *   %NULL if it is good.
 */
GError *
tocsin_tls_verify_peer (TocsinTlsPeer *peer, gboolean resumed, gint64 *until)
{
  TocsinTlsContext *context = peer->context;
  GError *error;

  if (!resumed)
    *until = G_MAXINT64;
  if (context->verify == TOCSIN_TLS_VERIFY_NONE)
    return NULL;

  error = check_identity (peer);
  if (error != NULL || resumed)
    return error;

  if (context->verify != TOCSIN_TLS_VERIFY_PIN)
    *until = tocsin_tls_peer_get_end (peer);
  return context->revocation != TOCSIN_TLS_REVOCATION_OFF ? check_staples (peer, until) : NULL;
}
