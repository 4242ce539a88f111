/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/pop3/play.h"

#include <string.h>

/* Quirks of real servers. Each test fails without the workaround it is named after. */

#define TOP(number, subject)                                                                       \
  "C TOP " number " 0\nS +OK\nS Message-ID: <" subject "@x>\nS Subject: " subject "\nS \nS .\n"
#define RETR(number, subject)                                                                      \
  "C RETR " number "\nS +OK\nS Message-ID: <" subject "@x>\nS Subject: " subject "\nS \nS Hi\nS "  \
  ".\n"

static void
quirk_44_blanks_and_indicators (void)
{
  g_autoptr (Play) play =
      play_start (PLAY_BEGIN PLAY_LIST ("S +OK 1 100\nS  2   200 bytes\nS 3\t300\n")
                      PLAY_UIDL ("S +OK 1   first\nS 2\t\tsecond\nS   3 third  rest\n"),
                  NULL);

  play_search (play, "first second third");
}

static void
quirk_44_odd_ids (void)
{
  g_autofree char *script = NULL;
  g_autofree char *long_id = g_strnfill (80, 'x');
  g_autofree char *expected = NULL;
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, long_id, -1);
  g_autofree char *other = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "\xfc\xe4", -1);
  Play *play;

  script = g_strdup_printf (PLAY_BEGIN PLAY_LIST ("S 1 1\nS 2 1\n")
                                PLAY_UIDL ("S 1 %s\ns 2 \\374\\344\\r\\n\n"),
                            long_id);
  expected = g_strjoin (" ", digest, other, NULL);
  play = play_start (script, NULL);
  play_search (play, expected);
  play_finish (play);
}

/* Without ids, or without some, messages are named by what they are; and so they are known again
 * under other numbers. */
static void
quirk_44_no_ids (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN PLAY_LIST ("S 1 100\nS 2 200\n") "C UIDL\nS -ERR what?\n" TOP ("1", "a")
          TOP ("1", "a") TOP ("2", "b") "E\nN\n" PLAY_BEGIN PLAY_LIST (
              "S 1 200\nS 2 300\n") "C UIDL\nS -ERR what?\n" TOP ("1", "b")
              TOP ("2", "c") "E\nN\n" PLAY_BEGIN PLAY_LIST ("S 1 300\nS 2 300\n")
                  PLAY_UIDL ("S 1 x\nS 2\n") TOP ("1", "c") TOP ("2", "d"),
      NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailChanges) changes = NULL;

  play_look (play, 0, "");
  play_rest (play);
  changes = tocsin_mail_store_changes (play->store, "INBOX", play->cursor, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->refs->len, ==, 1);
  g_assert_cmpuint (((TocsinMessageRef *) g_ptr_array_index (changes->refs, 0))->size, ==, 300);
  g_assert_false (changes->rebuilt);
  g_variant_unref (play->cursor);
  play->cursor = g_variant_ref (changes->cursor);
  play_rest (play);
  g_clear_pointer (&changes, tocsin_mail_changes_free);
  changes = tocsin_mail_store_changes (play->store, "INBOX", play->cursor, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->refs->len, ==, 1);
}

/* A message that can't be read for now gets no name by chance. */
static void
quirk_44_no_ids_and_trouble (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN PLAY_LIST ("S 1 100\n") "C UIDL\nS -ERR what?\nC TOP 1 0\nS -ERR [SYS/TEMP] disk\n"
                                         "C RETR 1\nS -ERR [SYS/TEMP] disk\n"
                                         "C TOP 1 0\nS -ERR [SYS/TEMP] disk\n"
                                         "C RETR 1\nS -ERR [SYS/TEMP] disk\n",
      NULL);

  play_look_fails (play, TOCSIN_ERROR_SERVER_BUSY);
}

/* What a server calls an id is the number: after one is removed, others have it. */
static void
quirk_44_numbers_for_ids (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN PLAY_LIST ("S 1 100\nS 2 200\n") PLAY_UIDL ("S 1 1\nS 2 2\n") TOP ("1", "a")
          TOP ("1", "a") TOP ("2", "b") "E\nN\n" PLAY_BEGIN PLAY_LIST ("S 1 200\nS 2 300\n")
              PLAY_UIDL ("S 1 1\nS 2 2\n") TOP ("1", "b") TOP ("2", "c"),
      NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailChanges) changes = NULL;

  play_look (play, 0, "");
  play_rest (play);
  changes = tocsin_mail_store_changes (play->store, "INBOX", play->cursor, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->refs->len, ==, 1);
  g_assert_cmpuint (((TocsinMessageRef *) g_ptr_array_index (changes->refs, 0))->size, ==, 300);
}

/* RFC 1939, section 7: copies of one letter may share an id. */
static void
quirk_44_copies_share_an_id (void)
{
  g_autoptr (Play) play =
      play_start (PLAY_BEGIN PLAY_LIST ("S 1 100\nS 2 50\nS 3 100\n")
                      PLAY_UIDL ("S 1 x\nS 2 y\nS 3 x\n") TOP ("1", "a") TOP ("1", "a")
                          TOP ("3", "a") "E\nN\n" PLAY_BEGIN PLAY_LIST ("S 1 50\nS 2 100\n")
                              PLAY_UIDL ("S 1 y\nS 2 x\n") "E\n",
                  NULL);

  play_look (play, 0, "");
  play_search (play, "x y x~2");
  play_rest (play);
  play_look (play, 0, "");
  play_rest (play);
}

/* Different letters with one id: none of the server's ids is believed again, not even when each has
 * its own for once. What was told by id is told again, and marked. */
static void
quirk_44_one_id_for_all (void)
{
  g_autoptr (Play) play =
      play_start (PLAY_BEGIN PLAY_LIST ("S 1 100\n")
                      PLAY_UIDL ("S 1 same\n") "E\nN\n" PLAY_BEGIN PLAY_LIST ("S 1 100\nS 2 200\n")
                          PLAY_UIDL ("S 1 same\nS 2 same\n") TOP ("1", "a") TOP ("1", "a")
                              TOP ("2", "b") "E\nN\n" PLAY_BEGIN PLAY_LIST ("S 1 300\n")
                                  PLAY_UIDL ("S 1 same\n") TOP ("1", "c"),
                  NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailChanges) changes = NULL;

  play_look (play, 0, "");
  play_rest (play);
  changes = tocsin_mail_store_changes (play->store, "INBOX", play->cursor, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->refs->len, ==, 2);
  g_assert_true (changes->rebuilt);
  g_variant_unref (play->cursor);
  play->cursor = g_variant_ref (changes->cursor);
  play_rest (play);
  g_clear_pointer (&changes, tocsin_mail_changes_free);
  changes = tocsin_mail_store_changes (play->store, "INBOX", play->cursor, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->refs->len, ==, 1);
  g_assert_false (changes->rebuilt);
}

#define ONE_MESSAGE PLAY_BEGIN PLAY_LIST ("S 1 100\n") PLAY_UIDL ("S 1 x\n")
#define TWO_MESSAGES PLAY_BEGIN PLAY_LIST ("S 1 100\nS 2 100\n") PLAY_UIDL ("S 1 x\nS 2 y\n")

static void
quirk_45_no_top (void)
{
  g_autoptr (Play) play =
      play_start (TWO_MESSAGES "C TOP 1 0\nS -ERR no such command\n" RETR ("1", "a") RETR ("1", "a")
                      RETR ("2", "b"),
                  NULL);

  play_fetch (play, "x y", TOCSIN_MAIL_PARTS_HEADERS, "x: a\ny: b\n");
}

/* A proxy that cuts what TOP sends. */
static void
quirk_45_cut_top (void)
{
  g_autoptr (Play) play =
      play_start (TWO_MESSAGES "C TOP 1 0\nS +OK\nS Message-ID: <a@x>\nS .\n" RETR ("1", "a")
                      RETR ("1", "a") RETR ("2", "b"),
                  NULL);

  play_fetch (play, "x y", TOCSIN_MAIL_PARTS_HEADERS, "x: a\ny: b\n");
}

/* One that cuts it now and then. */
static void
quirk_45_cut_now_and_then (void)
{
  g_autoptr (Play) play =
      play_start (TWO_MESSAGES TOP ("1", "a")
                      TOP ("1", "a") "C TOP 2 0\nS +OK\nS Message-ID: <b@\nS .\n" RETR ("2", "b"),
                  NULL);

  play_fetch (play, "x y", TOCSIN_MAIL_PARTS_HEADERS, "x: a\ny: b\n");
}

/* One that sends nothing at all. */
static void
quirk_45_empty_top (void)
{
  g_autoptr (Play) play = play_start (
      ONE_MESSAGE "C TOP 1 0\nS +OK\nS \nS .\nC TOP 1 0\nS +OK\nS \nS .\n" RETR ("1", "a"), NULL);

  play_fetch (play, "x", TOCSIN_MAIL_PARTS_HEADERS, "x: a\n");
}

/* One that leaves out the blank line, and is asked no twice. */
static void
quirk_45_no_blank_line (void)
{
  static const char top[] = "C TOP %s 0\nS +OK\nS Message-ID: <%s@x>\nS Subject: %s\nS .\n";
  g_autofree char *first = g_strdup_printf (top, "1", "a", "a");
  g_autofree char *second = g_strdup_printf (top, "2", "b", "b");
  g_autofree char *script = g_strconcat (TWO_MESSAGES, first, RETR ("1", "a"), first, second, NULL);
  g_autoptr (Play) play = play_start (script, NULL);

  play_fetch (play, "x y", TOCSIN_MAIL_PARTS_HEADERS, "x: a\ny: b\n");
}

/* One that sends the whole message. */
static void
quirk_45_too_much_top (void)
{
  static const char top[] = "C TOP 1 0\nS +OK\nS Subject: a\nS \nS Subject: no\nS \nS ..\nS .\n";
  g_autofree char *script = g_strconcat (ONE_MESSAGE, top, top, NULL);
  g_autoptr (Play) play = play_start (script, NULL);

  play_fetch (play, "x", TOCSIN_MAIL_PARTS_HEADERS, "x: a\n");
}

static void
quirk_46_octets_are_wrong (void)
{
  static const struct
  {
    const char *about;
    const char *octets;
  } rows[] = {
    { "too few", "1" },        { "none", "0" },
    { "too many", "4000000" }, { "more than there are", "99999999999999999999999" },
    { "negative", "-5" },      { "nothing", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *script = g_strdup_printf (
          PLAY_BEGIN PLAY_LIST ("S 1 %s\n") PLAY_UIDL ("S 1 x\n") RETR ("1", "a"), rows[i].octets);
      g_autoptr (Play) play = NULL;

      g_test_message ("%s", rows[i].about);
      play = play_start (script, NULL);
      play_fetch (play, "x", TOCSIN_MAIL_PARTS_RAW | TOCSIN_MAIL_PARTS_HEADERS,
                  "<Message-ID: <a@x>\r\nSubject: a\r\n\r\nHi\r\nx: a\n");
    }
}

/* user=joe, ^A, auth=Bearer t0ken, ^A ^A */
#define XOAUTH2 "dXNlcj1qb2UBYXV0aD1CZWFyZXIgdDBrZW4BAQ=="

static void
quirk_47_xoauth2_is_not_told (void)
{
  Play *play;

  g_setenv ("POP3_TEST_TOKEN", "t0ken", TRUE);
  play = play_start ("S +OK ready\n" PLAY_CAPA ("SASL PLAIN") "C AUTH XOAUTH2 " XOAUTH2
                                                              "\nS +OK in\n" PLAY_CAPA ("UIDL")
                                                                  PLAY_LIST ("") PLAY_UIDL (""),
                     "authentication.bearer-token=env:POP3_TEST_TOKEN",
                     "authentication.method=oauth2", NULL);
  play_look (play, 0, "");
  play_finish (play);
}

/* Once may be the network, and is never called a wrong password; twice is a no. */
static void
quirk_47_hangs_up_on_a_password (void)
{
  static const char script[] =
      "S +OK ready\n" PLAY_CAPA ("USER") "C USER joe\nS +OK\nC PASS secret\nX\n";
  g_autofree char *twice = g_strconcat (script, "N\n", script, "N\n", PLAY_BEGIN, PLAY_LIST (""),
                                        PLAY_UIDL (""), "E\nN\n", script, NULL);
  g_autoptr (Play) play = play_start (twice, NULL);

  play_look_fails (play, TOCSIN_ERROR_NET_CLOSED_EARLY);
  play_look_fails (play, TOCSIN_ERROR_AUTH_REJECTED);
  /* Who was let in counts anew. */
  play_look (play, 0, "");
  play_rest (play);
  play_look_fails (play, TOCSIN_ERROR_NET_CLOSED_EARLY);
}

static void
quirk_48_odd_messages (void)
{
  static const struct
  {
    const char *about;
    const char *script; /* between +OK and the end */
    const char *raw;
  } rows[] = {
    { "a From line of a Unix mailbox in front",
      "S From joe Mon Jan  1 00:00:00 2024\nS Subject: a\nS \nS Hi\n",
      "From joe Mon Jan  1 00:00:00 2024\r\nSubject: a\r\n\r\nHi\r\n" },
    { "no blank line between headers and text", "S Subject: a\nS This is no header\n",
      "Subject: a\r\nThis is no header\r\n" },
    { "bare LF", "s Subject: a\\n\\nHi\\nyou\\r\\n\n", "Subject: a\n\nHi\nyou\r\n" },
    { "bare CR", "s Subject: a\\r\\n\\r\\nHi\\ryou\\r\\r\\n\n", "Subject: a\r\n\r\nHi\ryou\r\r\n" },
    { "a lone dot between bare LFs is no end", "s Subject: a\\r\\n\\r\\nHi\\n.\\n+OK EVIL\\r\\n\n",
      "Subject: a\r\n\r\nHi\n.\n+OK EVIL\r\n" },
    { "nor with a bare LF in front or behind", "s Subject: a\\r\\n\\r\\n\\n.\\r\\n.\\n\\r\\n\n",
      "Subject: a\r\n\r\n\n.\r\n\n\r\n" },
    { "dots", "S Subject: a\nS \nS ..\nS ...\nS ..Hi\nS .Hi\n",
      "Subject: a\r\n\r\n.\r\n..\r\n.Hi\r\nHi\r\n" },
    { "nothing but headers", "S Subject: a\n", "Subject: a\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *script = g_strconcat (ONE_MESSAGE, "C RETR 1\nS +OK\n", rows[i].script,
                                             "S .\nC NOOP\nS +OK\n", NULL);
      g_autofree char *expected = g_strconcat ("<", rows[i].raw, "x: a\n", NULL);
      g_autoptr (Play) play = NULL;

      g_test_message ("%s", rows[i].about);
      play = play_start (script, "limits.check-idle-time=0", NULL);
      play_fetch (play, "x", TOCSIN_MAIL_PARTS_RAW | TOCSIN_MAIL_PARTS_HEADERS, expected);
      /* Nothing of it is left to be taken for an answer. */
      play_search (play, "x");
    }
}

/* A server that ends no line with CR, not even those of its own. */
static void
quirk_48_no_cr_at_all (void)
{
  static const char script[] =
      "s +OK ready\\n\nC CAPA\ns +OK\\nUSER\\n.\\n\nC USER joe\ns +OK\\n\nC PASS secret\ns +OK\\n\n"
      "C CAPA\ns +OK\\nTOP\\n.\\n\nC LIST\ns +OK\\n1 5\\n.\\n\nC UIDL\ns +OK\\n1 x\\n.\\n\n"
      "C RETR 1\ns +OK\\nSubject: a\\n\\n..\\nHi\\n.\\n\n";
  g_autoptr (Play) play = play_start (script, NULL);

  play_fetch (play, "x", TOCSIN_MAIL_PARTS_RAW | TOCSIN_MAIL_PARTS_HEADERS,
              "<Subject: a\n\n.\nHi\nx: a\n");
}

static void
quirk_48_headers (void)
{
  g_autoptr (Play) play = play_start (
      TWO_MESSAGES "C TOP 1 0\nS +OK\nS From joe Mon Jan  1 00:00:00 2024\nS Subject: a\nS \nS .\n"
                   "C TOP 1 0\nS +OK\nS From joe Mon Jan  1 00:00:00 2024\nS Subject: a\nS \nS .\n"
                   "C TOP 2 0\nS +OK\ns Subject: b\\nTo: x\\n\\nHi\\r\\n\nS .\n",
      NULL);

  play_fetch (play, "x y", TOCSIN_MAIL_PARTS_HEADERS, "x: a\ny: b\n");
}

static void
quirk_49_recent (void)
{
  static const struct
  {
    const char *server;
    const char *user;
    gboolean told;
  } rows[] = {
    { "encryption.server-name=pop.gmail.com", "authentication.username=joe", TRUE },
    { "encryption.server-name=pop.gmail.com", "authentication.username=recent:joe", FALSE },
    { "encryption.server-name=pop.example.org", "authentication.username=joe", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *script = g_strdup_printf (
          "S +OK ready\n" PLAY_CAPA ("USER") "C USER %s\nS +OK\nC PASS secret\nS "
                                             "+OK\n" PLAY_CAPA ("USER\nS LOGIN-DELAY 300\nS "
                                                                "EXPIRE NEVER") "C STAT\nS +OK "
                                                                                "0 0\n",
          strchr (rows[i].user, '=') + 1);
      g_autoptr (Play) play = play_start (script, rows[i].server, rows[i].user, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *told = play_test (play, &error);

      g_assert_no_error (error);
      g_assert_cmpint (strstr (told, "recent:joe") != NULL, ==, rows[i].told);
      g_assert_nonnull (strstr (told, "limits.login-delay: 300 s"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pop3/quirk-44/blanks-and-indicators", quirk_44_blanks_and_indicators);
  g_test_add_func ("/pop3/quirk-44/odd-ids", quirk_44_odd_ids);
  g_test_add_func ("/pop3/quirk-44/no-ids", quirk_44_no_ids);
  g_test_add_func ("/pop3/quirk-44/no-ids-and-trouble", quirk_44_no_ids_and_trouble);
  g_test_add_func ("/pop3/quirk-44/numbers-for-ids", quirk_44_numbers_for_ids);
  g_test_add_func ("/pop3/quirk-44/copies-share-an-id", quirk_44_copies_share_an_id);
  g_test_add_func ("/pop3/quirk-44/one-id-for-all", quirk_44_one_id_for_all);
  g_test_add_func ("/pop3/quirk-45/no-top", quirk_45_no_top);
  g_test_add_func ("/pop3/quirk-45/cut-top", quirk_45_cut_top);
  g_test_add_func ("/pop3/quirk-45/cut-now-and-then", quirk_45_cut_now_and_then);
  g_test_add_func ("/pop3/quirk-45/empty-top", quirk_45_empty_top);
  g_test_add_func ("/pop3/quirk-45/no-blank-line", quirk_45_no_blank_line);
  g_test_add_func ("/pop3/quirk-45/too-much-top", quirk_45_too_much_top);
  g_test_add_func ("/pop3/quirk-46/octets-are-wrong", quirk_46_octets_are_wrong);
  g_test_add_func ("/pop3/quirk-47/xoauth2-is-not-told", quirk_47_xoauth2_is_not_told);
  g_test_add_func ("/pop3/quirk-47/hangs-up-on-a-password", quirk_47_hangs_up_on_a_password);
  g_test_add_func ("/pop3/quirk-48/odd-messages", quirk_48_odd_messages);
  g_test_add_func ("/pop3/quirk-48/no-cr-at-all", quirk_48_no_cr_at_all);
  g_test_add_func ("/pop3/quirk-48/headers", quirk_48_headers);
  g_test_add_func ("/pop3/quirk-49/recent", quirk_49_recent);

  return g_test_run ();
}
