/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/trouble.h"
#include "tests/unit/engine/watch-fixture.h"

#define A_DAY (24 * 3600)

typedef enum
{
  TRIES_ON,     /* every few minutes */
  TRIES_RARELY, /* leaves the server alone for long first */
  PARKS,        /* only a person gets it going again */
  PARKS_AT_3,   /* so many times a password was refused */
} Reaction;

typedef struct
{
  int code;
  Reaction reaction;
  const char *why;
} Row;

/* What the engine does about each error there is. A code without a row fails the test. */
static const Row rows[] = {
  { TOCSIN_ERROR_INTERNAL, TRIES_ON, "a mistake of ours may not come twice" },
  { TOCSIN_ERROR_CANCELLED, TRIES_ON, "nobody said no" },
  { TOCSIN_ERROR_CONFIG_INVALID, PARKS, "settings don't change by themselves" },
  { TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH, PARKS, "nor does the port" },
  { TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL, PARKS, "nor the protocol" },
  { TOCSIN_ERROR_CONFIG_NOT_SUPPORTED, PARKS, "nor what we can do" },
  { TOCSIN_ERROR_CONFIG_NOT_FOUND, PARKS, "what was removed stays removed" },
  { TOCSIN_ERROR_DNS_NOT_FOUND, TRIES_ON, "a name server may be behind, or lie in a hotel" },
  { TOCSIN_ERROR_DNS_TEMPORARY, TRIES_ON, "as it says" },
  { TOCSIN_ERROR_DNS_NO_ADDRESS, TRIES_ON, "as above" },
  { TOCSIN_ERROR_NET_REFUSED, TRIES_ON, "the network is nobody's fault" },
  { TOCSIN_ERROR_NET_TIMEOUT, TRIES_ON, "the network" },
  { TOCSIN_ERROR_NET_UNREACHABLE, TRIES_ON, "the network" },
  { TOCSIN_ERROR_NET_RESET, TRIES_ON, "the network" },
  { TOCSIN_ERROR_NET_CLOSED_EARLY, TRIES_ON, "too many connections, perhaps" },
  { TOCSIN_ERROR_NET_GREETING_TIMEOUT, TRIES_ON, "a tarpit lets go" },
  { TOCSIN_ERROR_SERVER_BUSY, TRIES_ON, "as it says" },
  { TOCSIN_ERROR_SERVER_REFUSED, PARKS, "it wants us for nothing" },
  { TOCSIN_ERROR_SERVER_NO, TRIES_ON, "it says no to this" },
  { TOCSIN_ERROR_SERVER_BAD, TRIES_ON, "it does not understand this" },
  { TOCSIN_ERROR_PROTOCOL_PARSE, TRIES_ON, "a garbled answer" },
  { TOCSIN_ERROR_TLS_UNAVAILABLE, PARKS, "never without encryption" },
  { TOCSIN_ERROR_TLS_REFUSED, TRIES_ON, "a server short of something" },
  { TOCSIN_ERROR_TLS_INJECTED, PARKS, "possibly an attack" },
  { TOCSIN_ERROR_TLS_PREAUTH, PARKS, "possibly an attack" },
  { TOCSIN_ERROR_TLS_HANDSHAKE, TRIES_ON, "a server being set up" },
  { TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD, PARKS, "an old server stays old" },
  { TOCSIN_ERROR_TLS_TRUNCATED, TRIES_ON, "a line that was cut" },
  { TOCSIN_ERROR_TLS_CERT_EXPIRED, TRIES_ON, "it will be renewed" },
  { TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID, TRIES_ON, "the clock will be set" },
  { TOCSIN_ERROR_TLS_CERT_HOSTNAME, PARKS, "somebody else's certificate" },
  { TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, PARKS, "a person decides on trust" },
  { TOCSIN_ERROR_TLS_CERT_SELF_SIGNED, PARKS, "a person decides on trust" },
  { TOCSIN_ERROR_TLS_CERT_INCOMPLETE_CHAIN, PARKS, "a person decides on trust" },
  { TOCSIN_ERROR_TLS_CERT_REVOKED, PARKS, "its owner gave it up" },
  { TOCSIN_ERROR_TLS_CERT_WEAK, PARKS, "anybody can forge it" },
  { TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE, PARKS, "made for something else" },
  { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TRIES_ON, "its staple is fetched by and by" },
  { TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED, PARKS, "we have none to show" },
  { TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM, PARKS, "both sides stand where they stand" },
  { TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS, PARKS, "encryption has to be set" },
  { TOCSIN_ERROR_AUTH_MECHANISM_FAILED, PARKS, "not the password's fault, yet no use" },
  { TOCSIN_ERROR_AUTH_REJECTED, PARKS_AT_3, "a fourth time locks the account" },
  { TOCSIN_ERROR_AUTH_TEMPORARY, TRIES_ON, "not the password's fault" },
  { TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED, PARKS, "a person has to make one" },
  { TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED, PARKS, "a person has to go there" },
  { TOCSIN_ERROR_AUTH_BASIC_DISABLED, PARKS, "an administrator forbade it" },
  { TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED, PARKS, "a person has to switch it on" },
  { TOCSIN_ERROR_AUTH_EXPIRED, PARKS, "a person has to choose a new one" },
  { TOCSIN_ERROR_AUTH_CONTACT_ADMIN, PARKS, "as it says" },
  { TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS, TRIES_RARELY, "who goes on is locked out" },
  { TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN, PARKS, "possibly an attack" },
  { TOCSIN_ERROR_AUTH_NOT_CONNECTED, TRIES_ON, "the mailbox' server is away" },
  { TOCSIN_ERROR_AUTH_LOCKED, PARKS, "an account that is locked" },
  { TOCSIN_ERROR_AUTH_SECOND_FACTOR, PARKS, "a person has it" },
  { TOCSIN_ERROR_AUTH_NO_TICKET, TRIES_ON, "a ticket is fetched by and by" },
  { TOCSIN_ERROR_AUTH_OAUTH_EXPIRED, PARKS_AT_3, "a token that nobody renews" },
  { TOCSIN_ERROR_AUTH_OAUTH_SCOPE, PARKS, "a person has to allow more" },
  { TOCSIN_ERROR_AUTH_OAUTH_INVALID, PARKS_AT_3, "a token is as good as a password" },
  { TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED, PARKS, "a person has to sign in" },
  { TOCSIN_ERROR_AUTH_OAUTH_CONSENT, PARKS, "a person has to agree" },
  { TOCSIN_ERROR_MAILBOX_MISSING, TRIES_ON, "it may be made" },
  { TOCSIN_ERROR_MAILBOX_NO_PERMISSION, TRIES_ON, "it may be given" },
  { TOCSIN_ERROR_MAILBOX_UIDVALIDITY_CHANGED, TRIES_ON, "it is looked at anew" },
  { TOCSIN_ERROR_QUOTA_EXCEEDED, TRIES_ON, "somebody tidies up" },
  { TOCSIN_ERROR_SECRET_UNAVAILABLE, TRIES_ON, "a file is put back, a stick put in" },
  { TOCSIN_ERROR_SECRET_LOCKED, TRIES_ON, "a keyring is unlocked by and by" },
  { TOCSIN_ERROR_SECRET_INSECURE, PARKS, "others have read it already" },
  { TOCSIN_ERROR_PROXY_REFUSED, TRIES_ON, "the network" },
  { TOCSIN_ERROR_PROXY_AUTH, PARKS, "the proxy's account gets locked, too" },
  { TOCSIN_ERROR_PROXY_PROTOCOL, TRIES_ON, "the network" },
  { TOCSIN_ERROR_PROXY_TIMEOUT, TRIES_ON, "the network" },
  { TOCSIN_ERROR_PROXY_CUT, TRIES_ON, "the network" },
  { TOCSIN_ERROR_MESSAGE_GONE, TRIES_ON, "the next look won't see it" },
  { TOCSIN_ERROR_MESSAGE_UNPARSABLE, TRIES_ON, "the others can be read" },
  { TOCSIN_ERROR_QUERY_TIMEOUT, TRIES_ON, "not the connection's fault" },
  { TOCSIN_ERROR_STORAGE_FULL, TRIES_ON, "somebody tidies up" },
  { TOCSIN_ERROR_STORAGE_READONLY, TRIES_ON, "a disk is mounted again" },
  { TOCSIN_ERROR_STORAGE_LOCKED, TRIES_ON, "whoever has it ends" },
  { TOCSIN_ERROR_STORAGE_NEWER, PARKS, "a newer program is to be had" },
  { TOCSIN_ERROR_STORAGE_FAILED, TRIES_ON, "a disk comes back" },
  { TOCSIN_ERROR_PLUGIN_MISSING, PARKS, "it has to be installed" },
  { TOCSIN_ERROR_PLUGIN_ABI, PARKS, "it has to be built anew" },
  { TOCSIN_ERROR_PLUGIN_FAILED, TRIES_ON, "it may do better next time" },
  { TOCSIN_ERROR_ACTION_FAILED, TRIES_ON, "not the connection's fault" },
  { TOCSIN_ERROR_ACTION_LATER, TRIES_ON, "as it says" },
  { TOCSIN_ERROR_TIMEOUT_COMMAND, TRIES_ON, "the network" },
  { TOCSIN_ERROR_SEND_AUTH_REQUIRED, PARKS, "a password has to be set" },
  { TOCSIN_ERROR_SEND_SENDER_REFUSED, TRIES_ON, "another message has another sender" },
  { TOCSIN_ERROR_SEND_RECIPIENT_REFUSED, TRIES_ON, "another has others" },
  { TOCSIN_ERROR_SEND_RELAY_DENIED, TRIES_ON, "another goes where it may" },
  { TOCSIN_ERROR_SEND_TOO_BIG, TRIES_ON, "another is smaller" },
  { TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8, TRIES_ON, "another is in ASCII" },
  { TOCSIN_ERROR_SEND_NEEDS_8BITMIME, TRIES_ON, "another is, too" },
  { TOCSIN_ERROR_SEND_NEEDS_EXTENSION, TRIES_ON, "another asks for less" },
  { TOCSIN_ERROR_SEND_CONTENT_REFUSED, TRIES_ON, "another is no spam" },
  { TOCSIN_ERROR_SEND_RATE_LIMITED, TRIES_ON, "as it says" },
  { TOCSIN_ERROR_SEND_DEFERRED, TRIES_ON, "as it says" },
  { TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN, TRIES_ON, "a person decides about that one only" },
  { TOCSIN_ERROR_HTTP_STATUS, TRIES_ON, "another request is fine" },
  { TOCSIN_ERROR_HTTP_THROTTLED, TRIES_ON, "as it says" },
  { TOCSIN_ERROR_HTTP_REDIRECTED, PARKS, "a person decides where to" },
  { TOCSIN_ERROR_HTTP_CONTENT, TRIES_ON, "somebody in between, for a while" },
  { TOCSIN_ERROR_HTTP_GONE, PARKS, "it says that it is for good" },
  { TOCSIN_ERROR_SERVICE_DISABLED, PARKS, "an administrator switched it off" },
  { TOCSIN_ERROR_SERVICE_FAULT, TRIES_ON, "it can't do this just now" },
  { TOCSIN_ERROR_SERVICE_ERROR, TRIES_ON, "as above" },
};

static const char *
name_of (int code)
{
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, code, "x");

  return tocsin_error_get_code_name (error);
}

/* What nobody counts as a wrong password has the same outcome the thousandth time. */
static void
expect_tries (WatchFixture *fixture, const Row *row)
{
  gint64 least = row->reaction == TRIES_RARELY ? TOCSIN_TROUBLE_LONG_WAIT - 1 : 0;

  for (guint i = 0; i < 5; i++)
    {
      watch_assert_state (fixture, "waiting");
      g_assert_cmpuint (watch_get_number (fixture, "refusals"), ==, 0);
      g_assert_cmpint (watch_get_wait (fixture), >=, least);
      g_assert_cmpint (watch_get_wait (fixture), <=, MAX (least + 1, LONG_ENOUGH));
      watch_advance (fixture, (double) watch_get_wait (fixture) + 1);
    }
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_LIST), ==, 6);
}

static void
expect_parked (WatchFixture *fixture, guint tries)
{
  for (guint i = 1; i < tries; i++)
    {
      watch_assert_state (fixture, "waiting");
      g_assert_cmpuint (watch_get_number (fixture, "refusals"), ==, i);
      watch_advance (fixture, LONG_ENOUGH);
    }
  watch_assert_state (fixture, "parked");
  watch_assert_text (fixture, "next-try", NULL);

  /* However long, and whatever the network does. */
  watch_advance (fixture, A_DAY);
  tocsin_supervisor_check_now (fixture->supervisor);
  watch_advance (fixture, A_DAY);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_LIST), ==, tries);
  watch_assert_state (fixture, "parked");

  /* A person says so: it counts from the beginning. */
  tocsin_supervisor_retry (fixture->supervisor);
  watch_settle (fixture);
  watch_assert_state (fixture, tries > 1 ? "waiting" : "parked");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_LIST), ==, tries + 1);
}

static void
test_row (WatchFixture *fixture, gconstpointer data)
{
  const Row *row = data;

  g_test_message ("%s: %s", name_of (row->code), row->why);
  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, FAKE_LIST, (TocsinError) row->code, G_MAXUINT);
  watch_start (fixture);
  watch_assert_error_code (fixture, name_of (row->code));
  if (row->reaction == PARKS)
    expect_parked (fixture, 1);
  else if (row->reaction == PARKS_AT_3)
    expect_parked (fixture, TOCSIN_TROUBLE_REFUSALS);
  else
    expect_tries (fixture, row);

  /* And when it is put right all is well. */
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_INTERNAL, 0);
  tocsin_supervisor_retry (fixture->supervisor);
  watch_settle (fixture);
  watch_assert_state (fixture, "watching");
  watch_assert_error_code (fixture, NULL);
  g_assert_cmpuint (watch_get_number (fixture, "refusals"), ==, 0);
}

static gboolean
has_row (int code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].code == code)
      return TRUE;

  return FALSE;
}

static void
test_complete (void)
{
  int code = TOCSIN_ERROR_INTERNAL + 1;

  /* Behind the last code all are called internal. */
  for (; !g_str_equal (name_of (code), name_of (TOCSIN_ERROR_INTERNAL)); code++)
    if (!has_row (code))
      g_error ("nobody has said what the engine is to do about %s", name_of (code));
  g_assert_cmpint (code, ==, G_N_ELEMENTS (rows));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parking/complete", test_complete);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/parking/%s", name_of (rows[i].code));

      g_test_add (path, WatchFixture, &rows[i], watch_set_up, test_row, watch_tear_down);
    }

  return watch_run_tests ();
}
