/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "plugins/imap4/session/session.h"
#include "plugins/imap4/watch.h"
#include "tests/protocol/imap4/late-clock.h"
#include "tests/protocol/imap4/play.h"

#include <string.h>

/* Quirks of real servers when mail is waited for and changed. Each test fails without the
 * workaround it is named after. */

static void
quirk_38_bye_and_bye (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_expect (play, "LIST \"\" \"*\"");
  play_say (play, "* BYE going\r\n* BYE going\r\n* BYE going\r\n");
  play_start (play, NULL);
  play_expect_error (play, TOCSIN_ERROR_SERVER_BUSY);
}

/* "tag BYE" to a goodbye is no protocol error, nor is it worth a wait. */
static void
quirk_38_tagged_bye (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n", "OK done");
  play_command (play, "LOGOUT", NULL, "BYE");
  play_start (play, "limits.linger=5", NULL);
  play_list (play, "INBOX");
}

static TocsinWatch *
watch (Play *play, Imap4Rhythm *rhythm, LateClock *clock)
{
  static const char *const folders[] = { "INBOX", NULL };
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_get_settings (TOCSIN_CONNECTION (play->store));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinEndpoint) endpoint =
      tocsin_endpoint_new (settings, &imap4_endpoint_defaults, &error);
  g_autoptr (TocsinSessionPool) pool =
      tocsin_session_pool_new (endpoint, TOCSIN_TYPE_IMAP4_SESSION, NULL);
  g_autoptr (GCancellable) closing = g_cancellable_new ();
  TocsinWatch *self = tocsin_imap4_watch_new (tocsin_session_loan_new (pool, closing, NULL, &error),
                                              folders, rhythm, TOCSIN_CLOCK (clock), &error);

  g_assert_no_error (error);

  return self;
}

static guint
resume (TocsinWatch *self)
{
  g_auto (GStrv) folders = NULL;
  g_autoptr (GError) error = NULL;

  tocsin_watch_resume (self, &folders, NULL, &error);
  g_assert_no_error (error);

  return g_strv_length (folders);
}

static guint
resume_when_it_speaks (TocsinWatch *self)
{
  GPollFD poll = { tocsin_watch_get_fd (self), G_IO_IN, 0 };

  g_assert_cmpint (g_poll (&poll, 1, SCRIPTED_SERVER_PATIENCE * 1000), ==, 1);

  return resume (self);
}

/* A heartbeat is no news; long before half an hour the wait is begun anew, which also shows that
 * the server is there; and what came in between is heard. */
static void
quirk_39_idle_is_renewed (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (Imap4Rhythm) rhythm = imap4_rhythm_new ();
  g_autoptr (LateClock) clock = late_clock_new ();
  g_autoptr (TocsinWatch) waiting = NULL;
  gint64 wait;

  play_begin (play, "IDLE");
  play_examine (play, "INBOX", 5, 6);
  play_expect (play, "IDLE");
  play_say (play, "+ idling\r\n");
  scripted_server_wait (play->server);
  play_say (play, "* OK Still here\r\n");
  scripted_server_expect (play->server, "DONE\r\n");
  play_say (play, "* 6 EXISTS\r\n");
  play_answer (play, "OK done");
  play_expect (play, "IDLE");
  play_say (play, "+ idling\r\n");
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);

  waiting = watch (play, rhythm, clock);
  wait = tocsin_watch_get_deadline (waiting) - g_get_monotonic_time ();
  g_assert_cmpint (wait, >, (gint64) (IMAP4_RHYTHM_LEAST - 60) * G_USEC_PER_SEC);
  g_assert_cmpint (wait, <=, (gint64) IMAP4_RHYTHM_MOST * G_USEC_PER_SEC);
  scripted_server_go (play->server);
  g_assert_cmpuint (resume_when_it_speaks (waiting), ==, 0);
  late_clock_pass (clock, tocsin_watch_get_deadline (waiting) + 1);
  g_assert_cmpuint (resume (waiting), ==, 1);
  tocsin_watch_close (waiting);
}

/* A server that hangs up early is asked earlier. */
static void
quirk_39_early_drop (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (Imap4Rhythm) rhythm = imap4_rhythm_new ();
  g_autoptr (LateClock) clock = late_clock_new ();
  g_autoptr (TocsinWatch) waiting = NULL;
  g_auto (GStrv) folders = NULL;
  g_autoptr (GError) error = NULL;
  GPollFD poll = { -1, G_IO_IN, 0 };

  play_begin (play, "IDLE");
  play_examine (play, "INBOX", 5, 6);
  play_expect (play, "IDLE");
  play_say (play, "+ idling\r\n");
  scripted_server_wait (play->server);
  scripted_server_cut (play->server);
  play_start (play, NULL);

  waiting = watch (play, rhythm, clock);
  poll.fd = tocsin_watch_get_fd (waiting);
  scripted_server_go (play->server);
  g_assert_cmpint (g_poll (&poll, 1, SCRIPTED_SERVER_PATIENCE * 1000), ==, 1);
  late_clock_pass (clock, g_get_monotonic_time () + 300 * G_USEC_PER_SEC);
  g_assert_false (tocsin_watch_resume (waiting, &folders, NULL, &error));
  g_assert_true (tocsin_error_is_network (error));
  g_assert_cmpint (imap4_rhythm_next (rhythm), <, 300);
}

static void
quirk_40_others_marks_stay (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "");
  play_command (play, "SELECT INBOX", "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n", "OK done");
  play_command (play, "UID STORE 5 +FLAGS.SILENT (\\Deleted)", NULL, "OK done");
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  play_apply (play, refs, TOCSIN_MAIL_DELETE, NULL);
}

static void
quirk_40_expunge_ours_only (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "UIDPLUS");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Done\r\n",
                "OK done");
  play_command (play, "SELECT INBOX", "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n", "OK done");
  play_command (play, "UID COPY 5 Done", NULL, "OK done");
  play_command (play, "UID STORE 5 +FLAGS.SILENT (\\Deleted)", NULL, "OK done");
  play_command (play, "UID EXPUNGE 5", NULL, "OK done");
  play_start (play, NULL);
  play_apply (play, refs, TOCSIN_MAIL_MOVE, "Done");
}

static void
quirk_41_labels (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "X-GM-EXT-1 MOVE UIDPLUS");
  play_command (play, "SELECT INBOX", "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n", "OK done");
  play_command (play, "LIST \"\" \"*\"",
                "* LIST () \"/\" INBOX\r\n* LIST (\\Trash) \"/\" \"[Gmail]/Papierkorb\"\r\n",
                "OK done");
  play_command (play, "UID MOVE 5 \"[Gmail]/Papierkorb\"", "* OK [COPYUID 7 5 77] moved\r\n",
                "OK done");
  play_command (play, "SELECT \"[Gmail]/Papierkorb\"", "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] it\r\n",
                "OK done");
  play_command (play, "UID STORE 77 +FLAGS.SILENT (\\Deleted)", NULL, "OK done");
  play_command (play, "UID EXPUNGE 77", NULL, "OK done");
  play_start (play, NULL);
  play_apply (play, refs, TOCSIN_MAIL_DELETE, NULL);
}

/* SELECT, since nothing else makes its UIDVALIDITY stay; and still nothing is marked as read. */
static void
quirk_42_courier (void)
{
  static const char message[] = "x: y\r\n";
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);
  g_autoptr (GInputStream) input =
      g_memory_input_stream_new_from_data (message, strlen (message), NULL);
  g_autoptr (GError) error = NULL;

  play_connect (play, "* OK [CAPABILITY IMAP4rev1] Courier-IMAP ready. See COPYING\r\n");
  play_sign_in (play, "");
  play_command (play, "SELECT INBOX",
                "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n* OK [UIDNEXT 6] next\r\n", "OK done");
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])",
                "* 5 FETCH (UID 5 BODY[] {4}\r\nbody)\r\n", "OK done");
  play_expect (play, "APPEND INBOX {6}");
  play_say (play, "+ go on\r\n");
  scripted_server_expect (play->server, "x: y\r\n\r\n");
  play_answer (play, "OK done");
  play_command (play, "NOOP", NULL, "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_RAW, "<body1.5 \n");
  tocsin_mail_store_append (play->store, "INBOX", input, strlen (message), NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/quirk/38-bye-and-bye", quirk_38_bye_and_bye);
  g_test_add_func ("/imap4/quirk/38-tagged-bye", quirk_38_tagged_bye);
  g_test_add_func ("/imap4/quirk/39-idle-is-renewed", quirk_39_idle_is_renewed);
  g_test_add_func ("/imap4/quirk/39-early-drop", quirk_39_early_drop);
  g_test_add_func ("/imap4/quirk/40-others-marks-stay", quirk_40_others_marks_stay);
  g_test_add_func ("/imap4/quirk/40-expunge-ours-only", quirk_40_expunge_ours_only);
  g_test_add_func ("/imap4/quirk/41-labels", quirk_41_labels);
  g_test_add_func ("/imap4/quirk/42-courier", quirk_42_courier);

  return g_test_run ();
}
