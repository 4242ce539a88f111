/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-error.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/tls-identity.h"

/* RFC 8446, section 4: a handshake record begins with these. */
#define CONTENT_TYPE_HANDSHAKE 22
#define MESSAGE_SERVER_HELLO 2
#define SERVER_HELLO_VERSION 9 /* where it stands behind record and message header */

static const char *
place (const TocsinTlsTrouble *trouble)
{
  return tocsin_endpoint_to_string (trouble->context->endpoint);
}

static gboolean
offers (const TocsinTlsTrouble *trouble, gnutls_protocol_t version)
{
  const unsigned int *versions = NULL;
  int n_versions = gnutls_priority_protocol_list (trouble->context->priority, &versions);

  for (int i = 0; i < n_versions; i++)
    if (versions[i] == (unsigned int) version)
      return TRUE;

  return FALSE;
}

typedef struct
{
  guint8 minor;
  const char *name;
  const char *setting;
  const char *remedy;
} Version;

static const Version versions[] = {
  { 0, "SSL 3.0", NULL, NULL },
  { 1, "TLS 1.0", "tls1.0", "tls1.0,tls1.1,tls1.2,tls1.3" },
  { 2, "TLS 1.1", "tls1.1", "tls1.1,tls1.2,tls1.3" },
  { 3, "TLS 1.2", "tls1.2", "tls1.2,tls1.3" },
};

/* What the server chose, out of the one message that it sent. */
static const Version *
find_version (const TocsinTlsTrouble *trouble)
{
  const guint8 *first = (const guint8 *) trouble->first;

  if (trouble->n_first <= SERVER_HELLO_VERSION + 1 || first[0] != CONTENT_TYPE_HANDSHAKE
      || first[5] != MESSAGE_SERVER_HELLO || first[SERVER_HELLO_VERSION] != 3
      || first[SERVER_HELLO_VERSION + 1] >= G_N_ELEMENTS (versions))
    return NULL;

  return &versions[first[SERVER_HELLO_VERSION + 1]];
}

static void
add_version_remedy (GError *error, const Version *seen, gboolean too_old)
{
  if (too_old && seen != NULL && seen->setting == NULL)
    {
      tocsin_error_set_hint (error, _ ("Nothing here speaks so old a version: the server has to be "
                                       "renewed."));
      return;
    }
  if (!too_old)
    {
      tocsin_error_set_hint (error, _ ("Set encryption.versions=tls1.2,tls1.3."));
      tocsin_error_add_remedy (error, "encryption.versions", "tls1.2,tls1.3");
      return;
    }

  tocsin_error_set_hint (
      error, _ ("The server is too old to be safe: whoever is in between may break its encryption. "
                "If it can't be renewed, add its version to encryption.versions, or set "
                "encryption.level=legacy for its old ciphers too."));
  /* Seven bytes of anybody in between make an alert; no button comes of these. */
  if (seen != NULL)
    tocsin_error_add_remedy (error, "encryption.versions", seen->remedy);
}

/**
 * tocsin_tls_error_of_version: (skip)
 * @trouble: what is known of a server that speaks other versions than we
 *
 * Returns: (transfer full): `tls.protocol-too-old`, or `tls.handshake` if it is not the server's
 * age
 */
GError *
tocsin_tls_error_of_version (const TocsinTlsTrouble *trouble)
{
  gboolean too_old = offers (trouble, GNUTLS_TLS1_3) && offers (trouble, GNUTLS_TLS1_2);
  const Version *seen = find_version (trouble);
  GError *error;

  error = g_error_new (
      TOCSIN_ERROR, too_old ? TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD : TOCSIN_ERROR_TLS_HANDSHAKE,
      _ ("%s has no version of TLS in common with encryption.versions%s%s"), place (trouble),
      seen != NULL ? "; it offers " : "", seen != NULL ? seen->name : "");
  add_version_remedy (error, seen, too_old);

  return error;
}

static gboolean
has_ended (TocsinTlsIdentity *identity)
{
  return tocsin_tls_identity_get_end (identity) < g_get_real_time () / G_USEC_PER_SEC;
}

/**
 * tocsin_tls_error_of_our_certificate: (skip)
 * @trouble: what is known of a server that wants another certificate of ours than it got
 *
 * Returns: (transfer full): `tls.client-cert-required`
 */
GError *
tocsin_tls_error_of_our_certificate (const TocsinTlsTrouble *trouble)
{
  TocsinTlsIdentity *identity = trouble->context->identity;
  const char *alert = gnutls_alert_get_strname (gnutls_alert_get (trouble->session));
  gboolean said = trouble->status == GNUTLS_E_FATAL_ALERT_RECEIVED && alert != NULL;
  GError *error;

  if (identity == NULL)
    {
      error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED,
                           _ ("%s wants a certificate of yours before it lets you in"),
                           place (trouble));
      tocsin_error_set_hint (error, _ ("Set encryption.client-certificate and client-key."));
      return error;
    }

  error =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED,
                   _ ("%s does not take your certificate (%s)%s%s"), place (trouble),
                   tocsin_tls_identity_get_subject (identity), said ? ": " : "", said ? alert : "");
  tocsin_error_set_hint (error, "%s",
                         has_ended (identity)
                             ? _ ("It has expired: put a new one in encryption.client-certificate.")
                             : _ ("Is it of an authority that the server believes, with all "
                                  "intermediates in encryption.client-certificate?"));
  return error;
}

static gboolean
was_asked_for_certificate (const TocsinTlsTrouble *trouble)
{
  return gnutls_certificate_client_get_request_status (trouble->session) != 0;
}

/* What servers say when the certificate that they asked for is missing or not to their taste: TLS
 * 1.3 has an alert for the first, OpenSSL says handshake_failure with TLS 1.2, GnuTLS decode_error.
 */
static gboolean
is_about_our_certificate (const TocsinTlsTrouble *trouble, gnutls_alert_description_t alert)
{
  static const gnutls_alert_description_t alerts[] = {
    GNUTLS_A_BAD_CERTIFICATE,     GNUTLS_A_UNSUPPORTED_CERTIFICATE, GNUTLS_A_CERTIFICATE_REVOKED,
    GNUTLS_A_CERTIFICATE_EXPIRED, GNUTLS_A_CERTIFICATE_UNKNOWN,     GNUTLS_A_UNKNOWN_CA,
    GNUTLS_A_ACCESS_DENIED,       GNUTLS_A_HANDSHAKE_FAILURE,       GNUTLS_A_SSL3_NO_CERTIFICATE,
    GNUTLS_A_DECODE_ERROR,
  };

  if (alert == GNUTLS_A_CERTIFICATE_REQUIRED)
    return TRUE;
  for (gsize i = 0; was_asked_for_certificate (trouble) && i < G_N_ELEMENTS (alerts); i++)
    if (alert == alerts[i])
      return TRUE;

  return FALSE;
}

static void
add_alert_hint (GError *error, gnutls_alert_description_t alert)
{
  switch (alert)
    {
    case GNUTLS_A_UNRECOGNIZED_NAME:
      tocsin_error_set_hint (error,
                             _ ("Set encryption.server-name to a name that the server has."));
      break;
    case GNUTLS_A_HANDSHAKE_FAILURE:
    case GNUTLS_A_INSUFFICIENT_SECURITY:
      tocsin_error_set_hint (error, _ ("Server and client have no cipher in common; an old server "
                                       "may need encryption.level=legacy (unsafe)."));
      break;
    case GNUTLS_A_NO_APPLICATION_PROTOCOL:
      tocsin_error_set_hint (error, _ ("The server speaks another protocol at this port: check "
                                       "address and port."));
      break;
    case GNUTLS_A_INTERNAL_ERROR:
      tocsin_error_set_hint (error, _ ("The fault is the server's; often its certificate or key "
                                       "can't be read, or it does not know the name asked for."));
      break;
    default:
      break;
    }
}

/**
 * tocsin_tls_error_of_alert: (skip)
 * @trouble: what is known of a server that said why it ends TLS
 *
 * Returns: (transfer full): the error, which names the alert
 */
GError *
tocsin_tls_error_of_alert (const TocsinTlsTrouble *trouble)
{
  gnutls_alert_description_t alert = gnutls_alert_get (trouble->session);
  const char *name = gnutls_alert_get_strname (alert);
  GError *error;

  if (alert == GNUTLS_A_PROTOCOL_VERSION)
    return tocsin_tls_error_of_version (trouble);
  if (is_about_our_certificate (trouble, alert))
    return tocsin_tls_error_of_our_certificate (trouble);

  error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_HANDSHAKE,
                       _ ("%s ended TLS with the alert %s (%d): %s"), place (trouble),
                       name != NULL ? name : "?", (int) alert, gnutls_alert_get_name (alert));
  add_alert_hint (error, alert);

  return error;
}
