/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-bypass.h"

#include "tests/unit/net/test-endpoint.h"

#include "core/base/error.h"

static void
test_table (void)
{
  static const struct
  {
    const char *exception;
    const char *host;
    gboolean matches;
    const char *why;
  } rows[] = {
    { "mail.example.org", "mail.example.org", TRUE, "the very host" },
    { "mail.example.org", "MAIL.Example.Org", TRUE, "names have no case" },
    { "mail.example.org", "mail.example.org.", TRUE, "the root's dot" },
    { "mail.example.org.", "mail.example.org", TRUE, "the root's dot, in the list" },
    { " mail.example.org ", "mail.example.org", TRUE, "blanks around it" },
    { "mail.example.org", "a.mail.example.org", FALSE, "a host is no domain" },
    { "mail.example.org", "xmail.example.org", FALSE, "only the whole name" },
    { "mail.example.org", "mail.example.org.evil.example", FALSE, "a host in front of another" },
    { ".example.org", "mail.example.org", TRUE, "a domain" },
    { ".example.org", "a.b.example.org", TRUE, "a domain, deeper" },
    { ".example.org", "example.org", TRUE, "the domain itself" },
    { ".example.org", "badexample.org", FALSE, "a domain ends at a dot" },
    { ".example.org", "example.org.evil.example", FALSE, "a domain is at the end" },
    { "*.example.org", "mail.example.org", TRUE, "what is below" },
    { "*.example.org", "example.org", FALSE, "but not itself" },
    { "*.example.org", "badexample.org", FALSE, "ends at a dot, too" },
    { "bücher.example", "xn--bcher-kva.example", TRUE, "as it goes over the wire" },
    { ".bücher.example", "mail.xn--bcher-kva.example", TRUE, "a domain in Unicode" },
    { "192.0.2.1", "192.0.2.1", TRUE, "an address" },
    { "192.0.2.1", "192.0.2.10", FALSE, "another one" },
    { "192.0.2.1", "::ffff:192.0.2.1", TRUE, "the same as IPv6 writes it" },
    { "10.0.0.0/8", "10.255.0.1", TRUE, "a network" },
    { "10.0.0.0/8", "11.0.0.1", FALSE, "outside of it" },
    { "10.0.0.0/8", "10.example.org", FALSE, "a name is not looked up" },
    { "10.0.0.0/8", "::ffff:10.1.2.3", TRUE, "IPv4 in IPv6" },
    { "10.0.0.0/8", "::10.1.2.3", FALSE, "something else that looks so" },
    { "0.0.0.0/0", "192.0.2.1", TRUE, "all of IPv4" },
    { "0.0.0.0/0", "2001:db8::1", FALSE, "and not of IPv6" },
    { "192.168.1.128/25", "192.168.1.127", FALSE, "not on a byte's boundary" },
    { "192.168.1.128/25", "192.168.1.200", TRUE, "not on a byte's boundary, inside" },
    { "2001:db8::/32", "2001:db8:1::1", TRUE, "a network of IPv6" },
    { "2001:db8::/32", "2001:db9::1", FALSE, "outside of it" },
    { "::1", "0:0:0:0:0:0:0:1", TRUE, "an address has many forms" },
    { "[::1]", "::1", TRUE, "with brackets" },
    { "*", "anything.example", TRUE, "all names" },
    { "*", "192.0.2.1", TRUE, "all addresses" },
    { "<local>", "mailhost", TRUE, "a name without a dot" },
    { "<local>", "mailhost.", TRUE, "the root's dot is none" },
    { "<local>", "mail.example.org", FALSE, "with a dot" },
    { "<local>", "192.0.2.1", FALSE, "an address is no name" },
    { "<local>", "::1", FALSE, "nor is one without a dot" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const list[] = { "other.example", rows[i].exception, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinProxyBypass) bypass = tocsin_proxy_bypass_new (list, &error);

      g_test_message ("%s: %s, %s", rows[i].why, rows[i].exception, rows[i].host);
      g_assert_no_error (error);
      g_assert_true (tocsin_proxy_bypass_matches (bypass, rows[i].host) == rows[i].matches);
    }
}

static void
test_refused (void)
{
  static const char *const rows[] = {
    "",
    " ",
    ".",
    "*.",
    "..example.org",
    "*example.org",
    "a.*.org",
    "mail.example.org:993",
    "http://example.org",
    "10.0.0.1/8",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/x",
    "::/129",
    "example.org/8",
    "*.192.0.2.1",
    ".192.0.2.1",
    "a b",
    "<remote>",
    "a\r\nb",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const list[] = { rows[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (tocsin_proxy_bypass_new (list, &error));
      test_endpoint_expect_error (error, TOCSIN_ERROR_CONFIG_INVALID, rows[i]);
      g_assert_nonnull (strstr (error->message, "proxy.exceptions"));
      g_assert_null (strchr (error->message, '\n'));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy-bypass/table", test_table);
  g_test_add_func ("/proxy-bypass/refused", test_refused);

  return g_test_run ();
}
