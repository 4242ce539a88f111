/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy.h"

#include <string.h>

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

#define MAX_ASSIGNMENTS 6

static TocsinProxy *
make (const char *host, const char *const *assignments, GError **error)
{
  g_autoptr (GError) unexpected = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("test", "test", assignments, &unexpected);

  g_assert_no_error (unexpected);
  return tocsin_proxy_new (settings, host, error);
}

static void
test_route (void)
{
  static const struct
  {
    const char *why;
    const char *assignments[MAX_ASSIGNMENTS];
    const char *host;
    TocsinProxyKind kind;
    const char *text;
  } rows[] = {
    { "none", { "proxy.type=none", "proxy.address=p" }, "h", TOCSIN_PROXY_DIRECT, NULL },
    { "http", { "proxy.type=http", "proxy.address=p" }, "h", TOCSIN_PROXY_HTTP, "p:8080" },
    { "SOCKS", { "proxy.type=socks5", "proxy.address=p" }, "h", TOCSIN_PROXY_SOCKS5, "p:1080" },
    { "4", { "proxy.type=socks4", "proxy.address=p" }, "h", TOCSIN_PROXY_SOCKS4, "p:1080" },
    { "a port of its own",
      { "proxy.type=socks4a", "proxy.address=p", "proxy.port=9" },
      "h",
      TOCSIN_PROXY_SOCKS4A,
      "p:9" },
    { "IPv6", { "proxy.type=http", "proxy.address=[::1]" }, "h", TOCSIN_PROXY_HTTP, "[::1]:8080" },
    { "an exception",
      { "proxy.type=http", "proxy.address=p", "proxy.exceptions=.example.org" },
      "mail.example.org",
      TOCSIN_PROXY_DIRECT,
      NULL },
    { "no exception",
      { "proxy.type=http", "proxy.address=p", "proxy.exceptions=.example.org" },
      "mail.example.com",
      TOCSIN_PROXY_HTTP,
      "p:8080" },
    { "what its protocol can't say does not matter for an exception",
      { "proxy.type=socks4", "proxy.address=p", "proxy.exceptions=::1" },
      "::1",
      TOCSIN_PROXY_DIRECT,
      NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinProxy) proxy = make (rows[i].host, rows[i].assignments, &error);
      g_autoptr (GPtrArray) route = NULL;
      const TocsinProxyHop *hop;

      g_test_message ("%s", rows[i].why);
      g_assert_no_error (error);
      route = tocsin_proxy_find_route (proxy, rows[i].host, "x:1", 0, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (route->len, ==, 1);
      hop = route->pdata[0];
      g_assert_cmpint (hop->kind, ==, rows[i].kind);
      g_assert_cmpstr (hop->text, ==, rows[i].text);
      g_assert_true (tocsin_proxy_is_used (proxy, rows[i].host)
                     == (rows[i].kind != TOCSIN_PROXY_DIRECT));
    }
}

#define WITH(type) "proxy.type=" type, "proxy.address=p"
#define LOGIN(type) WITH (type), "proxy.use-credentials=true"

static void
test_refused (void)
{
  static const struct
  {
    const char *why;
    const char *assignments[MAX_ASSIGNMENTS];
    const char *host;
    const char *key;
  } rows[] = {
    { "no address", { "proxy.type=http" }, "h", "proxy.address" },
    { "no address, SOCKS", { "proxy.type=socks5" }, "h", "proxy.address" },
    { "an address with its port",
      { "proxy.type=http", "proxy.address=p:8080" },
      "h",
      "proxy.address" },
    { "an URL", { "proxy.type=http", "proxy.address=http://p" }, "h", "proxy.address" },
    { "an exception", { WITH ("http"), "proxy.exceptions=10.0.0.1/8" }, "h", "proxy.exceptions" },
    { "an exception, with system",
      { "proxy.type=system", "proxy.exceptions=a:1" },
      "h",
      "proxy.exceptions" },
    { "nobody to log in", { LOGIN ("socks5") }, "h", "proxy.username" },
    { "nobody, SOCKS4", { LOGIN ("socks4") }, "h", "proxy.username" },
    { "no password", { LOGIN ("socks5"), "proxy.username=joe" }, "h", "proxy.password" },
    { "a backslash in the domain",
      { LOGIN ("http"), "proxy.username=joe", "proxy.domain=A\\B" },
      "h",
      "proxy.domain" },
    { "a header without a colon", { WITH ("http"), "proxy.headers=X" }, "h", "proxy.headers" },
    { "a header without a name", { WITH ("http"), "proxy.headers=: x" }, "h", "proxy.headers" },
    { "a header with a blank in its name",
      { WITH ("http"), "proxy.headers=X : y" },
      "h",
      "proxy.headers" },
    { "a secret in a header",
      { WITH ("http"), "proxy.headers=proxy-authorization: Basic eA==" },
      "h",
      "proxy.headers" },
    { "somebody else's host", { WITH ("http"), "proxy.headers=Host: x" }, "h", "proxy.headers" },
    { "a length", { WITH ("http"), "proxy.headers=Content-Length: 5" }, "h", "proxy.headers" },
    { "IPv6 by SOCKS4", { WITH ("socks4") }, "2001:db8::1", "proxy.type" },
    { "IPv6 by SOCKS4A", { WITH ("socks4a") }, "2001:db8::1", "proxy.type" },
    { "an address of this link", { WITH ("socks5") }, "fe80::1%eth0", "proxy.type" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (make (rows[i].host, rows[i].assignments, &error));
      test_endpoint_expect_error (error, TOCSIN_ERROR_CONFIG_INVALID, rows[i].why);
      if (!g_str_has_prefix (error->message, rows[i].key))
        g_error ("%s: “%s” does not name %s", rows[i].why, error->message, rows[i].key);
    }
}

static void
refuse_long (const char *format, gsize length, const char *key)
{
  g_autofree char *filler = g_strnfill (length, 'x');
  g_autofree char *one = g_strconcat (format, filler, NULL);
  const char *const assignments[] = { WITH ("socks5"), "proxy.use-credentials=true",
                                      "proxy.password=env:X", one, NULL };
  const char *const http[] = { WITH ("http"), one, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (make ("h", strstr (one, "headers") != NULL ? http : assignments, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_CONFIG_INVALID, key);
  g_assert_true (g_str_has_prefix (error->message, key));
}

static void
test_limits (void)
{
  g_autoptr (GString) many = g_string_new ("proxy.headers=['A: b'");
  g_autoptr (GError) error = NULL;

  refuse_long ("proxy.username=", 256, "proxy.username");
  refuse_long ("proxy.headers=X: ", 4096, "proxy.headers");
  for (guint i = 0; i < 32; i++)
    g_string_append (many, ", 'A: b'");
  g_string_append_c (many, ']');
  {
    const char *const assignments[] = { WITH ("http"), many->str, NULL };

    g_assert_null (make ("h", assignments, &error));
    test_endpoint_expect_error (error, TOCSIN_ERROR_CONFIG_INVALID, "too many header lines");
  }
}

/* Control characters may not get into a request by any door: those that settings let through. */
static void
test_plain (void)
{
  g_assert_true (tocsin_proxy_is_plain ("jöe, with blanks"));
  g_assert_false (tocsin_proxy_is_plain ("a\nb"));
  g_assert_false (tocsin_proxy_is_plain ("a\rb"));
  g_assert_false (tocsin_proxy_is_plain ("a\tb"));
  g_assert_false (tocsin_proxy_is_plain ("a\x7f"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy/route", test_route);
  g_test_add_func ("/proxy/refused", test_refused);
  g_test_add_func ("/proxy/limits", test_limits);
  g_test_add_func ("/proxy/plain", test_plain);

  return g_test_run ();
}
