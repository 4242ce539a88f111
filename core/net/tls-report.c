/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-report.h"

#include <glib/gi18n-lib.h>

#include "core/net/certificate.h"

/* Less than this left of a certificate is worth a warning. */
#define WARN_DAYS 14
#define SECONDS_PER_DAY (24 * 60 * 60)

static void
report_cipher (gnutls_session_t session, TocsinReport *report)
{
  char *suite = gnutls_session_get_desc (session);
  gnutls_datum_t alpn = { NULL, 0 };

  gnutls_protocol_t version = gnutls_protocol_get_version (session);

  tocsin_report_fact (report, "tls.version", "%s", gnutls_protocol_get_name (version));
  if (version < GNUTLS_TLS1_2)
    tocsin_report_warn (report, _ ("The server's version of TLS is too old to be safe"));
  tocsin_report_fact (report, "tls.cipher", "%s", suite != NULL ? suite : "?");
  gnutls_free (suite);
  tocsin_report_fact (report, "tls.resumed", "%s",
                      gnutls_session_is_resumed (session) ? "yes" : "no");
  if (gnutls_alpn_get_selected_protocol (session, &alpn) == GNUTLS_E_SUCCESS)
    tocsin_report_fact (report, "tls.alpn", "%.*s", (int) alpn.size, (const char *) alpn.data);
}

static void
report_end (gnutls_x509_crt_t certificate, TocsinReport *report)
{
  gint64 end = gnutls_x509_crt_get_expiration_time (certificate);
  gint64 days = (end - g_get_real_time () / G_USEC_PER_SEC) / SECONDS_PER_DAY;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (end);
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  tocsin_report_fact (report, "certificate.not-after", "%s", text != NULL ? text : "?");
  if (days < WARN_DAYS)
    tocsin_report_warn (report, _ ("The server's certificate ends in %d days"), (int) days);
}

static void
report_certificate (const gnutls_datum_t *der, TocsinReport *report)
{
  gnutls_x509_crt_t certificate = tocsin_certificate_import (der);
  g_autofree char *subject = NULL;
  g_autofree char *issuer = NULL;
  g_autofree char *fingerprint = NULL;

  if (certificate == NULL)
    return;

  subject = tocsin_certificate_dup_subject (certificate);
  issuer = tocsin_certificate_dup_issuer (certificate);
  fingerprint = tocsin_certificate_dup_fingerprint (der);
  tocsin_report_fact (report, "certificate.subject", "%s", subject);
  tocsin_report_fact (report, "certificate.issuer", "%s", issuer);
  tocsin_report_fact (report, "certificate.fingerprint", "%s", fingerprint);
  report_end (certificate, report);
  gnutls_x509_crt_deinit (certificate);
}

/**
 * tocsin_tls_report_session: (skip)
 * @session: after its handshake
 * @report: who watches
 */
void
tocsin_tls_report_session (gnutls_session_t session, TocsinReport *report)
{
  guint n_certificates = 0;
  const gnutls_datum_t *ders = gnutls_certificate_get_peers (session, &n_certificates);

  report_cipher (session, report);
  if (ders != NULL && n_certificates > 0)
    report_certificate (&ders[0], report);
}
