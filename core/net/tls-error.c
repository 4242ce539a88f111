/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-error.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"

/* RFC 8446, section 5.1: change_cipher_spec, alert, handshake, application_data. */
#define FIRST_CONTENT_TYPE 20
#define LAST_CONTENT_TYPE 23

/**
 * tocsin_tls_error_is_record: (skip)
 * @bytes: the first bytes of an answer
 * @length: how many came
 *
 * Returns: whether they can be the beginning of a TLS record, so far as they go.
 */
gboolean
tocsin_tls_error_is_record (const char *bytes, gsize length)
{
  if (length > 0 && (bytes[0] < FIRST_CONTENT_TYPE || bytes[0] > LAST_CONTENT_TYPE))
    return FALSE;

  return length < 2 || bytes[1] == 3;
}

static const char *
place (const TocsinTlsTrouble *trouble)
{
  return tocsin_endpoint_to_string (trouble->context->endpoint);
}

/* The words came unprotected: they are kept as the server's text, not believed. */
static void
keep_first (GError *error, const TocsinTlsTrouble *trouble)
{
  g_autofree char *text = g_strndup (trouble->first, trouble->n_first);

  tocsin_error_set_server_text (error, text);
}

static GError *
error_of_plain_text (const TocsinTlsTrouble *trouble)
{
  GError *error;

  if (trouble->after_plain)
    {
      error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_INJECTED,
                           _ ("%s went on in plain text after it had agreed to TLS: possibly "
                              "somebody in between"),
                           place (trouble));
      keep_first (error, trouble);
      return error;
    }

  error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH,
                       _ ("%s speaks plain text first, not TLS"), place (trouble));
  tocsin_error_set_hint (error, _ ("Set encryption.mode=starttls, or port to the one for TLS."));
  keep_first (error, trouble);

  return error;
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

static GError *
error_of_version (const TocsinTlsTrouble *trouble)
{
  gboolean too_old = offers (trouble, GNUTLS_TLS1_3) && offers (trouble, GNUTLS_TLS1_2);
  const char *seen = gnutls_protocol_get_name (gnutls_protocol_get_version (trouble->session));
  GError *error;

  error = g_error_new (
      TOCSIN_ERROR, too_old ? TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD : TOCSIN_ERROR_TLS_HANDSHAKE,
      _ ("%s has no version of TLS in common with encryption.versions%s%s"), place (trouble),
      seen != NULL ? "; it offers " : "", seen != NULL ? seen : "");
  if (too_old)
    tocsin_error_set_hint (error, _ ("The server is too old to be safe. If it can't be renewed, "
                                     "set encryption.level=legacy."));
  else
    tocsin_error_set_hint (error, _ ("Set encryption.versions=tls1.2,tls1.3."));

  return error;
}

static GError *
error_of_client_certificate (const TocsinTlsTrouble *trouble)
{
  GError *error =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED,
                   _ ("%s wants a certificate of yours before it lets you in"), place (trouble));

  tocsin_error_set_hint (error, _ ("Set encryption.client-certificate and client-key."));
  return error;
}

static gboolean
was_asked_for_certificate (const TocsinTlsTrouble *trouble)
{
  return gnutls_certificate_client_get_request_status (trouble->session) != 0;
}

/* What servers say when the certificate that they asked for is missing: TLS 1.3 has an alert for
 * it, OpenSSL says handshake_failure with TLS 1.2, GnuTLS decode_error. */
static gboolean
is_about_our_certificate (const TocsinTlsTrouble *trouble, gnutls_alert_description_t alert)
{
  if (alert == GNUTLS_A_CERTIFICATE_REQUIRED)
    return TRUE;
  if (!was_asked_for_certificate (trouble))
    return FALSE;

  return alert == GNUTLS_A_BAD_CERTIFICATE || alert == GNUTLS_A_HANDSHAKE_FAILURE
         || alert == GNUTLS_A_ACCESS_DENIED || alert == GNUTLS_A_SSL3_NO_CERTIFICATE
         || alert == GNUTLS_A_DECODE_ERROR;
}

static GError *
error_of_alert (const TocsinTlsTrouble *trouble)
{
  gnutls_alert_description_t alert = gnutls_alert_get (trouble->session);
  const char *name = gnutls_alert_get_strname (alert);
  GError *error;

  if (alert == GNUTLS_A_PROTOCOL_VERSION)
    return error_of_version (trouble);
  if (is_about_our_certificate (trouble, alert))
    return error_of_client_certificate (trouble);

  error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_HANDSHAKE,
                       _ ("%s ended TLS with the alert %s (%d): %s"), place (trouble),
                       name != NULL ? name : "?", (int) alert, gnutls_alert_get_name (alert));
  if (alert == GNUTLS_A_UNRECOGNIZED_NAME)
    tocsin_error_set_hint (error, _ ("Set encryption.server-name to a name that the server has."));
  else if (alert == GNUTLS_A_HANDSHAKE_FAILURE)
    tocsin_error_set_hint (error, _ ("Server and client have no cipher in common; an old server "
                                     "may need encryption.level=legacy."));

  return error;
}

static GError *
error_of_errno (const TocsinTlsTrouble *trouble, const char *doing)
{
  GError *error = NULL;

  tocsin_error_set_errno (&error, trouble->saved_errno, "%s: %s", place (trouble), doing);
  return error;
}

static GError *
error_of_early_end (const TocsinTlsTrouble *trouble)
{
  return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                      _ ("%s closed the connection in the middle of the TLS handshake"),
                      place (trouble));
}

/**
 * tocsin_tls_error_of_handshake: (skip)
 * @trouble: what is known
 *
 * Returns: (transfer full): why the handshake failed.
 */
GError *
tocsin_tls_error_of_handshake (const TocsinTlsTrouble *trouble)
{
  gboolean cut = trouble->status == GNUTLS_E_PREMATURE_TERMINATION
                 || trouble->status == GNUTLS_E_PULL_ERROR
                 || trouble->status == GNUTLS_E_PUSH_ERROR;

  if (!tocsin_tls_error_is_record (trouble->first, trouble->n_first))
    return error_of_plain_text (trouble);
  /* Its alert gets lost when it closes before all of our answer has come. */
  if (cut && was_asked_for_certificate (trouble))
    return error_of_client_certificate (trouble);

  switch (trouble->status)
    {
    case GNUTLS_E_FATAL_ALERT_RECEIVED:
      return error_of_alert (trouble);
    case GNUTLS_E_UNSUPPORTED_VERSION_PACKET:
      return error_of_version (trouble);
    case GNUTLS_E_PREMATURE_TERMINATION:
      return error_of_early_end (trouble);
    case GNUTLS_E_PULL_ERROR:
    case GNUTLS_E_PUSH_ERROR:
      return error_of_errno (trouble, _ ("TLS handshake"));
    default:
      return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_HANDSHAKE,
                          _ ("%s: the TLS handshake failed: %s"), place (trouble),
                          gnutls_strerror (trouble->status));
    }
}

/**
 * tocsin_tls_error_of_transfer: (skip)
 * @trouble: what is known
 *
 * Returns: (transfer full): why reading or writing failed after a good handshake.
 */
GError *
tocsin_tls_error_of_transfer (const TocsinTlsTrouble *trouble)
{
  switch (trouble->status)
    {
    case GNUTLS_E_FATAL_ALERT_RECEIVED:
      return error_of_alert (trouble);
    case GNUTLS_E_PREMATURE_TERMINATION:
      return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_TRUNCATED,
                          _ ("%s: the connection was cut inside TLS; what came last may be "
                             "incomplete"),
                          place (trouble));
    case GNUTLS_E_PULL_ERROR:
    case GNUTLS_E_PUSH_ERROR:
      return error_of_errno (trouble, _ ("Talking to the server"));
    default:
      return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_HANDSHAKE, _ ("%s: TLS failed: %s"),
                          place (trouble), gnutls_strerror (trouble->status));
    }
}
