/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "service/web-address.h"

#include "core/base/error.h"

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gboolean good;
  } rows[] = {
    { "127.0.0.1:9464", TRUE },
    { "127.1.2.3:1", TRUE },
    { "[::1]:9464", TRUE },
    { "localhost:9464", TRUE },
    { "/run/tocsin/metrics", TRUE },
    { "0.0.0.0:9464", FALSE },
    { "[::]:9464", FALSE },
    { "192.0.2.1:9464", FALSE },
    { "example.org:9464", FALSE },
    { "localhost.example.org:80", FALSE },
    { "127.0.0.1", FALSE },
    { "127.0.0.1:0", FALSE },
    { "127.0.0.1:99999", FALSE },
    { ":9464", FALSE },
    { "9464", FALSE },
    { "metrics", FALSE },
    { "../metrics", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinWebAddress) address = tocsin_web_address_parse (rows[i].text, &error);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (address != NULL, ==, rows[i].good);
      if (!rows[i].good)
        g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
    }
}

static void
test_meant (void)
{
  static const struct
  {
    const char *host;
    gboolean meant;
  } rows[] = {
    { "127.0.0.1:9464", TRUE },     { "localhost:9464", TRUE },     { "[::1]:9464", TRUE },
    { "evil.example:9464", FALSE }, { "192.0.2.1:9464", FALSE },    { "", FALSE },
    { "localhost.evil:80", FALSE }, { "127.0.0.1.evil:80", FALSE }, { NULL, FALSE },
  };
  g_autoptr (TocsinWebAddress) address = tocsin_web_address_parse ("127.0.0.1:9464", NULL);
  g_autoptr (TocsinWebAddress) path = tocsin_web_address_parse ("/run/x", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (tocsin_web_address_is_meant (address, rows[i].host), ==, rows[i].meant);
      /* Whoever reaches a socket's path is no web page. */
      g_assert_true (tocsin_web_address_is_meant (path, rows[i].host));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/service/web-address/parse", test_parse);
  g_test_add_func ("/service/web-address/meant", test_meant);

  return g_test_run ();
}
