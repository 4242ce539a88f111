/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-blame.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/locale.h"
#include "core/net/certificate.h"

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  g_autofree char *text = time != NULL ? tocsin_locale_format_moment (time) : g_strdup ("?");

  return g_strconcat (text, " UTC", NULL);
}

static GError *
    G_GNUC_PRINTF (3, 4) refuse (TocsinTlsPeer *peer, TocsinError code, const char *format, ...)
{
  g_autofree char *subject = tocsin_certificate_dup_subject (peer->chain[0]);
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);

  return g_error_new (TOCSIN_ERROR, code, _ ("The certificate of %s (%s) is not to be trusted: %s"),
                      tocsin_endpoint_to_string (peer->context->endpoint), subject, why);
}

/* For a server that is the right one all the same: only a person can know. */
static GError *
with_pin (TocsinTlsPeer *peer, GError *error)
{
  g_autofree char *fingerprint = tocsin_certificate_dup_fingerprint (&peer->ders[0]);

  tocsin_error_add_remedy (error, "encryption.verify", "pin");
  tocsin_error_add_remedy (error, "encryption.pinned-certificate", fingerprint);
  return error;
}

static GError *
with_trust_hint (TocsinTlsPeer *peer, GError *error)
{
  g_autofree char *fingerprint = tocsin_certificate_dup_fingerprint (&peer->ders[0]);

  tocsin_error_set_hint (
      error,
      _ ("Whoever is in between could show such a certificate too. If you know this server: name "
         "its authority in encryption.ca-file, or compare the fingerprint %s with what its "
         "operator "
         "says and set encryption.verify=pin and encryption.pinned-certificate=%s; then this one "
         "certificate is believed, and no other."),
      fingerprint, fingerprint);
  return with_pin (peer, error);
}

static GError *
with_operator_hint (TocsinTlsPeer *peer, GError *error)
{
  tocsin_error_set_hint (
      error, _ ("Tell the server's operator. Until it is put right, encryption.verify=pin with the "
                "certificate's fingerprint believes this one certificate and no other."));
  return with_pin (peer, error);
}

static GError *
refuse_unknown_issuer (TocsinTlsPeer *peer)
{
  gnutls_x509_crt_t last = peer->path[peer->n_path - 1];
  g_autofree char *issuer = NULL;

  if (peer->n_path == 1 && tocsin_certificate_is_self_issued (last))
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_SELF_SIGNED, _ ("it is signed by itself"));

  if (tocsin_certificate_is_self_issued (last))
    {
      issuer = tocsin_tls_peer_describe (peer, peer->n_path - 1);
      return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, _ ("%s is not known here"),
                     issuer);
    }

  issuer = tocsin_certificate_dup_issuer (last);
  if (tocsin_certificate_names_issuers_place (last))
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_INCOMPLETE_CHAIN,
                   _ ("the server does not show the certificate of its issuer, %s"), issuer);

  return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER,
                 _ ("its issuer %s is not known here"), issuer);
}

static GError *
refuse_time (TocsinTlsPeer *peer, gboolean expired)
{
  TocsinError code = expired ? TOCSIN_ERROR_TLS_CERT_EXPIRED : TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *clock = format_time (now);

  for (guint i = 0; i < peer->n_path; i++)
    {
      g_autofree char *which = tocsin_tls_peer_describe (peer, i);
      gint64 limit = expired ? gnutls_x509_crt_get_expiration_time (peer->path[i])
                             : gnutls_x509_crt_get_activation_time (peer->path[i]);
      g_autofree char *time = format_time (limit);

      if (expired && limit < now)
        return refuse (peer, code, _ ("%s expired on %s, and your clock says %s"), which, time,
                       clock);
      if (!expired && limit > now)
        return refuse (peer, code, _ ("%s is valid from %s, and your clock says %s"), which, time,
                       clock);
    }

  return refuse (peer, code,
                 _ ("a certificate of its chain is not valid now, and your clock says %s"), clock);
}

static gboolean
is_weak (gnutls_x509_crt_t certificate)
{
  int algorithm = gnutls_x509_crt_get_signature_algorithm (certificate);
  unsigned int bits = 0;
  int kind = gnutls_x509_crt_get_pk_algorithm (certificate, &bits);

  return kind < 0 || algorithm < 0
         || (!tocsin_certificate_is_self_issued (certificate)
             && !gnutls_sign_is_secure2 ((gnutls_sign_algorithm_t) algorithm,
                                         GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS))
         || gnutls_pk_bits_to_sec_param ((gnutls_pk_algorithm_t) kind, bits)
                < GNUTLS_SEC_PARAM_MEDIUM;
}

static GError *
refuse_weak (TocsinTlsPeer *peer)
{
  guint i = 0;
  g_autofree char *which = NULL;
  g_autofree char *key = NULL;
  g_autofree char *signature = NULL;

  while (i < peer->n_path - 1 && !is_weak (peer->path[i]))
    i++;
  which = tocsin_tls_peer_describe (peer, i);
  key = tocsin_certificate_dup_key_kind (peer->path[i]);
  signature = tocsin_certificate_dup_signature_kind (peer->path[i]);

  return refuse (peer, TOCSIN_ERROR_TLS_CERT_WEAK,
                 _ ("%s has a key or signature that can be forged: %s, signed with %s"), which, key,
                 signature);
}

static GError *
refuse_revoked (TocsinTlsPeer *peer)
{
  for (guint i = 0; i < peer->n_path; i++)
    if (tocsin_tls_trust_has_revoked (peer->context->trust, peer->path[i]))
      {
        g_autofree char *which = tocsin_tls_peer_describe (peer, i);

        return refuse (peer, TOCSIN_ERROR_TLS_CERT_REVOKED,
                       _ ("the list in encryption.crl-file says that %s is revoked"), which);
      }

  for (guint i = 0; i < peer->n_chain; i++)
    {
      TocsinTlsStaple staple = tocsin_tls_staple_read (peer, i);

      if (staple.state == TOCSIN_TLS_STAPLE_REVOKED)
        return tocsin_tls_blame_staple (peer, i, &staple);
    }

  return refuse (peer, TOCSIN_ERROR_TLS_CERT_REVOKED, _ ("its issuer has revoked it"));
}

/**
 * tocsin_tls_blame_status: (skip)
 * @peer: a server
 * @status: what GnuTLS says of its chain
 *
 * What looks like an attack or is the issuer's own word gets no remedy; the rest may be a server
 * that is badly kept.
 *
 * Returns: (transfer full): the error
 */
GError *
tocsin_tls_blame_status (TocsinTlsPeer *peer, guint status)
{
  gnutls_datum_t text = { NULL, 0 };
  g_autofree char *why = NULL;

  if (status & GNUTLS_CERT_REVOKED)
    return refuse_revoked (peer);
  if (status & GNUTLS_CERT_SIGNATURE_FAILURE)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER,
                   _ ("a signature in its chain is wrong: it is altered or forged"));
  if (status & GNUTLS_CERT_SIGNER_NOT_CA)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER,
                   _ ("a certificate of its chain is not that of an authority and may issue none"));
  if (status & GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER,
                   _ ("an authority of its chain was not allowed to issue it (names or length of "
                      "the chain are limited)"));
  if (status & GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS)
    return refuse (
        peer, TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE,
        _ ("a certificate of its chain has a critical extension that is not understood"));
  if (status & GNUTLS_CERT_SIGNER_NOT_FOUND)
    return with_trust_hint (peer, refuse_unknown_issuer (peer));
  if (status & GNUTLS_CERT_EXPIRED)
    return with_operator_hint (peer, refuse_time (peer, TRUE));
  if (status & GNUTLS_CERT_NOT_ACTIVATED)
    return with_operator_hint (peer, refuse_time (peer, FALSE));
  if (status & GNUTLS_CERT_PURPOSE_MISMATCH)
    return with_operator_hint (
        peer, refuse (peer, TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE, _ ("it is not made for servers")));
  if (status & GNUTLS_CERT_INSECURE_ALGORITHM)
    return with_operator_hint (peer, refuse_weak (peer));

  gnutls_certificate_verification_status_print (status, GNUTLS_CRT_X509, &text, 0);
  why = g_strndup ((const char *) text.data, text.size);
  gnutls_free (text.data);
  return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, "%s", why);
}

/**
 * tocsin_tls_blame_failure: (skip)
 * @peer: a server
 * @result: why GnuTLS could not even judge its chain
 *
 * Returns: (transfer full): the error
 */
GError *
tocsin_tls_blame_failure (TocsinTlsPeer *peer, int result)
{
  if (peer->n_shown > TOCSIN_TLS_PEER_MAX_CHAIN)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER,
                   _ ("the server shows %u certificates; at most %u are looked at"), peer->n_shown,
                   TOCSIN_TLS_PEER_MAX_CHAIN);

  return refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, "%s", gnutls_strerror (result));
}

/**
 * tocsin_tls_blame_staple: (skip)
 * @peer: a server
 * @i: a certificate that it shows
 * @staple: what is beside it
 *
 * Returns: (transfer full): `tls.cert.revoked` or `tls.cert.unproven`
 */
GError *
tocsin_tls_blame_staple (TocsinTlsPeer *peer, guint i, const TocsinTlsStaple *staple)
{
  g_autofree char *which = tocsin_certificate_dup_subject (peer->chain[i]);
  g_autofree char *since = format_time (staple->since);
  GError *error;

  if (staple->state == TOCSIN_TLS_STAPLE_REVOKED)
    return refuse (peer, TOCSIN_ERROR_TLS_CERT_REVOKED, _ ("its issuer has revoked %s on %s"),
                   which, since);

  error = refuse (peer, TOCSIN_ERROR_TLS_CERT_UNPROVEN,
                  _ ("the proof that %s is not revoked (OCSP staple) is missing or no good: %s"),
                  which, tocsin_tls_staple_describe (staple));
  tocsin_error_set_hint (
      error, _ ("Often it is renewed within the hour, and your clock should be right. "
                "encryption.revocation=off does without; then a key that was stolen and reported "
                "is believed too."));
  return error;
}

/**
 * tocsin_tls_blame_old_list: (skip)
 * @peer: a server
 *
 * Returns: (transfer full): `tls.cert.unproven`
 */
GError *
tocsin_tls_blame_old_list (TocsinTlsPeer *peer)
{
  GError *error = refuse (peer, TOCSIN_ERROR_TLS_CERT_UNPROVEN,
                          _ ("the list in encryption.crl-file is out of date"));

  tocsin_error_set_hint (error, _ ("Fetch the authority's present list."));
  return error;
}

static gboolean
has_same_parent (const char *one, const char *other)
{
  const char *parent = strchr (one, '.');
  const char *other_parent = strchr (other, '.');

  return parent != NULL && other_parent != NULL && strchr (parent + 1, '.') != NULL
         && g_ascii_strcasecmp (parent, other_parent) == 0;
}

/* A button that says "believe evil.example" would be an attacker's best friend: a name is proposed
 * only where there is one, and it is a neighbour of what the person wrote. */
static void
propose_name (GError *error, GPtrArray *names, const char *wanted)
{
  const char *name = names->len == 1 ? g_ptr_array_index (names, 0) : NULL;

  if (name != NULL && strchr (name, '*') == NULL && !g_hostname_is_ip_address (name)
      && has_same_parent (name, wanted))
    tocsin_error_add_remedy (error, "encryption.server-name", name);
}

/**
 * tocsin_tls_blame_name: (skip)
 * @peer: a server whose certificate is for others
 *
 * Returns: (transfer full): `tls.cert.hostname`
 */
GError *
tocsin_tls_blame_name (TocsinTlsPeer *peer)
{
  const char *wanted = tocsin_endpoint_get_server_name (peer->context->endpoint);
  g_autoptr (GPtrArray) names = tocsin_certificate_list_names (peer->chain[0]);
  g_autofree char *list = tocsin_certificate_join_names (names);
  GError *error;

  error = refuse (peer, TOCSIN_ERROR_TLS_CERT_HOSTNAME, _ ("it is for %s; you connected to %s"),
                  names->len > 0 ? list : _ ("no host at all"), wanted);
  tocsin_error_set_hint (error, _ ("If one of these names is your server's, set address, or "
                                   "encryption.server-name, to it; then whoever owns that name is "
                                   "believed."));
  propose_name (error, names, wanted);
  return error;
}

/**
 * tocsin_tls_blame_pin: (skip)
 * @peer: a server whose certificate is not the pinned one
 *
 * Returns: (transfer full): `tls.cert.untrusted-issuer`
 */
GError *
tocsin_tls_blame_pin (TocsinTlsPeer *peer)
{
  g_autofree char *fingerprint = tocsin_certificate_dup_fingerprint (&peer->ders[0]);
  g_autofree char *key = tocsin_certificate_dup_key_pin (peer->chain[0]);
  GError *error =
      refuse (peer, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, _ ("it is not the pinned one"));

  tocsin_error_set_hint (error,
                         _ ("Either the server has a new certificate or somebody is in between. If "
                            "its operator confirms the new one, set "
                            "encryption.pinned-certificate=%s."),
                         fingerprint);
  tocsin_error_add_remedy (error, "encryption.pinned-certificate",
                           peer->context->pin_is_key && key != NULL ? key : fingerprint);
  return error;
}
