/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/imap4/play.h"

#include "core/base/error.h"
#include "plugins/imap4/search-key.h"

#include <string.h>

/* What is asked of servers of all kinds, byte for byte, and what is made of their refusals. In all
 * of them a folder of nine messages, numbered from 1. */

#define ENCODED "SUBJECT \"=?\""

static const char sample[] = "From: Ada <ada@example.com>\r\nSubject: monthly report\r\n\r\n";

static void
examine (Play *play)
{
  play_examine (play, "INBOX", 9, 10);
}

/* Once an account: does the server find parts of words? */
static void
try_substrings (Play *play, const char *found)
{
  g_autofree char *fetched = g_strdup_printf (
      "* 9 FETCH (UID 9 BODY[HEADER.FIELDS (FROM SUBJECT)] {%" G_GSIZE_FORMAT "}\r\n%s)\r\n",
      strlen (sample), sample);

  play_command (play, "UID FETCH 1:9 (UID BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])", fetched,
                "OK done");
  play_command (play, "UID SEARCH UID 9:9 FROM \"xampl\" SUBJECT \"onthl\"", found, "OK done");
}

static void
begin (Play *play, const char *capabilities)
{
  play_begin (play, capabilities);
  examine (play);
  try_substrings (play, "* SEARCH 9\r\n");
}

/* Each row: what a server can do, what is looked for, and the command. */
static const struct
{
  const char *about;
  const char *capabilities;
  const char *query;
  const char *command;
} rows[] = {
  { "plain", "", "subject:one", "UID SEARCH UID 1:9 OR SUBJECT \"one\" " ENCODED },
  { "ESEARCH", "ESEARCH", "is:unread", "UID SEARCH RETURN (ALL) UID 1:9 UNSEEN" },
  { "ASCII where nothing is said of Unicode", "LITERAL+", "subject:Bücher",
    "UID SEARCH UID 1:9 OR (SUBJECT \"cher\" SUBJECT \"b\") " ENCODED },
  { "LITERAL+", "I18NLEVEL=1 LITERAL+", "subject:Bücher",
    "UID SEARCH CHARSET UTF-8 UID 1:9 OR OR SUBJECT {7+}\r\nbücher " ENCODED
    " SUBJECT {3+}\r\n\xef\xbf\xbd" },
  { "LITERAL-", "I18NLEVEL=2 LITERAL-", "subject:Bücher",
    "UID SEARCH CHARSET UTF-8 UID 1:9 OR OR SUBJECT {7+}\r\nbücher " ENCODED
    " SUBJECT {3+}\r\n\xef\xbf\xbd" },
  { "addresses are taken apart", "", "from:ada@example.com",
    "UID SEARCH UID 1:9 OR OR (HEADER From \"example\" HEADER From \"ada\" HEADER From \"com\") "
    "HEADER From \"=?\" OR HEADER From \"xn--\" HEADER From \"\\\\\"" },
  { "all children", "", "subject:one is:unread",
    "UID SEARCH UID 1:9 (OR SUBJECT \"one\" " ENCODED " UNSEEN)" },
  { "what can't be said is left out", "", "body:one is:unread", "UID SEARCH UID 1:9 UNSEEN" },
  { "exact under NOT", "", "-is:flagged -keyword:$Junk",
    "UID SEARCH UID 1:9 (NOT FLAGGED NOT KEYWORD $Junk)" },
  { "rough under NOT is not asked", "", "-subject:one is:unread", "UID SEARCH UID 1:9 UNSEEN" },
  { "a header is there", "", "header:X-Spam", "UID SEARCH UID 1:9 HEADER \"X-Spam\" \"\"" },
  { "a header holds something", "", "header:X-Spam=Flag",
    "UID SEARCH UID 1:9 OR HEADER \"X-Spam\" \"ag\" HEADER \"X-Spam\" \"=?\"" },
  { "days", "", "after:2026-03-05", "UID SEARCH UID 1:9 SINCE 4-Mar-2026" },
  { "days under NOT", "", "-after:2026-03-05", "UID SEARCH UID 1:9 BEFORE 7-Mar-2026" },
  { "between days", "", "after:2026-03-05 before:2026-03-07",
    "UID SEARCH UID 1:9 (SINCE 4-Mar-2026 BEFORE 9-Mar-2026)" },
  { "a day is too short to be sure of any of it", "", "-on:2026-03-05 is:unread",
    "UID SEARCH UID 1:9 UNSEEN" },
  { "seconds", "WITHIN", "newer:1w", "UID SEARCH UID 1:9 YOUNGER 691200" },
  { "seconds under NOT", "WITHIN", "-newer:1w", "UID SEARCH UID 1:9 NOT YOUNGER 518400" },
  { "seconds, the other way", "WITHIN", "older:1w", "UID SEARCH UID 1:9 OLDER 518400" },
  { "seconds, the other way under NOT", "WITHIN", "-older:1w",
    "UID SEARCH UID 1:9 NOT OLDER 691200" },
  { "OR in few levels", "",
    "is:unread OR is:flagged OR is:answered OR is:draft OR keyword:a OR keyword:b",
    "UID SEARCH UID 1:9 OR OR OR UNSEEN FLAGGED ANSWERED OR OR DRAFT KEYWORD a KEYWORD b" },
  { "a choice that headers tell", "", "is:bulk",
    "UID SEARCH UID 1:9 OR HEADER \"Precedence\" \"bulk\" HEADER \"Precedence\" \"junk\"" },
  { "nothing can be said", "", "body:x", "UID SEARCH UID 1:9" },
  { "no server knows regular expressions", "", "from:/y/ keyword:/z/", "UID SEARCH UID 1:9" },
  { "but that there is such a header", "", "header:X-Spam=/x/",
    "UID SEARCH UID 1:9 HEADER \"X-Spam\" \"\"" },
};

static void
test_row (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (Play) play = play_new ();
  gboolean text = strstr (rows[i].command, "SUBJECT") || strstr (rows[i].command, "FROM")
                  || strstr (rows[i].command, "HEADER") || strstr (rows[i].query, "subject");
  gboolean esearch = strstr (rows[i].capabilities, "ESEARCH") != NULL;

  play_begin (play, rows[i].capabilities);
  examine (play);
  if (text)
    try_substrings (play, "* SEARCH 9\r\n");
  play_command (play, rows[i].command,
                esearch ? "* ESEARCH (TAG \"x\") UID ALL 4\r\n" : "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  play_start (play, NULL);
  play_find (play, rows[i].query, 4);
}

/* Without LITERAL+ the server has to agree to each literal. */
static void
test_literals_by_consent (void)
{
  g_autoptr (Play) play = play_new ();

  begin (play, "I18NLEVEL=1");
  scripted_server_expect (play->server,
                          "<<t99>> UID SEARCH CHARSET UTF-8 UID 1:9 OR OR SUBJECT {7}\r\n");
  play_say (play, "+ go on\r\n");
  scripted_server_expect (play->server, "bücher SUBJECT \"=?\" SUBJECT {3}\r\n");
  play_say (play, "+ go on\r\n");
  scripted_server_expect (play->server, "\xef\xbf\xbd\r\n");
  play_say (play, "* SEARCH 4\r\n<<t99>> OK done\r\n");
  play_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "subject:Bücher", 4);
}

/* RFC 6855: a session in UTF-8 names no charset, and quotes what it likes. */
static void
test_utf8_session (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "I18NLEVEL=1 ENABLE UTF8=ACCEPT");
  play_command (play, "ENABLE UTF8=ACCEPT", "* ENABLED UTF8=ACCEPT\r\n", "OK done");
  examine (play);
  try_substrings (play, "* SEARCH 9\r\n");
  play_command (play,
                "UID SEARCH UID 1:9 OR OR SUBJECT \"bücher\" " ENCODED " SUBJECT \"\xef\xbf\xbd\"",
                "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "subject:Bücher", 4);
}

/* What the server does not read is not tried again, not even with other words. */
static void
test_bad_charset (void)
{
  g_autoptr (Play) play = play_new ();

  begin (play, "I18NLEVEL=1 LITERAL+");
  play_command (play,
                "UID SEARCH CHARSET UTF-8 UID 1:9 OR OR SUBJECT {7+}\r\nbücher " ENCODED
                " SUBJECT {3+}\r\n\xef\xbf\xbd",
                NULL, "NO [BADCHARSET (US-ASCII)] no");
  play_command (play, "UID SEARCH UID 1:9 OR (SUBJECT \"cher\" SUBJECT \"b\") " ENCODED,
                "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 OR SUBJECT \"red\" " ENCODED, "* SEARCH 4\r\n",
                "OK done");
  play_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "subject:Bücher", 4);
  play_find (play, "subject:redö", 4);
}

/* Any other refusal is taken for one of these words: less is asked, and next time at once. */
static void
test_refused (gconstpointer answer)
{
  g_autoptr (Play) play = play_new ();

  begin (play, "");
  play_command (play, "UID SEARCH UID 1:9 (OR SUBJECT \"one\" " ENCODED " UNSEEN)", NULL, answer);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 OR SUBJECT \"dog\" " ENCODED, "* SEARCH 4\r\n",
                "OK done");
  play_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "subject:one is:unread", 4);
  play_find (play, "subject:one is:unread", 4);
  play_find (play, "subject:dogö", 4);
}

/* A server that can search for nothing is asked for all messages. */
static void
test_refuses_all (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", NULL, "BAD what");
  play_command (play, "UID SEARCH UID 1:9", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "is:unread", 4);
}

/* One that is silent about much may answer to less. */
static void
test_silent (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinQuery) query = tocsin_query_parse ("subject:one is:unread", NULL);
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;

  begin (play, "");
  play_expect (play, "UID SEARCH UID 1:9 (OR SUBJECT \"one\" " ENCODED " UNSEEN)");
  scripted_server_silence (play->server);
  scripted_server_expect_eof (play->server);
  play_begin (play, "");
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  play_start (play, "limits.command-timeout=1", NULL);
  refs = tocsin_mail_store_search (play->store, "INBOX", query, NULL, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_TIMEOUT_COMMAND);
  g_assert_null (refs);
  play_find (play, "subject:one is:unread", 4);
}

/* Quirk 43, and servers that answer from an index of words: they are found out, once. */
static void
test_whole_words (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  examine (play);
  try_substrings (play, "* SEARCH\r\n");
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  examine (play);
  play_command (play, "UID SEARCH UID 1:9", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "subject:one is:unread", 4);
  play_find (play, "is:list", 4);
}

/* The id that a message has in all folders comes along. */
static void
gmail_summary (Play *play, guint uid)
{
  g_autofree char *command =
      g_strdup_printf ("UID FETCH %u (UID RFC822.SIZE INTERNALDATE X-GM-MSGID)", uid);
  g_autofree char *answer = g_strdup_printf ("* %u FETCH (X-GM-MSGID 1278455344230334865 UID %u "
                                             "RFC822.SIZE 100)\r\n",
                                             uid, uid);

  play_command (play, command, answer, "OK done");
}

/* Quirk 43: Gmail needs no trial. */
static void
test_gmail (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "X-GM-EXT-1");
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 4\r\n", "OK done");
  gmail_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "subject:one is:unread", 4);
}

/* A whole Message-ID is what Gmail does know, in its own words and by the header. */
static void
test_gmail_id (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "X-GM-EXT-1");
  examine (play);
  play_command (play,
                "UID SEARCH UID 1:9 OR X-GM-RAW \"in:anywhere rfc822msgid:b.1@x.org\" "
                "HEADER Message-ID \"<b.1@x.org>\"",
                "* SEARCH 4\r\n", "OK done");
  gmail_summary (play, 4);
  examine (play);
  play_command (play, "UID SEARCH UID 1:9", "* SEARCH 4\r\n", "OK done");
  gmail_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "-msgid:<other@x.org> msgid:<b.1@x.org>", 4);
  play_find (play, "msgid:b.1@x.org", 4);
}

/* Labels are keywords, by the name that people know; the label of the open folder is in none of
 * Gmail's answers. What is left out for a label would be left out by Gmail's rules. */
static void
test_gmail_labels (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "X-GM-EXT-1");
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 OR X-GM-LABELS \"\\\\Important\" KEYWORD important",
                "* SEARCH 4\r\n", "OK done");
  gmail_summary (play, 4);
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 X-GM-LABELS \"Muy Importante\"", "* SEARCH 4\r\n",
                "OK done");
  gmail_summary (play, 4);
  for (guint i = 0; i < 3; i++)
    {
      examine (play);
      play_command (play, "UID SEARCH UID 1:9", "* SEARCH 4\r\n", "OK done");
      gmail_summary (play, 4);
    }
  play_start (play, NULL);
  play_find (play, "keyword:important", 4);
  play_find (play, "keyword:\"Muy Importante\"", 4);
  play_find (play, "keyword:Inbox", 4);
  play_find (play, "-keyword:Work", 4);
  play_find (play, "keyword:Caf\303\251", 4);
}

/* Who says that he is Gmail and knows no id of Gmail's is not asked again. */
static void
test_not_gmail (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "X-GM-EXT-1");
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 4\r\n", "OK done");
  play_command (play, "UID FETCH 4 (UID RFC822.SIZE INTERNALDATE X-GM-MSGID)", "",
                "BAD unknown item");
  play_summary (play, 4);
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 KEYWORD Work", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "is:unread", 4);
  play_find (play, "keyword:Work", 4);
}

/* Where no message is fit for the trial, or the server refuses it, nothing is known. */
static void
test_no_trial (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  examine (play);
  play_command (play, "UID FETCH 1:9 (UID BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])",
                "* 9 FETCH (UID 9 BODY[HEADER.FIELDS (FROM SUBJECT)] \"From: a@b.c\")\r\n",
                "OK done");
  play_command (play, "UID SEARCH UID 1:9 UNSEEN", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  examine (play);
  play_command (play, "UID FETCH 1:9 (UID BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])", NULL,
                "BAD what");
  play_command (play, "UID SEARCH UID 1:9", "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "subject:one is:unread", 4);
  play_find (play, "subject:one", 4);
}

/* Numbers that were not asked about are no answer. */
static void
test_nonsense (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  examine (play);
  play_command (play, "UID SEARCH UID 1:9 UNSEEN",
                "* SEARCH 4 4000000000 17 4\r\n* SEARCH\r\n* FLAGS (a)\r\n", "OK done");
  play_summary (play, 4);
  play_start (play, NULL);
  play_find (play, "is:unread", 4);
}

/* Many numbers one by one make a long line: they are asked for in windows. */
static void
test_windows (void)
{
  g_autoptr (Play) play = play_new ();

  play_begin (play, "");
  play_examine (play, "INBOX", 120000, 130001);
  play_command (play, "UID SEARCH UID 1:50000 FLAGGED", "* SEARCH\r\n", "OK done");
  play_command (play, "UID SEARCH UID 50001:100000 FLAGGED", "* SEARCH 60000\r\n", "OK done");
  play_command (play, "UID SEARCH UID 100001:130000 FLAGGED", "* SEARCH\r\n", "OK done");
  play_summary (play, 60000);
  play_start (play, NULL);
  play_find (play, "is:flagged", 60000);
}

/* Three hundred keywords of which one is wanted, of unread mail. */
#define KEYWORDS 300

static char *
make_long_query (void)
{
  GString *query = g_string_new ("is:unread (");

  for (guint i = 0; i < KEYWORDS; i++)
    g_string_append_printf (query, "%skeyword:one-of-many-%03u", i > 0 ? " OR " : "", i);

  return g_string_free (g_string_append_c (query, ')'), FALSE);
}

/* What is to be asked then, in commands of so many bytes. */
static GPtrArray *
make_long_commands (gsize max_bytes)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) keywords =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);
  g_autoptr (GPtrArray) both =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);
  g_autoptr (Imap4SearchKey) all = NULL;
  g_autoptr (GPtrArray) cut = NULL;

  for (guint i = 0; i < KEYWORDS; i++)
    {
      g_autofree char *words = g_strdup_printf ("KEYWORD one-of-many-%03u", i);

      g_ptr_array_add (keywords, imap4_search_key_new_plain (words));
    }
  g_ptr_array_add (both, imap4_search_key_new_plain ("UNSEEN"));
  g_ptr_array_add (both, imap4_search_key_new_joined (IMAP4_SEARCH_KEY_OR, keywords));
  all = imap4_search_key_new_joined (IMAP4_SEARCH_KEY_AND, both);
  cut = imap4_search_key_cut (all, max_bytes);
  for (guint i = 0; i < cut->len; i++)
    {
      g_autoptr (Imap4Command) command = imap4_command_new ("UID SEARCH UID 1:9 ");

      imap4_search_key_write (g_ptr_array_index (cut, i), command);
      g_ptr_array_add (commands, imap4_command_to_string (command));
      g_assert_cmpuint (strlen (g_ptr_array_index (commands, i)), <, max_bytes + 100);
    }

  return commands;
}

/* The last of several commands finds it: together they are one search. */
static void
answer_long (Play *play, gsize max_bytes)
{
  g_autoptr (GPtrArray) commands = make_long_commands (max_bytes);

  g_assert_cmpuint (commands->len, >, 1);
  for (guint i = 0; i < commands->len; i++)
    play_command (play, g_ptr_array_index (commands, i),
                  i + 1 < commands->len ? "* SEARCH\r\n" : "* SEARCH 4\r\n", "OK done");
  play_summary (play, 4);
}

/* Quirk 35: what does not fit into one command comes in several. */
static void
test_long (void)
{
  g_autoptr (Play) play = play_new ();
  g_autofree char *query = make_long_query ();

  play_begin (play, "");
  examine (play);
  answer_long (play, 7800);
  play_start (play, NULL);
  play_find (play, query, 4);
}

/* Quirk 35: a server that takes no long ones gets short ones, and next time at once. */
static void
test_long_refused (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) commands = make_long_commands (7800);
  g_autofree char *query = make_long_query ();

  play_begin (play, "");
  examine (play);
  play_command (play, g_ptr_array_index (commands, 0), NULL, "BAD line too long");
  answer_long (play, 900);
  examine (play);
  answer_long (play, 900);
  play_start (play, NULL);
  play_find (play, query, 4);
  play_find (play, query, 4);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/imap4/search/asked/", rows[i].about, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_row);
    }
  g_test_add_func ("/imap4/search/literals-by-consent", test_literals_by_consent);
  g_test_add_func ("/imap4/search/utf8-session", test_utf8_session);
  g_test_add_func ("/imap4/search/bad-charset", test_bad_charset);
  g_test_add_data_func ("/imap4/search/refused/no", "NO can't", test_refused);
  g_test_add_data_func ("/imap4/search/refused/bad", "BAD what", test_refused);
  g_test_add_func ("/imap4/search/refuses-all", test_refuses_all);
  g_test_add_func ("/imap4/search/silent", test_silent);
  g_test_add_func ("/imap4/search/whole-words", test_whole_words);
  g_test_add_func ("/imap4/search/gmail", test_gmail);
  g_test_add_func ("/imap4/search/gmail-id", test_gmail_id);
  g_test_add_func ("/imap4/search/gmail-labels", test_gmail_labels);
  g_test_add_func ("/imap4/search/not-gmail", test_not_gmail);
  g_test_add_func ("/imap4/search/no-trial", test_no_trial);
  g_test_add_func ("/imap4/search/nonsense", test_nonsense);
  g_test_add_func ("/imap4/search/windows", test_windows);
  g_test_add_func ("/imap4/search/long", test_long);
  g_test_add_func ("/imap4/search/long-refused", test_long_refused);

  return g_test_run ();
}
