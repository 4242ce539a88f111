/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls.h"

#include "core/base/error.h"
#include "tests/protocol/net/tls-try.h"

#define INSECURE "encryption.mode=implicit", "encryption.verify=none"

static TestCertificate *certificate;

static ScriptedServer *
new_server (const char *priority)
{
  ScriptedServer *server = scripted_server_new ();

  scripted_server_set_certificate (server, certificate);
  if (priority != NULL)
    scripted_server_set_priority (server, priority);

  return server;
}

/* Connects and returns why that failed, if it did. */
static GError *
try_connect (ScriptedServer *server, const char *first, const char *second)
{
  g_autoptr (TocsinEndpoint) endpoint = test_endpoint_new (
      scripted_server_get_port (server), INSECURE, first, first != NULL ? second : NULL, NULL);
  g_autoptr (TocsinLineStream) stream = NULL;
  GError *error = NULL;

  stream = tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error);
  if (stream != NULL)
    tocsin_line_stream_close (stream);

  return error;
}

/* The server's log, and ours, should name the alert. */
static void
test_alert_is_named (void)
{
  static const char alert[] = "\x15\x03\x03\x00\x02\x02\x70";
  ScriptedServer *server = new_server (NULL);
  g_autoptr (GError) error = NULL;

  scripted_server_connection (server);
  scripted_server_send_bytes (server, alert, sizeof alert - 1);
  scripted_server_silence (server);
  scripted_server_start (server);
  error = try_connect (server, NULL, NULL);
  g_free (scripted_server_finish_with_report (server));

  test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_HANDSHAKE, "unrecognized_name");
  g_assert_nonnull (strstr (error->message, "UNRECOGNIZED_NAME (112)"));
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "encryption.server-name"));
}

static void
test_not_tls (void)
{
  static const struct
  {
    const char *about;
    const char *said;
    int code;
  } rows[] = {
    { "a greeting", "Ready.\r\n", TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH },
    { "one of another protocol", "220 mail.example.org ESMTP\r\n",
      TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL },
    { "one byte", "*", TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH },
    { "nothing", "", TOCSIN_ERROR_NET_CLOSED_EARLY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ScriptedServer *server = new_server (NULL);
      g_autoptr (GError) error = NULL;

      scripted_server_connection (server);
      scripted_server_send (server, rows[i].said);
      scripted_server_cut (server);
      scripted_server_start (server);
      error = try_connect (server, NULL, NULL);
      scripted_server_finish (server);
      test_endpoint_expect_error (error, rows[i].code, rows[i].about);
    }
}

static void
test_stalled (void)
{
  ScriptedServer *server = new_server (NULL);
  g_autoptr (GError) error = NULL;

  scripted_server_connection (server);
  scripted_server_discard (server, 1);
  scripted_server_silence (server);
  scripted_server_start (server);
  error = try_connect (server, "timeout=1", NULL);
  g_free (scripted_server_finish_with_report (server));
  test_endpoint_expect_error (error, TOCSIN_ERROR_NET_TIMEOUT, "a stalled handshake");
}

/* Always one more byte, and never the end: ServerHello's header promises much. */
static void
test_dripping (void)
{
  static const char header[] = "\x16\x03\x03\x3f\xff\x02";
  g_autofree char *bytes = g_strnfill (4000, 'a');
  ScriptedServer *server = new_server (NULL);
  g_autoptr (GError) error = NULL;

  scripted_server_connection (server);
  scripted_server_send_bytes (server, header, sizeof header - 1);
  scripted_server_drip (server, bytes, 1);
  scripted_server_start (server);
  error = try_connect (server, "timeout=1", NULL);
  g_free (scripted_server_finish_with_report (server));
  test_endpoint_expect_error (error, TOCSIN_ERROR_NET_TIMEOUT, "a handshake that drips");
}

static gpointer
cancel_when_waiting (gpointer data)
{
  gpointer *both = data;

  scripted_server_sync (both[0]);
  g_cancellable_cancel (both[1]);
  return NULL;
}

static void
test_cancelled (void)
{
  ScriptedServer *server = new_server (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (scripted_server_get_port (server), INSECURE, NULL);
  gpointer both[] = { server, cancellable };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  scripted_server_connection (server);
  scripted_server_discard (server, 1);
  scripted_server_wait (server);
  scripted_server_start (server);
  thread = g_thread_new ("cancel", cancel_when_waiting, both);
  g_assert_null (tocsin_line_stream_connect (endpoint, NULL, NULL, cancellable, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_CANCELLED, "cancelled in a handshake");
  g_thread_join (thread);
  g_free (scripted_server_finish_with_report (server));
}

static void
read_to_the_end (ScriptedServer *server, int code, const char *why)
{
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (scripted_server_get_port (server), INSECURE, NULL);
  g_autoptr (TocsinLineStream) stream = test_endpoint_connect (endpoint);
  g_autoptr (GError) error = NULL;

  test_endpoint_expect_line (stream, "* hello");
  g_assert_null (tocsin_line_stream_read_line (stream, NULL, NULL, &error));
  test_endpoint_expect_error (error, code, why);
}

/* What looks like the end of an answer may be an attacker's cut. */
static void
test_truncated (void)
{
  for (guint i = 0; i < 2; i++)
    {
      ScriptedServer *server = new_server (i == 0 ? "NORMAL:-VERS-ALL:+VERS-TLS1.2" : NULL);

      scripted_server_connection (server);
      scripted_server_start_tls (server);
      scripted_server_send (server, "* hello\r\nhalf");
      scripted_server_cut (server);
      scripted_server_connection (server);
      scripted_server_start_tls (server);
      scripted_server_send (server, "* hello\r\nhalf");
      scripted_server_close_notify (server);
      scripted_server_start (server);
      read_to_the_end (server, TOCSIN_ERROR_TLS_TRUNCATED, "cut without close_notify");
      read_to_the_end (server, TOCSIN_ERROR_NET_CLOSED_EARLY, "closed with close_notify");
      scripted_server_finish (server);
    }
}

/* With TLS 1.3 the server refuses after our handshake is done. */
static void
test_client_certificate_required (void)
{
  static const char *const priorities[] = { "NORMAL:-VERS-ALL:+VERS-TLS1.2",
                                            "NORMAL:-VERS-ALL:+VERS-TLS1.3" };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      ScriptedServer *server = new_server (priorities[i]);
      g_autoptr (TocsinEndpoint) endpoint =
          test_endpoint_new (scripted_server_get_port (server), INSECURE, NULL);
      g_autoptr (TocsinLineStream) stream = NULL;
      g_autoptr (GError) error = NULL;

      scripted_server_require_client_certificate (server);
      scripted_server_connection (server);
      scripted_server_fail_tls (server);
      scripted_server_start (server);
      stream = tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error);
      if (stream != NULL)
        g_assert_null (tocsin_line_stream_read_line (stream, NULL, NULL, &error));
      scripted_server_finish (server);
      test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED, priorities[i]);
    }
}

static GHashTable *
connect_and_report (ScriptedServer *server, const char *setting)
{
  GHashTable *seen = tls_try_new_facts ();
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (scripted_server_get_port (server), INSECURE, setting, NULL);
  g_autoptr (TocsinLineStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  tls_try_watch (report, seen);
  stream = tocsin_line_stream_connect (endpoint, NULL, report, NULL, &error);
  g_assert_no_error (error);
  /* TLS 1.3 brings its ticket with what comes after the handshake. */
  test_endpoint_expect_line (stream, "* hello");

  return seen;
}

static void
script_greetings (ScriptedServer *server, guint n_connections)
{
  for (guint i = 0; i < n_connections; i++)
    {
      scripted_server_connection (server);
      scripted_server_start_tls (server);
      scripted_server_send (server, "* hello\r\n");
    }
  scripted_server_start (server);
}

static void
test_report (void)
{
  ScriptedServer *server = new_server (NULL);
  g_autofree char *fingerprint = test_certificate_get_fingerprint (certificate);
  g_autofree char *address = NULL;
  g_autoptr (GHashTable) seen = NULL;

  address = g_strdup_printf ("127.0.0.1:%u", scripted_server_get_port (server));
  script_greetings (server, 1);
  seen = connect_and_report (server, NULL);
  scripted_server_finish (server);

  g_assert_cmpstr (g_hash_table_lookup (seen, "address"), ==, address);
  g_assert_cmpstr (g_hash_table_lookup (seen, "tls.version"), ==, "TLS1.3");
  g_assert_cmpstr (g_hash_table_lookup (seen, "certificate.subject"), ==, "CN=localhost");
  g_assert_cmpstr (g_hash_table_lookup (seen, "certificate.fingerprint"), ==, fingerprint);
}

/* What works and should not stay so. */
static void
test_warnings (void)
{
  ScriptedServer *server = new_server (NULL);
  g_autoptr (GHashTable) unchecked = NULL;
  g_autoptr (GHashTable) plain = NULL;

  scripted_server_connection (server);
  scripted_server_start_tls (server);
  scripted_server_send (server, "* hello\r\n");
  scripted_server_connection (server);
  scripted_server_send (server, "* hello\r\n");
  scripted_server_start (server);
  unchecked = connect_and_report (server, NULL);
  plain = connect_and_report (server, "encryption.mode=none");
  scripted_server_finish (server);

  g_assert_nonnull (strstr (g_hash_table_lookup (unchecked, "warning"), "encryption.verify=none"));
  g_assert_nonnull (strstr (g_hash_table_lookup (plain, "warning"), "encryption.mode=none"));
}

static void
test_resumption (void)
{
  static const char *const priorities[] = { "NORMAL:-VERS-ALL:+VERS-TLS1.2",
                                            "NORMAL:-VERS-ALL:+VERS-TLS1.3" };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      ScriptedServer *server = new_server (priorities[i]);
      g_autoptr (GHashTable) first = NULL;
      g_autoptr (GHashTable) second = NULL;
      g_autoptr (GHashTable) other = NULL;

      script_greetings (server, 3);
      first = connect_and_report (server, NULL);
      second = connect_and_report (server, NULL);
      other = connect_and_report (server, "encryption.session-resumption=false");
      scripted_server_finish (server);

      g_assert_cmpstr (g_hash_table_lookup (first, "tls.resumed"), ==, "no");
      g_assert_cmpstr (g_hash_table_lookup (second, "tls.resumed"), ==, "yes");
      g_assert_cmpstr (g_hash_table_lookup (other, "tls.resumed"), ==, "no");
    }
}

/* A ticket won without a look at the certificate must not open the door to one who looks. */
static void
test_resumption_is_not_shared (void)
{
  ScriptedServer *server = new_server (NULL);
  g_autoptr (GHashTable) first = NULL;
  g_autoptr (GError) error = NULL;

  scripted_server_connection (server);
  scripted_server_start_tls (server);
  scripted_server_send (server, "* hello\r\n");
  scripted_server_connection (server);
  scripted_server_fail_tls (server);
  scripted_server_start (server);
  first = connect_and_report (server, NULL);
  error = try_connect (server, "encryption.verify=full", NULL);
  scripted_server_finish (server);
  test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_CERT_SELF_SIGNED, "full after none");
}

static void
test_channel_bindings (void)
{
  static const struct
  {
    const char *priority;
    TocsinChannelBinding has;
    TocsinChannelBinding lacks;
  } rows[] = {
    { "NORMAL:-VERS-ALL:+VERS-TLS1.2", TOCSIN_CHANNEL_BINDING_TLS_UNIQUE,
      TOCSIN_CHANNEL_BINDING_TLS_EXPORTER },
    { "NORMAL:-VERS-ALL:+VERS-TLS1.3", TOCSIN_CHANNEL_BINDING_TLS_EXPORTER,
      TOCSIN_CHANNEL_BINDING_TLS_UNIQUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ScriptedServer *server = new_server (rows[i].priority);
      g_autoptr (TocsinEndpoint) endpoint =
          test_endpoint_new (scripted_server_get_port (server), INSECURE, NULL);
      g_autoptr (TocsinLineStream) stream = NULL;
      g_autoptr (GBytes) binding = NULL;
      TocsinTls *tls;

      script_greetings (server, 1);
      stream = test_endpoint_connect (endpoint);
      tls = tocsin_line_stream_get_tls (stream);
      binding = tocsin_tls_get_channel_binding (tls, rows[i].has);
      g_assert_nonnull (binding);
      g_assert_cmpuint (g_bytes_get_size (binding), >=, 12);
      g_assert_null (tocsin_tls_get_channel_binding (tls, rows[i].lacks));
      g_clear_object (&stream);
      scripted_server_finish (server);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  certificate = test_certificate_new (NULL, NULL);
  g_test_add_func ("/tls/alert-is-named", test_alert_is_named);
  g_test_add_func ("/tls/not-tls", test_not_tls);
  g_test_add_func ("/tls/stalled", test_stalled);
  g_test_add_func ("/tls/dripping", test_dripping);
  g_test_add_func ("/tls/cancelled", test_cancelled);
  g_test_add_func ("/tls/truncated", test_truncated);
  g_test_add_func ("/tls/client-certificate-required", test_client_certificate_required);
  g_test_add_func ("/tls/report", test_report);
  g_test_add_func ("/tls/warnings", test_warnings);
  g_test_add_func ("/tls/resumption", test_resumption);
  g_test_add_func ("/tls/resumption-is-not-shared", test_resumption_is_not_shared);
  g_test_add_func ("/tls/channel-bindings", test_channel_bindings);
  status = g_test_run ();
  test_certificate_free (certificate);

  return status;
}
