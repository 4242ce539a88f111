/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/line-stream.h"

#include "core/base/error.h"
#include "tests/protocol/scripted-server.h"
#include "tests/unit/net/test-endpoint.h"

static TestCertificate *certificate;

typedef struct
{
  ScriptedServer *server;
  TocsinEndpoint *endpoint;
  TocsinLineStream *stream;
} Fixture;

static void
fixture_begin (Fixture *self)
{
  self->server = scripted_server_new ();
  scripted_server_set_certificate (self->server, certificate);
  scripted_server_connection (self->server);
  scripted_server_send (self->server, "* hello\r\n");
  scripted_server_expect (self->server, "a STARTTLS\r\n");
}

/* Speaks up to the server's agreement. */
static void
fixture_ask (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  scripted_server_start (self->server);
  self->endpoint = test_endpoint_new (scripted_server_get_port (self->server),
                                      "encryption.mode=starttls", "encryption.verify=none", NULL);
  self->stream = test_endpoint_connect (self->endpoint);
  test_endpoint_expect_line (self->stream, "* hello");
  tocsin_line_stream_put (self->stream, "a STARTTLS\r\n", -1);
  tocsin_line_stream_flush (self->stream, NULL, &error);
  g_assert_no_error (error);
  test_endpoint_expect_line (self->stream, "a OK begin");
}

static void
fixture_end (Fixture *self)
{
  g_object_unref (self->stream);
  g_object_unref (self->endpoint);
  scripted_server_finish (self->server);
}

static void
expect_failure (Fixture *self, int code, const char *why)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) later = NULL;

  g_assert_false (tocsin_line_stream_start_tls (self->stream, NULL, NULL, &error));
  test_endpoint_expect_error (error, code, why);
  g_assert_false (tocsin_line_stream_is_encrypted (self->stream));

  /* No way back to plain text. */
  tocsin_line_stream_put (self->stream, "b LOGIN\r\n", -1);
  g_assert_false (tocsin_line_stream_flush (self->stream, NULL, &later));
  test_endpoint_expect_error (later, code, "the stream stays broken");
}

static void
test_good (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  fixture_begin (&self);
  scripted_server_send (self.server, "a OK begin\r\n");
  scripted_server_start_tls (self.server);
  scripted_server_expect (self.server, "b CAPABILITY\r\n");
  scripted_server_send (self.server, "b OK\r\n");
  fixture_ask (&self);

  tocsin_line_stream_start_tls (self.stream, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tocsin_line_stream_is_encrypted (self.stream));
  g_assert_nonnull (tocsin_line_stream_get_tls (self.stream));
  tocsin_line_stream_put (self.stream, "b CAPABILITY\r\n", -1);
  tocsin_line_stream_flush (self.stream, NULL, &error);
  g_assert_no_error (error);
  test_endpoint_expect_line (self.stream, "b OK");
  fixture_end (&self);
}

/* B_1, B_2, B_3 of starttls.md: in the same breath as the agreement, whole lines or half of one. */
static void
test_injected_behind (void)
{
  static const char *const said[] = {
    "a OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
    "a OK begin\r\n* BYE\r\n",
    "a OK begin\r\nhal",
    "a OK begin\r\n\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    {
      Fixture self;

      fixture_begin (&self);
      scripted_server_send (self.server, said[i]);
      fixture_ask (&self);
      expect_failure (&self, TOCSIN_ERROR_TLS_INJECTED, said[i]);
      fixture_end (&self);
    }
}

static gboolean
is_readable (TocsinLineStream *stream)
{
  GPollFD poll_fd = { .fd = tocsin_line_stream_get_fd (stream), .events = G_IO_IN };

  return g_poll (&poll_fd, 1, SCRIPTED_SERVER_PATIENCE * 1000) == 1;
}

/* Not read yet, but here. */
static void
test_injected_on_the_socket (void)
{
  Fixture self;

  fixture_begin (&self);
  scripted_server_send (self.server, "a OK begin\r\n");
  scripted_server_wait (self.server);
  scripted_server_send (self.server, "b OK injected\r\n");
  fixture_ask (&self);
  scripted_server_go (self.server);
  g_assert_true (is_readable (self.stream));
  expect_failure (&self, TOCSIN_ERROR_TLS_INJECTED, "waiting on the socket");
  fixture_end (&self);
}

/* After our ClientHello: too late to be seen before, and still no TLS. */
static void
test_injected_later (void)
{
  Fixture self;

  fixture_begin (&self);
  scripted_server_send (self.server, "a OK begin\r\n");
  scripted_server_discard (self.server, 1);
  scripted_server_send (self.server, "b OK injected\r\n");
  scripted_server_reset (self.server);
  fixture_ask (&self);
  expect_failure (&self, TOCSIN_ERROR_TLS_INJECTED, "instead of ServerHello");
  fixture_end (&self);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  certificate = test_certificate_new (NULL, NULL);
  g_test_add_func ("/starttls/good", test_good);
  g_test_add_func ("/starttls/injected-behind", test_injected_behind);
  g_test_add_func ("/starttls/injected-on-the-socket", test_injected_on_the_socket);
  g_test_add_func ("/starttls/injected-later", test_injected_later);
  status = g_test_run ();
  test_certificate_free (certificate);

  return status;
}
