/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-staple.h"

#include <glib/gi18n-lib.h>
#include <gnutls/ocsp.h>

/* RFC 7633: the number of the extension by which a client asks for a staple. */
#define FEATURE_STATUS_REQUEST 5
#define MAX_FEATURES 32
/* Answers about other certificates that may stand beside ours in one response. */
#define MAX_ANSWERS 32
/* A response that doesn't say how long it holds is taken for so long. */
#define USUAL_SECONDS (7 * 24 * 60 * 60)
/* Clocks differ. */
#define TOLERANCE_SECONDS (5 * 60)

/**
 * tocsin_tls_staple_is_demanded: (skip)
 * @certificate: a certificate
 *
 * Returns: whether it says of itself that it must come with a staple (RFC 7633).
 */
gboolean
tocsin_tls_staple_is_demanded (gnutls_x509_crt_t certificate)
{
  gnutls_x509_tlsfeatures_t features = NULL;
  gboolean demanded = FALSE;

  if (gnutls_x509_tlsfeatures_init (&features) != GNUTLS_E_SUCCESS)
    return FALSE;

  if (gnutls_x509_crt_get_tlsfeatures (certificate, features, 0, NULL) == GNUTLS_E_SUCCESS)
    for (guint i = 0; i < MAX_FEATURES && !demanded; i++)
      {
        guint feature = 0;

        if (gnutls_x509_tlsfeatures_get (features, i, &feature) != GNUTLS_E_SUCCESS)
          break;
        demanded = feature == FEATURE_STATUS_REQUEST;
      }
  gnutls_x509_tlsfeatures_deinit (features);

  return demanded;
}

static int
find_answer (gnutls_ocsp_resp_t response, gnutls_x509_crt_t certificate)
{
  for (guint i = 0; i < MAX_ANSWERS; i++)
    {
      int status = gnutls_ocsp_resp_check_crt (response, i, certificate);

      if (status == GNUTLS_E_SUCCESS)
        return (int) i;
      if (status == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        break;
    }

  return -1;
}

static TocsinTlsStapleState
judge_time (const TocsinTlsStaple *staple)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (staple->since > now + TOLERANCE_SECONDS)
    return TOCSIN_TLS_STAPLE_EARLY;
  if (staple->until < now - TOLERANCE_SECONDS)
    return TOCSIN_TLS_STAPLE_OLD;

  return TOCSIN_TLS_STAPLE_GOOD;
}

static TocsinTlsStaple
read_answer (gnutls_ocsp_resp_t response, guint i)
{
  TocsinTlsStaple staple = { .state = TOCSIN_TLS_STAPLE_UNREADABLE, .until = G_MAXINT64 };
  guint status = GNUTLS_OCSP_CERT_UNKNOWN;
  time_t this_update = -1;
  time_t next_update = -1;
  time_t revoked = -1;

  if (gnutls_ocsp_resp_get_single (response, i, NULL, NULL, NULL, NULL, &status, &this_update,
                                   &next_update, &revoked, NULL)
      != GNUTLS_E_SUCCESS)
    return staple;

  staple.since = this_update;
  staple.until = next_update != -1 ? next_update : this_update + USUAL_SECONDS;
  if (status == GNUTLS_OCSP_CERT_REVOKED)
    {
      /* However old: what is revoked stays so. */
      staple.state = TOCSIN_TLS_STAPLE_REVOKED;
      staple.since = revoked;
    }
  else if (status == GNUTLS_OCSP_CERT_GOOD)
    staple.state = judge_time (&staple);
  else
    staple.state = TOCSIN_TLS_STAPLE_UNKNOWN;

  return staple;
}

/* A pinned certificate is believed without its issuer, who may not be at hand to ask. */
static TocsinTlsStapleState
judge_signature (TocsinTlsPeer *peer, gnutls_ocsp_resp_t response, gnutls_x509_crt_t certificate)
{
  gnutls_x509_crt_t issuer = tocsin_tls_peer_find_issuer (peer, certificate);
  guint status = 0;

  if (issuer == NULL && peer->context->verify == TOCSIN_TLS_VERIFY_PIN)
    return TOCSIN_TLS_STAPLE_ABSENT;
  if (issuer == NULL
      || gnutls_ocsp_resp_verify_direct (response, issuer, &status, peer->context->verify_flags)
             != GNUTLS_E_SUCCESS
      || status != 0)
    return TOCSIN_TLS_STAPLE_FORGED;

  return TOCSIN_TLS_STAPLE_GOOD;
}

static TocsinTlsStaple
judge (TocsinTlsPeer *peer, gnutls_ocsp_resp_t response, gnutls_x509_crt_t certificate)
{
  TocsinTlsStaple staple = { .state = TOCSIN_TLS_STAPLE_UNKNOWN, .until = G_MAXINT64 };
  int answer;

  /* "Try later" and its like are not signed. */
  if (gnutls_ocsp_resp_get_status (response) != GNUTLS_OCSP_RESP_SUCCESSFUL)
    return staple;

  answer = find_answer (response, certificate);
  staple.state =
      answer >= 0 ? judge_signature (peer, response, certificate) : TOCSIN_TLS_STAPLE_FOREIGN;
  if (staple.state != TOCSIN_TLS_STAPLE_GOOD)
    return staple;

  return read_answer (response, (guint) answer);
}

/**
 * tocsin_tls_staple_read: (skip)
 * @peer: a server
 * @i: which of its certificates; TLS 1.2 staples only to the first
 *
 * Returns: what the staple beside that certificate says.
 */
TocsinTlsStaple
tocsin_tls_staple_read (TocsinTlsPeer *peer, guint i)
{
  TocsinTlsStaple staple = { .state = TOCSIN_TLS_STAPLE_ABSENT, .until = G_MAXINT64 };
  gnutls_ocsp_resp_t response = NULL;
  gnutls_datum_t data = { NULL, 0 };

  if (gnutls_ocsp_status_request_get2 (peer->session, i, &data) != GNUTLS_E_SUCCESS
      || data.size == 0 || gnutls_ocsp_resp_init (&response) != GNUTLS_E_SUCCESS)
    return staple;

  staple.state = TOCSIN_TLS_STAPLE_UNREADABLE;
  if (gnutls_ocsp_resp_import (response, &data) == GNUTLS_E_SUCCESS)
    staple = judge (peer, response, peer->chain[i]);
  gnutls_ocsp_resp_deinit (response);

  return staple;
}

/**
 * tocsin_tls_staple_describe: (skip)
 * @staple: a staple
 *
 * Returns: (transfer none): what is the matter with it, for a person.
 */
const char *
tocsin_tls_staple_describe (const TocsinTlsStaple *staple)
{
  static const char *const texts[] = {
    [TOCSIN_TLS_STAPLE_ABSENT] = N_ ("the server shows none"),
    [TOCSIN_TLS_STAPLE_GOOD] = N_ ("it is good"),
    [TOCSIN_TLS_STAPLE_REVOKED] = N_ ("it says that the certificate is revoked"),
    [TOCSIN_TLS_STAPLE_UNKNOWN] = N_ ("its issuer does not say that the certificate is good"),
    [TOCSIN_TLS_STAPLE_OLD] = N_ ("it is out of date"),
    [TOCSIN_TLS_STAPLE_EARLY] = N_ ("it is from the future"),
    [TOCSIN_TLS_STAPLE_FOREIGN] = N_ ("it is about another certificate"),
    [TOCSIN_TLS_STAPLE_FORGED] = N_ ("it is not signed by the issuer of the certificate"),
    [TOCSIN_TLS_STAPLE_UNREADABLE] = N_ ("it can't be read"),
  };

  return _ (texts[staple->state]);
}
