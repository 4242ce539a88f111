/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <string.h>

#include "core/base/error.h"
#include "tests/protocol/http/account-play.h"
#include "tests/unit/net/test-endpoint.h"

#define HEAD "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
/* More than a record of TLS holds, in pieces that end nowhere in particular. */
#define BURST 20000
#define PIECE 999

static const char *const no_settings[] = { NULL };
static TestCertificate *certificate;

static TocsinHttpFlow *
open_flow (AccountPlay *play)
{
  g_autoptr (GError) error = NULL;
  TocsinHttpFlow *flow;

  scripted_server_start (play->server);
  flow = tocsin_http_account_open (play->account, play->request, NULL, &error);
  g_assert_no_error (error);

  return flow;
}

static void
begin (AccountPlay *play)
{
  account_play_begin (play);
  account_play_expect (play, NULL);
  scripted_server_send (play->server, HEAD);
}

static void
expect_text (TocsinHttpFlow *flow, const char *text)
{
  g_autoptr (GError) error = NULL;
  char buffer[16];
  gssize n_read = tocsin_http_flow_read (flow, buffer, sizeof buffer, 10, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (buffer, (gsize) n_read, text, strlen (text));
}

/* Reads @length bytes as somebody does who is woken by the descriptor, then expects silence. */
static void
expect_burst (TocsinHttpFlow *flow, gsize length)
{
  GPollFD fd = { .fd = tocsin_http_flow_get_fd (flow), .events = G_IO_IN };
  g_autoptr (GError) error = NULL;
  char buffer[PIECE];
  gsize n_bytes = 0;

  while (n_bytes < length)
    {
      gssize n_read = tocsin_http_flow_read_now (flow, buffer, sizeof buffer, &error);

      g_assert_no_error (error);
      if (n_read == TOCSIN_HTTP_FLOW_AGAIN)
        g_assert_cmpint (g_poll (&fd, 1, 10000), ==, 1);
      else
        n_bytes += (gsize) n_read;
    }
  g_assert_cmpuint (n_bytes, ==, length);
  g_assert_cmpint (tocsin_http_flow_read_now (flow, buffer, sizeof buffer, &error), ==,
                   TOCSIN_HTTP_FLOW_AGAIN);
}

static void
test_goes_on (gconstpointer data)
{
  g_autoptr (AccountPlay) play = account_play_new_with (no_settings, (TestCertificate *) data);
  g_autofree char *burst = g_strnfill (BURST, 'x');
  g_autofree char *chunks = g_strdup_printf ("%x\r\n%s\r\n5\r\nagain\r\n", BURST, burst);
  g_autoptr (TocsinHttpFlow) flow = NULL;
  g_autoptr (GError) error = NULL;
  char byte;

  begin (play);
  scripted_server_send (play->server, "3\r\none\r\n");
  scripted_server_wait (play->server);
  scripted_server_send (play->server, chunks);
  scripted_server_wait (play->server);
  scripted_server_send (play->server, "0\r\n\r\n");
  flow = open_flow (play);
  g_assert_cmpuint (tocsin_http_flow_get_reply (flow)->status, ==, 200);
  expect_text (flow, "one");
  g_assert_cmpint (tocsin_http_flow_read_now (flow, &byte, 1, &error), ==, TOCSIN_HTTP_FLOW_AGAIN);
  scripted_server_go (play->server);
  expect_burst (flow, BURST + strlen ("again"));
  scripted_server_go (play->server);
  expect_text (flow, "");
  g_assert_cmpint (tocsin_http_flow_read_now (flow, &byte, 1, &error), ==, 0);
  g_assert_no_error (error);
  g_clear_pointer (&flow, tocsin_http_flow_free);
  account_play_finish (play, "goes on");
}

/* How it may end before its end, whoever reads. */
static void
test_cut (void)
{
  static const struct
  {
    const char *why;
    void (*end) (ScriptedServer *server);
    int code;
  } rows[] = {
    { "closed", scripted_server_hang_up, TOCSIN_ERROR_NET_CLOSED_EARLY },
    { "reset", scripted_server_reset, TOCSIN_ERROR_NET_RESET },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows) * 2; i++)
    {
      g_autoptr (AccountPlay) play = account_play_new (no_settings);
      g_autoptr (TocsinHttpFlow) flow = NULL;
      g_autoptr (GError) error = NULL;
      char buffer[16];
      gssize n_read;

      begin (play);
      scripted_server_send (play->server, "3\r\none\r\n3\r\nt");
      scripted_server_wait (play->server);
      rows[i / 2].end (play->server);
      flow = open_flow (play);
      expect_text (flow, "one");
      expect_text (flow, "t");
      scripted_server_go (play->server);
      if (i % 2 == 0)
        n_read = tocsin_http_flow_read (flow, buffer, sizeof buffer, 10, NULL, &error);
      else
        {
          GPollFD fd = { .fd = tocsin_http_flow_get_fd (flow), .events = G_IO_IN };

          g_assert_cmpint (g_poll (&fd, 1, 10000), ==, 1);
          n_read = tocsin_http_flow_read_now (flow, buffer, sizeof buffer, &error);
        }
      g_assert_cmpint (n_read, ==, -1);
      test_endpoint_expect_error (error, rows[i / 2].code, rows[i / 2].why);
      g_clear_pointer (&flow, tocsin_http_flow_free);
      account_play_finish (play, rows[i / 2].why);
    }
}

static void
test_silent (void)
{
  g_autoptr (AccountPlay) play = account_play_new (no_settings);
  g_autoptr (TocsinHttpFlow) flow = NULL;
  g_autoptr (GError) error = NULL;
  char byte;

  begin (play);
  scripted_server_wait (play->server);
  flow = open_flow (play);
  g_assert_cmpint (tocsin_http_flow_read (flow, &byte, 1, 1, NULL, &error), ==, -1);
  test_endpoint_expect_error (error, TOCSIN_ERROR_TIMEOUT_COMMAND, "silent");
  g_clear_pointer (&flow, tocsin_http_flow_free);
  scripted_server_go (play->server);
  account_play_finish (play, "silent");
}

/* What is a refusal, or not what was asked for, is there at once and whole. */
static void
test_refused (void)
{
  static const char *const types[] = { "text/xml", NULL };
  static const AccountRound refusal[] = {
    { NULL, "HTTP/1.1 500 Fault\r\nContent-Length: 4\r\n\r\nabcd" }, { NULL, NULL }
  };
  static const AccountRound page[] = {
    { NULL, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nabcd" },
    { NULL, NULL }
  };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (AccountPlay) play = account_play_new (no_settings);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpFlow) flow = NULL;
      char byte;

      tocsin_http_request_set_types (play->request, types);
      account_play_start (play, i == 0 ? refusal : page);
      flow = tocsin_http_account_open (play->account, play->request, NULL, &error);
      if (i == 1)
        {
          test_endpoint_expect_error (error, TOCSIN_ERROR_HTTP_CONTENT, "a page");
          g_assert_cmpstr (tocsin_error_get_server_text (error), ==, "abcd");
          account_play_finish (play, "a page");
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (tocsin_http_flow_get_reply (flow)->body), ==, 4);
      g_assert_cmpint (tocsin_http_flow_read (flow, &byte, 1, 10, NULL, &error), ==, 0);
      g_clear_pointer (&flow, tocsin_http_flow_free);
      account_play_finish (play, "refused");
    }
}

int
main (int argc, char **argv)
{
  const TestCertificateOptions options = { .common_name = "127.0.0.1" };
  int status;

  g_test_init (&argc, &argv, NULL);
  certificate = test_certificate_new (NULL, &options);

  g_test_add_data_func ("/http/flow/goes-on", NULL, test_goes_on);
  g_test_add_data_func ("/http/flow/goes-on-in-tls", certificate, test_goes_on);
  g_test_add_func ("/http/flow/cut", test_cut);
  g_test_add_func ("/http/flow/silent", test_silent);
  g_test_add_func ("/http/flow/refused", test_refused);

  status = g_test_run ();
  test_certificate_free (certificate);

  return status;
}
