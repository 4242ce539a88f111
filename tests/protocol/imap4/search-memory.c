/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/imap4/play.h"

/* What was found in a folder is not asked for again. The scripts count: a search that is not
 * expected fails. */

static void
examine (Play *play)
{
  play_examine (play, "INBOX", 9, 10);
}

/* A folder in which nothing changed is not searched twice for the same. */
static void
test_remembered (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 BEFORE 4-Mar-2026", "* SEARCH\r\n", "OK done");
  examine (play);
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 BEFORE 5-Mar-2026", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  examine (play);
  play_command (play, "UID FETCH 4 (UID RFC822.SIZE INTERNALDATE)", NULL, "OK gone meanwhile");
  play_start (play, NULL);
  play_find (play, "before:2026-03-02", 0);
  play_find (play, "before:2026-03-02", 0);
  play_find (play, "before:2026-03-03", 4);
  play_find (play, "before:2026-03-03", 0);
}

/* Of a folder in which something is new, only the newest numbers are asked about, with some margin
 * for those that were announced before they could be seen. */
static void
test_remembered_in_part (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_examine (play, "INBOX", 500, 501);
  play_command (play, "UID SEARCH UID 1:500 BEFORE 4-Mar-2026", "* SEARCH 450\r\n", "OK done");
  play_summary (play, 450);
  play_examine (play, "INBOX", 501, 502);
  play_command (play, "UID SEARCH UID 401:501 BEFORE 4-Mar-2026", "* SEARCH 450\r\n", "OK done");
  play_summary (play, 450);
  play_examine (play, "INBOX", 700, 701);
  play_command (play, "UID SEARCH UID 402:700 BEFORE 4-Mar-2026", "* SEARCH 450\r\n", "OK done");
  play_summary (play, 450);
  play_examine (play, "INBOX", 900, 901);
  play_command (play, "UID SEARCH UID 601:900 BEFORE 4-Mar-2026", "* SEARCH\r\n", "OK done");
  play_summary (play, 450);
  play_start (play, NULL);
  for (guint i = 0; i < 4; i++)
    play_find (play, "before:2026-03-02", 450);
}

static void
examine_modseq (Play *play, guint modseq, guint uid_validity)
{
  g_autofree char *lines =
      g_strdup_printf ("* 9 EXISTS\r\n* OK [UIDVALIDITY %u] it\r\n* OK [UIDNEXT 10] next\r\n"
                       "* OK [HIGHESTMODSEQ %u] it\r\n",
                       uid_validity, modseq);

  play_command (play, "EXAMINE INBOX", lines, "OK [READ-ONLY] done");
}

/* Flags change without anything new: that holds only while the mod-sequence stands still. */
static void
test_flags_change (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "CONDSTORE");
  examine_modseq (play, 7, 1);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  examine_modseq (play, 7, 1);
  play_summary (play, 4);
  examine_modseq (play, 8, 1);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 5\r\n", "OK done");
  play_summary (play, 5);
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 6\r\n", "OK done");
  play_summary (play, 6);
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 7\r\n", "OK done");
  play_summary (play, 7);
  play_start (play, NULL);
  play_find (play, "is:unread", 4);
  play_find (play, "is:unread", 4);
  play_find (play, "is:unread", 5);
  play_find (play, "is:unread", 6);
  play_find (play, "is:unread", 7);
}

/* What must not be remembered: ages that grow, \Recent, another folder of that name. */
static void
test_not_remembered (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "WITHIN CONDSTORE");
  for (guint i = 0; i < 2; i++)
    {
      examine_modseq (play, 7, 1);
      play_command (play, "UID SEARCH UID 1:9 OLDER 518400", "* SEARCH 4\r\n", "OK done");
      play_summary (play, 4);
      examine_modseq (play, 7, 1);
      play_command (play, "UID SEARCH UID 1:9 RECENT", "* SEARCH 4\r\n", "OK done");
      play_summary (play, 4);
      examine_modseq (play, 7, 1 + i);
      play_command (play, "UID SEARCH UID 1:9 BEFORE 4-Mar-2026", "* SEARCH 4\r\n", "OK done");
      play_summary (play, 4);
    }
  examine_modseq (play, 7, 2);
  play_command (play, "UID SEARCH UID 1:9 YOUNGER 691200", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  examine_modseq (play, 7, 2);
  play_summary (play, 4);
  play_start (play, NULL);
  for (guint i = 0; i < 2; i++)
    {
      play_find (play, "older:1w", 4);
      play_find (play, "is:recent", 4);
      play_find (play, "before:2026-03-02", 4);
    }
  play_find (play, "newer:1w", 4);
  play_find (play, "newer:1w", 4);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/search-memory/remembered", test_remembered);
  g_test_add_func ("/imap4/search-memory/remembered-in-part", test_remembered_in_part);
  g_test_add_func ("/imap4/search-memory/flags-change", test_flags_change);
  g_test_add_func ("/imap4/search-memory/not-remembered", test_not_remembered);

  return g_test_run ();
}
