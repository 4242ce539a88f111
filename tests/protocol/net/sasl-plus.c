/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/sasl.h"

#include <gsasl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/net/sasl-choice.h"
#include "tests/protocol/test-certificates.h"
#include "tests/unit/net/test-endpoint.h"

#define USER "joe"
#define PASSWORD "geheim"

/* A server on GnuTLS and GNU SASL's server side: one base64 message a line, at the end the verdict.
 */
typedef struct
{
  int fd;
  const char *mechanism;
  const char *priority;
  gboolean in_between; /* bound to another TLS session, as a man in the middle's would be */
  TestCertificate *certificate;
  gnutls_session_t tls;
} Server;

static int
on_property (Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
  if (property != GSASL_PASSWORD)
    return GSASL_NO_CALLBACK;

  gsasl_property_set (session, GSASL_PASSWORD, PASSWORD);
  return GSASL_OK;
}

static char *
receive (Server *self)
{
  GString *line = g_string_new (NULL);
  char byte;

  while (gnutls_record_recv (self->tls, &byte, 1) == 1 && byte != '\n')
    if (byte != '\r')
      g_string_append_c (line, byte);

  return g_string_free (line, FALSE);
}

static void
send_line (Server *self, const char *text)
{
  g_autofree char *line = g_strdup_printf ("%s\r\n", text);

  gnutls_record_send (self->tls, line, strlen (line));
}

static void
bind_to_tls (Server *self, Gsasl_session *session)
{
  gboolean modern = gnutls_protocol_get_version (self->tls) == GNUTLS_TLS1_3;
  gnutls_datum_t binding = { NULL, 0 };
  g_autofree char *text = NULL;

  gnutls_session_channel_binding (self->tls, modern ? GNUTLS_CB_TLS_EXPORTER : GNUTLS_CB_TLS_UNIQUE,
                                  &binding);
  if (self->in_between)
    binding.data[0] ^= 1;
  text = g_base64_encode (binding.data, binding.size);
  gsasl_property_set (session, modern ? GSASL_CB_TLS_EXPORTER : GSASL_CB_TLS_UNIQUE, text);
  gnutls_free (binding.data);
}

static const char *
authenticate (Server *self, Gsasl_session *session)
{
  for (;;)
    {
      g_autofree char *response = receive (self);
      char *challenge = NULL;
      int status = gsasl_step64 (session, response, &challenge);

      if (status != GSASL_OK && status != GSASL_NEEDS_MORE)
        return "NO";
      if (challenge != NULL && *challenge != '\0')
        send_line (self, challenge);
      gsasl_free (challenge);
      if (status == GSASL_OK)
        return "OK";
    }
}

static gpointer
serve (gpointer data)
{
  Server *self = data;
  Gsasl *library = NULL;
  Gsasl_session *session = NULL;
  int status;

  gnutls_init (&self->tls, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
  gnutls_priority_set_direct (self->tls, self->priority, NULL);
  gnutls_credentials_set (self->tls, GNUTLS_CRD_CERTIFICATE,
                          test_certificate_get_credentials (self->certificate));
  gnutls_transport_set_int (self->tls, self->fd);
  do
    status = gnutls_handshake (self->tls);
  while (status < 0 && !gnutls_error_is_fatal (status));

  gsasl_init (&library);
  gsasl_callback_set (library, on_property);
  g_assert_cmpint (gsasl_server_start (library, self->mechanism, &session), ==, GSASL_OK);
  bind_to_tls (self, session);
  send_line (self, authenticate (self, session));
  gsasl_finish (session);
  gsasl_done (library);
  gnutls_bye (self->tls, GNUTLS_SHUT_WR);
  gnutls_deinit (self->tls);
  close (self->fd);

  return NULL;
}

static void
say (TocsinLineStream *stream, const char *text)
{
  g_autoptr (GError) error = NULL;

  tocsin_line_stream_put_secret (stream, text, -1);
  tocsin_line_stream_put (stream, "\r\n", 2);
  tocsin_line_stream_flush (stream, NULL, &error);
  g_assert_no_error (error);
}

/* Returns the server's verdict. */
static char *
log_in (TocsinLineStream *stream, TocsinSasl *sasl)
{
  const char *challenge = NULL;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinSecret) response = tocsin_sasl_step (sasl, challenge, NULL, &error);

      g_assert_no_error (error);
      if (challenge == NULL || tocsin_secret_get_length (response) > 0)
        say (stream, tocsin_secret_peek (response));
      challenge = tocsin_line_stream_read_line (stream, NULL, NULL, &error);
      g_assert_no_error (error);
      if (strlen (challenge) == 2)
        return g_strdup (challenge);
    }
}

static TocsinLineStream *
connect_to (Server *server, TocsinEndpoint *endpoint)
{
  TocsinLineStream *stream;
  g_autoptr (GError) error = NULL;
  int fds[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
  server->fd = fds[0];
  stream = tocsin_line_stream_new_for_fd (endpoint, fds[1], NULL);

  return stream;
}

/* @offered is what the client has been told. */
static char *
run (Server *server, const char *const *offered, gboolean *proven)
{
  const char *const only[] = { server->mechanism, NULL };
  g_autoptr (TestCertificate) certificate = test_certificate_new (NULL, NULL);
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (1143, "encryption.mode=starttls", "encryption.verify=none",
                         "authentication.username=" USER, "authentication.password=env:X", NULL);
  g_autoptr (TocsinLineStream) stream = connect_to (server, endpoint);
  g_autoptr (TocsinSecret) password = tocsin_secret_new (PASSWORD, -1);
  g_autoptr (TocsinSasl) sasl = NULL;
  g_autoptr (GError) error = NULL;
  char *verdict;
  TocsinSaslPolicy policy;
  GThread *thread;

  server->certificate = certificate;
  thread = g_thread_new ("server", serve, server);
  tocsin_line_stream_start_tls (stream, NULL, NULL, &error);
  g_assert_no_error (error);

  tocsin_sasl_policy_init (&policy, endpoint, tocsin_line_stream_get_tls (stream));
  g_assert_true (policy.binding);
  policy.allowed = only;
  policy.has_password = TRUE;
  sasl =
      tocsin_sasl_new (tocsin_sasl_choose (offered, &policy, &error), "test", "localhost", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_sasl_get_mechanism (sasl), ==, server->mechanism);
  tocsin_sasl_set_identity (sasl, USER, password, NULL);
  tocsin_sasl_set_tls (sasl, tocsin_line_stream_get_tls (stream),
                       g_str_has_suffix (offered[0], "-PLUS"));
  verdict = log_in (stream, sasl);
  g_thread_join (thread);
  *proven = tocsin_sasl_is_proven (sasl, NULL);

  return verdict;
}

static void
run_bound (const char *mechanism, const char *priority, gboolean in_between)
{
  static const char *const offered[] = { "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", NULL };
  Server server = { .mechanism = mechanism, .priority = priority, .in_between = in_between };
  gboolean proven;
  g_autofree char *verdict = run (&server, offered, &proven);

  g_assert_cmpstr (verdict, ==, in_between ? "NO" : "OK");
  g_assert_cmpint (proven, ==, !in_between);
}

static void
test_bound (void)
{
  run_bound ("SCRAM-SHA-256-PLUS", "NORMAL:-VERS-ALL:+VERS-TLS1.3", FALSE);
  run_bound ("SCRAM-SHA-1-PLUS", "NORMAL:-VERS-ALL:+VERS-TLS1.3", FALSE);
  run_bound ("SCRAM-SHA-256-PLUS", "NORMAL:-VERS-ALL:+VERS-TLS1.2", FALSE);
  run_bound ("SCRAM-SHA-1-PLUS", "NORMAL:-VERS-ALL:+VERS-TLS1.2", FALSE);
}

/* Whoever passes the login on has another TLS session, and it is of no use to him. */
static void
test_in_between (void)
{
  run_bound ("SCRAM-SHA-256-PLUS", "NORMAL:-VERS-ALL:+VERS-TLS1.3", TRUE);
  run_bound ("SCRAM-SHA-1-PLUS", "NORMAL:-VERS-ALL:+VERS-TLS1.2", TRUE);
}

/* The server has a binding. Whoever struck that out of its list is found out by what the client
 * says in the exchange itself; who left it aside on purpose says nothing. */
static void
test_struck_out (void)
{
  static const char *const struck[] = { "SCRAM-SHA-256", NULL };
  static const char *const whole[] = { "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", NULL };
  static const char *const priorities[] = { "NORMAL:-VERS-ALL:+VERS-TLS1.3",
                                            "NORMAL:-VERS-ALL:+VERS-TLS1.2" };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      Server server = { .mechanism = "SCRAM-SHA-256", .priority = priorities[i] };
      gboolean proven;
      g_autofree char *attacked = run (&server, struck, &proven);
      g_autofree char *left_aside = NULL;

      g_assert_cmpstr (attacked, ==, "NO");
      g_assert_false (proven);
      left_aside = run (&server, whole, &proven);
      g_assert_cmpstr (left_aside, ==, "OK");
      g_assert_true (proven);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl-plus/bound", test_bound);
  g_test_add_func ("/sasl-plus/in-between", test_in_between);
  g_test_add_func ("/sasl-plus/struck-out", test_struck_out);

  return g_test_run ();
}
