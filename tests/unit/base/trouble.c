/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"

typedef struct
{
  const char *about;
  int code;
  guint refusals;
  TocsinTrouble trouble;
  int status;
} Row;

static const Row rows[] = {
  { "a wrong password once", TOCSIN_ERROR_AUTH_REJECTED, 1, TOCSIN_TROUBLE_RETRY, 4 },
  { "and again", TOCSIN_ERROR_AUTH_REJECTED, 2, TOCSIN_TROUBLE_RETRY, 4 },
  { "three times locks nobody out", TOCSIN_ERROR_AUTH_REJECTED, 3, TOCSIN_TROUBLE_PARK, 4 },
  { "the network never parks", TOCSIN_ERROR_NET_TIMEOUT, 99, TOCSIN_TROUBLE_RETRY, 5 },
  { "nor a resolver", TOCSIN_ERROR_DNS_NOT_FOUND, 99, TOCSIN_TROUBLE_RETRY, 5 },
  { "nor a command", TOCSIN_ERROR_TIMEOUT_COMMAND, 99, TOCSIN_TROUBLE_RETRY, 5 },
  { "a server that is busy", TOCSIN_ERROR_SERVER_BUSY, 0, TOCSIN_TROUBLE_RETRY, 5 },
  { "a server that wants an end of it", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS, 9,
    TOCSIN_TROUBLE_RETRY, 4 },
  { "a certificate of another", TOCSIN_ERROR_TLS_CERT_HOSTNAME, 0, TOCSIN_TROUBLE_PARK, 5 },
  { "one that ran out is renewed", TOCSIN_ERROR_TLS_CERT_EXPIRED, 0, TOCSIN_TROUBLE_RETRY, 5 },
  { "an attack", TOCSIN_ERROR_TLS_INJECTED, 0, TOCSIN_TROUBLE_PARK, 5 },
  { "no encryption", TOCSIN_ERROR_TLS_UNAVAILABLE, 0, TOCSIN_TROUBLE_PARK, 5 },
  { "a server that proved nothing", TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN, 0, TOCSIN_TROUBLE_PARK,
    4 },
  { "a bad setting", TOCSIN_ERROR_CONFIG_INVALID, 0, TOCSIN_TROUBLE_PARK, 2 },
  { "nothing of that name", TOCSIN_ERROR_CONFIG_NOT_FOUND, 0, TOCSIN_TROUBLE_PARK, 3 },
  { "a proxy that knows another password", TOCSIN_ERROR_PROXY_AUTH, 0, TOCSIN_TROUBLE_PARK, 5 },
  { "a proxy's rules change", TOCSIN_ERROR_PROXY_REFUSED, 99, TOCSIN_TROUBLE_RETRY, 5 },
  { "a proxy that is not what it was", TOCSIN_ERROR_PROXY_PROTOCOL, 99, TOCSIN_TROUBLE_RETRY, 5 },
  { "a proxy that hangs", TOCSIN_ERROR_PROXY_TIMEOUT, 99, TOCSIN_TROUBLE_RETRY, 5 },
  { "a proxy that goes away", TOCSIN_ERROR_PROXY_CUT, 99, TOCSIN_TROUBLE_RETRY, 5 },
  { "a keyring is unlocked by and by", TOCSIN_ERROR_SECRET_LOCKED, 0, TOCSIN_TROUBLE_RETRY, 1 },
  { "a secret for all to read", TOCSIN_ERROR_SECRET_INSECURE, 0, TOCSIN_TROUBLE_PARK, 1 },
  { "a message that is gone", TOCSIN_ERROR_MESSAGE_GONE, 0, TOCSIN_TROUBLE_GIVE_UP, 1 },
  { "a message nobody can read", TOCSIN_ERROR_MESSAGE_UNPARSABLE, 0, TOCSIN_TROUBLE_GIVE_UP, 1 },
  { "a regex that takes too long", TOCSIN_ERROR_QUERY_TIMEOUT, 0, TOCSIN_TROUBLE_GIVE_UP, 1 },
  { "another engine", TOCSIN_ERROR_STORAGE_LOCKED, 0, TOCSIN_TROUBLE_RETRY, 6 },
  { "a newer journal", TOCSIN_ERROR_STORAGE_NEWER, 0, TOCSIN_TROUBLE_PARK, 1 },
  { "a full disk", TOCSIN_ERROR_STORAGE_FULL, 0, TOCSIN_TROUBLE_RETRY, 1 },
  { "no plugin", TOCSIN_ERROR_PLUGIN_MISSING, 0, TOCSIN_TROUBLE_PARK, 1 },
  { "Ctrl-C", TOCSIN_ERROR_CANCELLED, 0, TOCSIN_TROUBLE_RETRY, 130 },
  { "greylisting", TOCSIN_ERROR_SEND_DEFERRED, 99, TOCSIN_TROUBLE_RETRY, 1 },
  { "too much mail an hour", TOCSIN_ERROR_SEND_RATE_LIMITED, 99, TOCSIN_TROUBLE_RETRY, 1 },
  { "no such recipient", TOCSIN_ERROR_SEND_RECIPIENT_REFUSED, 0, TOCSIN_TROUBLE_GIVE_UP, 1 },
  { "spam", TOCSIN_ERROR_SEND_CONTENT_REFUSED, 0, TOCSIN_TROUBLE_GIVE_UP, 1 },
  { "a server that wants a password", TOCSIN_ERROR_SEND_AUTH_REQUIRED, 0, TOCSIN_TROUBLE_PARK, 1 },
  { "perhaps sent", TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN, 0, TOCSIN_TROUBLE_ASK, 1 },
  { "moved elsewhere", TOCSIN_ERROR_HTTP_REDIRECTED, 0, TOCSIN_TROUBLE_PARK, 1 },
  { "gone for good", TOCSIN_ERROR_HTTP_GONE, 0, TOCSIN_TROUBLE_PARK, 1 },
  { "too many requests", TOCSIN_ERROR_HTTP_THROTTLED, 99, TOCSIN_TROUBLE_RETRY, 1 },
  { "a mistake of ours", TOCSIN_ERROR_INTERNAL, 0, TOCSIN_TROUBLE_RETRY, 1 },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, rows[i].code, "x");

      g_test_message ("%s", rows[i].about);
      g_assert_cmpint (tocsin_trouble_judge (error, rows[i].refusals), ==, rows[i].trouble);
      g_assert_cmpint (tocsin_trouble_exit_status (error), ==, rows[i].status);
    }
}

/* No number of refused logins turns trouble on the way into a wrong password. */
static void
test_network_never_parks (void)
{
  for (int code = TOCSIN_ERROR_INTERNAL; code <= TOCSIN_ERROR_LAST; code++)
    {
      g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, code, "x");

      if (tocsin_error_is_network (error))
        g_assert_cmpint (tocsin_trouble_judge (error, 1000), ==, TOCSIN_TROUBLE_RETRY);
    }
}

/* Who was told of too many tries leaves the server alone for long. */
static void
test_wait (void)
{
  g_autoptr (GError) many = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS, "x");
  g_autoptr (GError) busy = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY, "x");

  g_assert_cmpint (tocsin_trouble_get_wait (busy), ==, -1);
  tocsin_error_set_retry_after (busy, 60);
  g_assert_cmpint (tocsin_trouble_get_wait (busy), ==, 60);

  g_assert_cmpint (tocsin_trouble_get_wait (many), ==, TOCSIN_TROUBLE_LONG_WAIT);
  tocsin_error_set_retry_after (many, 60);
  g_assert_cmpint (tocsin_trouble_get_wait (many), ==, TOCSIN_TROUBLE_LONG_WAIT);
  tocsin_error_set_retry_after (many, 4 * TOCSIN_TROUBLE_LONG_WAIT);
  g_assert_cmpint (tocsin_trouble_get_wait (many), ==, 4 * TOCSIN_TROUBLE_LONG_WAIT);
}

/* A status says by itself whose fault it is, and whether it passes. */
static void
test_status (void)
{
  static const struct
  {
    const char *status;
    TocsinTrouble trouble;
  } statuses[] = {
    { "400", TOCSIN_TROUBLE_GIVE_UP }, { "404", TOCSIN_TROUBLE_GIVE_UP },
    { "408", TOCSIN_TROUBLE_RETRY },   { "425", TOCSIN_TROUBLE_RETRY },
    { "429", TOCSIN_TROUBLE_RETRY },   { "500", TOCSIN_TROUBLE_RETRY },
    { "503", TOCSIN_TROUBLE_RETRY },   { NULL, TOCSIN_TROUBLE_RETRY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_HTTP_STATUS, "x");

      if (statuses[i].status != NULL)
        tocsin_error_set_response_code (error, statuses[i].status);
      g_assert_cmpint (tocsin_trouble_judge (error, 0), ==, statuses[i].trouble);
      g_assert_cmpint (tocsin_trouble_is_passing (error), ==,
                       statuses[i].trouble == TOCSIN_TROUBLE_RETRY);
    }
}

static void
test_passing (void)
{
  static const int passing[] = { TOCSIN_ERROR_ACTION_LATER, TOCSIN_ERROR_HTTP_THROTTLED,
                                 TOCSIN_ERROR_NET_REFUSED, TOCSIN_ERROR_TIMEOUT_COMMAND };
  static const int staying[] = { TOCSIN_ERROR_ACTION_FAILED, TOCSIN_ERROR_HTTP_GONE,
                                 TOCSIN_ERROR_HTTP_REDIRECTED, TOCSIN_ERROR_TLS_CERT_HOSTNAME,
                                 TOCSIN_ERROR_AUTH_REJECTED };

  for (gsize i = 0; i < G_N_ELEMENTS (passing); i++)
    {
      g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, passing[i], "x");

      g_assert_true (tocsin_trouble_is_passing (error));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (staying); i++)
    {
      g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, staying[i], "x");

      g_assert_false (tocsin_trouble_is_passing (error));
    }
}

static void
test_foreign (void)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "x");

  g_assert_cmpint (tocsin_trouble_judge (error, 0), ==, TOCSIN_TROUBLE_RETRY);
  g_assert_cmpint (tocsin_trouble_exit_status (error), ==, 1);
  g_assert_cmpint (tocsin_trouble_exit_status (NULL), ==, 0);
}

static void
test_names (void)
{
  g_assert_cmpstr (tocsin_trouble_to_string (TOCSIN_TROUBLE_RETRY), ==, "retry");
  g_assert_cmpstr (tocsin_trouble_to_string (TOCSIN_TROUBLE_PARK), ==, "park");
  g_assert_cmpstr (tocsin_trouble_to_string (TOCSIN_TROUBLE_GIVE_UP), ==, "give-up");
  g_assert_cmpstr (tocsin_trouble_to_string (TOCSIN_TROUBLE_ASK), ==, "ask");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/trouble/rows", test_rows);
  g_test_add_func ("/base/trouble/network-never-parks", test_network_never_parks);
  g_test_add_func ("/base/trouble/wait", test_wait);
  g_test_add_func ("/base/trouble/status", test_status);
  g_test_add_func ("/base/trouble/passing", test_passing);
  g_test_add_func ("/base/trouble/foreign", test_foreign);
  g_test_add_func ("/base/trouble/names", test_names);

  return g_test_run ();
}
