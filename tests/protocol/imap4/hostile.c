/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "plugins/imap4/session/chat.h"
#include "tests/protocol/imap4/play.h"

#include <string.h>

/* What a server may try that means no good, or has lost its mind: each ends with the right error,
 * and soon. */

typedef struct
{
  const char *name;
  const char *lines;
  int code;
} Answer;

/* In the place of an answer to LIST, and then the line is cut. */
static const Answer answers[] = {
  { "rubbish", "what is this\r\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "foreign-tag", "x99 OK done\r\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "unasked-continuation", "+ more\r\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "huge-literal", "* LIST () \"/\" {4294967296}\r\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "huger-literal", "* LIST () \"/\" {9223372036854775807}\r\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "open-quote", "* LIST () \"/\" \"a\r\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "no-list", "* LIST\r\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "cut-in-line", "* LIST () \"/", TOCSIN_ERROR_NET_CLOSED_EARLY },
  { "cut-in-literal", "* LIST () \"/\" {10}\r\nabc", TOCSIN_ERROR_NET_CLOSED_EARLY },
  { "cut-after-literal", "* LIST () \"/\" {3}\r\nabc", TOCSIN_ERROR_NET_CLOSED_EARLY },
  { "cut-before-answer", "* LIST () \"/\" INBOX\r\n", TOCSIN_ERROR_NET_CLOSED_EARLY },
};

static void
hostile_answer (gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_expect (play, "LIST \"\" \"*\"");
  play_say (play, answer->lines);
  scripted_server_cut (play->server);
  play_start (play, NULL);
  play_expect_error (play, answer->code);
}

static void
expect_flood_to_end (const char *text, guint64 times)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_expect (play, "LIST \"\" \"*\"");
  scripted_server_send_repeated (play->server, text, times);
  play_start (play, NULL);
  play_expect_error (play, TOCSIN_ERROR_PROTOCOL_PARSE);
}

static void
hostile_flood (void)
{
  expect_flood_to_end ("* OK and\r\n", IMAP4_CHAT_MAX_UNTAGGED + 1);
}

static void
hostile_nesting (void)
{
  g_autofree char *deep = g_strnfill (100000, '(');
  g_autofree char *line = g_strconcat ("* LIST ", deep, "\r\n", NULL);

  expect_flood_to_end (line, 1);
}

static void
hostile_long_line (void)
{
  expect_flood_to_end ("* OK so much to say ", 100000);
}

/* Each byte comes in time, the answer does not. */
static void
hostile_drip (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_expect (play, "LIST \"\" \"*\"");
  scripted_server_drip (play->server, "* LIST () \"/\" INBOXINBOXINBOXINBOXINBOXINBOXINBOX", 100);
  scripted_server_silence (play->server);
  play_start (play, "limits.command-timeout=1", NULL);
  play_expect_error (play, TOCSIN_ERROR_TIMEOUT_COMMAND);
}

static const Answer greetings[] = {
  { "smtp", "220 mx.example.com ESMTP\r\n", TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL },
  { "pop3", "+OK ready\r\n", TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL },
  { "http", "HTTP/1.1 400 Bad Request\r\n", TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL },
  { "bye", "* BYE too many connections\r\n", TOCSIN_ERROR_SERVER_BUSY },
  { "bye-unavailable", "* BYE [UNAVAILABLE] later\r\n", TOCSIN_ERROR_SERVER_BUSY },
  { "bye-policy", "* BYE your address is blocked\r\n", TOCSIN_ERROR_SERVER_REFUSED },
  { "rubbish", "hello there\r\n", TOCSIN_ERROR_PROTOCOL_PARSE },
};

static void
greeting (gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr (Play) play = play_new ();

  play_connect (play, answer->lines);
  play_start (play, NULL);
  play_expect_error (play, answer->code);
}

static const Answer refusals[] = {
  { "wrong", "NO [AUTHENTICATIONFAILED] no", TOCSIN_ERROR_AUTH_REJECTED },
  { "no-code", "NO no", TOCSIN_ERROR_AUTH_REJECTED },
  { "unavailable", "NO [UNAVAILABLE] backend is down", TOCSIN_ERROR_AUTH_TEMPORARY },
  { "words", "NO Temporary authentication failure", TOCSIN_ERROR_AUTH_TEMPORARY },
  { "limit", "NO [LIMIT] too many sessions", TOCSIN_ERROR_SERVER_BUSY },
  { "in-use", "NO [INUSE] locked", TOCSIN_ERROR_SERVER_BUSY },
  { "privacy", "NO [PRIVACYREQUIRED] not in clear", TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "expired", "NO [EXPIRED] too old", TOCSIN_ERROR_AUTH_EXPIRED },
  { "admin", "NO [CONTACTADMIN] ask", TOCSIN_ERROR_AUTH_CONTACT_ADMIN },
  { "app-password", "NO [ALERT] Application-specific password required: https://example.com",
    TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  { "disabled", "NO IMAP access is disabled for your account",
    TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { "too-many", "NO Too many login failures", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { "referral", "NO [REFERRAL imap://evil.example/] there", TOCSIN_ERROR_SERVER_REFUSED },
  { "referral-ok", "OK [REFERRAL imap://evil.example/] there", TOCSIN_ERROR_SERVER_REFUSED },
  { "bad", "BAD what", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
};

static void
refusal (gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1] ready\r\n");
  play_command (play, "LOGIN \"joe\" \"secret\"", NULL, answer->lines);
  play_start (play, NULL);
  play_expect_error (play, answer->code);
}

static void
login_disabled (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\r\n");
  play_start (play, NULL);
  play_expect_error (play, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS);
}

static void
starttls_stripped (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n");
  scripted_server_expect_eof (play->server);
  play_start (play, "encryption.mode=starttls", NULL);
  play_expect_error (play, TOCSIN_ERROR_TLS_UNAVAILABLE);
}

static void
starttls_refused (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n");
  play_command (play, "STARTTLS", NULL, "NO not today");
  scripted_server_expect_eof (play->server);
  play_start (play, "encryption.mode=starttls", NULL);
  play_expect_error (play, TOCSIN_ERROR_TLS_REFUSED);
}

static void
starttls_preauth (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome\r\n");
  scripted_server_expect_eof (play->server);
  play_start (play, "encryption.mode=starttls", NULL);
  play_expect_error (play, TOCSIN_ERROR_TLS_PREAUTH);
}

static void
starttls_injected (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n");
  play_expect (play, "STARTTLS");
  play_say (play, "<<t1>> OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n");
  play_start (play, "encryption.mode=starttls", NULL);
  play_expect_error (play, TOCSIN_ERROR_TLS_INJECTED);
}

/* Announced, found, and not to be fetched: the position stays before it, until it was looked for so
 * often that it must be gone. */
static void
announced_before_fetchable (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GVariant) cursor = play_cursor (5);

  play_begin (play, "");
  for (guint i = 0; i < 3; i++)
    {
      play_examine (play, "INBOX", 6, 7);
      for (guint look = 0; look < (i == 0 ? 2 : 1); look++)
        {
          play_command (play, "UID SEARCH UID 5:6", "* SEARCH 5 6\r\n", "OK done");
          play_command (play, "UID FETCH 5:6 (UID RFC822.SIZE INTERNALDATE)",
                        "* 6 FETCH (UID 6)\r\n", "OK done");
          if (i == 0 && look == 0)
            play_command (play, "NOOP", NULL, "OK done");
        }
    }
  play_start (play, NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinMailChanges) changes =
          tocsin_mail_store_changes (play->store, "INBOX", cursor, NULL, 0, NULL, &error);
      guint64 next = 0;

      g_assert_no_error (error);
      g_assert_cmpuint (changes->refs->len, ==, 1);
      g_variant_get_child (changes->cursor, 1, "t", &next);
      g_assert_cmpuint (next, ==, i < 2 ? 5 : 7);
      g_variant_unref (cursor);
      cursor = g_variant_ref (changes->cursor);
    }
}

/* Nothing new costs one question. */
static void
nothing_new (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinMailChanges) changes = NULL;

  play_begin (play, "");
  play_examine (play, "INBOX", 6, 7);
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  changes = play_changes (play, 7);
  g_assert_cmpuint (changes->refs->len, ==, 0);
  g_assert_false (changes->more);
}

/* Items come in any order: here the body before the UID that says whose it is. */
static void
body_before_uid (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])",
                "* 5 FETCH (BODY[] {4}\r\nbody UID 5)\r\n", "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_RAW, "<body1.5 \n");
}

/* With one session in all, none may wait: work would wait for it for ever. */
static void
one_session_only (void)
{
  static const char *const folders[] = { "INBOX", NULL };
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinWatch) watch = NULL;
  g_autoptr (GError) error = NULL;

  play_begin (play, "IDLE");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  play_start (play, NULL);
  watch = tocsin_mail_store_watch (play->store, folders, NULL, &error);
  g_assert_null (watch);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
  play_list (play, "INBOX");
}

static void
add_table (const char *name, const Answer *table, gsize n, GTestDataFunc func)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/imap4/%s/%s", name, table[i].name);

      g_test_add_data_func (path, &table[i], func);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_table ("hostile", answers, G_N_ELEMENTS (answers), hostile_answer);
  add_table ("greeting", greetings, G_N_ELEMENTS (greetings), greeting);
  add_table ("refusal", refusals, G_N_ELEMENTS (refusals), refusal);
  g_test_add_func ("/imap4/hostile/flood", hostile_flood);
  g_test_add_func ("/imap4/hostile/nesting", hostile_nesting);
  g_test_add_func ("/imap4/hostile/long-line", hostile_long_line);
  g_test_add_func ("/imap4/hostile/drip", hostile_drip);
  g_test_add_func ("/imap4/login-disabled", login_disabled);
  g_test_add_func ("/imap4/starttls/stripped", starttls_stripped);
  g_test_add_func ("/imap4/starttls/refused", starttls_refused);
  g_test_add_func ("/imap4/starttls/preauth", starttls_preauth);
  g_test_add_func ("/imap4/starttls/injected", starttls_injected);
  g_test_add_func ("/imap4/changes/announced-before-fetchable", announced_before_fetchable);
  g_test_add_func ("/imap4/changes/nothing-new", nothing_new);
  g_test_add_func ("/imap4/fetch/body-before-uid", body_before_uid);
  g_test_add_func ("/imap4/watch/one-session-only", one_session_only);

  return g_test_run ();
}
