/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/imap4/play.h"

/* Quirks of real servers when they list folders. Each test fails without the workaround it is named
 * after. */

#define PLAIN_LIST "* LIST (\\Trash) \".\" Bin\r\n* LIST () \".\" INBOX\r\n"

static void
quirk_10_special_use_refused (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "LIST-EXTENDED SPECIAL-USE");
  play_command (play, "LIST \"\" \"*\" RETURN (SPECIAL-USE)", NULL, "BAD expected something else");
  play_command (play, "LIST \"\" \"*\"", PLAIN_LIST, "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX Bin:trash");
}

/* And what is known not to work is not tried again. */
static void
quirk_11_empty_list (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "LIST-EXTENDED LIST-STATUS");
  play_command (play, "LIST \"\" \"*\" RETURN (STATUS (MESSAGES UNSEEN))", NULL, "OK done");
  play_command (play, "LIST \"\" \"*\"", PLAIN_LIST, "OK done");
  play_command (play, "LIST \"\" \"*\"", PLAIN_LIST, "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX Bin:trash");
  play_list (play, "INBOX Bin:trash");
}

static void
quirk_12_old_cyrus (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1] mail Cyrus IMAP v2.4.17 ready\r\n");
  play_sign_in (play, "LIST-EXTENDED LIST-STATUS SPECIAL-USE");
  play_command (play, "LIST \"\" \"*\"", PLAIN_LIST, "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX Bin:trash");
}

static void
quirk_12_newer_cyrus (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "* OK [CAPABILITY IMAP4rev1] mail Cyrus IMAP 3.6.1 ready\r\n");
  play_sign_in (play, "LIST-EXTENDED SPECIAL-USE");
  play_command (play, "LIST \"\" \"*\" RETURN (SPECIAL-USE)", PLAIN_LIST, "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX Bin:trash");
}

static void
quirk_13_inbox_not_listed (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \".\" INBOX.Sent\r\n", "OK done");
  play_command (play, "LIST \"\" INBOX", "* LIST () \".\" INBOX\r\n", "OK done");
  play_start (play, NULL);
  play_list (play, "INBOX INBOX/Sent");
}

/* Names as they should not be: with a control character and not quoted, raw bytes, a literal, NIL,
 * broken modified UTF-7. The id keeps the bytes, and is what goes back over the line. */
static void
quirk_32_odd_names (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (TocsinMailChanges) control = NULL;
  g_autoptr (TocsinMailChanges) raw = NULL;

  play_begin (play, "LITERAL+");
  play_command (play, "LIST \"\" \"*\"",
                "* LIST () \"/\" INBOX\r\n* LIST () \"/\" a\x01 b\r\n* LIST () \"/\" \"B\xfc\"\r\n"
                "* LIST () \"/\" {3}\r\nx y\r\n* LIST () \"/\" NIL\r\n* LIST () \"/\" \"a&b\"\r\n",
                "OK done");
  play_examine (play, "\"a\x01 b\"", 0, 1);
  play_examine (play, "{2+}\r\nB\xfc", 0, 1);
  play_start (play, NULL);

  folders = tocsin_mail_store_list_folders (play->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (folders->len, ==, 6);
  g_assert_cmpstr (((TocsinFolder *) g_ptr_array_index (folders, 1))->id, ==, "a\x01 b");
  g_assert_cmpstr (((TocsinFolder *) g_ptr_array_index (folders, 2))->id, ==, "B\xfc");
  g_assert_cmpstr (((TocsinFolder *) g_ptr_array_index (folders, 2))->name, ==, "B\\xFC");
  g_assert_cmpstr (((TocsinFolder *) g_ptr_array_index (folders, 3))->id, ==, "x y");
  g_assert_cmpstr (((TocsinFolder *) g_ptr_array_index (folders, 4))->id, ==, "NIL");
  g_assert_cmpstr (((TocsinFolder *) g_ptr_array_index (folders, 5))->name, ==, "a&b");

  control = tocsin_mail_store_changes (play->store, "a\x01 b", NULL, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  raw = tocsin_mail_store_changes (play->store, "B\xfc", NULL, NULL, 0, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/quirk/10-special-use-refused", quirk_10_special_use_refused);
  g_test_add_func ("/imap4/quirk/11-empty-list", quirk_11_empty_list);
  g_test_add_func ("/imap4/quirk/12-old-cyrus", quirk_12_old_cyrus);
  g_test_add_func ("/imap4/quirk/12-newer-cyrus", quirk_12_newer_cyrus);
  g_test_add_func ("/imap4/quirk/13-inbox-not-listed", quirk_13_inbox_not_listed);
  g_test_add_func ("/imap4/quirk/32-odd-names", quirk_32_odd_names);

  return g_test_run ();
}
