/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/imap4/play.h"

#include <string.h>

/* Quirks of real servers when they tell of messages. Each test fails without the workaround it is
 * named after. */

#define SUMMARY " (UID RFC822.SIZE INTERNALDATE)"
#define HEADERS (TOCSIN_MAIL_PARTS_HEADERS)

static void
play_summaries (Play *play, const char *set, const char *lines)
{
  g_autofree char *command = g_strconcat ("UID FETCH ", set, SUMMARY, NULL);

  play_command (play, command, lines, "OK done");
}

static const TocsinMessageRef *
ref_at (TocsinMailChanges *changes, guint index)
{
  g_assert_cmpuint (changes->refs->len, >, index);

  return g_ptr_array_index (changes->refs, index);
}

/* A rounded size is a size; a rounded UIDNEXT is none, or mail would be skipped. */
static void
quirk_16_rounded_numbers (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinMailChanges) changes = NULL;

  play_begin (play, "");
  play_command (play, "EXAMINE INBOX",
                "* 9.3736e+06 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n* OK [UIDNEXT 9.3736e+06] x\r\n",
                "OK done");
  play_command (play, "UID SEARCH UID 9373612:*", "* SEARCH 9373612\r\n", "OK done");
  play_summaries (play, "9373612", "* 1 FETCH (UID 9373612 RFC822.SIZE 1.5e+03)\r\n");
  play_start (play, NULL);
  changes = play_changes (play, 9373612);
  g_assert_cmpuint (ref_at (changes, 0)->size, ==, 1500);
}

static void
expect_move (const char *lines, const char *answer, const char *key)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);
  g_autoptr (GPtrArray) results = NULL;
  TocsinMailOperation operation = { TOCSIN_MAIL_MOVE, "Done", FALSE };
  g_autoptr (GError) error = NULL;

  play_begin (play, "MOVE UIDPLUS");
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Done\r\n",
                "OK done");
  play_command (play, "SELECT INBOX", "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n", "OK done");
  play_command (play, "UID MOVE 5 Done", lines, answer);
  play_start (play, NULL);
  tocsin_mail_store_apply (play->store, refs, &operation, &results, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 1);
  if (key == NULL)
    g_assert_null (g_ptr_array_index (results, 0));
  else
    g_assert_cmpstr (((TocsinMessageRef *) g_ptr_array_index (results, 0))->key, ==, key);
}

static void
quirk_20_code_without_ok (void)
{
  expect_move ("[COPYUID 7 5 77] moved\r\n", "OK done", "7.77");
  expect_move ("* [COPYUID 7 5 77] moved\r\n", "OK done", "7.77");
}

static void
quirk_21_copyuid_anywhere (void)
{
  expect_move ("* OK [COPYUID 7 5 77] moved\r\n", "OK done", "7.77");
  expect_move (NULL, "OK [COPYUID 7 5 77] done", "7.77");
  expect_move ("* OK [COPYUID 7 5 77] moved\r\n", "OK [COPYUID 7 5 77] done", "7.77");
  expect_move (NULL, "OK [COPYUID 7  ] was gone", NULL);
}

static void
quirk_22_zero_is_unknown (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinMailChanges) changes = NULL;

  play_begin (play, "");
  play_command (play, "EXAMINE INBOX",
                "* 5 EXISTS\r\n* OK [UIDVALIDITY 0] it\r\n* OK [UIDNEXT 0] x\r\n"
                "* OK [UNSEEN 0] x\r\n",
                "OK done");
  play_command (play, "UID SEARCH UID 5:*", "* SEARCH 5\r\n", "OK done");
  play_summaries (play, "5", "* 5 FETCH (UID 5 RFC822.SIZE 10)\r\n");
  play_start (play, NULL);
  changes = play_changes (play, 5);
  g_assert_false (changes->rebuilt);
  g_assert_cmpuint (ref_at (changes, 0)->uid, ==, 5);
}

static void
quirk_23_mod_sequences (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinMailChanges) changes = NULL;
  guint64 modseq = 0;

  play_begin (play, "CONDSTORE");
  play_command (play, "EXAMINE INBOX",
                "* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n* OK [UIDNEXT 6] x\r\n"
                "* OK [HIGHESTMODSEQ 9223372036854775807] x\r\n",
                "OK done");
  play_command (play, "UID SEARCH UID 5:5", "* SEARCH 5\r\n", "OK done");
  play_summaries (play, "5", "* 5 FETCH (UID 5 MODSEQ (-1) RFC822.SIZE 10)\r\n");
  play_start (play, NULL);
  changes = play_changes (play, 5);
  g_assert_cmpuint (ref_at (changes, 0)->size, ==, 10);
  g_variant_get_child (changes->cursor, 2, "t", &modseq);
  g_assert_cmpuint (modseq, ==, G_MAXINT64);
}

/* The UID decides; what was not asked for is passed over. */
static void
quirk_24_fetch_of_others (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER])",
                "* 0 FETCH (UID 5 BODY[HEADER] {14}\r\nSubject: a\r\n\r\n)\r\n"
                "* 3 FETCH (FLAGS (\\Seen))\r\n"
                "* 2 FETCH (UID 9 BODY[HEADER] \"Subject: b\")\r\n* 5 FETCH (UID 5 FLAGS ())\r\n",
                "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, HEADERS, "1.5 a\n");
}

static void
quirk_25_extra_parentheses (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE FLAGS BODYSTRUCTURE)",
                "* 5 FETCH (UID 5 (ENVELOPE NIL FLAGS (\\Seen) BODYSTRUCTURE"
                " ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 1))))\r\n",
                "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_FLAGS | TOCSIN_MAIL_PARTS_STRUCTURE,
              "1.5  F1 Stext/plain\n");
}

static void
fetch_empty_body (const char *line)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])", line, "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_RAW, "<1.5 \n");
}

static void
quirk_26_value_left_out (void)
{
  fetch_empty_body ("* 5 FETCH (UID 5 BODY[] )\r\n");
}

static void
quirk_27_nil_for_empty (void)
{
  fetch_empty_body ("* 5 FETCH (UID 5 BODY[] NIL)\r\n");
  fetch_empty_body ("* 5 FETCH (UID 5 BODY[] \"\")\r\n");
}

/* The size says 20 MiB; the server has five bytes and says so. */
static void
quirk_28_size_is_a_hint (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  ((TocsinMessageRef *) g_ptr_array_index (refs, 0))->size = 20 * 1024 * 1024;
  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID)", "* 5 FETCH (UID 5)\r\n", "OK done");
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE)", "* 5 FETCH (UID 5 RFC822.SIZE 20971520)\r\n",
                "OK done");
  play_command (play, "UID FETCH 5 (UID INTERNALDATE)", "* 5 FETCH (UID 5)\r\n", "OK done");
  play_command (play, "UID FETCH 5 (UID BODY.PEEK[]<0.16777216>)",
                "* 5 FETCH (UID 5 BODY[]<0> {5}\r\nshort)\r\n", "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_RAW, "<short1.5 \n");
}

/* What can't be read costs neither the message nor the one behind it. */
static void
quirk_29_broken_structure (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", "1.6", NULL);

  play_begin (play, "");
  play_examine (play, "INBOX", 6, 7);
  play_command (
      play, "UID FETCH 5:6 (UID RFC822.SIZE INTERNALDATE BODYSTRUCTURE)",
      "* 5 FETCH (UID 5 BODYSTRUCTURE ((\"text\" \"plain\" (\"mixed\"))\r\n"
      "* 6 FETCH (UID 6 BODYSTRUCTURE (\"image\" \"png\" NIL NIL NIL NIL -5 NIL \"inline\"))"
      "\r\n",
      "OK done");
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE)",
                "* 5 FETCH (UID 5 RFC822.SIZE 20)\r\n", "OK done");
  play_command (play, "UID FETCH 5 (UID BODY.PEEK[]<0.16777216>)",
                "* 5 FETCH (UID 5 BODY[]<0> {14}\r\nSubject: a\r\n\r\n)\r\n", "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_STRUCTURE, "1.6  Simage/png\n1.5 a Stext/plain R\n");
}

/* Headers come from the message, whatever ENVELOPE would say: it is never asked for. */
static void
quirk_30_no_envelope (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER])",
                "* 5 FETCH (ENVELOPE (NIL \"wrong\" NIL NIL NIL NIL NIL NIL NIL NIL) UID 5"
                " BODY[HEADER] {18}\r\nSubject: right\r\n\r\n)\r\n",
                "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, HEADERS, "1.5 right\n");
}

static void
quirk_31_too_many_items (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "");
  play_examine (play, "INBOX", 5, 6);
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[HEADER])", NULL,
                "BAD too much");
  play_command (play, "UID FETCH 5 (UID)", "* 5 FETCH (UID 5)\r\n", "OK done");
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE)", "* 5 FETCH (UID 5 RFC822.SIZE 9)\r\n",
                "OK done");
  play_command (play, "UID FETCH 5 (UID INTERNALDATE)", "* 5 FETCH (UID 5)\r\n", "OK done");
  play_command (play, "UID FETCH 5 (UID FLAGS)", "* 5 FETCH (UID 5 FLAGS (\\Seen))\r\n", "OK done");
  play_command (play, "UID FETCH 5 (UID BODY.PEEK[HEADER])",
                "* 5 FETCH (UID 5 BODY[HEADER] {14}\r\nSubject: a\r\n\r\n)\r\n", "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, HEADERS | TOCSIN_MAIL_PARTS_FLAGS, "1.5 a F1\n");
}

static void
quirk_33_brackets_in_flags (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);

  play_begin (play, "");
  play_command (play, "EXAMINE INBOX",
                "* FLAGS (\\Seen a]b)\r\n* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n"
                "* OK [PERMANENTFLAGS (\\Seen [a]b \\*)] kept\r\n* OK [UIDNEXT 6] x\r\n",
                "OK done");
  play_command (play, "UID FETCH 5 (UID RFC822.SIZE INTERNALDATE FLAGS)",
                "* 5 FETCH (FLAGS (a]b [c \xff \\Seen) UID 5)\r\n", "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_FLAGS, "1.5  F1\n");
}

static void
quirk_34_permanent_flags (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.5", NULL);
  TocsinMailOperation operation = { TOCSIN_MAIL_MARK_READ };
  g_autoptr (GError) error = NULL;

  play_begin (play, "");
  play_command (play, "SELECT INBOX",
                "* FLAGS (\\Seen \\Flagged)\r\n* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n",
                "OK done");
  play_command (play, "UID STORE 5 +FLAGS.SILENT (\\Seen)", NULL, "OK done");
  play_command (play, "SELECT INBOX",
                "* FLAGS (\\Seen \\Flagged)\r\n* 5 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n"
                "* OK [PERMANENTFLAGS ()] nothing sticks\r\n",
                "OK done");
  play_start (play, NULL);
  play_apply (play, refs, TOCSIN_MAIL_MARK_READ, NULL);
  g_assert_false (tocsin_mail_store_apply (play->store, refs, &operation, NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_NO_PERMISSION);
}

static char *
sparse_set (guint set, GPtrArray *refs)
{
  GString *uids = g_string_new (NULL);

  for (guint i = 0; i < 81; i++)
    {
      guint64 uid = 4000000000 + 2 * (set * 81 + i);
      g_autofree char *key = g_strdup_printf ("1.%" G_GUINT64_FORMAT, uid);

      g_ptr_array_add (refs, tocsin_message_ref_new ("INBOX", key));
      g_string_append_printf (uids, "%s%" G_GUINT64_FORMAT, i > 0 ? "," : "", uid);
    }

  return g_string_free (uids, FALSE);
}

/* Long sets are cut, and no more than four commands are under way: the fifth comes after the first
 * answer. */
static void
quirk_35_short_and_few (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, NULL, NULL);
  g_autoptr (GString) gone = g_string_new (NULL);
  char *sets[6];

  play_begin (play, "");
  play_examine (play, "INBOX", 5, 4000009999);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autofree char *command = NULL;
      g_autofree char *answer = g_strdup_printf ("<<t%u>> OK done\r\n", play->tags - 3);

      sets[i] = sparse_set (i, refs);
      command = g_strdup_printf ("UID FETCH %s (UID RFC822.SIZE INTERNALDATE FLAGS)", sets[i]);
      g_assert_cmpuint (strlen (command), <, 1000);
      if (i >= 4)
        scripted_server_send (play->server, answer);
      play_expect (play, command);
    }
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *answer = g_strdup_printf ("<<t%u>> OK done\r\n", play->tags - 3 + i);

      scripted_server_send (play->server, answer);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autofree char *command = g_strdup_printf ("UID FETCH %s (UID)", sets[i]);
      g_autofree char *answer = g_strdup_printf ("<<t%u>> OK done\r\n", play->tags - 3);

      if (i >= 4)
        scripted_server_send (play->server, answer);
      play_expect (play, command);
      g_free (sets[i]);
    }
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *answer = g_strdup_printf ("<<t%u>> OK done\r\n", play->tags - 3 + i);

      scripted_server_send (play->server, answer);
    }
  play_start (play, NULL);
  for (guint i = 0; i < refs->len; i++)
    g_string_append_printf (gone, "%s gone\n",
                            ((TocsinMessageRef *) g_ptr_array_index (refs, i))->key);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_FLAGS, gone->str);
}

/* Behind the fourth nothing may come before an answer does: here it is the end of the session. */
static void
quirk_35_no_more_than_four (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, NULL, NULL);
  TocsinMailSink sink = { NULL };
  g_autoptr (GError) error = NULL;

  play_begin (play, "");
  play_examine (play, "INBOX", 5, 4000009999);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *set = sparse_set (i, refs);
      g_autofree char *command =
          g_strdup_printf ("UID FETCH %s (UID RFC822.SIZE INTERNALDATE FLAGS)", set);

      if (i < 4)
        play_expect (play, command);
    }
  play_say (play, "* BYE enough\r\n");
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  g_assert_false (
      tocsin_mail_store_fetch (play->store, refs, TOCSIN_MAIL_PARTS_FLAGS, &sink, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
}

/* n:* finds the last message though it is below n. */
static void
quirk_36_star_finds_the_last (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinMailChanges) changes = NULL;
  guint64 next = 0;

  play_begin (play, "");
  play_command (play, "EXAMINE INBOX", "* 4 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n", "OK done");
  play_command (play, "UID SEARCH UID 5:*", "* SEARCH 4\r\n", "OK done");
  play_start (play, NULL);
  changes = play_changes (play, 5);
  g_assert_cmpuint (changes->refs->len, ==, 0);
  g_variant_get_child (changes->cursor, 1, "t", &next);
  g_assert_cmpuint (next, ==, 5);
}

/* Yahoo's order is descending; ours is the order of arrival, and the position moves past what was
 * handed over only. */
static void
quirk_37_descending (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GVariant) cursor = play_cursor (5);
  g_autoptr (TocsinMailChanges) changes = NULL;
  g_autoptr (GError) error = NULL;
  guint64 next = 0;

  play_begin (play, "");
  play_examine (play, "INBOX", 7, 8);
  play_command (play, "UID SEARCH UID 5:7", "* SEARCH 7 6 5\r\n", "OK done");
  play_summaries (play, "5:6", "* 6 FETCH (UID 6)\r\n* 5 FETCH (UID 5)\r\n");
  play_start (play, NULL);
  changes = tocsin_mail_store_changes (play->store, "INBOX", cursor, NULL, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ref_at (changes, 0)->uid, ==, 5);
  g_assert_cmpuint (ref_at (changes, 1)->uid, ==, 6);
  g_assert_true (changes->more);
  g_variant_get_child (changes->cursor, 1, "t", &next);
  g_assert_cmpuint (next, ==, 7);
}

/* Words are not searched for at Gmail, which finds whole ones only; flags are. */
static void
quirk_43_whole_words (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinQuery) query = tocsin_query_parse ("subject:invoice is:unread", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailExplanation) explained = NULL;

  play_begin (play, "X-GM-EXT-1");
  play_start (play, NULL);
  explained = tocsin_mail_store_explain (play->store, query, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (explained->commands->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (explained->commands, 0), ==, "UID SEARCH UID 1:* UNSEEN");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/quirk/16-rounded-numbers", quirk_16_rounded_numbers);
  g_test_add_func ("/imap4/quirk/20-code-without-ok", quirk_20_code_without_ok);
  g_test_add_func ("/imap4/quirk/21-copyuid-anywhere", quirk_21_copyuid_anywhere);
  g_test_add_func ("/imap4/quirk/22-zero-is-unknown", quirk_22_zero_is_unknown);
  g_test_add_func ("/imap4/quirk/23-mod-sequences", quirk_23_mod_sequences);
  g_test_add_func ("/imap4/quirk/24-fetch-of-others", quirk_24_fetch_of_others);
  g_test_add_func ("/imap4/quirk/25-extra-parentheses", quirk_25_extra_parentheses);
  g_test_add_func ("/imap4/quirk/26-value-left-out", quirk_26_value_left_out);
  g_test_add_func ("/imap4/quirk/27-nil-for-empty", quirk_27_nil_for_empty);
  g_test_add_func ("/imap4/quirk/28-size-is-a-hint", quirk_28_size_is_a_hint);
  g_test_add_func ("/imap4/quirk/29-broken-structure", quirk_29_broken_structure);
  g_test_add_func ("/imap4/quirk/30-no-envelope", quirk_30_no_envelope);
  g_test_add_func ("/imap4/quirk/31-too-many-items", quirk_31_too_many_items);
  g_test_add_func ("/imap4/quirk/33-brackets-in-flags", quirk_33_brackets_in_flags);
  g_test_add_func ("/imap4/quirk/34-permanent-flags", quirk_34_permanent_flags);
  g_test_add_func ("/imap4/quirk/35-short-and-few", quirk_35_short_and_few);
  g_test_add_func ("/imap4/quirk/35-no-more-than-four", quirk_35_no_more_than_four);
  g_test_add_func ("/imap4/quirk/36-star-finds-the-last", quirk_36_star_finds_the_last);
  g_test_add_func ("/imap4/quirk/37-descending", quirk_37_descending);
  g_test_add_func ("/imap4/quirk/43-whole-words", quirk_43_whole_words);

  return g_test_run ();
}
