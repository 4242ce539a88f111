/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/imap4/play.h"

#include <string.h>

/* What servers may offer beyond the base protocol, and what changes once they do. */

static TocsinMailChanges *
changes_in (Play *play, const char *folder, GVariant *cursor)
{
  g_autoptr (GError) error = NULL;
  TocsinMailChanges *changes =
      tocsin_mail_store_changes (play->store, folder, cursor, NULL, 0, NULL, &error);

  g_assert_no_error (error);

  return changes;
}

static void
append (Play *play, const char *message)
{
  g_autoptr (GInputStream) input =
      g_memory_input_stream_new_from_data (message, (gssize) strlen (message), NULL);
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_append (play->store, "INBOX", input, strlen (message), NULL, &error);
  g_assert_no_error (error);
}

/* RFC 6855, section 3: names are UTF-8 now, both ways, and an ampersand is just that. */
static void
enable_utf8 (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinMailChanges) changes = NULL;

  play_begin (play, "ENABLE UTF8=ACCEPT");
  play_command (play, "ENABLE UTF8=ACCEPT", "* ENABLED UTF8=ACCEPT\r\n", "OK done");
  play_command (play, "LIST \"\" \"*\"",
                "* LIST () \"/\" INBOX\r\n* LIST () \"/\" \"Bücher\"\r\n"
                "* LIST () \"/\" \"Q&A-\"\r\n",
                "OK done");
  play_examine (play, "\"Bücher\"", 0, 1);
  play_start (play, NULL);
  play_list (play, "INBOX Bücher Q&A-");
  changes = changes_in (play, "B&APw-cher", NULL);
}

/* IMAP4rev2 brings ESEARCH along without naming it, and says nothing of RECENT. */
static void
enable_rev2 (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinMailChanges) changes = NULL;

  play_begin (play, "IMAP4rev2 ENABLE");
  play_command (play, "ENABLE IMAP4rev2", "* ENABLED IMAP4rev2\r\n", "OK done");
  play_command (play, "NAMESPACE", "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n", "OK done");
  play_examine (play, "INBOX", 6, 8);
  play_command (play, "UID SEARCH RETURN (ALL) UID 6:7", "* ESEARCH (TAG \"x\") UID ALL 6:7\r\n",
                "OK done");
  play_command (play, "UID FETCH 6:7 (UID RFC822.SIZE INTERNALDATE)",
                "* 5 FETCH (UID 6 RFC822.SIZE 10)\r\n* 6 FETCH (UID 7 RFC822.SIZE 10)\r\n",
                "OK done");
  play_start (play, NULL);
  changes = play_changes (play, 6);
  g_assert_cmpuint (changes->refs->len, ==, 2);
}

/* RFC 9051, appendix E: who speaks nothing else needs no ENABLE for it. */
static void
rev2_only (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinMailChanges) changes = NULL;

  play_connect (play, "* OK [CAPABILITY IMAP4rev2] ready\r\n");
  play_command (play, "LOGIN \"joe\" \"secret\"", NULL, "OK [CAPABILITY IMAP4rev2] in");
  play_command (play, "NAMESPACE", "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n", "OK done");
  play_command (play, "LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN))",
                "* LIST () \"/\" INBOX\r\n* LIST () \"/\" \"Bücher\"\r\n"
                "* LIST () \"/\" \"Q&A-\"\r\n",
                "OK done");
  play_examine (play, "\"Bücher\"", 0, 1);
  play_start (play, NULL);
  play_list (play, "INBOX Bücher Q&A-");
  changes = changes_in (play, "B&APw-cher", NULL);
}

static void
expect_notify (Play *play)
{
  play_command (play, "NOTIFY SET (mailboxes (INBOX Work) (MessageNew MessageExpunge))", NULL,
                "OK done");
}

static void
expect_look_around (Play *play)
{
  play_command (play, "STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY)",
                "* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 1)\r\n", "OK done");
  play_command (play, "STATUS Work (MESSAGES UIDNEXT UIDVALIDITY)",
                "* STATUS Work (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 1)\r\n", "OK done");
}

static TocsinWatch *
watch (Play *play)
{
  static const char *const folders[] = { "INBOX", "Work", NULL };
  g_autoptr (GError) error = NULL;
  TocsinWatch *self = tocsin_mail_store_watch (play->store, folders, NULL, &error);

  g_assert_no_error (error);

  return self;
}

static char *
resume_when_it_speaks (TocsinWatch *self)
{
  GPollFD poll = { tocsin_watch_get_fd (self), G_IO_IN, 0 };
  g_auto (GStrv) folders = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_poll (&poll, 1, SCRIPTED_SERVER_PATIENCE * 1000), ==, 1);
  tocsin_watch_resume (self, &folders, NULL, &error);
  g_assert_no_error (error);

  return g_strjoinv (" ", folders);
}

static void
notify_tells (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinWatch) waiting = NULL;
  g_autofree char *changed = NULL;

  play_begin (play, "NOTIFY");
  expect_notify (play);
  expect_look_around (play);
  scripted_server_wait (play->server);
  play_say (play, "* STATUS Work (MESSAGES 2 UIDNEXT 3)\r\n");
  scripted_server_expect_eof (play->server);
  play_start (play, "limits.pool-size=2", NULL);

  waiting = watch (play);
  scripted_server_go (play->server);
  changed = resume_when_it_speaks (waiting);
  g_assert_cmpstr (changed, ==, "Work");
  tocsin_watch_close (waiting);
}

/* RFC 5465, section 5.8: all that was asked for is off; so everything is looked at, and asked for
 * once more. */
static void
notify_overflow (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinWatch) waiting = NULL;
  g_autofree char *changed = NULL;

  play_begin (play, "NOTIFY");
  expect_notify (play);
  expect_look_around (play);
  scripted_server_wait (play->server);
  play_say (play, "* OK [NOTIFICATIONOVERFLOW] too much\r\n");
  play_command (play, "NOOP", NULL, "OK done");
  expect_notify (play);
  expect_look_around (play);
  scripted_server_expect_eof (play->server);
  play_start (play, "limits.pool-size=2", NULL);

  waiting = watch (play);
  scripted_server_go (play->server);
  changed = resume_when_it_speaks (waiting);
  g_assert_cmpstr (changed, ==, "INBOX Work");
  tocsin_watch_close (waiting);
}

/* What is marked as deleted may be somebody else's, and CLOSE would expunge it. */
static void
close_expunges_nothing (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);
  g_autoptr (TocsinWatch) waiting = NULL;

  play_begin (play, "NOTIFY");
  play_command (play, "SELECT INBOX", "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n", "OK done");
  play_command (play, "UID STORE 5 +FLAGS.SILENT (\\Deleted)", NULL, "OK done");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "CLOSE", NULL, "OK done");
  expect_notify (play);
  expect_look_around (play);
  scripted_server_expect_eof (play->server);
  play_start (play, "limits.pool-size=2", NULL);

  play_apply (play, refs, TOCSIN_MAIL_DELETE, NULL);
  waiting = watch (play);
  tocsin_watch_close (waiting);
}

static void
unselect_where_offered (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);
  g_autoptr (TocsinWatch) waiting = NULL;

  play_begin (play, "NOTIFY UNSELECT");
  play_command (play, "SELECT INBOX", "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n", "OK done");
  play_command (play, "UID STORE 5 +FLAGS.SILENT (\\Deleted)", NULL, "OK done");
  play_command (play, "UNSELECT", NULL, "OK done");
  expect_notify (play);
  expect_look_around (play);
  scripted_server_expect_eof (play->server);
  play_start (play, "limits.pool-size=2", NULL);

  play_apply (play, refs, TOCSIN_MAIL_DELETE, NULL);
  waiting = watch (play);
  tocsin_watch_close (waiting);
}

/* A server that has to be asked with SELECT leaves no safe way out of a folder but UNSELECT; then
 * IDLE has to do. */
static void
no_way_to_unselect (void)
{
  static const char *const folders[] = { "INBOX", "Work", NULL };
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);
  g_autoptr (TocsinWatch) waiting = NULL;
  g_autoptr (GError) error = NULL;

  play_connect (play, "* OK [CAPABILITY IMAP4rev1] Courier-IMAP ready\r\n");
  play_sign_in (play, "NOTIFY");
  play_command (play, "SELECT INBOX", "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n", "OK done");
  play_command (play, "UID STORE 5 +FLAGS.SILENT (\\Deleted)", NULL, "OK done");
  scripted_server_expect_eof (play->server);
  play_start (play, "limits.pool-size=2", NULL);

  play_apply (play, refs, TOCSIN_MAIL_DELETE, NULL);
  waiting = tocsin_mail_store_watch (play->store, folders, NULL, &error);
  g_assert_null (waiting);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
}

static char *
message_of (gsize size)
{
  char *message = g_strnfill (size, 'x');

  memcpy (message, "a: b\r\n\r\n", 8);
  memcpy (message + size - 2, "\r\n", 2);

  return message;
}

static void
append_of_size (const char *capability, gsize size, gboolean unasked)
{
  g_autoptr (Play) play = play_new ();
  g_autofree char *message = message_of (size);
  g_autofree char *unasked_line =
      g_strdup_printf ("APPEND INBOX {%" G_GSIZE_FORMAT "+}\r\n%s", size, message);
  g_autofree char *asked_line = g_strdup_printf ("APPEND INBOX {%" G_GSIZE_FORMAT "}", size);
  g_autofree char *rest = g_strconcat (message, "\r\n", NULL);

  play_begin (play, capability);
  play_expect (play, unasked ? unasked_line : asked_line);
  if (!unasked)
    {
      play_say (play, "+ go on\r\n");
      scripted_server_expect (play->server, rest);
    }
  play_answer (play, "OK done");
  play_command (play, "NOOP", NULL, "OK done");
  play_start (play, NULL);
  append (play, message);
}

/* RFC 7888, section 5: LITERAL- lets 4096 bytes go unasked and not one more. */
static void
literal_minus (void)
{
  append_of_size ("LITERAL-", 4096, TRUE);
  append_of_size ("LITERAL-", 4097, FALSE);
}

static void
literal_plus (void)
{
  append_of_size ("LITERAL+", 4097, TRUE);
  append_of_size ("", 100, FALSE);
}

static guint64
cursor_modseq (TocsinMailChanges *changes)
{
  guint64 modseq;

  g_variant_get_child (changes->cursor, 2, "t", &modseq);

  return modseq;
}

static void
condstore_cursor (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinMailChanges) first = NULL;
  g_autoptr (TocsinMailChanges) second = NULL;

  play_begin (play, "CONDSTORE");
  play_command (play, "EXAMINE INBOX",
                "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n* OK [UIDNEXT 6] next\r\n"
                "* OK [HIGHESTMODSEQ 9223372036854775807] highest\r\n",
                "OK done");
  play_command (play, "EXAMINE INBOX",
                "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n* OK [UIDNEXT 6] next\r\n"
                "* OK [NOMODSEQ] none\r\n",
                "OK done");
  play_start (play, NULL);
  first = changes_in (play, "INBOX", NULL);
  g_assert_cmpuint (cursor_modseq (first), ==, G_MAXINT64);
  second = changes_in (play, "INBOX", first->cursor);
  g_assert_cmpuint (cursor_modseq (second), ==, 0);
}

/* Closed means gone from the server, while somebody may still hold the object. */
static void
close_releases_sessions (void)
{
  g_autoptr (TocsinMailStore) held = NULL;
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  held = g_object_ref (play->store);
  play_list (play, "INBOX");
  tocsin_connection_close (TOCSIN_CONNECTION (play->store));
  play_expect_error (play, TOCSIN_ERROR_CANCELLED);
}

static void
note_facts (TocsinReport *report,
            int step,
            int status,
            guint milliseconds,
            GVariant *facts,
            GError *error,
            gpointer user_data)
{
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    g_hash_table_replace (user_data, g_strdup (name), g_strdup (value));
}

/* RFC 8474, section 4: an id that is none is no fact. */
static void
check_mailbox_id (const char *code, const char *expected)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (GError) error = NULL;

  play_begin (play, "OBJECTID");
  play_command (play, "EXAMINE INBOX", code, "OK [READ-ONLY] done");
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  g_signal_connect (report, "step", G_CALLBACK (note_facts), facts);
  tocsin_connection_test (TOCSIN_CONNECTION (play->store), report, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (facts, "mailbox.messages"), ==, "0");
  g_assert_cmpstr (g_hash_table_lookup (facts, "mailbox.id"), ==, expected);
}

static void
objectid_is_shown (void)
{
  check_mailbox_id ("* OK [MAILBOXID (F2212ea87-6097)] ok\r\n", "F2212ea87-6097");
  check_mailbox_id ("* OK [MAILBOXID ()] ok\r\n", NULL);
  check_mailbox_id ("* OK [MAILBOXID] ok\r\n", NULL);
  check_mailbox_id (NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/extension/enable-utf8", enable_utf8);
  g_test_add_func ("/imap4/extension/enable-rev2", enable_rev2);
  g_test_add_func ("/imap4/extension/rev2-only", rev2_only);
  g_test_add_func ("/imap4/extension/notify-tells", notify_tells);
  g_test_add_func ("/imap4/extension/notify-overflow", notify_overflow);
  g_test_add_func ("/imap4/extension/close-expunges-nothing", close_expunges_nothing);
  g_test_add_func ("/imap4/extension/unselect-where-offered", unselect_where_offered);
  g_test_add_func ("/imap4/extension/no-way-to-unselect", no_way_to_unselect);
  g_test_add_func ("/imap4/extension/literal-minus", literal_minus);
  g_test_add_func ("/imap4/extension/literal-plus", literal_plus);
  g_test_add_func ("/imap4/extension/condstore-cursor", condstore_cursor);
  g_test_add_func ("/imap4/extension/close-releases-sessions", close_releases_sessions);
  g_test_add_func ("/imap4/extension/objectid-is-shown", objectid_is_shown);

  return g_test_run ();
}
