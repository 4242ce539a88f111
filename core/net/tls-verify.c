/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-verify.h"

#include <glib/gi18n-lib.h>
#include <gnutls/x509.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/certificate.h"

/* The chain as the server showed it, its own certificate first. */
typedef struct
{
  const gnutls_datum_t *ders;
  guint n_certificates;
  gnutls_x509_crt_t server;
  TocsinTlsContext *context;
} Peer;

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M UTC") : g_strdup ("?");
}

static GError *
    G_GNUC_PRINTF (3, 4) refuse (const Peer *peer, TocsinError code, const char *format, ...)
{
  g_autofree char *subject = tocsin_certificate_dup_subject (peer->server);
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);

  return g_error_new (TOCSIN_ERROR, code, _ ("The certificate of %s (%s) is not to be trusted: %s"),
                      tocsin_endpoint_to_string (peer->context->endpoint), subject, why);
}

/* The remedies for a server that is the right one all the same. */
static GError *
with_trust_hint (const Peer *peer, GError *error)
{
  g_autofree char *fingerprint = tocsin_certificate_dup_fingerprint (&peer->ders[0]);

  tocsin_error_set_hint (error,
                         _ ("If you know this server: name its authority in encryption.ca-file, or "
                            "set encryption.verify=pin and encryption.pinned-certificate=%s"),
                         fingerprint);
  return error;
}

static GError *
refuse_unknown_issuer (const Peer *peer)
{
  g_autofree char *issuer = NULL;
  gnutls_x509_crt_t last;
  gboolean rooted;
  gboolean gap;

  if (tocsin_certificate_is_self_issued (peer->server))
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_SELF_SIGNED, _ ("it is signed by itself"));

  last = tocsin_certificate_import (&peer->ders[peer->n_certificates - 1]);
  if (last == NULL)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, _ ("its chain can't be read"));
  rooted = tocsin_certificate_is_self_issued (last);
  gap = !rooted && tocsin_certificate_names_issuers_place (last);
  issuer = rooted ? tocsin_certificate_dup_subject (last) : tocsin_certificate_dup_issuer (last);
  gnutls_x509_crt_deinit (last);

  if (gap)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_INCOMPLETE_CHAIN,
                   _ ("the server does not show the certificate of its issuer, %s"), issuer);

  return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER,
                 _ ("its issuer %s is not known here"), issuer);
}

static GError *
refuse_time (const Peer *peer, gboolean expired)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *clock = format_time (now);

  for (guint i = 0; i < peer->n_certificates; i++)
    {
      gnutls_x509_crt_t certificate = tocsin_certificate_import (&peer->ders[i]);
      g_autofree char *name = NULL;
      g_autofree char *time = NULL;
      gint64 limit;
      gboolean found;

      if (certificate == NULL)
        continue;
      limit = expired ? gnutls_x509_crt_get_expiration_time (certificate)
                      : gnutls_x509_crt_get_activation_time (certificate);
      found = expired ? limit < now : limit > now;
      name = tocsin_certificate_dup_subject (certificate);
      time = format_time (limit);
      gnutls_x509_crt_deinit (certificate);
      if (found && expired)
        return refuse (peer, TOCSIN_ERROR_TLS_CERT_EXPIRED,
                       _ ("%s expired on %s, and your clock says %s"), name, time, clock);
      if (found)
        return refuse (peer, TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID,
                       _ ("%s is valid from %s, and your clock says %s"), name, time, clock);
    }

  return refuse (peer,
                 expired ? TOCSIN_ERROR_TLS_CERT_EXPIRED : TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID,
                 _ ("a certificate of its chain is not valid now, and your clock says %s"), clock);
}

static GError *
refuse_status (const Peer *peer, guint status)
{
  gnutls_datum_t text = { NULL, 0 };
  g_autofree char *why = NULL;

  if (status & GNUTLS_CERT_REVOKED)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_REVOKED, _ ("its issuer has revoked it"));
  if (status & (GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA))
    return with_trust_hint (peer, refuse_unknown_issuer (peer));
  if (status & GNUTLS_CERT_EXPIRED)
    return refuse_time (peer, TRUE);
  if (status & GNUTLS_CERT_NOT_ACTIVATED)
    return refuse_time (peer, FALSE);
  if (status & GNUTLS_CERT_PURPOSE_MISMATCH)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE, _ ("it is not made for servers"));
  if (status & GNUTLS_CERT_INSECURE_ALGORITHM)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_WEAK,
                   _ ("its key or signature is too weak; encryption.level=legacy would take it"));

  gnutls_certificate_verification_status_print (status, GNUTLS_CRT_X509, &text, 0);
  why = g_strdup ((const char *) text.data);
  gnutls_free (text.data);
  return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, "%s", why);
}

static GError *
check_name (const Peer *peer)
{
  const char *name = tocsin_endpoint_get_server_name (peer->context->endpoint);
  g_autoptr (GString) list = g_string_new (NULL);
  GError *error;

  if (tocsin_certificate_matches (peer->server, name, list))
    return NULL;

  error = refuse (peer, TOCSIN_ERROR_TLS_CERT_HOSTNAME, _ ("it is for %s; you connected to %s"),
                  list->len > 0 ? list->str : _ ("no host at all"), name);
  tocsin_error_set_hint (error, _ ("Set address, or encryption.server-name, to a name that the "
                                   "certificate is for."));
  return error;
}

static GError *
check_chain (gnutls_session_t session, const Peer *peer)
{
  gnutls_typed_vdata_st purpose = {
    .type = GNUTLS_DT_KEY_PURPOSE_OID,
    .data = (unsigned char *) (gpointer) GNUTLS_KP_TLS_WWW_SERVER,
  };
  guint status = 0;
  int result = gnutls_certificate_verify_peers (session, &purpose, 1, &status);

  if (result != GNUTLS_E_SUCCESS)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, "%s", gnutls_strerror (result));
  if (status != 0)
    return refuse_status (peer, status);

  return peer->context->verify == TOCSIN_TLS_VERIFY_FULL ? check_name (peer) : NULL;
}

static GError *
check_pin (const Peer *peer)
{
  g_autoptr (GBytes) seen = peer->context->pin_is_key ? tocsin_certificate_digest_key (peer->server)
                                                      : tocsin_certificate_digest (&peer->ders[0]);
  g_autofree char *fingerprint = NULL;
  GError *error;

  if (seen != NULL && g_bytes_equal (seen, peer->context->pin))
    return NULL;

  fingerprint = tocsin_certificate_dup_fingerprint (&peer->ders[0]);
  error = refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, _ ("it is not the pinned one"));
  tocsin_error_set_hint (error,
                         _ ("If the server has a new certificate and you are sure of it, set "
                            "encryption.pinned-certificate=%s"),
                         fingerprint);
  return error;
}

static GError *
check_peer (gnutls_session_t session, const Peer *peer)
{
  switch (peer->context->verify)
    {
    case TOCSIN_TLS_VERIFY_NONE:
      return NULL;
    case TOCSIN_TLS_VERIFY_PIN:
      return check_pin (peer);
    case TOCSIN_TLS_VERIFY_FULL:
    case TOCSIN_TLS_VERIFY_CHAIN:
    default:
      return check_chain (session, peer);
    }
}

/**
 * tocsin_tls_verify_peer: (skip)
 * @session: in the middle of a handshake
 * @context: what is asked for
 *
 * Returns: (transfer full) (nullable): why the server's certificate is refused, `tls.cert.*`;
 *   %NULL if it is good.
 */
GError *
tocsin_tls_verify_peer (gnutls_session_t session, TocsinTlsContext *context)
{
  Peer peer = { .context = context };
  GError *error;

  peer.ders = gnutls_certificate_get_peers (session, &peer.n_certificates);
  if (peer.ders != NULL && peer.n_certificates > 0)
    peer.server = tocsin_certificate_import (&peer.ders[0]);
  if (peer.server == NULL)
    return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_HANDSHAKE,
                        _ ("%s shows no certificate that can be read"),
                        tocsin_endpoint_to_string (context->endpoint));

  error = check_peer (session, &peer);
  gnutls_x509_crt_deinit (peer.server);

  return error;
}
