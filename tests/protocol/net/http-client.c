/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-client.h"

#include <string.h>

#include "core/base/error.h"
#include "tests/protocol/net/http-try.h"

#define LONG "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd"

/* One answer, what is made of it, and whether the connection is kept. */
typedef struct
{
  const char *why;
  const char *answer;
  int code; /* -1: an answer it is */
  guint status;
  const char *body;
  gboolean kept;
} Row;

static const Row rows[] = {
  { "a length", LONG, -1, 200, "abcd", TRUE },
  { "no content", "HTTP/1.1 204 No Content\r\n\r\n", -1, 204, "", TRUE },
  { "chunks",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1\r\nd\r\n0\r\n\r\n", -1,
    200, "abcd", TRUE },
  { "trailers",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\nX: y\r\n\r\n", -1, 200,
    "abcd", FALSE },
  { "to the end", "HTTP/1.1 200 OK\r\n\r\nabcd|", -1, 200, "abcd", FALSE },
  { "said to be the end", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nabcd|",
    -1, 200, "abcd", FALSE },
  { "the old version", "HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nabcd|", -1, 200, "abcd",
    FALSE },
  { "lines that end bare", "HTTP/1.1 200 OK\nContent-Length: 4\n\nabcd", -1, 200, "abcd", TRUE },
  { "go on", "HTTP/1.1 100 Continue\r\n\r\n" LONG, -1, 200, "abcd", TRUE },
  { "hints first", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" LONG, -1, 200, "abcd", TRUE },
  { "a redirection",
    "HTTP/1.1 307 Moved\r\nLocation: http://b.example/\r\nContent-Length: 0\r\n\r\n", -1, 307, "",
    TRUE },
  { "a login wanted",
    "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n", -1, 401,
    "", TRUE },
  { "compressed, unasked",
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", -1, 200, "abcd",
    TRUE },
  { "a cookie", "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n", -1, 200, "",
    TRUE },
  { "nothing", "|", TOCSIN_ERROR_NET_CLOSED_EARLY, 0, NULL, FALSE },
  { "half a head", "HTTP/1.1 200 OK\r\nContent-Le|", TOCSIN_ERROR_NET_CLOSED_EARLY, 0, NULL,
    FALSE },
  { "half a body", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab|", TOCSIN_ERROR_NET_CLOSED_EARLY,
    0, NULL, FALSE },
  { "half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab|",
    TOCSIN_ERROR_NET_CLOSED_EARLY, 0, NULL, FALSE },
  { "no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n|",
    TOCSIN_ERROR_NET_CLOSED_EARLY, 0, NULL, FALSE },
  /* libsoup takes it for the last. */
  { "a chunk without a size",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n|", -1, 200, "", FALSE },
  { "another protocol", "220 mail.example.org ESMTP\r\n\r\n|", TOCSIN_ERROR_PROTOCOL_PARSE, 0, NULL,
    FALSE },
  { "two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 2\r\n\r\nabcd|",
    TOCSIN_ERROR_PROTOCOL_PARSE, 0, NULL, FALSE },
  { "a reset", "!", TOCSIN_ERROR_NET_RESET, 0, NULL, FALSE },
};

static void
play_answer (ScriptedServer *server, const char *answer)
{
  gsize length = strcspn (answer, "|!");
  g_autofree char *text = g_strndup (answer, length);

  if (length > 0)
    scripted_server_send (server, text);
  if (answer[length] == '|')
    scripted_server_hang_up (server);
  else if (answer[length] == '!')
    scripted_server_reset (server);
}

static void
check_row (const Row *row, TocsinHttpReply *reply, const GError *error)
{
  gsize length;
  const char *body;

  if (row->code >= 0)
    {
      test_endpoint_expect_error (error, row->code, row->why);
      return;
    }
  if (error != NULL)
    g_error ("%s: %s", row->why, error->message);
  body = g_bytes_get_data (reply->body, &length);
  if (reply->status != row->status || length != strlen (row->body)
      || memcmp (body != NULL ? body : "", row->body, length) != 0)
    g_error ("%s: %u “%.*s”", row->why, reply->status, (int) length, body);
}

static void
play_row (const Row *row, HttpTry *try)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpReply) reply = http_try_send (try, &error);

      check_row (row, reply, error);
    }
}

/* Each twice: over the same connection if it may be kept, over another else. */
static void
test_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (HttpTry) try = http_try_new (NULL, NULL);

      for (guint j = 0; j < 2; j++)
        {
          if (j == 0 || !rows[i].kept)
            scripted_server_connection (try->server);
          http_try_expect (try);
          play_answer (try->server, rows[i].answer);
        }
      if (rows[i].kept)
        scripted_server_expect_eof (try->server);
      scripted_server_start (try->server);
      play_row (&rows[i], try);
      http_try_finish (try, rows[i].why);
    }
}

/* What goes on without end is not followed, and takes no memory. */
static void
test_endless (void)
{
  static const struct
  {
    const char *why;
    const char *head;
    const char *piece;
  } endless[] = {
    { "a body", "HTTP/1.1 200 OK\r\n\r\n", "xxxxxxxxxxxxxxxx" },
    { "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
      "10\r\nxxxxxxxxxxxxxxxx\r\n" },
    { "a body too long", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
      "xxxxxxxxxxxxxxxx" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (endless); i++)
    {
      g_autoptr (HttpTry) try = http_try_new (NULL, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpReply) reply = NULL;

      scripted_server_connection (try->server);
      http_try_expect (try);
      scripted_server_send (try->server, endless[i].head);
      scripted_server_send_repeated (try->server, endless[i].piece, 1000 * 1000);
      scripted_server_start (try->server);
      tocsin_http_request_set_max_answer (try->request, 1000);
      reply = http_try_send (try, &error);
      g_assert_no_error (error);
      g_assert_true (reply->truncated);
      g_assert_cmpuint (g_bytes_get_size (reply->body), ==, 1000);
      http_try_abandon (try);
    }
}

/* Heads and words before the answer without end are ended by us, in bytes or in time. */
static void
test_endless_head (void)
{
  static const struct
  {
    const char *why;
    const char *head;
    const char *piece;
  } endless[] = {
    { "a line", "HTTP/1.1 200 OK\r\nX: ", "xxxxxxxxxxxxxxxx" },
    { "lines", "HTTP/1.1 200 OK\r\n", "X: xxxxxxxxxxxxxxxx\r\n" },
    { "go on", "", "HTTP/1.1 100 Continue\r\n\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (endless); i++)
    {
      g_autoptr (HttpTry) try = http_try_new (NULL, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpReply) reply = NULL;

      scripted_server_connection (try->server);
      http_try_expect (try);
      scripted_server_send (try->server, endless[i].head);
      scripted_server_send_repeated (try->server, endless[i].piece, 100 * 1000 * 1000);
      scripted_server_start (try->server);
      tocsin_http_request_set_timeout (try->request, 2);
      reply = http_try_send (try, &error);
      g_assert_null (reply);
      if (!g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE)
          && !g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_TIMEOUT_COMMAND))
        g_error ("%s: %s", endless[i].why, error->message);
      http_try_abandon (try);
    }
}

/* However slowly it drips: there is one deadline for all. */
static void
test_slow (void)
{
  static const char *const drips[] = { "",
                                       "HTTP/1.1 200 OK\r\nX: y\r\nX: y\r\nX: y\r\nX: y\r\n\r\n",
                                       "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabcdefgh" };

  for (gsize i = 0; i < G_N_ELEMENTS (drips); i++)
    {
      g_autoptr (HttpTry) try = http_try_new (NULL, NULL);
      g_autoptr (GError) error = NULL;

      scripted_server_connection (try->server);
      http_try_expect (try);
      if (drips[i][0] != '\0')
        scripted_server_drip (try->server, drips[i], 100);
      scripted_server_silence (try->server);
      scripted_server_start (try->server);
      tocsin_http_request_set_timeout (try->request, 1);
      g_assert_null (http_try_send (try, &error));
      test_endpoint_expect_error (error, TOCSIN_ERROR_TIMEOUT_COMMAND, "a deadline");
      http_try_abandon (try);
    }
}

/* A connection that was kept and is closed meanwhile is no failure: nobody has read anything. */
static void
test_closed_meanwhile (void)
{
  g_autoptr (HttpTry) try = http_try_new (NULL, NULL);
  g_autoptr (GError) error = NULL;

  scripted_server_connection (try->server);
  http_try_expect (try);
  scripted_server_send (try->server, LONG);
  scripted_server_hang_up (try->server);
  scripted_server_connection (try->server);
  http_try_expect (try);
  scripted_server_send (try->server, LONG);
  scripted_server_expect_eof (try->server);
  scripted_server_start (try->server);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TocsinHttpReply) reply = http_try_send (try, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (reply->status, ==, 200);
    }
  http_try_finish (try, "closed meanwhile");
}

/* One that breaks with the request on its way may have been read: what must not come twice does
 * not, what may does. */
static void
test_broken_meanwhile (void)
{
  for (guint repeatable = 0; repeatable < 2; repeatable++)
    {
      g_autoptr (HttpTry) try = http_try_new (NULL, NULL);
      g_autoptr (TocsinHttpReply) first = NULL;
      g_autoptr (TocsinHttpReply) second = NULL;
      g_autoptr (GError) error = NULL;

      scripted_server_connection (try->server);
      http_try_expect (try);
      scripted_server_send (try->server, LONG);
      http_try_expect (try);
      scripted_server_hang_up (try->server);
      if (repeatable)
        {
          scripted_server_connection (try->server);
          http_try_expect (try);
          scripted_server_send (try->server, LONG);
          scripted_server_expect_eof (try->server);
        }
      scripted_server_start (try->server);
      tocsin_http_request_set_repeatable (try->request, repeatable);
      first = http_try_send (try, &error);
      g_assert_no_error (error);
      second = http_try_send (try, &error);
      if (repeatable)
        g_assert_no_error (error);
      else
        test_endpoint_expect_error (error, TOCSIN_ERROR_NET_CLOSED_EARLY, "sent once");
      http_try_finish (try, "broken meanwhile");
    }
}

/* A server that has heard enough and says so is listened to, though it reads no more. */
static void
test_refused_early (void)
{
  g_autoptr (HttpTry) try = http_try_new (NULL, NULL);
  g_autoptr (GBytes) large =
      g_bytes_new_take (g_strnfill (64 * 1024 * 1024, 'x'), 64 * 1024 * 1024);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinHttpReply) reply = NULL;

  scripted_server_connection (try->server);
  scripted_server_discard (try->server, 100 * 1024);
  scripted_server_send (try->server, "HTTP/1.1 413 Too much\r\nConnection: close\r\n"
                                     "Content-Length: 4\r\n\r\nmore");
  scripted_server_hang_up (try->server);
  scripted_server_start (try->server);
  tocsin_http_request_set_body (try->request, "text/plain", large);
  reply = http_try_send (try, &error);
  /* Its reset may overtake its words. */
  if (reply != NULL)
    g_assert_cmpuint (reply->status, ==, 413);
  else
    g_assert_true (tocsin_error_is_network (error));
  http_try_abandon (try);
}

static void
on_cancel (gpointer data)
{
  g_cancellable_cancel (data);
}

static gpointer
cancel_in_a_moment (gpointer data)
{
  on_cancel (data);
  return NULL;
}

static void
test_cancelled (void)
{
  g_autoptr (HttpTry) try = http_try_new (NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  scripted_server_connection (try->server);
  http_try_expect (try);
  scripted_server_silence (try->server);
  scripted_server_start (try->server);
  thread = g_thread_new ("cancel", cancel_in_a_moment, cancellable);
  g_assert_null (tocsin_http_client_send (try->client, try->request, cancellable, &error));
  g_thread_join (thread);
  test_endpoint_expect_error (error, TOCSIN_ERROR_CANCELLED, "cancelled");
  http_try_abandon (try);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/http-client/answers", test_answers);
  g_test_add_func ("/net/http-client/endless", test_endless);
  g_test_add_func ("/net/http-client/endless-head", test_endless_head);
  g_test_add_func ("/net/http-client/slow", test_slow);
  g_test_add_func ("/net/http-client/closed-meanwhile", test_closed_meanwhile);
  g_test_add_func ("/net/http-client/broken-meanwhile", test_broken_meanwhile);
  g_test_add_func ("/net/http-client/refused-early", test_refused_early);
  g_test_add_func ("/net/http-client/cancelled", test_cancelled);

  return g_test_run ();
}
