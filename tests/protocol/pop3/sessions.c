/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/base/retry.h"
#include "tests/protocol/pop3/play.h"

#include <string.h>

/* Signing in, what a no means, and what is told of a server. */

#define EMPTY PLAY_LIST ("") PLAY_UIDL ("")

static void
test_without_capa (void)
{
  g_autoptr (Play) play = play_start (
      "S +OK ready\nC CAPA\nS -ERR what?\nC USER joe\nS +OK\nC PASS secret\nS +OK\n" EMPTY, NULL);

  play_look (play, 0, "");
}

/* RFC 1939, section 7, with its own example. */
static void
test_apop (void)
{
  static const char greeting[] = "S +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\n";
  g_autofree char *script = g_strconcat (
      greeting, PLAY_CAPA ("UIDL"),
      "C APOP joe c4c9334bac560ecc979e58001b3e22fb\nS +OK\n" PLAY_CAPA ("UIDL") EMPTY, NULL);
  Play *play;

  g_setenv ("POP3_TEST_APOP", "tanstaaf", TRUE);
  play = play_start (script, "authentication.password=env:POP3_TEST_APOP", NULL);
  play_look (play, 0, "");
  play_finish (play);
}

static void
test_utf8 (void)
{
  g_autoptr (Play) play = play_start (
      "S +OK ready\n" PLAY_CAPA (
          "USER\nS UTF8 USER") "C UTF8\nS +OK\n"
                               "C USER jö\nS +OK\nC PASS secret\nS +OK\n" PLAY_CAPA ("UIDL") EMPTY,
      "authentication.username=jö", NULL);

  play_look (play, 0, "");
}

static void
test_utf8_refused (void)
{
  g_autoptr (Play) play = play_start (
      "S +OK ready\n" PLAY_CAPA (
          "USER\nS UTF8") "C UTF8\nS -ERR not now\n"
                          "C USER joe\nS +OK\nC PASS secret\nS +OK\n" PLAY_CAPA ("UIDL") EMPTY,
      NULL);

  play_look (play, 0, "");
}

/* RFC 5034: what is too long for the command waits for the server to ask. */
static void
test_long_initial_response (void)
{
  g_autofree char *password = g_strnfill (300, 'x');
  g_autofree char *plain = g_strconcat ("~joe~", password, NULL);
  g_autofree char *encoded = NULL;
  g_autofree char *script = NULL;
  Play *play;

  g_strdelimit (plain, "~", '\0');
  encoded = g_base64_encode ((const guchar *) plain, 5 + 300);
  script = g_strdup_printf (
      "S +OK ready\n" PLAY_CAPA ("SASL PLAIN") "C AUTH PLAIN\nS + \n"
                                               "c %s\nS +OK\n" PLAY_CAPA ("UIDL") EMPTY,
      encoded);
  g_setenv ("POP3_TEST_LONG", password, TRUE);
  play = play_start (script, "authentication.password=env:POP3_TEST_LONG", NULL);
  play_look (play, 0, "");
  play_finish (play);
}

typedef struct
{
  const char *about;
  const char *script; /* behind the greeting and CAPA */
  int code;
  TocsinRetry retry;
  const char *response_code;
  const char *hint;
} Case;

#define USER "C USER joe\nS +OK\nC PASS secret\n"

static const Case cases[] = {
  { "a wrong password", USER "S -ERR wrong\n", TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_RETRY_USER, NULL,
    "POP3 to be switched on" },
  { "a wrong password, with its code", USER "S -ERR [AUTH] wrong\n", TOCSIN_ERROR_AUTH_REJECTED,
    TOCSIN_RETRY_USER, "AUTH", NULL },
  { "an unknown user", "C USER joe\nS -ERR who?\n", TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_RETRY_USER,
    NULL, NULL },
  { "the mailbox is open elsewhere", USER "S -ERR [IN-USE] locked\n", TOCSIN_ERROR_SERVER_BUSY,
    TOCSIN_RETRY_LATER, "IN-USE", "another program" },
  { "the mailbox is open elsewhere, in words", USER "S -ERR /var/mail/joe lock busy!\n",
    TOCSIN_ERROR_SERVER_BUSY, TOCSIN_RETRY_LATER, NULL, NULL },
  { "too early", USER "S -ERR [LOGIN-DELAY] wait\n", TOCSIN_ERROR_SERVER_BUSY, TOCSIN_RETRY_LATER,
    "LOGIN-DELAY", NULL },
  { "trouble that passes", USER "S -ERR [SYS/TEMP] disk\n", TOCSIN_ERROR_AUTH_TEMPORARY,
    TOCSIN_RETRY_LATER, "SYS/TEMP", "not the password" },
  { "trouble that stays", USER "S -ERR [SYS/PERM] not for you\n",
    TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED, TOCSIN_RETRY_USER, "SYS/PERM", "switch POP3 on" },
  { "POP3 is off", USER "S -ERR POP access is disabled for your domain.\n",
    TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED, TOCSIN_RETRY_USER, NULL, "switch POP3 on" },
  { "Gmail wants an app password",
    USER "S -ERR [AUTH] Application-specific password required: https://support.google.com/x\n",
    TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED, TOCSIN_RETRY_USER, "AUTH",
    "https://support.google.com/x" },
  { "Gmail wants to see a person",
    USER "S -ERR [AUTH] Web login required: https://support.google.com/y\n",
    TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED, TOCSIN_RETRY_USER, "AUTH", "https://support.google.com/y" },
  { "too many tries", USER "S -ERR Too many login failures\n", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS,
    TOCSIN_RETRY_LATER, NULL, NULL },
  { "neither yes nor no", USER "S perhaps\n", TOCSIN_ERROR_PROTOCOL_PARSE, TOCSIN_RETRY_LATER, NULL,
    NULL },
  { "more is asked for", USER "S + go on\n", TOCSIN_ERROR_PROTOCOL_PARSE, TOCSIN_RETRY_LATER, NULL,
    NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *row = data;
  g_autofree char *script =
      g_strconcat ("S +OK ready\n", PLAY_CAPA ("USER\nS RESP-CODES"), row->script, NULL);
  g_autoptr (Play) play = play_start (script, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *told = play_test (play, &error);

  g_assert_error (error, TOCSIN_ERROR, row->code);
  g_test_message ("%s; hint: %s", error->message, tocsin_error_get_hint (error));
  g_assert_cmpstr (tocsin_error_get_response_code (error), ==, row->response_code);
  g_assert_cmpstr (tocsin_retry_to_string (tocsin_error_get_retry (error)), ==,
                   tocsin_retry_to_string (row->retry));
  if (row->hint != NULL)
    g_assert_nonnull (strstr (tocsin_error_get_hint (error), row->hint));
}

/* RFC 3206, section 4: a server that would say so does not. */
static void
test_no_auth_code (void)
{
  g_autoptr (Play) play =
      play_start ("S +OK ready\n" PLAY_CAPA ("USER\nS AUTH-RESP-CODE") USER
                  "S -ERR no\nE\nN\n"
                  "S +OK ready\n" PLAY_CAPA ("USER\nS AUTH-RESP-CODE") USER "S -ERR [AUTH] no\nE\n",
                  NULL);

  play_look_fails (play, TOCSIN_ERROR_AUTH_TEMPORARY);
  play_look_fails (play, TOCSIN_ERROR_AUTH_REJECTED);
}

static void
test_sent_away (void)
{
  g_autoptr (Play) play =
      play_start ("S -ERR [SYS/TEMP] later\nE\nN\nS -ERR [SYS/PERM] never\nE\nN\n"
                  "S -ERR you are on a blocklist\nE\nN\nS -ERR no\nE\n",
                  NULL);

  play_look_fails (play, TOCSIN_ERROR_SERVER_BUSY);
  play_look_fails (play, TOCSIN_ERROR_SERVER_REFUSED);
  play_look_fails (play, TOCSIN_ERROR_SERVER_REFUSED);
  play_look_fails (play, TOCSIN_ERROR_SERVER_BUSY);
}

/* Whatever was learned before signing in counts no more. */
static void
test_told (void)
{
  g_autoptr (Play) play = play_start (
      "S +OK Some server ready\n" PLAY_CAPA (
          "USER\nS LOGIN-DELAY 1 USER\nS EXPIRE 0 USER\nS PIPELINING") USER
      "S +OK\n" PLAY_CAPA (
          "TOP\nS LOGIN-DELAY 60\nS EXPIRE 30\nS IMPLEMENTATION Kite-1.2") "C STAT\nS +OK 2 300\n"
                                                                           "C QUIT\nS +OK bye\nE\n",
      "limits.linger=5", NULL);
  static const char *const facts[] = {
    "greeting: Some server ready", "server: Kite-1.2",   "mailbox.messages: 2",
    "mailbox.bytes: 300",          "features: TOP\n",    "limits.login-delay: 60 s",
    "limits.expire: 30",           "limits.sessions: 1", "no UIDL"
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *told = play_test (play, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (strstr (told, facts[i]) == NULL)
      g_test_fail_printf ("“%s” is not in:\n%s", facts[i], told);
}

static void
test_settings (void)
{
  g_autoptr (Play) play =
      play_start ("S +OK ready\n" PLAY_CAPA ("USER") "E\n", "authentication.mailbox=other", NULL);

  play_look_fails (play, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
}

static void
test_raw_command (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN "C LIST\nS +OK two\nS 1 1\nS ..2\nS .\nE\nN\n" PLAY_BEGIN
                 "C LIST 1\nS +OK 1 1\nE\nN\n" PLAY_BEGIN "C XYZZY\nS -ERR what?\nE\nN\n" PLAY_BEGIN
                 "C top 1 0\nS +OK\nS Subject: x\nS \nS .\nE\n",
      "limits.linger=5", NULL);
  static const char *const rows[][2] = {
    { "LIST", "+OK two\n1 1\n.2\n.\n" },
    { "LIST 1", "+OK 1 1\n" },
    { "XYZZY", "-ERR what?\n" },
    { "top 1 0", "+OK\nSubject: x\n\n.\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer =
          tocsin_connection_command (TOCSIN_CONNECTION (play->store), rows[i][0], NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (answer, ==, rows[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pop3/sessions/without-capa", test_without_capa);
  g_test_add_func ("/pop3/sessions/apop", test_apop);
  g_test_add_func ("/pop3/sessions/utf8", test_utf8);
  g_test_add_func ("/pop3/sessions/utf8-refused", test_utf8_refused);
  g_test_add_func ("/pop3/sessions/long-initial-response", test_long_initial_response);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/pop3/sessions/no/", cases[i].about, NULL);

      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/pop3/sessions/no-auth-code", test_no_auth_code);
  g_test_add_func ("/pop3/sessions/sent-away", test_sent_away);
  g_test_add_func ("/pop3/sessions/told", test_told);
  g_test_add_func ("/pop3/sessions/settings", test_settings);
  g_test_add_func ("/pop3/sessions/raw-command", test_raw_command);

  return g_test_run ();
}
