/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/line-stream.h"

#include <sys/socket.h>

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

static void
test_lines (void)
{
  static const char text[] = "one\r\n\r\nbare\nnul\0nul\r\ncr\rcr\r\n";
  Fixture self;
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *line;

  fixture_begin (&self);
  scripted_server_send_bytes (self.server, text, sizeof text - 1);
  fixture_connect (&self, NULL);

  test_endpoint_expect_line (self.stream, "one");
  g_assert_false (tocsin_line_stream_was_bare (self.stream));
  test_endpoint_expect_line (self.stream, "");
  test_endpoint_expect_line (self.stream, "bare");
  g_assert_true (tocsin_line_stream_was_bare (self.stream));
  line = tocsin_line_stream_read_line (self.stream, &length, NULL, &error);
  g_assert_cmpmem (line, length, "nul\0nul", 7);
  g_assert_cmpint (line[length], ==, '\0');
  test_endpoint_expect_line (self.stream, "cr\rcr");
  g_assert_cmpuint (tocsin_line_stream_get_bytes_read (self.stream), ==, sizeof text - 1);
  fixture_end (&self);
}

static void
test_drip (void)
{
  Fixture self;

  fixture_begin (&self);
  scripted_server_drip (self.server, "* hello\r\n* again\r\n", 0);
  fixture_connect (&self, NULL);
  test_endpoint_expect_line (self.stream, "* hello");
  test_endpoint_expect_line (self.stream, "* again");
  fixture_end (&self);
}

static void
collect_lines (TocsinTranscript *transcript, const char *line, GString *all)
{
  g_string_append_printf (all, "%s\n", strchr (line, ' ') + 1);
}

static void
test_transcript (void)
{
  Fixture self = { 0 };
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (transcript, "line", G_CALLBACK (collect_lines), all);
  fixture_begin (&self);
  scripted_server_send (self.server, "* hi\r\n");
  scripted_server_expect (self.server, "a LOGIN joe geheim1\r\nb APPEND {4}\r\nDATA\r\n");
  scripted_server_send (self.server, "+ Z2VoZWlt\r\n+OK fine\r\n");
  scripted_server_start (self.server);
  self.endpoint =
      test_endpoint_new (scripted_server_get_port (self.server), "encryption.mode=none", NULL);
  self.stream = tocsin_line_stream_connect (self.endpoint, transcript, NULL, NULL, &error);
  g_assert_no_error (error);

  test_endpoint_expect_line (self.stream, "* hi");
  tocsin_line_stream_put (self.stream, "a LOGIN joe ", -1);
  tocsin_line_stream_put_secret (self.stream, "geheim1", -1);
  tocsin_line_stream_printf (self.stream, "\r\nb APPEND {%d}\r\n", 4);
  tocsin_line_stream_put_data (self.stream, "DATA", 4);
  tocsin_line_stream_put (self.stream, "\r\n", 2);
  g_assert_true (tocsin_line_stream_flush (self.stream, NULL, &error));
  tocsin_line_stream_hide_lines (self.stream, "+");
  test_endpoint_expect_line (self.stream, "+ Z2VoZWlt");
  tocsin_line_stream_hide_lines (self.stream, NULL);
  test_endpoint_expect_line (self.stream, "+OK fine");

  g_assert_cmpstr (all->str, ==,
                   "<-  * hi\n"
                   "->  a LOGIN joe ***\n"
                   "->  b APPEND {4}\n"
                   "->  [4 bytes]\n"
                   "<-  + ***\n"
                   "<-  +OK fine\n");
  fixture_end (&self);
}

typedef struct
{
  GString *seen;
  guint n_left; /* so many calls, then it has enough */
} Sink;

static gboolean
on_piece (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Sink *sink = user_data;

  g_string_append_len (sink->seen, bytes, (gssize) length);
  if (sink->n_left-- > 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL, "full");
  return FALSE;
}

static void
test_literal (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;
  Sink sink = { .seen = g_string_new (NULL), .n_left = G_MAXUINT };

  fixture_begin (&self);
  scripted_server_send (self.server, "{3145728}\r\n");
  scripted_server_send_repeated (self.server, "0123456789abcdef", 3 * MEBIBYTE / 16);
  scripted_server_send (self.server, ")\r\nnext\r\n");
  fixture_connect (&self, NULL);

  test_endpoint_expect_line (self.stream, "{3145728}");
  g_assert_true (
      tocsin_line_stream_read_literal (self.stream, 3 * MEBIBYTE, on_piece, &sink, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sink.seen->len, ==, 3 * MEBIBYTE);
  g_assert_true (g_str_has_suffix (sink.seen->str, "0123456789abcdef"));
  test_endpoint_expect_line (self.stream, ")");
  test_endpoint_expect_line (self.stream, "next");
  fixture_end (&self);
  g_string_free (sink.seen, TRUE);
}

static void
test_literal_refused (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;
  Sink sink = { .seen = g_string_new (NULL), .n_left = 0 };

  fixture_begin (&self);
  scripted_server_send_repeated (self.server, "0123456789abcdef", MEBIBYTE / 16);
  scripted_server_send (self.server, "next\r\n");
  fixture_connect (&self, NULL);

  g_assert_false (
      tocsin_line_stream_read_literal (self.stream, MEBIBYTE, on_piece, &sink, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_STORAGE_FULL, "the sink's error");
  test_endpoint_expect_line (self.stream, "next");
  fixture_end (&self);
  g_string_free (sink.seen, TRUE);
}

static void
test_literal_cut (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  fixture_begin (&self);
  scripted_server_send (self.server, "half of");
  scripted_server_cut (self.server);
  fixture_connect (&self, NULL);

  g_assert_false (tocsin_line_stream_read_literal (self.stream, 1000, NULL, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_NET_CLOSED_EARLY, "cut in a literal");
  g_assert_true (tocsin_line_stream_is_broken (self.stream));
  expect_failure (&self, TOCSIN_ERROR_NET_CLOSED_EARLY, "still broken");
  fixture_end (&self);
}

static void
test_literal_late (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  fixture_begin (&self);
  scripted_server_send (self.server, "* hi\r\nhalf of");
  scripted_server_silence (self.server);
  fixture_connect (&self, NULL);

  test_endpoint_expect_line (self.stream, "* hi");
  tocsin_line_stream_set_deadline (self.stream, g_get_monotonic_time () + 50000);
  g_assert_false (tocsin_line_stream_read_literal (self.stream, 1000, NULL, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_TIMEOUT_COMMAND, "late in a literal");
  g_assert_true (tocsin_line_stream_is_broken (self.stream));
  fixture_end (&self);
}

static void
test_long_line (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  fixture_begin (&self);
  scripted_server_send (self.server, "short\r\n");
  scripted_server_send_repeated (self.server, "0123456789abcdef", MEBIBYTE);
  fixture_connect (&self, "limits.max-line-length=5000");

  test_endpoint_expect_line (self.stream, "short");
  g_assert_null (read_line (&self, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_PROTOCOL_PARSE, "a line without an end");
  g_assert_cmpuint (strlen (tocsin_error_get_server_text (error)), ==, 200);
  g_assert_true (tocsin_line_stream_is_broken (self.stream));
  fixture_end (&self);
}

static gboolean
is_readable (TocsinLineStream *stream)
{
  GPollFD poll_fd = { .fd = tocsin_line_stream_get_fd (stream), .events = G_IO_IN };

  return g_poll (&poll_fd, 1, SCRIPTED_SERVER_PATIENCE * 1000) == 1;
}

static gboolean
drain (TocsinLineStream *stream)
{
  g_autoptr (GError) error = NULL;
  gboolean ready = FALSE;

  g_assert_true (tocsin_line_stream_drain (stream, &ready, &error));
  g_assert_no_error (error);

  return ready;
}

/* What a watcher does: read all, park, wake up, read on. */
static void
park_and_wake (Fixture *self)
{
  scripted_server_sync (self->server);
  test_endpoint_expect_line (self->stream, "one");
  g_assert_true (drain (self->stream));
  test_endpoint_expect_line (self->stream, "two");
  g_assert_false (drain (self->stream));
  g_assert_false (tocsin_line_stream_has_line (self->stream));
  g_assert_true (tocsin_line_stream_has_buffered (self->stream));
  tocsin_line_stream_release_buffers (self->stream);

  scripted_server_go (self->server);
  g_assert_true (is_readable (self->stream));
  scripted_server_sync (self->server);
  g_assert_true (drain (self->stream));
  test_endpoint_expect_line (self->stream, "three");

  scripted_server_go (self->server);
  g_assert_true (is_readable (self->stream));
  g_assert_true (drain (self->stream));
  expect_failure (self, TOCSIN_ERROR_NET_CLOSED_EARLY, "closed while parked");
}

static void
script_parking (Fixture *self)
{
  scripted_server_send (self->server, "one\r\ntwo\r\nthr");
  scripted_server_wait (self->server);
  scripted_server_send (self->server, "ee\r\n");
  scripted_server_wait (self->server);
  scripted_server_close_notify (self->server);
}

static void
test_park (void)
{
  Fixture self;

  fixture_begin (&self);
  script_parking (&self);
  fixture_connect (&self, NULL);
  park_and_wake (&self);
  fixture_end (&self);
}

static void
test_park_tls (void)
{
  Fixture self;
  g_autoptr (TestCertificate) certificate = test_certificate_new (NULL, NULL);

  fixture_begin (&self);
  scripted_server_set_certificate (self.server, certificate);
  scripted_server_start_tls (self.server);
  script_parking (&self);
  scripted_server_start (self.server);
  self.endpoint = test_endpoint_new (scripted_server_get_port (self.server),
                                     "encryption.mode=implicit", "encryption.verify=none", NULL);
  self.stream = test_endpoint_connect (self.endpoint);
  park_and_wake (&self);
  fixture_end (&self);
}

/* The server wants to be rid of its answers before it reads on: whoever only writes waits for
 * ever. */
static void
test_read_while_writing (void)
{
  const int small = 64 * 1024;
  Fixture self;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = g_malloc0 (16 * MEBIBYTE);

  fixture_begin (&self);
  scripted_server_send_repeated (self.server, "0123456789abcde\n", MEBIBYTE / 16);
  scripted_server_discard (self.server, 16 * MEBIBYTE);
  scripted_server_send (self.server, "end\r\n");
  fixture_connect (&self, NULL);

  setsockopt (tocsin_line_stream_get_fd (self.stream), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  tocsin_line_stream_put_data (self.stream, bytes, 16 * MEBIBYTE);
  tocsin_line_stream_flush (self.stream, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < MEBIBYTE / 16; i++)
    test_endpoint_expect_line (self.stream, "0123456789abcde");
  test_endpoint_expect_line (self.stream, "end");
  fixture_end (&self);
}

static void
script_last_words (Fixture *self)
{
  scripted_server_send (self->server, "* hi\r\n");
  scripted_server_wait (self->server);
  scripted_server_send (self->server, "* BYE too many\r\n");
  scripted_server_reset (self->server);
}

static void
expect_last_words (Fixture *self)
{
  GPollFD fd = { .fd = tocsin_line_stream_get_fd (self->stream) };
  g_autoptr (GError) error = NULL;

  test_endpoint_expect_line (self->stream, "* hi");
  scripted_server_sync (self->server);
  scripted_server_go (self->server);
  /* Whatever one asks for, it wakes up at a reset. */
  g_assert_cmpint (g_poll (&fd, 1, SCRIPTED_SERVER_PATIENCE * 1000), ==, 1);
  tocsin_line_stream_put (self->stream, "a NOOP\r\n", -1);
  tocsin_line_stream_flush (self->stream, NULL, &error);
  g_assert_no_error (error);
  test_endpoint_expect_line (self->stream, "* BYE too many");
  fixture_end (self);
}

/* What a server says when it throws us out must not be lost in a broken pipe. */
static void
test_last_words (void)
{
  Fixture self;

  fixture_begin (&self);
  script_last_words (&self);
  fixture_connect (&self, NULL);
  expect_last_words (&self);
}

/* GnuTLS says of a reset that nothing more comes. */
static void
test_last_words_tls (void)
{
  static const char *const priorities[] = { "NORMAL:-VERS-ALL:+VERS-TLS1.2", "NORMAL" };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      Fixture self;
      g_autoptr (TestCertificate) certificate = test_certificate_new (NULL, NULL);

      fixture_begin (&self);
      scripted_server_set_certificate (self.server, certificate);
      scripted_server_set_priority (self.server, priorities[i]);
      scripted_server_start_tls (self.server);
      script_last_words (&self);
      scripted_server_start (self.server);
      self.endpoint =
          test_endpoint_new (scripted_server_get_port (self.server), "encryption.mode=implicit",
                             "encryption.verify=none", NULL);
      self.stream = test_endpoint_connect (self.endpoint);
      expect_last_words (&self);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line-stream/lines", test_lines);
  g_test_add_func ("/line-stream/drip", test_drip);
  g_test_add_func ("/line-stream/transcript", test_transcript);
  g_test_add_func ("/line-stream/literal", test_literal);
  g_test_add_func ("/line-stream/literal-refused", test_literal_refused);
  g_test_add_func ("/line-stream/literal-cut", test_literal_cut);
  g_test_add_func ("/line-stream/literal-late", test_literal_late);
  g_test_add_func ("/line-stream/long-line", test_long_line);
  g_test_add_func ("/line-stream/park", test_park);
  g_test_add_func ("/line-stream/park-tls", test_park_tls);
  g_test_add_func ("/line-stream/read-while-writing", test_read_while_writing);
  g_test_add_func ("/line-stream/last-words", test_last_words);
  g_test_add_func ("/line-stream/last-words-tls", test_last_words_tls);

  return g_test_run ();
}
