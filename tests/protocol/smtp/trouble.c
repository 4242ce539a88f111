/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What every refusal means, and that one hangs up, floods or falls silent at any time does no harm:
 * nobody is told "sent" who was not, and what may have gone is never sent again by itself. */
#include "core/base/error.h"
#include "plugins/smtp/session/trouble.h"
#include "tests/protocol/smtp/play.h"

#include <string.h>

static const struct
{
  const char *about;
  SmtpPhase phase;
  const char *answer;
  int code;
} rows[] = {
  { "Postfix, wrong password", SMTP_PHASE_LOGIN, "535 5.7.8 Error: authentication failed: UGFzc3",
    TOCSIN_ERROR_AUTH_REJECTED },
  { "Gmail, wrong password", SMTP_PHASE_LOGIN,
    "535 5.7.8 Username and Password not accepted. For more information, go to https://x",
    TOCSIN_ERROR_AUTH_REJECTED },
  { "Gmail, app password", SMTP_PHASE_LOGIN,
    "534 5.7.9 Application-specific password required. For more information, go to https://x",
    TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  { "Gmail, browser", SMTP_PHASE_LOGIN,
    "534 5.7.14 <https://accounts.example/> Please log in via your web browser and then try again.",
    TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { "Gmail, too many tries", SMTP_PHASE_LOGIN,
    "454 4.7.0 Too many login attempts, please try later", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { "Outlook, switched off", SMTP_PHASE_LOGIN,
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  { "Exchange, wrong password", SMTP_PHASE_LOGIN, "535 5.7.3 Authentication unsuccessful",
    TOCSIN_ERROR_AUTH_REJECTED },
  { "not the password's fault", SMTP_PHASE_LOGIN, "454 4.7.0 Temporary authentication failure",
    TOCSIN_ERROR_AUTH_TEMPORARY },
  { "hung up on", SMTP_PHASE_LOGIN, "421 4.7.0 bye", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { "no TLS", SMTP_PHASE_LOGIN, "538 5.7.11 Encryption required",
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "no TLS either", SMTP_PHASE_SENDER, "530 5.7.0 Must issue a STARTTLS command first",
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "unknown mechanism", SMTP_PHASE_LOGIN, "504 5.5.4 Unrecognized authentication type",
    TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { "account is off", SMTP_PHASE_LOGIN, "525 5.7.13 User account disabled",
    TOCSIN_ERROR_AUTH_LOCKED },
  { "nobody signed in", SMTP_PHASE_SENDER, "530 5.7.1 Authentication required",
    TOCSIN_ERROR_SEND_AUTH_REQUIRED },
  { "Exchange, nobody signed in", SMTP_PHASE_SENDER,
    "530 5.7.57 Client was not authenticated to send anonymous mail",
    TOCSIN_ERROR_SEND_AUTH_REQUIRED },
  { "another's address", SMTP_PHASE_RECIPIENT,
    "553 5.7.1 <a@b.example>: Sender address rejected: not owned by user joe",
    TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { "Exchange, another's address", SMTP_PHASE_CONTENT,
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { "Exchange, in words", SMTP_PHASE_CONTENT,
    "554 5.2.252 SendAsDenied; joe@x.example not allowed to send as a@x.example",
    TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { "sender", SMTP_PHASE_SENDER, "550 5.1.8 no such domain", TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { "syntax", SMTP_PHASE_SENDER, "501 5.5.4 bad parameter", TOCSIN_ERROR_SERVER_BAD },
  { "no such user", SMTP_PHASE_RECIPIENT, "550 5.1.1 <x@y>: Recipient address rejected",
    TOCSIN_ERROR_SEND_RECIPIENT_REFUSED },
  { "elsewhere", SMTP_PHASE_RECIPIENT, "551 try <z@y>", TOCSIN_ERROR_SEND_RECIPIENT_REFUSED },
  { "greylisted", SMTP_PHASE_RECIPIENT, "450 4.7.1 <x@y>: Recipient address rejected: Greylisted",
    TOCSIN_ERROR_SEND_DEFERRED },
  { "busy mailbox", SMTP_PHASE_RECIPIENT, "450 4.2.1 mailbox busy", TOCSIN_ERROR_SEND_DEFERRED },
  { "full", SMTP_PHASE_RECIPIENT, "452 4.2.2 The email account is over quota",
    TOCSIN_ERROR_QUOTA_EXCEEDED },
  { "full for good", SMTP_PHASE_RECIPIENT, "552 5.2.2 full", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { "no relay", SMTP_PHASE_RECIPIENT, "554 5.7.1 <x@y>: Relay access denied",
    TOCSIN_ERROR_SEND_RELAY_DENIED },
  { "no relay, Exchange", SMTP_PHASE_RECIPIENT, "550 5.7.54 SMTP; Unable to relay recipient",
    TOCSIN_ERROR_SEND_RELAY_DENIED },
  { "no relay for now is no for now", SMTP_PHASE_RECIPIENT, "454 4.7.1 Relay access denied",
    TOCSIN_ERROR_SEND_RATE_LIMITED },
  { "rate", SMTP_PHASE_RECIPIENT, "450 4.7.1 Error: too much mail from 192.0.2.1",
    TOCSIN_ERROR_SEND_RATE_LIMITED },
  { "rate of the day", SMTP_PHASE_SENDER, "550 5.4.5 Daily user sending limit exceeded.",
    TOCSIN_ERROR_SEND_RATE_LIMITED },
  { "unicode", SMTP_PHASE_RECIPIENT, "553 5.6.7 no", TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8 },
  { "big", SMTP_PHASE_SENDER, "552 5.3.4 Message size exceeds fixed limit",
    TOCSIN_ERROR_SEND_TOO_BIG },
  { "big without a code", SMTP_PHASE_CONTENT, "552 no", TOCSIN_ERROR_SEND_TOO_BIG },
  { "spam", SMTP_PHASE_CONTENT, "554 5.7.1 Message rejected as spam",
    TOCSIN_ERROR_SEND_CONTENT_REFUSED },
  { "DMARC", SMTP_PHASE_CONTENT, "550 5.7.26 unauthenticated email",
    TOCSIN_ERROR_SEND_CONTENT_REFUSED },
  { "nobody there", SMTP_PHASE_CONTENT, "554 5.5.1 Error: no valid recipients",
    TOCSIN_ERROR_SEND_RECIPIENT_REFUSED },
  { "disk full", SMTP_PHASE_CONTENT, "452 4.3.1 Insufficient system storage",
    TOCSIN_ERROR_SEND_DEFERRED },
  { "no TLS further on", SMTP_PHASE_CONTENT, "550 5.7.30 REQUIRETLS support required",
    TOCSIN_ERROR_SEND_NEEDS_EXTENSION },
  { "going down", SMTP_PHASE_CONTENT, "421 4.3.2 shutting down", TOCSIN_ERROR_SERVER_BUSY },
  { "unwanted", SMTP_PHASE_HELLO, "554 5.7.1 blocked, see https://x", TOCSIN_ERROR_SERVER_REFUSED },
  { "too busy", SMTP_PHASE_HELLO, "421 too many connections", TOCSIN_ERROR_SERVER_BUSY },
  { "not known", SMTP_PHASE_COMMAND, "502 5.5.1 VRFY command is disabled",
    TOCSIN_ERROR_SERVER_BAD },
  { "no such user", SMTP_PHASE_COMMAND, "550 5.1.1 who?", TOCSIN_ERROR_SERVER_NO },
  { "neither", SMTP_PHASE_SENDER, "354 go", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "neither, too", SMTP_PHASE_CONTENT, "199 what", TOCSIN_ERROR_PROTOCOL_PARSE },
};

static void
test_meanings (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (SmtpReply) reply = { 0 };
      g_autoptr (GError) error = NULL;
      gboolean more;

      g_test_message ("%s: %s", rows[i].about, rows[i].answer);
      smtp_reply_begin (&reply);
      g_assert_true (
          smtp_reply_add_line (&reply, rows[i].answer, strlen (rows[i].answer), &more, NULL));
      g_assert_false (smtp_trouble_check (&reply, rows[i].phase, "X", &error));
      g_assert_error (error, TOCSIN_ERROR, rows[i].code);
    }
}

/* Everything that a server says to one message; a position in it is where it goes away. */
static const char *const lines[] = {
  "220 mx.example ESMTP\r\n",
  "250-mx.example\r\n250 SIZE 1000000\r\n",
  "250 2.1.0 ok\r\n",
  "250 2.1.5 ok\r\n",
  "354 go\r\n",
  "250 2.0.0 queued\r\n",
};

static const char *const commands[] = {
  NULL,
  "EHLO me.example\r\n",
  "MAIL FROM:<me@example.org> SIZE=31\r\n",
  "RCPT TO:<you@example.org>\r\n",
  "DATA\r\n",
  PLAY_WIRE ".\r\n",
};

static void
play_until (gsize line, gsize byte)
{
  g_autoptr (Play) play = play_new ();
  g_autofree char *half = g_strndup (lines[line], byte);
  gboolean last = line + 1 == G_N_ELEMENTS (lines);
  g_autoptr (GError) error = NULL;

  scripted_server_connection (play->server);
  for (gsize i = 0; i <= line; i++)
    {
      if (commands[i] != NULL)
        scripted_server_expect (play->server, commands[i]);
      scripted_server_send (play->server, i < line ? lines[i] : half);
    }
  scripted_server_hang_up (play->server);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  g_assert_false (play_send (play, PLAY_MESSAGE, &error));
  if (last)
    {
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN);
      play_expect_report (play, TOCSIN_SEND_UNKNOWN, "unknown");
      g_assert_null (tocsin_send_report_get_rest (play->report, play->envelope));
      return;
    }
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY);
  play_expect_report (play, TOCSIN_SEND_NOT_SENT, "untried");
}

static void
test_end_at_each_byte (gconstpointer data)
{
  gsize line = GPOINTER_TO_SIZE (data);

  for (gsize byte = 0; byte < strlen (lines[line]); byte++)
    play_until (line, byte);
}

/* 421 may come in place of any answer. */
static void
test_goodbye (gconstpointer data)
{
  gsize line = GPOINTER_TO_SIZE (data);
  g_autoptr (TocsinEnvelope) rest = NULL;
  g_autoptr (Play) play = play_new ();

  scripted_server_connection (play->server);
  for (gsize i = 0; i <= line; i++)
    {
      if (commands[i] != NULL)
        scripted_server_expect (play->server, commands[i]);
      scripted_server_send (play->server, i < line ? lines[i] : "421 4.3.2 going down\r\n");
    }
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SERVER_BUSY);
  g_assert_cmpint (tocsin_send_report_get_outcome (play->report), ==, TOCSIN_SEND_NOT_SENT);
  rest = tocsin_send_report_get_rest (play->report, play->envelope);
  g_assert_nonnull (rest);
}

typedef struct
{
  const char *about;
  const char *answer;
} Nonsense;

static const Nonsense nonsense[] = {
  { "codes that differ", "250-ok\r\n550 no\r\n" },
  { "no code", "ok\r\n" },
  { "four digits", "2500 ok\r\n" },
  { "a code of two", "25 ok\r\n" },
  { "a NUL", "250 o<<nul>>k\r\n" },
  { "another protocol", "+OK\r\n" },
};

static void
play_nonsense (const Nonsense *row, gsize line)
{
  g_autoptr (Play) play = play_new ();
  gboolean last = line + 1 == G_N_ELEMENTS (lines);
  g_auto (GStrv) halves = g_strsplit (row->answer, "<<nul>>", 2);

  g_test_message ("%s at %" G_GSIZE_FORMAT, row->about, line);
  scripted_server_connection (play->server);
  for (gsize i = 0; i <= line; i++)
    {
      if (commands[i] != NULL)
        scripted_server_expect (play->server, commands[i]);
      if (i < line)
        scripted_server_send (play->server, lines[i]);
    }
  scripted_server_send (play->server, halves[0]);
  if (halves[1] != NULL)
    {
      scripted_server_send_bytes (play->server, "", 1);
      scripted_server_send (play->server, halves[1]);
    }
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE,
             last ? TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN : TOCSIN_ERROR_PROTOCOL_PARSE);
  play_expect_report (play, last ? TOCSIN_SEND_UNKNOWN : TOCSIN_SEND_NOT_SENT,
                      last ? "unknown" : "untried");
}

static void
test_nonsense (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    for (gsize line = 1; line < G_N_ELEMENTS (lines); line++)
      play_nonsense (&nonsense[i], line);
}

/* An answer without end is an error, not memory. */
static void
test_flood (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_expect (play, "MAIL FROM:<me@example.org>");
  scripted_server_send_repeated (play->server, "250-and so on, and so on, and so on\r\n", 100000);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_PROTOCOL_PARSE);
}

/* An answer too many would be taken for the next command's, and a refusal for a yes. */
static void
test_surplus (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING");
  scripted_server_expect (play->server, "MAIL FROM:<me@example.org>\r\n"
                                        "RCPT TO:<you@example.org>\r\nDATA\r\n");
  play_say (play, "250 ok\r\n250 ok\r\n354 go\r\n250 taken");
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_PROTOCOL_PARSE);
  play_expect_report (play, TOCSIN_SEND_NOT_SENT, "untried");
  g_assert_cmpuint (play->commits, ==, 0);
}

/* Nor is a session used again that said more than it was asked. */
static void
test_surplus_at_the_end (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  play_command (play, "DATA", "354 go");
  scripted_server_expect (play->server, PLAY_WIRE ".\r\n");
  play_say (play, "250 ok\r\n250 ok");
  scripted_server_expect_eof (play->server);
  play_connect (play, "");
  play_whole_message (play);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_send_well (play, PLAY_MESSAGE);
  play_send_well (play, PLAY_MESSAGE);
}

/* Once, when the first of it has gone: until the server has said what it wants to say. */
static void
wait_for_server (guint64 sent, guint64 size, gpointer user_data)
{
  Play *play = user_data;

  if (play->commits++ == 0)
    scripted_server_sync (play->server);
}

/* A refusal in the middle of a large message: its end never comes, so nobody has to wonder. */
static void
test_early_refusal (gconstpointer keywords)
{
  g_autoptr (Play) play = play_new ();
  gboolean chunking = strstr (keywords, "CHUNKING") != NULL;
  g_autoptr (GString) message = g_string_new ("Subject: large\n\n");
  const TocsinSendWatch watch = { NULL, wait_for_server, play };
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  while (message->len < 400000)
    g_string_append (message, "all work and no play makes a dull message\n");
  play_connect (play, keywords);
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  if (!chunking)
    play_command (play, "DATA", "354 go");
  scripted_server_discard (play->server, 60000);
  play_say (play, "552 5.3.4 too large");
  scripted_server_wait (play->server);
  scripted_server_hang_up (play->server);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  stream = g_memory_input_stream_new_from_data (message->str, (gssize) message->len, NULL);
  g_assert_false (tocsin_mail_transport_send (play->transport, play->envelope, stream, message->len,
                                              &watch, &play->report, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_TOO_BIG);
  play_expect_report (play, TOCSIN_SEND_NOT_SENT, "refused");
  g_assert_cmpuint (play->commits, ==, 1);
  scripted_server_go (play->server);
}

/* The server has it all and says nothing any more: nobody knows. */
static void
test_silence_at_the_end (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  play_command (play, "DATA", "354 go");
  scripted_server_expect (play->server, PLAY_WIRE ".\r\n");
  scripted_server_silence (play->server);
  play_start (play, "protocol-timeout=1", NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN);
  play_expect_report (play, TOCSIN_SEND_UNKNOWN, "unknown");
}

/* A refusal of the whole message is one, whatever the recipients were told. */
static void
test_content_refused (void)
{
  g_autoptr (Play) play = play_new ();
  const TocsinSendResult *result;

  play_connect (play, "");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  play_command (play, "DATA", "354 go");
  scripted_server_expect (play->server, PLAY_WIRE ".\r\n");
  play_say (play, "451 4.3.0 try again");
  play_expect (play, "RSET");
  play_say (play, "250 ok");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  play_command (play, "DATA", "554 5.7.1 not today");
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_DEFERRED);
  play_expect_report (play, TOCSIN_SEND_NOT_SENT, "later");
  result = tocsin_send_report_get_result (play->report, 0);
  g_assert_cmpuint (result->code, ==, 451);
  g_assert_cmpstr (result->enhanced, ==, "4.3.0");
  g_assert_cmpstr (result->text, ==, "try again");
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_CONTENT_REFUSED);
  play_expect_report (play, TOCSIN_SEND_NOT_SENT, "refused");
}

static gboolean
refuse_commit (gpointer user_data, GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL, "no room");

  return FALSE;
}

/* What can't be written down is not sent. */
static void
test_commit_fails (gconstpointer keywords)
{
  g_autoptr (Play) play = play_new ();
  const TocsinSendWatch watch = { refuse_commit, NULL, NULL };
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (PLAY_MESSAGE, strlen (PLAY_MESSAGE), NULL);
  g_autoptr (GError) error = NULL;

  play_connect (play, keywords);
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  if (*(const char *) keywords == '\0')
    play_command (play, "DATA", "354 go");
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  g_assert_false (tocsin_mail_transport_send (play->transport, play->envelope, stream,
                                              strlen (PLAY_MESSAGE), &watch, &play->report, NULL,
                                              &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  play_expect_report (play, TOCSIN_SEND_NOT_SENT, "untried");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/trouble/meanings", test_meanings);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *end = g_strdup_printf ("/smtp/trouble/end-at-each-byte/%" G_GSIZE_FORMAT, i);
      g_autofree char *goodbye = g_strdup_printf ("/smtp/trouble/goodbye/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (end, GSIZE_TO_POINTER (i), test_end_at_each_byte);
      g_test_add_data_func (goodbye, GSIZE_TO_POINTER (i), test_goodbye);
    }
  g_test_add_func ("/smtp/trouble/nonsense", test_nonsense);
  g_test_add_func ("/smtp/trouble/flood", test_flood);
  g_test_add_func ("/smtp/trouble/surplus", test_surplus);
  g_test_add_func ("/smtp/trouble/surplus-at-the-end", test_surplus_at_the_end);
  g_test_add_data_func ("/smtp/trouble/early-refusal/data", "", test_early_refusal);
  g_test_add_data_func ("/smtp/trouble/early-refusal/chunk", "CHUNKING", test_early_refusal);
  g_test_add_func ("/smtp/trouble/silence-at-the-end", test_silence_at_the_end);
  g_test_add_func ("/smtp/trouble/content-refused", test_content_refused);
  g_test_add_data_func ("/smtp/trouble/commit-fails/data", "", test_commit_fails);
  g_test_add_data_func ("/smtp/trouble/commit-fails/chunk", "CHUNKING", test_commit_fails);

  return g_test_run ();
}
