/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What real servers do, under the numbers that the code names them by. */
#include "core/base/error.h"
#include "tests/protocol/smtp/play.h"

static void
refuse_hello (Play *play, const char *answer)
{
  scripted_server_connection (play->server);
  play_say (play, "220 mx.example");
  play_command (play, "EHLO me.example", answer);
}

/* 50: a server without EHLO is greeted with HELO where neither TLS nor a password is needed. */
static void
test_50 (gconstpointer answer)
{
  g_autoptr (Play) play = play_new ();

  refuse_hello (play, answer);
  play_command (play, "HELO me.example", "250 mx.example");
  play_whole_message (play);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_send_well (play, PLAY_MESSAGE);
}

static void
test_50_login (void)
{
  g_autoptr (Play) play = play_new ();

  refuse_hello (play, "500 what?");
  play_start (play, "authentication.username=joe", "authentication.password=env:SMTP_TEST_PASSWORD",
              "encryption.allow-cleartext=true", NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM);
  play_expect_report (play, TOCSIN_SEND_NOT_SENT, "untried");
}

static void
test_50_opportunistic (void)
{
  g_autoptr (Play) play = play_new ();

  refuse_hello (play, "502 what?");
  play_command (play, "HELO me.example", "250 mx.example");
  play_whole_message (play);
  play_start (play, "encryption.mode=opportunistic", NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_send_well (play, PLAY_MESSAGE);
}

/* 50: and nothing but HELO where the settings say so. */
static void
test_50_setting (void)
{
  g_autoptr (Play) play = play_new ();

  scripted_server_connection (play->server);
  play_say (play, "220 mx.example");
  play_command (play, "HELO me.example", "250 mx.example");
  play_whole_message (play);
  play_start (play, "smtp.extensions=false", NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_send_well (play, PLAY_MESSAGE);
}

/* 51: AUTH=LOGIN counts beside AUTH, X-EXPS does not. */
static void
test_51 (gconstpointer keywords)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, keywords);
  play_command (play, "AUTH LOGIN", "334 VXNlcm5hbWU6");
  play_command (play, "am9l", "334 UGFzc3dvcmQ6");
  play_command (play, "c2VjcmV0", "235 in");
  play_whole_message (play);
  play_start (play, "authentication.username=joe", "authentication.password=env:SMTP_TEST_PASSWORD",
              "encryption.allow-cleartext=true", NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_send_well (play, PLAY_MESSAGE);
}

static void
test_51_exchange (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "X-EXPS_GSSAPI_LOGIN X-EXPS=LOGIN XAUTH_PLAIN");
  play_start (play, "authentication.username=joe", "authentication.password=env:SMTP_TEST_PASSWORD",
              "encryption.allow-cleartext=true", NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM);
}

/* 52: any 2yz at RCPT is a yes. */
static void
test_52 (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING");
  scripted_server_expect (play->server, "MAIL FROM:<me@example.org>\r\n"
                                        "RCPT TO:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n"
                                        "RCPT TO:<c@example.org>\r\nDATA\r\n");
  play_say (play, "250 ok\r\n250 ok\r\n251 will forward\r\n252 can't know\r\n354 go");
  scripted_server_expect (play->server, PLAY_WIRE ".\r\n");
  play_say (play, "299 thank you");
  play_start (play, NULL);
  play_to (play, "a@example.org", TOCSIN_RECIPIENT_TO);
  play_to (play, "b@example.org", TOCSIN_RECIPIENT_TO);
  play_to (play, "c@example.org", TOCSIN_RECIPIENT_TO);
  play_send_well (play, PLAY_MESSAGE);
  play_expect_report (play, TOCSIN_SEND_SENT, "accepted accepted accepted");
  g_assert_cmpuint (tocsin_send_report_get_result (play->report, 2)->code, ==, 252);
}

/* 53: all answers are read, and a lone dot ends a message that nobody is to get; the session is of
 * use for the next. */
static void
test_53 (gconstpointer verdict)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING");
  scripted_server_expect (play->server, "MAIL FROM:<me@example.org>\r\n"
                                        "RCPT TO:<you@example.org>\r\nDATA\r\n");
  play_say (play, "250 ok\r\n550 5.1.1 no such user\r\n354 go");
  play_expect (play, ".");
  play_say (play, verdict);
  scripted_server_expect (play->server, "RSET\r\nMAIL FROM:<me@example.org>\r\n"
                                        "RCPT TO:<you@example.org>\r\nDATA\r\n");
  play_say (play, "250 ok\r\n250 ok\r\n250 ok\r\n354 go");
  scripted_server_expect (play->server, PLAY_WIRE ".\r\n");
  play_say (play, "250 ok");
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_RECIPIENT_REFUSED);
  play_expect_report (play, TOCSIN_SEND_NOT_SENT, "refused");
  g_assert_cmpuint (play->commits, ==, 0);
  play_send_well (play, PLAY_MESSAGE);
}

/* 53: behind a refused MAIL, too. */
static void
test_53_sender (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING");
  scripted_server_expect (play->server, "MAIL FROM:<me@example.org>\r\n"
                                        "RCPT TO:<you@example.org>\r\nDATA\r\n");
  play_say (play, "553 5.1.8 who are you\r\n503 MAIL first\r\n503 RCPT first");
  scripted_server_expect (play->server, "RSET\r\nMAIL FROM:<me@example.org>\r\n"
                                        "RCPT TO:<you@example.org>\r\nDATA\r\n");
  play_say (play, "250 ok\r\n250 ok\r\n250 ok\r\n354 go");
  scripted_server_expect (play->server, PLAY_WIRE ".\r\n");
  play_say (play, "250 ok");
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_SENDER_REFUSED);
  play_send_well (play, PLAY_MESSAGE);
}

/* 53: a lone dot would send an empty message to who was taken all the same: only hanging up does
 * not. */
static void
test_53_taken (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING");
  scripted_server_expect (play->server, "MAIL FROM:<me@example.org>\r\n"
                                        "RCPT TO:<you@example.org>\r\nDATA\r\n");
  play_say (play, "553 5.1.8 who are you\r\n250 ok\r\n354 go");
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_SENDER_REFUSED);
}

/* 54: after a refusal some servers hang up at RSET; the next message goes over another session. */
static void
test_54 (gconstpointer keywords)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, keywords);
  play_command (play, "MAIL FROM:<me@example.org>", "530 5.7.0 authentication required");
  play_expect (play, "RSET");
  scripted_server_hang_up (play->server);
  play_connect (play, keywords);
  play_whole_message (play);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_AUTH_REQUIRED);
  play_expect_report (play, TOCSIN_SEND_NOT_SENT, "later");
  play_send_well (play, PLAY_MESSAGE);
  play_expect_report (play, TOCSIN_SEND_SENT, "accepted");
}

/* 54: and where RSET ends a test, that is none of its business. */
static void
test_54_test (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GError) error = NULL;

  play_connect (play, "");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<me@example.org>", "250 ok");
  play_expect (play, "RSET");
  scripted_server_hang_up (play->server);
  play_start (play, "smtp.from=Me <me@example.org>", NULL);
  tocsin_connection_test (TOCSIN_CONNECTION (play->transport), NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* 55: a server that closes instead of answering QUIT. */
static void
test_55 (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GError) error = NULL;

  play_connect (play, "");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<me@example.org>", "250 ok");
  play_command (play, "RSET", "250 ok");
  play_expect (play, "QUIT");
  scripted_server_hang_up (play->server);
  play_start (play, "smtp.from=me@example.org", "limits.linger=5", NULL);
  tocsin_connection_test (TOCSIN_CONNECTION (play->transport), NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* 56: one recipient refused is normal: the others get the message, and the report says who. */
static void
test_56 (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING");
  scripted_server_expect (play->server, "MAIL FROM:<me@example.org>\r\n"
                                        "RCPT TO:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n"
                                        "RCPT TO:<c@example.org>\r\nDATA\r\n");
  play_say (play, "250 ok\r\n550 5.1.1 no such user\r\n250 2.1.5 ok\r\n"
                  "451 4.7.1 greylisted, come back\r\n354 go");
  scripted_server_expect (play->server, PLAY_WIRE ".\r\n");
  play_say (play, "250 ok");
  play_start (play, NULL);
  play_to (play, "a@example.org", TOCSIN_RECIPIENT_TO);
  play_to (play, "b@example.org", TOCSIN_RECIPIENT_CC);
  play_to (play, "c@example.org", TOCSIN_RECIPIENT_BCC);
  play_send_well (play, PLAY_MESSAGE);
  play_expect_report (play, TOCSIN_SEND_PARTIAL, "refused accepted later");
  g_assert_cmpstr (tocsin_send_report_get_result (play->report, 0)->enhanced, ==, "5.1.1");
  g_assert_cmpstr (tocsin_send_report_get_result (play->report, 0)->text, ==, "no such user");
  g_assert_cmpint (tocsin_send_report_get_result (play->report, 2)->error_code, ==,
                   TOCSIN_ERROR_SEND_DEFERRED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/smtp/quirks/50/500", "500 what?", test_50);
  g_test_add_data_func ("/smtp/quirks/50/502", "502 5.5.1 what?", test_50);
  g_test_add_data_func ("/smtp/quirks/50/504", "504 what?", test_50);
  g_test_add_data_func ("/smtp/quirks/50/550", "550-what?\r\n550 no", test_50);
  g_test_add_func ("/smtp/quirks/50/login", test_50_login);
  g_test_add_func ("/smtp/quirks/50/opportunistic", test_50_opportunistic);
  g_test_add_func ("/smtp/quirks/50/setting", test_50_setting);
  g_test_add_data_func ("/smtp/quirks/51", "X-EXPS_GSSAPI_PLAIN AUTH=LOGIN", test_51);
  g_test_add_data_func ("/smtp/quirks/51/both", "AUTH_LOGIN AUTH=LOGIN", test_51);
  g_test_add_func ("/smtp/quirks/51/exchange", test_51_exchange);
  g_test_add_func ("/smtp/quirks/52", test_52);
  g_test_add_data_func ("/smtp/quirks/53/no", "554 5.5.1 no valid recipients", test_53);
  g_test_add_data_func ("/smtp/quirks/53/yes", "250 ok, nothing to do", test_53);
  g_test_add_func ("/smtp/quirks/53/sender", test_53_sender);
  g_test_add_func ("/smtp/quirks/53/taken", test_53_taken);
  g_test_add_data_func ("/smtp/quirks/54", "", test_54);
  g_test_add_func ("/smtp/quirks/54/test", test_54_test);
  g_test_add_func ("/smtp/quirks/55", test_55);
  g_test_add_func ("/smtp/quirks/56", test_56);

  return g_test_run ();
}
