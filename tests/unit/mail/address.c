/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/address.h"

static void
test_domain (void)
{
  g_autoptr (TocsinAddress) plain = tocsin_address_new ("Ada", "ada@example.com", NULL);
  g_autoptr (TocsinAddress) odd = tocsin_address_new (NULL, "\"a@b\"@example.org", NULL);
  g_autoptr (TocsinAddress) none = tocsin_address_new ("Nobody", NULL, "group");

  g_assert_cmpstr (tocsin_address_get_domain (plain), ==, "example.com");
  g_assert_cmpstr (tocsin_address_get_domain (odd), ==, "example.org");
  g_assert_cmpstr (tocsin_address_get_domain (none), ==, "");
}

static void
test_readable (void)
{
  g_autoptr (TocsinAddress) idn = tocsin_address_new (NULL, "a@xn--bcher-kva.example", NULL);
  g_autoptr (TocsinAddress) broken = tocsin_address_new (NULL, "a@xn--\xff.example", NULL);

  g_assert_cmpstr (idn->address, ==, "a@bücher.example");
  g_assert_true (g_str_has_prefix (broken->address, "a@"));
}

static void
test_to_string (void)
{
  g_autoptr (TocsinAddress) both = tocsin_address_new ("Ada", "ada@example.com", NULL);
  g_autoptr (TocsinAddress) address = tocsin_address_new (NULL, "ada@example.com", NULL);
  g_autoptr (TocsinAddress) name = tocsin_address_new ("Ada", NULL, NULL);
  g_autofree char *first = tocsin_address_to_string (both);
  g_autofree char *second = tocsin_address_to_string (address);
  g_autofree char *third = tocsin_address_to_string (name);

  g_assert_cmpstr (first, ==, "Ada <ada@example.com>");
  g_assert_cmpstr (second, ==, "ada@example.com");
  g_assert_cmpstr (third, ==, "Ada");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/address/domain", test_domain);
  g_test_add_func ("/mail/address/readable", test_readable);
  g_test_add_func ("/mail/address/to-string", test_to_string);

  return g_test_run ();
}
