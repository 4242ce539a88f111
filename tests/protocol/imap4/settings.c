/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/imap4/play.h"

/* Settings of a connection, as an IMAP server sees them. Each test fails when its key is ignored.
 */

#define LIST "LIST \"\" \"*\""
#define INBOX "* LIST () \"/\" INBOX\r\n"

/* What says who we are is sent unless identify says no; quirk 19 has the other half. */
static void
test_identify (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 ID] ready\r\n");
  play_sign_in (play, "ID");
  play_command (play, LIST, INBOX, "OK done");
  play_start (play, "identify=false", NULL);
  play_list (play, "INBOX");
}

/* Who signs in is joe, who is meant is ann. */
static void
test_authorization_identity (void)
{
  static const char said[] = "ann\0joe\0secret";
  g_autofree char *proof = g_base64_encode ((const guchar *) said, sizeof said - 1);
  g_autofree char *command = g_strdup_printf ("AUTHENTICATE PLAIN %s", proof);
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n");
  play_command (play, command, NULL, "OK [CAPABILITY IMAP4rev1] in");
  play_command (play, LIST, INBOX, "OK done");
  play_start (play, "authentication.authorization-identity=ann", NULL);
  play_list (play, "INBOX");
}

static void
fetch_with_code_page (const char *assignment, const char *expected)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER])",
                "* 5 FETCH (UID 5 BODY[HEADER] {19}\r\n"
                "Subject: \xcf\xf0\xe8\xe2\xe5\xf2\r\n\r\n)\r\n",
                "OK done");
  play_start (play, assignment, NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_HEADERS, expected);
}

static void
test_code_page (void)
{
  fetch_with_code_page ("code-page=windows-1251", "1.5 Привет\n");
  fetch_with_code_page ("code-page=koi8-r", "1.5 оПХБЕР\n");
  fetch_with_code_page ("code-page=", "1.5 Ïðèâåò\n");
}

static gboolean
take_dkim (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  *(gboolean *) user_data = tocsin_message_has_authentication_result (message, "dkim", "pass");

  return TRUE;
}

/* The topmost result is of a server on the way, the one below it of the server that is named. */
static void
fetch_with_authserv_id (const char *assignment, gboolean expected)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);
  gboolean passes = !expected;
  TocsinMailSink sink = { .message = take_dkim, .user_data = &passes };
  g_autoptr (GError) error = NULL;

  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER])",
                "* 5 FETCH (UID 5 BODY[HEADER] {107}\r\n"
                "Authentication-Results: relay.example.net; dkim=fail\r\n"
                "Authentication-Results: mx.example.com; dkim=pass\r\n\r\n)\r\n",
                "OK done");
  play_start (play, assignment, NULL);
  tocsin_mail_store_fetch (play->store, refs, TOCSIN_MAIL_PARTS_HEADERS, &sink, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (passes, ==, expected);
}

static void
test_authserv_id (void)
{
  fetch_with_authserv_id ("authserv-id=mx.example.com", TRUE);
  fetch_with_authserv_id ("authserv-id=relay.example.net", FALSE);
  fetch_with_authserv_id ("authserv-id=", FALSE);
}

static void
list_and_leave (Play *play, const char *linger)
{
  play_start (play, linger, NULL);
  play_list (play, "INBOX");
}

static void
test_linger (void)
{
  g_autoptr (Play) polite = play_new ();
  g_autoptr (Play) curt = play_new ();

  play_begin (polite, "");
  play_command (polite, LIST, INBOX, "OK done");
  play_command (polite, "LOGOUT", "* BYE\r\n", "OK bye");
  scripted_server_expect_eof (polite->server);
  list_and_leave (polite, "limits.linger=5");

  play_begin (curt, "");
  play_command (curt, LIST, INBOX, "OK done");
  scripted_server_expect_eof (curt->server);
  list_and_leave (curt, "limits.linger=0");
}

/* Its size is known beforehand, so nothing of the body is asked for. */
static void
test_max_message_size (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  ((TocsinMessageRef *) g_ptr_array_index (refs, 0))->size = 1000;
  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID)", "* 5 FETCH (UID 5)\r\n", "OK done");
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE)", "* 5 FETCH (UID 5 RFC822.SIZE 1000)\r\n",
                "OK done");
  play_command (play, "UID FETCH 5 (UID INTERNALDATE)", "* 5 FETCH (UID 5)\r\n", "OK done");
  play_start (play, "limits.max-message-size=999", NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_RAW, "1.5 \n");
}

static void
test_no_max_message_size (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  ((TocsinMessageRef *) g_ptr_array_index (refs, 0))->size = 4;
  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])",
                "* 5 FETCH (UID 5 RFC822.SIZE 4 BODY[] {4}\r\nbody)\r\n", "OK done");
  play_start (play, "limits.max-message-size=0", NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_RAW, "<body1.5 \n");
}

/* 0 is the protocol's own number. */
static void
test_defaults (void)
{
  const char *const assignments[] = { "address=localhost", "limits.pool-size=0", "timeout=0",
                                      "protocol-timeout=0", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("box", "imap4", assignments, &error);
  g_autoptr (TocsinConnection) connection =
      g_object_new (TOCSIN_TYPE_IMAP4_CONNECTION, "settings", settings, NULL);
  g_autoptr (TocsinEndpoint) endpoint = tocsin_connection_get_endpoint (connection, &error);
  const TocsinEndpointLimits *limits;

  g_assert_no_error (error);
  limits = tocsin_endpoint_get_limits (endpoint);
  g_assert_cmpuint (limits->pool_size, ==, 4);
  g_assert_cmpuint (limits->timeout, ==, 30);
  g_assert_cmpuint (limits->protocol_timeout, ==, 300);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/settings/identify", test_identify);
  g_test_add_func ("/imap4/settings/authorization-identity", test_authorization_identity);
  g_test_add_func ("/imap4/settings/code-page", test_code_page);
  g_test_add_func ("/imap4/settings/authserv-id", test_authserv_id);
  g_test_add_func ("/imap4/settings/linger", test_linger);
  g_test_add_func ("/imap4/settings/max-message-size", test_max_message_size);
  g_test_add_func ("/imap4/settings/no-max-message-size", test_no_max_message_size);
  g_test_add_func ("/imap4/settings/defaults", test_defaults);

  return g_test_run ();
}
