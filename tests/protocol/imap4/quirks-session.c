/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/imap4/play.h"

#include <string.h>

/* Quirks of real servers on the way in. Each test fails without the workaround it is named after.
 */

static void
quirk_01_not_connected (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "NAMESPACE");
  play_command (play, "NAMESPACE", NULL, "BAD User is authenticated but not connected.");
  play_start (play, NULL);
  play_expect_error (play, TOCSIN_ERROR_AUTH_NOT_CONNECTED);
}

static void
quirk_02_bare_unavailable (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_expect (play, "LIST \"\" \"*\"");
  play_say (play, "Server Unavailable. 15\r\n");
  play_start (play, NULL);
  play_expect_error (play, TOCSIN_ERROR_SERVER_BUSY);
}

/* What the greeting claims counts for nothing after signing in; without a code in the OK it is
 * asked again. */
static void
quirk_03_capabilities_change (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 LIST-EXTENDED SPECIAL-USE] ready\r\n");
  play_command (play, "LOGIN \"joe\" \"secret\"", NULL, "OK in");
  play_command (play, "CAPABILITY", "* CAPABILITY IMAP4rev1 XLIST\r\n", "OK done");
  play_command (play, "XLIST \"\" \"*\"", "* XLIST (\\Inbox) \"/\" Inbox\r\n", "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX");
}

static void
quirk_04_shared_name (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
  play_command (play, "LOGIN \"CORP\\\\joe\" \"secret\"", NULL, "OK [CAPABILITY IMAP4rev1] in");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  play_start (play, "authentication.username=CORP\\joe", NULL);
  play_list (play, "INBOX");
}

/* Quoted, though LITERAL+ would let a literal go unasked. */
static void
quirk_05_no_literals_in_login (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 LITERAL+] ready\r\n");
  play_command (play, "LOGIN \"j \\\"o\\\" e\" \"secret\"", NULL, "OK [CAPABILITY IMAP4rev1] in");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  play_start (play, "authentication.username=j \"o\" e", NULL);
  play_list (play, "INBOX");
}

/* CRAM-MD5 is stronger and fails; PLAIN gets a connection of its own, and no password is called
 * wrong. */
static void
quirk_06_mechanism_fails (void)
{
  static const char greeting[] =
      "* OK [CAPABILITY IMAP4rev1 AUTH=CRAM-MD5 AUTH=PLAIN SASL-IR] ready\r\n";
  g_autoptr (Play) play = play_new ();

  play_connect (play, greeting);
  play_expect (play, "AUTHENTICATE CRAM-MD5");
  play_say (play, "+ PDEyQGE+\r\n");
  scripted_server_expect (play->server, "<<proof>>\r\n");
  play_answer (play, "NO no secret for that");
  play_connect (play, greeting);
  play_command (play, "AUTHENTICATE PLAIN AGpvZQBzZWNyZXQ=", NULL, "OK [CAPABILITY IMAP4rev1] in");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX");
}

/* "Password:" where the name is asked for, and NULs in the other. */
static void
quirk_08_odd_prompts (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 AUTH=LOGIN] ready\r\n");
  play_expect (play, "AUTHENTICATE LOGIN");
  play_say (play, "+ UGFzc3dvcmQ6\r\n");
  scripted_server_expect (play->server, "am9l\r\n");
  play_say (play, "+ VXNlcjoAAA==\r\n");
  scripted_server_expect (play->server, "c2VjcmV0\r\n");
  play_answer (play, "OK [CAPABILITY IMAP4rev1] in");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  play_start (play, "authentication.mechanisms=LOGIN", NULL);
  play_list (play, "INBOX");
}

static void
quirk_09_namespace_drops (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "NAMESPACE");
  play_expect (play, "NAMESPACE");
  scripted_server_cut (play->server);
  play_begin (play, "NAMESPACE");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX");
}

/* OK without ENABLED: names stay in modified UTF-7. */
static void
quirk_14_nothing_enabled (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "ENABLE UTF8=ACCEPT");
  play_command (play, "ENABLE UTF8=ACCEPT", NULL, "OK done");
  play_command (play, "LIST \"\" \"*\"",
                "* LIST () \"/\" INBOX\r\n* LIST () \"/\" \"B&APw-cher\"\r\n", "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX Bücher");
}

static void
quirk_15_case_and_spaces (void)
{
  static const char message[] = "x: y\r\n";
  g_autoptr (Play) play = play_new ();
  g_autoptr (GInputStream) input =
      g_memory_input_stream_new_from_data (message, strlen (message), NULL);
  g_autoptr (GError) error = NULL;

  play_begin (play, "literal + list-extended special-use");
  play_command (play, "LIST \"\" \"*\" RETURN (SPECIAL-USE)",
                "* list (\\TRASH) \"/\" Bin\r\n* list () \"/\" inbox\r\n", "ok done");
  play_expect (play, "APPEND Bin {6+}\r\nx: y\r\n");
  play_answer (play, "OK done");
  play_command (play, "NOOP", NULL, "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX Bin:trash");
  tocsin_mail_store_append (play->store, "Bin", input, strlen (message), NULL, &error);
  g_assert_no_error (error);
}

static void
quirk_17_leading_nul (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_expect (play, "LIST \"\" \"*\"");
  scripted_server_send_bytes (play->server, "\0\0* LIST () \"/\" INBOX\r\n", 23);
  play_answer (play, "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX");
}

static void
quirk_18_web_login (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GError) error = NULL;

  play_connect (play, "* OK [CAPABILITY IMAP4rev1] ready\r\n");
  play_command (play, "LOGIN \"joe\" \"secret\"",
                "* NO [WEBALERT https://example.com/signin] Web login required.\r\n",
                "NO [ALERT] Please log in via your web browser: https://example.com/why");
  play_start (play, NULL);
  g_assert_null (tocsin_mail_store_list_folders (play->store, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED);
  g_assert_nonnull (strstr (tocsin_error_get_server_text (error), "https://example.com/signin"));
  g_assert_nonnull (strstr (tocsin_error_get_server_text (error), "https://example.com/why"));
}

static void
quirk_19_id_before_and_after (void)
{
  static const char id[] = "ID (\"name\" \"Tocsin\" \"version\" \"0.1.0\")";
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 ID] ready\r\n");
  play_command (play, id, "* ID NIL\r\n", "OK done");
  play_sign_in (play, "ID");
  play_command (play, id, "* ID (\"name\" \"QQ\")\r\n", "OK done");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/quirk/01-not-connected", quirk_01_not_connected);
  g_test_add_func ("/imap4/quirk/02-bare-unavailable", quirk_02_bare_unavailable);
  g_test_add_func ("/imap4/quirk/03-capabilities-change", quirk_03_capabilities_change);
  g_test_add_func ("/imap4/quirk/04-shared-name", quirk_04_shared_name);
  g_test_add_func ("/imap4/quirk/05-no-literals-in-login", quirk_05_no_literals_in_login);
  g_test_add_func ("/imap4/quirk/06-mechanism-fails", quirk_06_mechanism_fails);
  g_test_add_func ("/imap4/quirk/08-odd-prompts", quirk_08_odd_prompts);
  g_test_add_func ("/imap4/quirk/09-namespace-drops", quirk_09_namespace_drops);
  g_test_add_func ("/imap4/quirk/14-nothing-enabled", quirk_14_nothing_enabled);
  g_test_add_func ("/imap4/quirk/15-case-and-spaces", quirk_15_case_and_spaces);
  g_test_add_func ("/imap4/quirk/17-leading-nul", quirk_17_leading_nul);
  g_test_add_func ("/imap4/quirk/18-web-login", quirk_18_web_login);
  g_test_add_func ("/imap4/quirk/19-id-before-and-after", quirk_19_id_before_and_after);

  return g_test_run ();
}
