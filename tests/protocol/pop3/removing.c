/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/pop3/play.h"

/* Nothing is removed that nobody asked for, and nothing is called removed before the server says
 * so. */

#define TWO PLAY_BEGIN PLAY_LIST ("S 1 1\nS 2 1\n") PLAY_UIDL ("S 1 a\nS 2 b\n")
#define ONE PLAY_BEGIN PLAY_LIST ("S 1 1\n") PLAY_UIDL ("S 1 b\n")

static void
test_removed (void)
{
  g_autoptr (Play) play = play_start (
      TWO "C DELE 1\nS +OK\nC QUIT\nS +OK\nE\nN\n" ONE "C DELE 1\nS +OK\nC QUIT\nS +OK\nE\n", NULL);

  play_remove (play, "a");
  play_remove (play, "a b");
}

static void
test_both (void)
{
  g_autoptr (Play) play =
      play_start (TWO "C DELE 2\nS +OK\nC DELE 1\nS +OK\nC QUIT\nS +OK\nE\n", NULL);

  play_remove (play, "b a b");
}

/* Gone is as good as removed, and QUIT is not needed for it. */
static void
test_gone (void)
{
  g_autoptr (Play) play = play_start (ONE, NULL);

  play_remove (play, "a");
}

/* The answer to QUIT is lost: nobody knows, so it is asked for again. */
static void
test_lost_quit (void)
{
  g_autoptr (Play) play = play_start (
      TWO "C DELE 1\nS +OK\nC QUIT\nX\nN\n" TWO "C DELE 1\nS +OK\nC QUIT\nR\nN\n" ONE, NULL);

  play_remove_fails (play, "a", TOCSIN_ERROR_NET_CLOSED_EARLY);
  play_remove_fails (play, "a", TOCSIN_ERROR_NET_RESET);
  play_remove (play, "a");
}

static void
test_quit_refused (void)
{
  g_autoptr (Play) play = play_start (
      TWO "C DELE 1\nS +OK\nC QUIT\nS -ERR some deleted messages not removed\nE\n", NULL);

  play_remove_fails (play, "a", TOCSIN_ERROR_SERVER_NO);
}

/* One of them can't be marked: the session is cut without QUIT, so that none is removed. */
static void
test_dele_refused (void)
{
  g_autoptr (Play) play =
      play_start (TWO "C DELE 1\nS +OK\nC DELE 2\nS -ERR no\nE\n", "limits.linger=5", NULL);

  play_remove_fails (play, "a b", TOCSIN_ERROR_SERVER_NO);
}

static void
test_lost_before_quit (void)
{
  g_autoptr (Play) play = play_start (TWO "C DELE 1\nX\n", "limits.linger=5", NULL);

  play_remove_fails (play, "a", TOCSIN_ERROR_NET_CLOSED_EARLY);
}

/* What was read in the session before stays. */
static void
test_after_a_look (void)
{
  g_autoptr (Play) play =
      play_start (TWO "C RETR 2\nS +OK\nS Hi\nS .\nC DELE 1\nS +OK\nC QUIT\nS +OK\nE\n",
                  "limits.linger=5", NULL);

  play_search (play, "a b");
  play_fetch (play, "b", TOCSIN_MAIL_PARTS_RAW, "<Hi\r\nb: \n");
  play_remove (play, "a");
}

#define KEEPS_NOTHING(script)                                                                      \
  PLAY_OPEN ("USER\nS EXPIRE 0")                                                                   \
  PLAY_LIST ("S 1 1\nS 2 1\n") PLAY_UIDL ("S 1 a\nS 2 b\n") script

/* RFC 2449, section 6.7: a server that keeps nothing takes QUIT after RETR for a wish to remove.
 * Such a session is cut, and what is to be removed is removed in another. */
static void
test_expire (void)
{
  g_autoptr (Play) play = play_start (KEEPS_NOTHING ("C RETR 2\nS +OK\nS Hi\nS .\nE\nN\n")
                                          KEEPS_NOTHING ("C DELE 1\nS +OK\nC QUIT\nS +OK\nE\nN\n")
                                              KEEPS_NOTHING ("C QUIT\nS +OK\nE\n"),
                                      "limits.linger=5", NULL);

  play_fetch (play, "b", TOCSIN_MAIL_PARTS_RAW, "<Hi\r\nb: \n");
  play_remove (play, "a");
  play_search (play, "a b");
  play_rest (play);
}

/* A look ends in order, and removes nothing. */
static void
test_look_ends (void)
{
  g_autoptr (Play) play =
      play_start (TWO "C RETR 2\nS +OK\nS Hi\nS .\nC QUIT\nS +OK\nE\nN\n" TWO "C QUIT\nX\n",
                  "limits.linger=5", NULL);

  play_look (play, 0, "");
  play_fetch (play, "b", TOCSIN_MAIL_PARTS_RAW, "<Hi\r\nb: \n");
  play_rest (play);
  play_look (play, 0, "");
  play_rest (play);
}

static void
test_other_verbs (void)
{
  g_autoptr (Play) play = play_start (TWO, NULL);
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);

  g_ptr_array_add (refs, tocsin_message_ref_new ("INBOX", "a"));
  for (int verb = TOCSIN_MAIL_MARK_READ; verb < TOCSIN_MAIL_DELETE; verb++)
    {
      TocsinMailOperation operation = { (TocsinMailVerb) verb, "x", FALSE };
      g_autoptr (GError) error = NULL;

      g_assert_false (tocsin_mail_store_apply (play->store, refs, &operation, NULL, NULL, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
      g_assert_true (
          g_str_has_prefix (error->message, tocsin_mail_verb_to_string (operation.verb)));
      g_assert_nonnull (tocsin_error_get_hint (error));
    }
  play_search (play, "a b");
}

/* By headers, where there are no ids: the message that is meant, whatever its number is now. */
static void
test_by_headers (void)
{
  static const char top[] = "C TOP %u 0\nS +OK\nS Subject: %s\nS \nS .\n";
  g_autofree char *a1 = g_strdup_printf (top, 1, "A");
  g_autofree char *b2 = g_strdup_printf (top, 2, "B");
  g_autofree char *b1 = g_strdup_printf (top, 1, "B");
  g_autofree char *script =
      g_strconcat (PLAY_BEGIN PLAY_LIST ("S 1 1\nS 2 1\n") "C UIDL\nS -ERR no\n", a1, a1, b2,
                   "E\nN\n" PLAY_BEGIN PLAY_LIST ("S 1 1\n") "C UIDL\nS -ERR no\n", b1,
                   "C DELE 1\nS +OK\nC QUIT\nS +OK\nE\n", NULL);
  g_autoptr (Play) play = play_start (script, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refs = tocsin_mail_store_search (play->store, "INBOX", NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (refs->len, ==, 2);
  play_rest (play);
  play_remove (play, ((TocsinMessageRef *) g_ptr_array_index (refs, 1))->key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pop3/removing/removed", test_removed);
  g_test_add_func ("/pop3/removing/both", test_both);
  g_test_add_func ("/pop3/removing/gone", test_gone);
  g_test_add_func ("/pop3/removing/lost-quit", test_lost_quit);
  g_test_add_func ("/pop3/removing/quit-refused", test_quit_refused);
  g_test_add_func ("/pop3/removing/dele-refused", test_dele_refused);
  g_test_add_func ("/pop3/removing/lost-before-quit", test_lost_before_quit);
  g_test_add_func ("/pop3/removing/after-a-look", test_after_a_look);
  g_test_add_func ("/pop3/removing/expire", test_expire);
  g_test_add_func ("/pop3/removing/look-ends", test_look_ends);
  g_test_add_func ("/pop3/removing/other-verbs", test_other_verbs);
  g_test_add_func ("/pop3/removing/by-headers", test_by_headers);

  return g_test_run ();
}
