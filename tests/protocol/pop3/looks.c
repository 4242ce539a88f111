/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/pop3/play.h"

#include <string.h>

/* What is new from look to look, and when a session ends. */

#define LISTED(sizes, ids) PLAY_LIST (sizes) PLAY_UIDL (ids)
#define NEXT "E\nN\n" PLAY_BEGIN

static void
test_new_mail (void)
{
  g_autoptr (Play) play =
      play_start (PLAY_BEGIN LISTED ("S 1 1\nS 2 1\n", "S 1 a\nS 2 b\n")
                      NEXT LISTED ("S 1 1\nS 2 1\nS 3 1\nS 4 1\n", "S 1 a\nS 2 b\nS 3 c\nS 4 d\n")
                          NEXT LISTED ("S 1 1\nS 2 1\n", "S 1 b\nS 2 d\n")
                              NEXT LISTED ("S 1 1\nS 2 1\nS 3 1\n", "S 1 b\nS 2 d\nS 3 a\n") "E\n",
                  NULL);

  play_look (play, 0, "");
  play_rest (play);
  play_look (play, 0, "c d");
  play_rest (play);
  play_look (play, 0, "");
  play_rest (play);
  /* What has left the mailbox has left the set. */
  play_look (play, 0, "a");
  play_rest (play);
}

static void
test_limit (void)
{
  g_autoptr (Play) play = play_start (PLAY_BEGIN LISTED ("", "")
                                          NEXT LISTED ("S 1 1\nS 2 1\nS 3 1\nS 4 1\nS 5 1\n",
                                                       "S 1 a\nS 2 b\nS 3 c\nS 4 d\nS 5 e\n") "E\n",
                                      NULL);

  play_look (play, 2, "");
  play_rest (play);
  play_look (play, 2, "a b ...");
  play_look (play, 2, "c d ...");
  play_look (play, 2, "e");
  play_look (play, 2, "");
  play_rest (play);
}

/* A mailbox that is not there today is empty: what was in it is not new when it is back. */
static void
test_empty_for_once (void)
{
  g_autoptr (Play) play =
      play_start (PLAY_BEGIN LISTED ("S 1 1\nS 2 1\n", "S 1 a\nS 2 b\n") NEXT LISTED ("", "")
                      NEXT LISTED ("S 1 1\nS 2 1\nS 3 1\n", "S 1 a\nS 2 b\nS 3 c\n") "E\n",
                  NULL);

  play_look (play, 0, "");
  play_rest (play);
  play_look (play, 0, "");
  play_rest (play);
  play_look (play, 0, "c");
  play_rest (play);
}

static char *
list_many (const char *prefix, guint n)
{
  g_autoptr (GString) sizes = g_string_new (NULL);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 1; i <= n; i++)
    {
      g_string_append_printf (sizes, "%u 1\\r\\n", i);
      g_string_append_printf (ids, "%u %s%u\\r\\n", i, prefix, i);
    }

  return g_strdup_printf ("C LIST\nS +OK\ns %s\nS .\nC UIDL\nS +OK\ns %s\nS .\n", sizes->str,
                          ids->str);
}

/* The mailbox has moved to another server: all is told again, and marked as such, also where it is
 * told in pieces; one message less, and it is mail that has come. */
static void
test_all_ids_change (void)
{
  g_autofree char *before = list_many ("old", 10);
  g_autofree char *after = list_many ("new", 11);
  g_autofree char *fewer = list_many ("x", 9);
  g_autofree char *script = g_strconcat (PLAY_BEGIN, before, NEXT, after, NEXT, fewer, "E\n", NULL);
  g_autoptr (Play) play = play_start (script, NULL);

  play_look (play, 0, "");
  play_rest (play);
  play_look (play, 6, "new1 new2 new3 new4 new5 new6 ... rebuilt");
  play_look (play, 6, "new7 new8 new9 new10 new11 rebuilt");
  play_look (play, 6, "");
  play_rest (play);
  play_look (play, 2, "x1 x2 ...");
  play_rest (play);
}

static void
test_server_lists_nothing (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN "C LIST\nS -ERR no messages\nC UIDL\nS -ERR no messages\nC STAT\nS +OK 0 0\n"
                 "E\nN\n" PLAY_BEGIN "C LIST\nS -ERR broken\nC UIDL\nS -ERR broken\nC STAT\n"
                 "S +OK 2 100\n",
      NULL);

  play_look (play, 0, "");
  play_rest (play);
  play_look_fails (play, TOCSIN_ERROR_SERVER_NO);
}

static void
test_odd_order (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN LISTED ("S 3 30\nS 1 10\nS 7 70\nS 1 11\n", "S 7 g\nS 3 c\nS 1 a\nS 9 x\n"), NULL);

  play_search (play, "a c g");
}

/* RFC 2449, section 6.6: many commands leave together, but not more than are few. */
static void
test_pipelining (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_OPEN (
          "USER\nS PIPELINING") "C LIST\nC UIDL\nS +OK\nS 1 10\nS 2 10\nS 3 10\nS .\nS +OK\nS 1 "
                                "a\nS 2 b\nS 3 c\nS .\n"
                                "C TOP 1 0\nS +OK\nS Subject: A\nS \nS .\n"
                                "C TOP 1 0\nC TOP 2 0\nC TOP 3 0\n"
                                "S +OK\nS Subject: A\nS \nS .\nS +OK\nS Subject: B\nS \nS .\n"
                                "S +OK\nS Subject: C\nS \nS .\n"
                                "C RETR 3\nC RETR 1\nS +OK\nS Subject: C\nS \nS .\n"
                                "S +OK\nS Subject: A\nS \nS .\n",
      NULL);

  play_fetch (play, "a b c", TOCSIN_MAIL_PARTS_HEADERS, "a: A\nb: B\nc: C\n");
  play_fetch (play, "c a", TOCSIN_MAIL_PARTS_RAW,
              "<Subject: C\r\n\r\nc: \n<Subject: A\r\n\r\na: \n");
}

/* Half of them have to be answered before others leave. */
static void
test_window (void)
{
  g_autoptr (GString) script = g_string_new (PLAY_OPEN ("USER\nS PIPELINING"));
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);
  Play *play;

  g_string_append (script, "C LIST\nC UIDL\nS +OK\n");
  for (guint i = 1; i <= 12; i++)
    g_string_append_printf (script, "S %u 1\n", i);
  g_string_append (script, "S .\nS +OK\n");
  for (guint i = 1; i <= 12; i++)
    {
      g_string_append_printf (script, "S %u k%u\n", i, i);
      g_string_append_printf (keys, "%sk%u", i > 1 ? " " : "", i);
      g_string_append_printf (expected, "<Hi\r\nk%u: \n", i);
    }
  g_string_append (script, "S .\n");
  for (guint i = 1; i <= 8; i++)
    g_string_append_printf (script, "C RETR %u\n", i);
  for (guint i = 1; i <= 4; i++)
    g_string_append (script, "S +OK\nS Hi\nS .\n");
  for (guint i = 9; i <= 12; i++)
    g_string_append_printf (script, "C RETR %u\n", i);
  for (guint i = 5; i <= 12; i++)
    g_string_append (script, "S +OK\nS Hi\nS .\n");

  play = play_start (script->str, NULL);
  play_fetch (play, keys->str, TOCSIN_MAIL_PARTS_RAW, expected->str);
  play_finish (play);
}

/* Somebody else was let in and has removed a message; another can't be read at all. */
static void
test_refused_messages (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN LISTED (
          "S 1 1\nS 2 1\nS 3 1\n",
          "S 1 a\nS 2 b\nS 3 c\n") "C RETR 1\nS -ERR no\nC RETR 2\nS +OK\nS Hi\nS .\nC LIST 1\nS "
                                   "-ERR no\n"
                                   "C RETR 3\nS -ERR can't read it\nC LIST 3\nS +OK 3 1\n"
                                   "C RETR 3\nS -ERR [SYS/TEMP] disk\n",
      NULL);

  play_fetch (play, "a b", TOCSIN_MAIL_PARTS_RAW, "<Hi\r\nb: \na: gone\n");
  play_fetch_fails (play, "c", TOCSIN_MAIL_PARTS_RAW, TOCSIN_ERROR_SERVER_NO);
  play_fetch_fails (play, "c", TOCSIN_MAIL_PARTS_RAW, TOCSIN_ERROR_SERVER_BUSY);
}

/* A session does not see what came later, so it can't tell that it is gone. */
static void
test_unknown_message (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN LISTED ("S 1 1\n", "S 1 a\n")
          NEXT LISTED ("S 1 1\nS 2 1\n", "S 1 a\nS 2 b\n") "C RETR 2\nS +OK\nS Hi\nS .\n",
      NULL);

  play_search (play, "a");
  play_fetch (play, "b z", TOCSIN_MAIL_PARTS_RAW, "z: gone\n<Hi\r\nb: \n");
}

static void
test_large_message (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN LISTED ("S 1 2000\nS 2 5\n", "S 1 a\nS 2 b\n") "C RETR 2\nS +OK\nS Hi\nS .\n",
      "limits.max-message-size=1000", NULL);

  play_fetch (play, "a b", TOCSIN_MAIL_PARTS_RAW, "a: \n<Hi\r\nb: \n");
}

static void
test_one_session (void)
{
  g_autoptr (Play) play = play_start (PLAY_BEGIN LISTED ("", ""), "limits.pool-size=5", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinEndpoint) endpoint =
      tocsin_connection_get_endpoint (TOCSIN_CONNECTION (play->store), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tocsin_endpoint_get_limits (endpoint)->pool_size, ==, 1);
  play_look (play, 0, "");
}

/* RFC 2449, section 6.5: whoever comes back too early is not even heard. */
static void
test_login_delay (void)
{
  g_autoptr (Play) play =
      play_start (PLAY_OPEN ("USER\nS LOGIN-DELAY 900") LISTED ("", "") "E\n", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailChanges) changes = NULL;

  play_look (play, 0, "");
  g_assert_cmpuint (tocsin_mail_store_rest (play->store, NULL), >, 800);
  changes = tocsin_mail_store_changes (play->store, "INBOX", play->cursor, NULL, 0, NULL, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
  g_assert_cmpint (tocsin_error_get_retry_after (error), >, 800);
  g_assert_cmpint (tocsin_error_get_retry_after (error), <=, 900);
}

/* A hundred thousand: the set takes eight bytes for each. */
static void
test_cursor_is_small (void)
{
  const guint n = 100000;
  g_autofree char *listing = list_many ("0123456789abcdef", n);
  g_autofree char *script = g_strconcat (PLAY_BEGIN, listing, NULL);
  g_autoptr (Play) play = play_start (script, NULL);

  play_look (play, 0, "");
  g_assert_cmpuint (g_variant_get_size (play->cursor), <, 10 * n);
  play_look (play, 0, "");
}

static void
test_foreign_cursor (void)
{
  g_autoptr (Play) play = play_start (PLAY_BEGIN LISTED ("", ""), NULL);

  play->cursor = g_variant_ref_sink (g_variant_new_string ("of another version"));
  play_look_fails (play, TOCSIN_ERROR_STORAGE_NEWER);
  g_clear_pointer (&play->cursor, g_variant_unref);
  play_look (play, 0, "");
}

static void
test_folders (void)
{
  g_autoptr (Play) play = play_start (PLAY_BEGIN "C STAT\nS +OK 3 1200 more\n", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = tocsin_mail_store_list_folders (play->store, NULL, &error);
  TocsinMailChanges *changes;

  g_assert_no_error (error);
  g_assert_cmpuint (folders->len, ==, 1);
  g_assert_cmpint (((TocsinFolder *) g_ptr_array_index (folders, 0))->messages, ==, 3);
  changes = tocsin_mail_store_changes (play->store, "Archive", NULL, NULL, 0, NULL, &error);
  g_assert_null (changes);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_clear_error (&error);
  g_assert_false (tocsin_mail_store_create_folder (play->store, "Archive", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
  g_assert_false (tocsin_mail_store_can_watch (play->store));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pop3/looks/new-mail", test_new_mail);
  g_test_add_func ("/pop3/looks/limit", test_limit);
  g_test_add_func ("/pop3/looks/empty-for-once", test_empty_for_once);
  g_test_add_func ("/pop3/looks/all-ids-change", test_all_ids_change);
  g_test_add_func ("/pop3/looks/server-lists-nothing", test_server_lists_nothing);
  g_test_add_func ("/pop3/looks/odd-order", test_odd_order);
  g_test_add_func ("/pop3/looks/pipelining", test_pipelining);
  g_test_add_func ("/pop3/looks/window", test_window);
  g_test_add_func ("/pop3/looks/refused-messages", test_refused_messages);
  g_test_add_func ("/pop3/looks/unknown-message", test_unknown_message);
  g_test_add_func ("/pop3/looks/large-message", test_large_message);
  g_test_add_func ("/pop3/looks/one-session", test_one_session);
  g_test_add_func ("/pop3/looks/login-delay", test_login_delay);
  g_test_add_func ("/pop3/looks/cursor-is-small", test_cursor_is_small);
  g_test_add_func ("/pop3/looks/foreign-cursor", test_foreign_cursor);
  g_test_add_func ("/pop3/looks/folders", test_folders);

  return g_test_run ();
}
