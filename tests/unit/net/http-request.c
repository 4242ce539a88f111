/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-request.h"

#include <string.h>

#include "core/base/error.h"
#include "core/net/http-client.h"
#include "core/net/http-reply.h"

static void
test_request (void)
{
  static const struct
  {
    const char *why;
    const char *method;
    const char *target;
    gboolean good;
  } rows[] = {
    { "usual", "POST", "/in?a=b", TRUE },
    { "the root", "GET", "/", TRUE },
    { "two slashes", "GET", "//x", TRUE },
    { "nothing", "GET", "", FALSE },
    { "no path", "GET", "x", FALSE },
    { "another server", "GET", "http://b/", FALSE },
    { "a blank", "GET", "/a b", FALSE },
    { "a line end", "GET", "/a\r\nX: y", FALSE },
    { "a line", "GET", "/a\nX: y", FALSE },
    { "not ASCII", "GET", "/\xc3\xbc", FALSE },
    { "DEL", "GET", "/\x7f", FALSE },
    { "a fragment", "GET", "/#x", FALSE },
    { "no method", "", "/", FALSE },
    { "a method of two", "GET X", "/", FALSE },
    { "a method of lines", "A\r\nB", "/", FALSE },
  };
  g_autofree char *long_path = g_strnfill (TOCSIN_HTTP_MAX_TARGET + 1, '/');

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpRequest) request =
          tocsin_http_request_new (rows[i].method, rows[i].target, &error);

      if ((request != NULL) != rows[i].good)
        g_error ("%s", rows[i].why);
      g_assert_true (rows[i].good
                     || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID));
    }
  g_assert_null (tocsin_http_request_new ("GET", long_path, NULL));
  long_path[TOCSIN_HTTP_MAX_TARGET] = '\0';
  tocsin_http_request_free (tocsin_http_request_new ("GET", long_path, NULL));
}

static void
test_headers (void)
{
  static const struct
  {
    const char *name;
    const char *value;
    gboolean good;
  } rows[] = {
    { "X-One", "1", TRUE },
    { "X-One", "", TRUE },
    { "X-One", "a\r\nB: c", FALSE },
    { "X-One", "a\nB: c", FALSE },
    { "X-One", "a\rB: c", FALSE },
    { "X-One", "a\x7f", FALSE },
    { "X One", "1", FALSE },
    { "X:One", "1", FALSE },
    { "", "1", FALSE },
    { "X\r\nY", "1", FALSE },
    { "Host", "b", FALSE },
    { "HOST", "b", FALSE },
    { "Content-Length", "1", FALSE },
    { "transfer-encoding", "chunked", FALSE },
    { "Connection", "close", FALSE },
    { "Expect", "100-continue", FALSE },
    { "Upgrade", "h2c", FALSE },
    { "Trailer", "X", FALSE },
    { "Content-Type", "x", FALSE },
    { "Proxy-Authorization", "x", FALSE },
  };
  g_autoptr (TocsinHttpRequest) request = tocsin_http_request_new ("GET", "/", NULL);
  g_autofree char *longest = g_strnfill (TOCSIN_HTTP_MAX_HEADER + 1, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (tocsin_http_request_add_header (request, rows[i].name, rows[i].value, NULL) != rows[i].good)
      g_error ("%s: %s", rows[i].name, rows[i].value);
  g_assert_false (tocsin_http_request_add_header (request, "X", longest, NULL));
}

/* What is wrong with a secret is told without it. */
static void
test_secret (void)
{
  g_autoptr (TocsinHttpRequest) request = tocsin_http_request_new ("GET", "/", NULL);
  g_autoptr (TocsinSecret) secret = tocsin_secret_new ("geheim\r\nX: y", -1);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      tocsin_http_request_add_secret (request, "Authorization", "Bearer ", secret, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_null (strstr (error->message, "geheim"));
}

static void
test_retry_after (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds;
  } rows[] = {
    { "120", 120 },
    { " 120 ", 120 },
    { "0", 0 },
    { "99999999999999999999999999", TOCSIN_HTTP_MAX_RETRY_AFTER },
    { "-1", -1 },
    { "1.5", 2 },
    { "2.128", 3 },
    { "2.0", 2 },
    { "2.", 2 },
    { "1.5 days", -1 },
    { "1.5.1", -1 },
    { "", -1 },
    { "soon", -1 },
    /* RFC 9110, section 5.6.7, at 784111777. */
    { "Sun, 06 Nov 1994 08:50:37 GMT", 60 },
    { "Sunday, 06-Nov-94 08:50:37 GMT", 60 },
    { "Sun Nov  6 08:50:37 1994", 60 },
    { "Sun, 06 Nov 1994 08:48:37 GMT", 0 },
    { "Sun, 06 Nov 2094 08:49:37 GMT", TOCSIN_HTTP_MAX_RETRY_AFTER },
    { "Sun, 99 Nov 1994 08:50:37 GMT", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 seconds = tocsin_http_reply_parse_retry_after (rows[i].text, 784111777);

      if (seconds != rows[i].seconds)
        g_error ("%s: %" G_GINT64_FORMAT, rows[i].text, seconds);
    }
}

static void
test_reply (void)
{
  static const struct
  {
    guint status;
    const char *retry_after;
    int code; /* -1: fine */
  } rows[] = {
    { 200, NULL, -1 },
    { 204, NULL, -1 },
    { 299, NULL, -1 },
    { 302, NULL, TOCSIN_ERROR_HTTP_REDIRECTED },
    { 400, NULL, TOCSIN_ERROR_HTTP_STATUS },
    { 410, NULL, TOCSIN_ERROR_HTTP_GONE },
    { 429, NULL, TOCSIN_ERROR_HTTP_THROTTLED },
    { 429, "7", TOCSIN_ERROR_HTTP_THROTTLED },
    { 500, NULL, TOCSIN_ERROR_HTTP_STATUS },
    { 503, NULL, TOCSIN_ERROR_HTTP_STATUS },
    { 503, "7", TOCSIN_ERROR_HTTP_THROTTLED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinHttpReply) reply = tocsin_http_reply_new (rows[i].status, "x");
      g_autoptr (GError) error = NULL;

      if (rows[i].retry_after != NULL)
        tocsin_http_reply_add_header (reply, "Retry-After", rows[i].retry_after);
      g_assert_cmpint (tocsin_http_reply_check (reply, "a.example", &error), ==, rows[i].code < 0);
      if (rows[i].code < 0)
        continue;
      g_assert_error (error, TOCSIN_ERROR, rows[i].code);
      g_assert_cmpint (tocsin_error_get_retry_after (error), ==,
                       rows[i].retry_after != NULL ? 7 : -1);
    }
}

static void
test_phrase (void)
{
  static const struct
  {
    guint status;
    const char *reason;
    const char *told;
  } rows[] = {
    { 404, "Nix", "a.example answered 404 (Not Found)" },
    { 429, "Slow", "a.example answered 429 (Too Many Requests)" },
    { 521, "Web Server\x1b[2J Down", "a.example answered 521 (Web Server\\x1B[2J Down)" },
    { 599, "", "a.example answered 599" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinHttpReply) reply = tocsin_http_reply_new (rows[i].status, rows[i].reason);
      g_autoptr (GError) error = NULL;

      g_assert_false (tocsin_http_reply_check (reply, "a.example", &error));
      g_assert_cmpstr (error->message, ==, rows[i].told);
    }
}

static void
test_client (void)
{
  static const struct
  {
    const char *url;
    const char *origin; /* NULL: refused */
  } rows[] = {
    { "https://a.example", "https://a.example" },
    { "https://A.Example:443/x?y", "https://a.example" },
    { "http://a.example:80/", "http://a.example" },
    { "http://a.example:443/", "http://a.example:443" },
    { "https://[::1]:8443/", "https://[::1]:8443" },
    { "HTTPS://a.example/", "https://a.example" },
    { "https://b\xc3\xbc"
      "cher.example/",
      "https://xn--bcher-kva.example" },
    { "ftp://a.example/", NULL },
    { "https:///x", NULL },
    { "https://u:p@a.example/", NULL },
    { "https://a.example:0/", NULL },
    { "https://a.example:99999/", NULL },
    { "https://a b.example/", NULL },
    { "", NULL },
  };
  static const char *const none[] = { NULL };
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("test", "test", none, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpClient) client = tocsin_http_client_new (
          TOCSIN_SNAPSHOT (settings), rows[i].url, TOCSIN_HTTP_CLIENT_FLAGS_NONE, &error);
      const char *origin = client != NULL ? tocsin_http_client_get_origin (client) : NULL;

      if (g_strcmp0 (origin, rows[i].origin) != 0)
        g_error ("%s: %s", rows[i].url, origin != NULL ? origin : error->message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/http-request/request", test_request);
  g_test_add_func ("/net/http-request/headers", test_headers);
  g_test_add_func ("/net/http-request/secret", test_secret);
  g_test_add_func ("/net/http-request/retry-after", test_retry_after);
  g_test_add_func ("/net/http-request/reply", test_reply);
  g_test_add_func ("/net/http-request/phrase", test_phrase);
  g_test_add_func ("/net/http-request/client", test_client);

  return g_test_run ();
}
