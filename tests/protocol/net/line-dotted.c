/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/line-stream.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

/* Dotted text through a socket of our own, in whatever pieces it comes. */

typedef struct
{
  TocsinEndpoint *endpoint;
  TocsinLineStream *stream;
  int peer;
} Fixture;

static void
fixture_begin (Fixture *self)
{
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, ends), ==, 0);
  self->endpoint = test_endpoint_new (1, "encryption.mode=none", "protocol-timeout=10", NULL);
  self->stream = tocsin_line_stream_new_for_fd (self->endpoint, ends[0], NULL);
  self->peer = ends[1];
}

static void
fixture_end (Fixture *self)
{
  g_object_unref (self->stream);
  g_object_unref (self->endpoint);
  if (self->peer >= 0)
    close (self->peer);
}

static void
say (Fixture *self, const char *text, gsize length)
{
  g_assert_cmpint (send (self->peer, text, length, MSG_NOSIGNAL), ==, (gssize) length);
}

static gboolean
collect (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_string_append_len (user_data, bytes, (gssize) length);

  return TRUE;
}

static const struct
{
  const char *about;
  const char *first; /* the line before the text */
  const char *said;
  const char *text;
  const char *rest; /* the line behind it */
} rows[] = {
  { "nothing", "+OK\r\n", ".\r\nnext\r\n", "", "next" },
  { "a line", "+OK\r\n", "one\r\n.\r\nnext\r\n", "one\r\n", "next" },
  { "an empty line", "+OK\r\n", "\r\n.\r\nnext\r\n", "\r\n", "next" },
  { "dots", "+OK\r\n", "..\r\n...\r\n..x\r\nx.\r\n.\r\nnext\r\n", ".\r\n..\r\n.x\r\nx.\r\n",
    "next" },
  { "a dot too few", "+OK\r\n", ".x\r\n.\r\nnext\r\n", "x\r\n", "next" },
  { "bare LF is no end of a line", "+OK\r\n", "a\n.\nb\n.\r\nc\r\n.\r\nnext\r\n",
    "a\n.\nb\n.\r\nc\r\n", "next" },
  { "nor is bare CR", "+OK\r\n", "a\r.\rb\r.\r\n.\r\nnext\r\n", "a\r.\rb\r.\r\n", "next" },
  { "CR CR LF is one", "+OK\r\n", "a\r\r\n.\r\nnext\r\n", "a\r\r\n", "next" },
  { "a dot and LF is no end of it", "+OK\r\n", "a\r\n.\nb\r\n.\r\nnext\r\n", "a\r\n\nb\r\n",
    "next" },
  { "a dot and CR is no end of it", "+OK\r\n", "a\r\n.\rb\r\n.\r\nnext\r\n", "a\r\n\rb\r\n",
    "next" },
  { "a server that knows no CR", "+OK\n", "a\n..\n.b\n.\nnext\n", "a\n.\nb\n", "next" },
  { "or not always", "+OK\n", "a\n.\r\nnext\n", "a\n", "next" },
};

static void
play (gsize row)
{
  Fixture self;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *all = g_strconcat (rows[row].first, rows[row].said, NULL);

  g_test_message ("%s", rows[row].about);
  fixture_begin (&self);
  say (&self, all, strlen (all));
  test_endpoint_expect_line (self.stream, "+OK");
  tocsin_line_stream_read_dotted (self.stream, 0, collect, text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, rows[row].text);
  test_endpoint_expect_line (self.stream, rows[row].rest);
  fixture_end (&self);
}

static void
test_rows (void)
{
  for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
    play (row);
}

typedef struct
{
  int fd;
  const char *text;
} Slow;

static gpointer
say_slowly (gpointer data)
{
  const Slow *slow = data;

  for (const char *p = slow->text; *p != '\0'; p++)
    {
      if (send (slow->fd, p, 1, MSG_NOSIGNAL) != 1)
        break;
      g_thread_yield ();
    }

  return NULL;
}

/* Byte by byte from another thread: the reader meets every cut there is, sooner or later. */
static void
test_pieces (void)
{
  for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
    for (guint round = 0; round < 20; round++)
      {
        Fixture self;
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GError) error = NULL;
        g_autofree char *all = g_strconcat (rows[row].first, rows[row].said, NULL);
        Slow slow;
        GThread *thread;

        fixture_begin (&self);
        slow = (Slow){ self.peer, all };
        thread = g_thread_new ("slow", say_slowly, &slow);
        test_endpoint_expect_line (self.stream, "+OK");
        tocsin_line_stream_read_dotted (self.stream, 0, collect, text, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpstr (text->str, ==, rows[row].text);
        test_endpoint_expect_line (self.stream, rows[row].rest);
        g_thread_join (thread);
        fixture_end (&self);
      }
}

static void
test_limit (void)
{
  Fixture self;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  fixture_begin (&self);
  say (&self, "+OK\r\n0123456789\r\n.\r\n", 20);
  test_endpoint_expect_line (self.stream, "+OK");
  g_assert_false (tocsin_line_stream_read_dotted (self.stream, 11, collect, text, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
  g_assert_true (tocsin_line_stream_is_broken (self.stream));
  fixture_end (&self);

  g_clear_error (&error);
  fixture_begin (&self);
  say (&self, "+OK\r\n0123456789\r\n.\r\n", 20);
  test_endpoint_expect_line (self.stream, "+OK");
  g_assert_true (tocsin_line_stream_read_dotted (self.stream, 12, collect, text, NULL, &error));
  fixture_end (&self);
}

static gboolean
refuse (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL, "full");

  return FALSE;
}

/* Who wants no more gets no more, and the stream is in step. */
static void
test_unwanted (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  fixture_begin (&self);
  say (&self, "+OK\r\na\r\n..b\r\n.\r\nnext\r\n", 23);
  test_endpoint_expect_line (self.stream, "+OK");
  g_assert_false (tocsin_line_stream_read_dotted (self.stream, 0, refuse, NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  test_endpoint_expect_line (self.stream, "next");
  fixture_end (&self);
}

static void
test_cut (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  fixture_begin (&self);
  say (&self, "+OK\r\na\r\n.", 9);
  close (self.peer);
  self.peer = -1;
  test_endpoint_expect_line (self.stream, "+OK");
  g_assert_false (tocsin_line_stream_read_dotted (self.stream, 0, NULL, NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY);
  g_assert_true (tocsin_line_stream_is_broken (self.stream));
  fixture_end (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/line-dotted/rows", test_rows);
  g_test_add_func ("/net/line-dotted/pieces", test_pieces);
  g_test_add_func ("/net/line-dotted/limit", test_limit);
  g_test_add_func ("/net/line-dotted/unwanted", test_unwanted);
  g_test_add_func ("/net/line-dotted/cut", test_cut);

  return g_test_run ();
}
