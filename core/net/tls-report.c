/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-report.h"

#include <glib/gi18n-lib.h>

#include "core/net/certificate.h"
#include "core/net/tls-staple.h"

/* Less than this left of a certificate is worth a warning. */
#define WARN_DAYS 14
#define SECONDS_PER_DAY (24 * 60 * 60)
/* Ciphers below are broken, or soon will be. */
#define WEAK_BITS 128

static gint64
days_until (gint64 end)
{
  return (end - g_get_real_time () / G_USEC_PER_SEC) / SECONDS_PER_DAY;
}

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("?");
}

static void
warn_of_end (TocsinReport *report, const char *whose, gint64 end)
{
  gint64 days = days_until (end);

  if (days < 0)
    tocsin_report_warn (report,
                        ngettext ("%s ended %d day ago", "%s ended %d days ago", (gulong) -days),
                        whose, (int) -days);
  else if (days < WARN_DAYS)
    tocsin_report_warn (report, ngettext ("%s ends in %d day", "%s ends in %d days", (gulong) days),
                        whose, (int) days);
}

static void G_GNUC_PRINTF (4, 5)
    tell (TocsinReport *report, const char *prefix, const char *name, const char *format, ...)
{
  g_autofree char *full = g_strdup_printf ("%s.%s", prefix, name);
  g_autofree char *value = NULL;
  va_list args;

  va_start (args, format);
  value = g_strdup_vprintf (format, args);
  va_end (args);
  tocsin_report_fact (report, full, "%s", value);
}

static void
report_certificate (TocsinTlsPeer *peer, guint i, TocsinReport *report)
{
  gnutls_x509_crt_t certificate = peer->chain[i];
  g_autofree char *prefix = i == 0 ? g_strdup ("certificate") : g_strdup_printf ("chain.%u", i);
  g_autofree char *subject = tocsin_certificate_dup_subject (certificate);
  g_autofree char *issuer = tocsin_certificate_dup_issuer (certificate);
  g_autofree char *fingerprint = tocsin_certificate_dup_fingerprint (&peer->ders[i]);
  g_autofree char *end = format_time (gnutls_x509_crt_get_expiration_time (certificate));
  g_autofree char *key = tocsin_certificate_dup_key_kind (certificate);
  g_autofree char *signature = tocsin_certificate_dup_signature_kind (certificate);

  tell (report, prefix, "subject", "%s", subject);
  tell (report, prefix, "issuer", "%s", issuer);
  tell (report, prefix, "not-after", "%s", end);
  tell (report, prefix, "fingerprint", "%s", fingerprint);
  tell (report, prefix, "key", "%s", key);
  tell (report, prefix, "signature", "%s", signature);
}

static void
report_own (TocsinTlsPeer *peer, TocsinReport *report)
{
  gnutls_x509_crt_t certificate = peer->chain[0];
  gint64 begin = gnutls_x509_crt_get_activation_time (certificate);
  gint64 end = gnutls_x509_crt_get_expiration_time (certificate);
  g_autofree char *since = format_time (begin);
  g_autofree char *pin = tocsin_certificate_dup_key_pin (certificate);
  g_autoptr (GPtrArray) names = tocsin_certificate_list_names (certificate);
  g_autofree char *list = tocsin_certificate_join_names (names);

  tell (report, "certificate", "not-before", "%s", since);
  tell (report, "certificate", "days-left", "%d", (int) days_until (end));
  tell (report, "certificate", "names", "%s", list);
  if (pin != NULL)
    tell (report, "certificate", "pin", "%s", pin);
  warn_of_end (report, _ ("The server's certificate"), end);
}

static void
report_staple (TocsinTlsPeer *peer, TocsinReport *report)
{
  TocsinTlsStaple staple = tocsin_tls_staple_read (peer, 0);
  g_autofree char *until = NULL;

  if (staple.state != TOCSIN_TLS_STAPLE_GOOD)
    {
      tell (report, "certificate", "staple", "%s", tocsin_tls_staple_describe (&staple));
      return;
    }

  until = format_time (staple.until);
  tell (report, "certificate", "staple", _ ("it is good until %s"), until);
}

/**
 * tocsin_tls_report_peer: (skip)
 * @peer: a server, not judged yet
 * @report: (nullable): who watches
 *
 * Tells the certificates that it shows: `certificate.…` its own, `chain.1.…` and so on the others.
 */
void
tocsin_tls_report_peer (TocsinTlsPeer *peer, TocsinReport *report)
{
  if (report == NULL)
    return;

  for (guint i = 0; i < peer->n_chain; i++)
    report_certificate (peer, i, report);
  report_own (peer, report);
  report_staple (peer, report);
}

static void
report_alpn (gnutls_session_t session, TocsinTlsContext *context, TocsinReport *report)
{
  gnutls_datum_t alpn = { NULL, 0 };

  if (gnutls_alpn_get_selected_protocol (session, &alpn) == GNUTLS_E_SUCCESS)
    tocsin_report_fact (report, "tls.alpn", "%.*s", (int) alpn.size, (const char *) alpn.data);
  else if (tocsin_endpoint_get_defaults (context->endpoint)->alpn != NULL)
    tocsin_report_fact (report, "tls.alpn", "%s", _ ("none chosen"));
}

static const char *
binding_of (gnutls_session_t session)
{
  if (gnutls_protocol_get_version (session) == GNUTLS_TLS1_3)
    return "tls-exporter";

  return gnutls_session_ext_master_secret_status (session) != 0 ? "tls-unique" : "none";
}

static void
report_cipher (gnutls_session_t session, TocsinReport *report)
{
  gnutls_protocol_t version = gnutls_protocol_get_version (session);
  gsize bits = gnutls_cipher_get_key_size (gnutls_cipher_get (session)) * 8;
  char *suite = gnutls_session_get_desc (session);

  tocsin_report_fact (report, "tls.version", "%s", gnutls_protocol_get_name (version));
  tocsin_report_fact (report, "tls.cipher", "%s", suite != NULL ? suite : "?");
  gnutls_free (suite);
  tocsin_report_fact (report, "tls.bits", "%" G_GSIZE_FORMAT, bits);
  tocsin_report_fact (report, "tls.resumed", "%s",
                      gnutls_session_is_resumed (session) ? "yes" : "no");
  tocsin_report_fact (report, "tls.binding", "%s", binding_of (session));
  if (version < GNUTLS_TLS1_2)
    tocsin_report_warn (report, _ ("The server's version of TLS is too old to be safe"));
  if (bits < WEAK_BITS || gnutls_cipher_get (session) == GNUTLS_CIPHER_ARCFOUR_128
      || gnutls_cipher_get (session) == GNUTLS_CIPHER_3DES_CBC)
    tocsin_report_warn (report, _ ("The cipher is too weak to be safe"));
}

static void
report_identity (gnutls_session_t session,
                 TocsinTlsContext *context,
                 gboolean showed,
                 TocsinReport *report)
{
  gint64 end;
  g_autofree char *text = NULL;

  if (context->identity == NULL)
    return;

  end = tocsin_tls_identity_get_end (context->identity);
  text = format_time (end);
  tocsin_report_fact (report, "client-certificate.subject", "%s",
                      tocsin_tls_identity_get_subject (context->identity));
  tocsin_report_fact (report, "client-certificate.not-after", "%s", text);
  tocsin_report_fact (report, "client-certificate.shown", "%s",
                      showed                                ? "yes"
                      : gnutls_session_is_resumed (session) ? _ ("in the session resumed")
                                                            : _ ("no, the server did not ask"));
  warn_of_end (report, _ ("Your own certificate"), end);
}

/**
 * tocsin_tls_report_session: (skip)
 * @session: after its handshake
 * @context: what was asked for
 * @showed: whether our certificate was shown
 * @report: who watches
 */
void
tocsin_tls_report_session (gnutls_session_t session,
                           TocsinTlsContext *context,
                           gboolean showed,
                           TocsinReport *report)
{
  report_cipher (session, report);
  report_alpn (session, context, report);
  report_identity (session, context, showed, report);
  if (context->verify == TOCSIN_TLS_VERIFY_NONE)
    tocsin_report_warn (report, _ ("The certificate is not checked (encryption.verify=none): "
                                   "whoever is in between could read along"));
  if (context->legacy)
    tocsin_report_warn (report, _ ("Broken ciphers and hashes are allowed "
                                   "(encryption.level=legacy): whoever is in between may be able "
                                   "to read along"));
}
