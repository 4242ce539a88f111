/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/first-words.h"
#include "core/net/starttls.h"

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
  gsize length = strcspn (trouble->first, "\r\n");
  g_autofree char *line = g_strndup (trouble->first, MIN (length, trouble->n_first));
  g_autofree char *text = g_strconcat (TOCSIN_STARTTLS_LABEL, line, NULL);

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

  return tocsin_first_words_explain (trouble->context->endpoint, TRUE, trouble->first,
                                     trouble->n_first);
}

static GError *
error_of_errno (const TocsinTlsTrouble *trouble, const char *doing)
{
  GError *error = NULL;

  tocsin_error_set_socket_errno (&error, trouble->saved_errno, "%s: %s", place (trouble), doing);
  return error;
}

static GError *
error_of_early_end (const TocsinTlsTrouble *trouble)
{
  return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                      _ ("%s closed the connection in the middle of the TLS handshake"),
                      place (trouble));
}

static gboolean
is_token_status (int status)
{
  return status <= GNUTLS_E_PKCS11_ERROR && status >= GNUTLS_E_PKCS11_USER_ERROR;
}

static GError *
error_of_status (const TocsinTlsTrouble *trouble)
{
  if (trouble->showed && is_token_status (trouble->status))
    return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
                        _ ("%s: the token of encryption.client-key does not sign: %s"),
                        place (trouble), gnutls_strerror (trouble->status));

  return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_HANDSHAKE,
                      _ ("%s: the TLS handshake failed: %s"), place (trouble),
                      gnutls_strerror (trouble->status));
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
  if (cut && gnutls_certificate_client_get_request_status (trouble->session) != 0)
    return tocsin_tls_error_of_our_certificate (trouble);

  switch (trouble->status)
    {
    case GNUTLS_E_FATAL_ALERT_RECEIVED:
      return tocsin_tls_error_of_alert (trouble);
    case GNUTLS_E_UNSUPPORTED_VERSION_PACKET:
      return tocsin_tls_error_of_version (trouble);
    case GNUTLS_E_PREMATURE_TERMINATION:
      return error_of_early_end (trouble);
    case GNUTLS_E_PULL_ERROR:
    case GNUTLS_E_PUSH_ERROR:
      return error_of_errno (trouble, _ ("TLS handshake"));
    case GNUTLS_E_KEY_USAGE_VIOLATION:
      return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE,
                          _ ("The certificate of %s is not to be trusted: its key is not made for "
                             "what the server does with it"),
                          place (trouble));
    default:
      return error_of_status (trouble);
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
      return tocsin_tls_error_of_alert (trouble);
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
