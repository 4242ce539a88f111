/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/apop.h"

#include <string.h>

/* RFC 1939, section 7. */
static void
test_vector (void)
{
  g_autofree char *timestamp =
      tocsin_apop_find_timestamp ("+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>");
  g_autoptr (TocsinSecret) password = tocsin_secret_new ("tanstaaf", -1);
  g_autoptr (TocsinSecret) digest = NULL;

  g_assert_cmpstr (timestamp, ==, "<1896.697170952@dbc.mtview.ca.us>");
  digest = tocsin_apop_digest (timestamp, password);
  g_assert_cmpstr (tocsin_secret_peek (digest), ==, "c4c9334bac560ecc979e58001b3e22fb");
}

static void
test_timestamps (void)
{
  static const struct
  {
    const char *about;
    const char *greeting;
    const char *timestamp;
  } rows[] = {
    { "none", "+OK ready", NULL },
    { "the first counts", "+OK <1.2@a> <3.4@b>", "<1.2@a>" },
    { "words behind it", "+OK <1.2@a> hello", "<1.2@a>" },
    { "open", "+OK <1.2@a", NULL },
    { "no @", "+OK <hello>", NULL },
    { "nothing before the @", "+OK <@a>", NULL },
    { "nothing behind it", "+OK <1.2@>", NULL },
    { "two of them", "+OK <1@2@a>", NULL },
    { "a blank", "+OK <1.2 @a>", NULL },
    { "nested", "+OK <1.2<@a>", NULL },
    { "bytes that make MD5 collide", "+OK <\xd8\x34\x9f@a>", NULL },
    { "a control byte", "+OK <1.2\x01@a>", NULL },
    { "empty", "+OK <>", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *timestamp = tocsin_apop_find_timestamp (rows[i].greeting);

      g_test_message ("%s", rows[i].about);
      g_assert_cmpstr (timestamp, ==, rows[i].timestamp);
    }
}

static void
test_limit (void)
{
  const gsize frame = strlen ("<@a>");
  g_autofree char *fits = g_strnfill (TOCSIN_APOP_MAX_TIMESTAMP - frame, 'x');
  g_autofree char *good = g_strdup_printf ("+OK <%s@a>", fits);
  g_autofree char *bad = g_strdup_printf ("+OK <x%s@a>", fits);
  g_autofree char *found = tocsin_apop_find_timestamp (good);

  g_assert_nonnull (found);
  g_assert_null (tocsin_apop_find_timestamp (bad));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apop/vector", test_vector);
  g_test_add_func ("/apop/timestamps", test_timestamps);
  g_test_add_func ("/apop/limit", test_limit);

  return g_test_run ();
}
