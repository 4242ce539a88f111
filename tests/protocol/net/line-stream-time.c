/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/line-stream.h"

#include "core/base/error.h"
#include "tests/protocol/scripted-server.h"
#include "tests/unit/net/test-endpoint.h"

#define MEBIBYTE (1024 * 1024)

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
  scripted_server_connection (self->server);
}

static void
fixture_connect (Fixture *self, const char *assignment)
{
  scripted_server_start (self->server);
  self->endpoint = test_endpoint_new (scripted_server_get_port (self->server),
                                      "encryption.mode=none", assignment, NULL);
  self->stream = test_endpoint_connect (self->endpoint);
}

static void
fixture_end (Fixture *self)
{
  g_object_unref (self->stream);
  g_object_unref (self->endpoint);
  scripted_server_finish (self->server);
}

static const char *
read_line (Fixture *self, GError **error)
{
  return tocsin_line_stream_read_line (self->stream, NULL, NULL, error);
}

static void
expect_failure (Fixture *self, int code, const char *why)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_line (self, &error));
  test_endpoint_expect_error (error, code, why);
}

/* Each byte comes well within the silence allowed, and yet the whole is late. */
static void
test_deadline_despite_drip (void)
{
  Fixture self;

  fixture_begin (&self);
  scripted_server_send (self.server, "* hi\r\n");
  scripted_server_drip (self.server, "0123456789012345678901234567890123456789\r\n", 20);
  fixture_connect (&self, NULL);

  test_endpoint_expect_line (self.stream, "* hi");
  tocsin_line_stream_set_deadline (self.stream, g_get_monotonic_time () + 100000);
  expect_failure (&self, TOCSIN_ERROR_TIMEOUT_COMMAND, "dripping past the deadline");

  /* And nothing of it is lost to somebody who has more patience. */
  tocsin_line_stream_set_deadline (self.stream, 0);
  test_endpoint_expect_line (self.stream, "0123456789012345678901234567890123456789");
  fixture_end (&self);
}

/* Faster than we are: there is always a byte to read, so nobody ever waits. */
static void
test_deadline_despite_flood (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  fixture_begin (&self);
  scripted_server_send (self.server, "* hi\r\n");
  scripted_server_send_repeated (self.server, "0123456789abcdef", 1024 * MEBIBYTE);
  fixture_connect (&self, NULL);

  test_endpoint_expect_line (self.stream, "* hi");
  tocsin_line_stream_set_deadline (self.stream, g_get_monotonic_time () + 50000);
  g_assert_false (
      tocsin_line_stream_read_literal (self.stream, G_MAXUINT64, NULL, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_TIMEOUT_COMMAND, "flooding past the deadline");
  fixture_end (&self);
}

/* Without another word from us, by the settings alone. */
static void
test_command_timeout (void)
{
  Fixture self;

  fixture_begin (&self);
  scripted_server_send (self.server, "* hi\r\n");
  scripted_server_drip (self.server, "0123456789012345678901234567890123456789", 100);
  fixture_connect (&self, "limits.command-timeout=1");

  test_endpoint_expect_line (self.stream, "* hi");
  tocsin_line_stream_begin (self.stream, 0);
  expect_failure (&self, TOCSIN_ERROR_TIMEOUT_COMMAND, "limits.command-timeout");
  fixture_end (&self);
}

/* No more than limits.max-transfer-rate, and nothing of it is the server's silence. */
static void
test_transfer_rate (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  const guint64 rate = 200000, length = 16 * 10000;

  fixture_begin (&self);
  scripted_server_send_repeated (self.server, "0123456789abcdef", 10000);
  scripted_server_send (self.server, "\r\nend\r\n");
  fixture_connect (&self, "limits.max-transfer-rate=200000");

  g_assert_true (tocsin_line_stream_read_literal (self.stream, length, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  /* However fast the machine is; a quarter of a second's worth may come at once. */
  g_assert_cmpint ((g_get_monotonic_time () - began) * (gint64) rate / G_USEC_PER_SEC, >=,
                   length - rate / 4);
  test_endpoint_expect_line (self.stream, "");
  test_endpoint_expect_line (self.stream, "end");
  fixture_end (&self);
}

/* The same for what is sent. */
static void
test_transfer_rate_writing (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = g_strnfill (160000, 'x');
  const guint64 rate = 200000, length = 160000;
  gint64 began;

  fixture_begin (&self);
  scripted_server_discard (self.server, length);
  scripted_server_send (self.server, "end\r\n");
  fixture_connect (&self, "limits.max-transfer-rate=200000");

  began = g_get_monotonic_time ();
  tocsin_line_stream_put_data (self.stream, bytes, length);
  g_assert_true (tocsin_line_stream_flush (self.stream, NULL, &error));
  g_assert_no_error (error);
  /* However fast the machine is; a quarter of a second's worth may go at once. */
  g_assert_cmpint ((g_get_monotonic_time () - began) * (gint64) rate / G_USEC_PER_SEC, >=,
                   length - rate / 4);
  test_endpoint_expect_line (self.stream, "end");
  fixture_end (&self);
}

/* Who waits on his own account still obeys the deadline, and loses nothing. */
static void
test_transfer_rate_deadline (void)
{
  Fixture self;

  fixture_begin (&self);
  scripted_server_send (self.server, "* hi\r\n0123456789\r\n");
  fixture_connect (&self, "limits.max-transfer-rate=4");

  tocsin_line_stream_set_deadline (self.stream, g_get_monotonic_time () + 50000);
  expect_failure (&self, TOCSIN_ERROR_TIMEOUT_COMMAND, "a pace slower than the deadline");
  tocsin_line_stream_set_deadline (self.stream, 0);
  test_endpoint_expect_line (self.stream, "* hi");
  fixture_end (&self);
}

/* How long an exchange may take, in seconds. */
static void
test_patience (void)
{
  static const struct
  {
    TocsinEndpointLimits limits;
    guint64 n_bytes;
    guint64 seconds;
    const char *why;
  } rows[] = {
    { { .protocol_timeout = 300 }, 0, 300, "a few lines: the silence allowed" },
    { { .protocol_timeout = 300 }, 4096 * 100, 400, "scaled by what was asked for" },
    { { .protocol_timeout = 300, .command_timeout = 7 }, 0, 7, "as set" },
    { { .protocol_timeout = 300, .command_timeout = 7 }, 1 << 30, 7, "as set, whatever the size" },
    { { .protocol_timeout = 300, .max_transfer_rate = 1000, .pool_size = 4 },
      4096000,
      300 + 1000 + 4 * 4096,
      "we are slow ourselves, and so are the others" },
    { { .protocol_timeout = 300 }, G_MAXUINT64, 300 + (guint64) G_MAXUINT32, "no overflow" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpuint (tocsin_endpoint_limits_get_patience (&rows[i].limits, rows[i].n_bytes), ==,
                        rows[i].seconds);
    }
}

static void
test_silence (void)
{
  Fixture self;

  fixture_begin (&self);
  scripted_server_send (self.server, "* hi\r\nhalf");
  scripted_server_wait (self.server);
  scripted_server_send (self.server, " a line\r\n");
  fixture_connect (&self, "protocol-timeout=1");

  test_endpoint_expect_line (self.stream, "* hi");
  tocsin_line_stream_set_deadline (self.stream, 0);
  expect_failure (&self, TOCSIN_ERROR_TIMEOUT_COMMAND, "silent too long");
  g_assert_false (tocsin_line_stream_is_broken (self.stream));

  scripted_server_go (self.server);
  tocsin_line_stream_begin (self.stream, 0);
  test_endpoint_expect_line (self.stream, "half a line");
  fixture_end (&self);
}

static void
test_greeting (void)
{
  Fixture self;

  fixture_begin (&self);
  scripted_server_silence (self.server);
  fixture_connect (&self, NULL);
  tocsin_line_stream_set_deadline (self.stream, g_get_monotonic_time () + 50000);
  expect_failure (&self, TOCSIN_ERROR_NET_GREETING_TIMEOUT, "no greeting");
  fixture_end (&self);
}

static void
test_closed_without_a_word (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  fixture_begin (&self);
  scripted_server_cut (self.server);
  fixture_connect (&self, NULL);
  g_assert_null (read_line (&self, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_NET_CLOSED_EARLY, "closed at once");
  g_assert_nonnull (strstr (error->message, "without a word"));
  fixture_end (&self);
}

static void
test_reset (void)
{
  Fixture self;

  fixture_begin (&self);
  scripted_server_send (self.server, "* hi\r\n");
  scripted_server_wait (self.server);
  scripted_server_reset (self.server);
  fixture_connect (&self, NULL);
  test_endpoint_expect_line (self.stream, "* hi");
  scripted_server_go (self.server);
  expect_failure (&self, TOCSIN_ERROR_NET_RESET, "reset");
  fixture_end (&self);
}

static void
test_plain_to_tls_port (void)
{
  static const char alert[] = "\x15\x03\x03\x00\x02\x02\x28";
  Fixture self;

  fixture_begin (&self);
  scripted_server_send_bytes (self.server, alert, sizeof alert - 1);
  fixture_connect (&self, NULL);
  expect_failure (&self, TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH, "a TLS alert");
  fixture_end (&self);
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
test_cancel (void)
{
  Fixture self;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gpointer both[2];
  GThread *thread;

  fixture_begin (&self);
  scripted_server_send (self.server, "half");
  scripted_server_wait (self.server);
  scripted_server_send (self.server, " line\r\n");
  fixture_connect (&self, NULL);

  both[0] = self.server;
  both[1] = cancellable;
  thread = g_thread_new ("cancel", cancel_when_waiting, both);
  g_assert_null (tocsin_line_stream_read_line (self.stream, NULL, cancellable, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_CANCELLED, "cancelled");
  g_thread_join (thread);

  scripted_server_go (self.server);
  test_endpoint_expect_line (self.stream, "half line");
  fixture_end (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line-stream-time/deadline-despite-drip", test_deadline_despite_drip);
  g_test_add_func ("/line-stream-time/deadline-despite-flood", test_deadline_despite_flood);
  g_test_add_func ("/line-stream-time/command-timeout", test_command_timeout);
  g_test_add_func ("/line-stream-time/transfer-rate", test_transfer_rate);
  g_test_add_func ("/line-stream-time/transfer-rate/writing", test_transfer_rate_writing);
  g_test_add_func ("/line-stream-time/transfer-rate-deadline", test_transfer_rate_deadline);
  g_test_add_func ("/line-stream-time/patience", test_patience);
  g_test_add_func ("/line-stream-time/silence", test_silence);
  g_test_add_func ("/line-stream-time/greeting", test_greeting);
  g_test_add_func ("/line-stream-time/closed-without-a-word", test_closed_without_a_word);
  g_test_add_func ("/line-stream-time/reset", test_reset);
  g_test_add_func ("/line-stream-time/plain-to-tls-port", test_plain_to_tls_port);
  g_test_add_func ("/line-stream-time/cancel", test_cancel);

  return g_test_run ();
}
