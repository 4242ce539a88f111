/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/net/tls-try.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Servers that speak TLS as it must not be spoken, byte by byte or through GnuTLS's own server. */

#define TLS12 "NORMAL:-VERS-ALL:+VERS-TLS1.2"
#define TLS13 "NORMAL:-VERS-ALL:+VERS-TLS1.3"
#define FLOOD 5000

static TestCertificate *certificate;

static GError *
try_bytes (const char *bytes, gsize length, guint64 times)
{
  static const char *const settings[] = { "encryption.verify=none", "timeout=20", NULL };
  const TlsTry what = { .certificate = certificate };
  g_autoptr (GString) all = g_string_new (NULL);
  ScriptedServer *server = scripted_server_new ();
  GError *error;

  for (guint64 i = 0; i < times; i++)
    g_string_append_len (all, bytes, (gssize) length);
  scripted_server_connection (server);
  scripted_server_send_bytes (server, all->str, all->len);
  scripted_server_silence (server);
  scripted_server_start (server);
  error = tls_try_against (server, &what, settings, NULL);
  g_free (scripted_server_finish_with_report (server));

  return error;
}

/* Each by its name: a person can look that up, and we can act on some. */
static void
test_alerts (void)
{
  static const struct
  {
    guint8 alert;
    int code;
    const char *said;
  } rows[] = {
    { 10, TOCSIN_ERROR_TLS_HANDSHAKE, "UNEXPECTED_MESSAGE (10)" },
    { 40, TOCSIN_ERROR_TLS_HANDSHAKE, "HANDSHAKE_FAILURE (40)" },
    { 42, TOCSIN_ERROR_TLS_HANDSHAKE, "BAD_CERTIFICATE (42)" },
    { 47, TOCSIN_ERROR_TLS_HANDSHAKE, "ILLEGAL_PARAMETER (47)" },
    { 48, TOCSIN_ERROR_TLS_HANDSHAKE, "UNKNOWN_CA (48)" },
    { 49, TOCSIN_ERROR_TLS_HANDSHAKE, "ACCESS_DENIED (49)" },
    { 50, TOCSIN_ERROR_TLS_HANDSHAKE, "DECODE_ERROR (50)" },
    { 70, TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD, "no version of TLS in common" },
    { 71, TOCSIN_ERROR_TLS_HANDSHAKE, "INSUFFICIENT_SECURITY (71)" },
    { 80, TOCSIN_ERROR_TLS_HANDSHAKE, "INTERNAL_ERROR (80)" },
    { 112, TOCSIN_ERROR_TLS_HANDSHAKE, "UNRECOGNIZED_NAME (112)" },
    { 116, TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED, "wants a certificate of yours" },
    { 120, TOCSIN_ERROR_TLS_HANDSHAKE, "NO_APPLICATION_PROTOCOL (120)" },
    { 231, TOCSIN_ERROR_TLS_HANDSHAKE, "(231)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char bytes[] = { 0x15, 0x03, 0x03, 0x00, 0x02, 0x02, (char) rows[i].alert };
      g_autoptr (GError) error = try_bytes (bytes, sizeof bytes, 1);

      test_endpoint_expect_error (error, rows[i].code, rows[i].said);
      if (strstr (error->message, rows[i].said) == NULL)
        g_error ("“%s” is missing in: %s", rows[i].said, error->message);
    }
}

/* A ServerHello of the given version with the given extensions. */
static GError *
try_hello (guint8 minor, const char *extensions, gsize length)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const guint8 body = (guint8) (2 + 32 + 1 + 2 + 1 + 2 + length);
  const guint8 head[] = { 0x16, 0x03, minor, 0x00, (guint8) (body + 4), 0x02, 0x00,
                          0x00, body, 0x03,  minor };
  const guint8 middle[] = { 0x00, 0xc0, 0x2b, 0x00, 0x00, (guint8) length };
  const guint8 random[32] = { 0x55 };

  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_append (bytes, random, sizeof random);
  g_byte_array_append (bytes, middle, sizeof middle);
  g_byte_array_append (bytes, (const guint8 *) extensions, (guint) length);

  return try_bytes ((const char *) bytes->data, bytes->len, 1);
}

static void
test_old_versions (void)
{
  static const struct
  {
    guint8 minor;
    const char *said;
    const char *remedy;
  } rows[] = {
    { 0, "SSL 3.0", NULL },
    { 1, "TLS 1.0", "encryption.versions=tls1.0,tls1.1,tls1.2,tls1.3" },
    { 2, "TLS 1.1", "encryption.versions=tls1.1,tls1.2,tls1.3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = try_hello (rows[i].minor, "", 0);
      const char *const *remedy = tocsin_error_get_remedy (error);

      test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD, rows[i].said);
      g_assert_nonnull (strstr (error->message, rows[i].said));
      g_assert_cmpstr (remedy != NULL ? remedy[0] : NULL, ==, rows[i].remedy);
    }
}

/* A server may choose none of the protocols that it was offered, but not another (RFC 7301): it
 * might be one for another service, to which somebody has led us. */
static void
test_alpn (void)
{
  static const char other[] = "\xff\x01\x00\x01\x00\x00\x10\x00\x07\x00\x05\x04"
                              "evil";
  g_autoptr (GError) error = try_hello (3, other, sizeof other - 1);

  test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_HANDSHAKE, "ALPN that was not offered");
  g_assert_nonnull (strstr (error->message, "“evil”"));
}

static void
test_records (void)
{
  static const char oversized[] = "\x16\x03\x03\xff\xff\x02";
  static const char empty[] = "\x16\x03\x03\x00\x00";
  static const char warning[] = "\x15\x03\x03\x00\x02\x01\x64";
  static const char long_alert[] = "\x15\x03\x03\x00\x04\x02\x28\x00\x00";
  static const char data_first[] = "\x17\x03\x03\x00\x02hi";
  static const struct
  {
    const char *about;
    const char *bytes;
    gsize length;
    guint64 times;
  } rows[] = {
    { "a record of 65,535 bytes", oversized, sizeof oversized - 1, 1 },
    { "records without content", empty, sizeof empty - 1, FLOOD },
    { "warnings without end", warning, sizeof warning - 1, FLOOD },
    { "an alert of four bytes", long_alert, sizeof long_alert - 1, 1 },
    { "data before the handshake", data_first, sizeof data_first - 1, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = try_bytes (rows[i].bytes, rows[i].length, rows[i].times);

      test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_HANDSHAKE, rows[i].about);
    }
}

typedef void (*HostileFunc) (gnutls_session_t session);

typedef struct
{
  int fd;
  const char *priority;
  HostileFunc act;
  gnutls_datum_t ticket_key;
} Hostile;

/* A server on the other end of a pair of sockets, which acts up after a good handshake. */
static gpointer
play (gpointer data)
{
  Hostile *self = data;
  gnutls_session_t session;
  char bytes[1024];
  int status;

  gnutls_init (&session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL | GNUTLS_ENABLE_EARLY_DATA);
  gnutls_priority_set_direct (session, self->priority, NULL);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE,
                          test_certificate_get_credentials (certificate));
  if (self->ticket_key.data != NULL)
    gnutls_session_ticket_enable_server (session, &self->ticket_key);
  gnutls_transport_set_int (session, self->fd);
  do
    status = gnutls_handshake (session);
  while (status < 0 && gnutls_error_is_fatal (status) == 0);
  if (status == GNUTLS_E_SUCCESS)
    {
      self->act (session);
      gnutls_record_send (session, "hello\r\n", 7);
      shutdown (self->fd, SHUT_WR);
      while (recv (self->fd, bytes, sizeof bytes, 0) > 0)
        continue;
    }
  gnutls_deinit (session);
  close (self->fd);

  return NULL;
}

/* Returns what the handshake and reading the first line came to. */
static GError *
try_hostile (const char *priority, HostileFunc act, gnutls_datum_t ticket_key)
{
  /* So that a ticket of one kind of server is not shown to another. */
  g_autofree char *user = g_strdup_printf ("authentication.username=%s", priority);
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (1, "encryption.mode=starttls", "encryption.verify=none", user, NULL);
  g_autoptr (TocsinLineStream) stream = NULL;
  Hostile server = { .priority = priority, .act = act, .ticket_key = ticket_key };
  GError *error = NULL;
  GThread *thread;
  int fds[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
  server.fd = fds[1];
  thread = g_thread_new ("hostile", play, &server);
  stream = tocsin_line_stream_new_for_fd (endpoint, fds[0], NULL);
  if (tocsin_line_stream_start_tls (stream, NULL, NULL, &error))
    {
      tocsin_line_stream_begin (stream, 0);
      tocsin_line_stream_read_line (stream, NULL, NULL, &error);
    }
  tocsin_line_stream_close (stream);
  g_thread_join (thread);

  return error;
}

static void
ask_to_renegotiate (gnutls_session_t session)
{
  gnutls_rehandshake (session);
}

static void
ask_without_end (gnutls_session_t session)
{
  for (guint i = 0; i < FLOOD && gnutls_rehandshake (session) == GNUTLS_E_SUCCESS; i++)
    continue;
}

static void
change_keys (gnutls_session_t session)
{
  for (guint i = 0; i < 3; i++)
    gnutls_session_key_update (session, 0);
}

static void
change_keys_without_end (gnutls_session_t session)
{
  for (guint i = 0; i < FLOOD && gnutls_session_key_update (session, 0) == 0; i++)
    continue;
}

static void
send_tickets (gnutls_session_t session)
{
  gnutls_session_ticket_send (session, 5, 0);
}

static void
send_tickets_without_end (gnutls_session_t session)
{
  for (guint i = 0; i < FLOOD && gnutls_session_ticket_send (session, 1, 0) == 0; i++)
    continue;
}

static void
warn (gnutls_session_t session)
{
  gnutls_alert_send (session, GNUTLS_AL_WARNING, GNUTLS_A_USER_CANCELED);
}

static void
warn_without_end (gnutls_session_t session)
{
  for (guint i = 0; i < FLOOD; i++)
    if (gnutls_alert_send (session, GNUTLS_AL_WARNING, GNUTLS_A_USER_CANCELED) != 0)
      break;
}

/* A few of each are a server's right; without end they only keep us busy. */
static void
test_floods (void)
{
  static const struct
  {
    const char *about;
    const char *priority;
    HostileFunc act;
    gboolean good;
  } rows[] = {
    { "a wish to renegotiate is not heard", TLS12, ask_to_renegotiate, TRUE },
    { "wishes to renegotiate without end", TLS12, ask_without_end, FALSE },
    { "three new keys", TLS13, change_keys, TRUE },
    { "new keys without end", TLS13, change_keys_without_end, FALSE },
    { "five tickets", TLS13, send_tickets, TRUE },
    { "tickets without end", TLS13, send_tickets_without_end, FALSE },
    { "a warning", TLS12, warn, TRUE },
    { "warnings without end", TLS12, warn_without_end, FALSE },
  };
  gnutls_datum_t ticket_key;

  gnutls_session_ticket_key_generate (&ticket_key);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].about);
      error = try_hostile (rows[i].priority, rows[i].act, ticket_key);
      if (rows[i].good)
        g_assert_no_error (error);
      else
        test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_HANDSHAKE, rows[i].about);
    }
  gnutls_free (ticket_key.data);
}

static gboolean saw_early_data;

static void
look_for_early_data (gnutls_session_t session)
{
  saw_early_data =
      saw_early_data || (gnutls_session_get_flags (session) & GNUTLS_SFLAGS_EARLY_DATA) != 0;
}

/* What is sent before the handshake is done can be sent again by anybody: we never do. */
static void
test_no_early_data (void)
{
  gnutls_datum_t ticket_key;

  gnutls_session_ticket_key_generate (&ticket_key);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = try_hostile (TLS13, look_for_early_data, ticket_key);

      g_assert_no_error (error);
    }
  g_assert_false (saw_early_data);
  gnutls_free (ticket_key.data);
}

/* The greeting that should have been TLS is kept, as the word of nobody in particular. */
static void
test_greeting (void)
{
  static const char greeting[] = "hello, whoever you are\r\n";
  g_autoptr (GError) error = try_bytes (greeting, sizeof greeting - 1, 1);

  test_endpoint_expect_error (error, TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH, "a greeting");
  g_assert_cmpstr (tocsin_error_get_server_text (error), ==,
                   "(before TLS, unauthenticated) hello, whoever you are");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  certificate = test_certificate_new (NULL, NULL);
  test_certificate_get_credentials (certificate);
  g_test_add_func ("/tls-hostile/alerts", test_alerts);
  g_test_add_func ("/tls-hostile/old-versions", test_old_versions);
  g_test_add_func ("/tls-hostile/alpn", test_alpn);
  g_test_add_func ("/tls-hostile/records", test_records);
  g_test_add_func ("/tls-hostile/floods", test_floods);
  g_test_add_func ("/tls-hostile/no-early-data", test_no_early_data);
  g_test_add_func ("/tls-hostile/greeting", test_greeting);
  status = g_test_run ();
  test_certificate_free (certificate);

  return status;
}
