/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/matcher.h"

#include "core/base/error.h"
#include "core/mail/query/query-private.h"
#include "tests/unit/mail/corpus.h"
#include "tests/unit/mail/query/ticking-clock.h"

#include <string.h>

/* Each look at the clock takes so long. */
#define STEP 50
#define LOOKS (TOCSIN_QUERY_REGEX_MAX_TIME / STEP)

#define NO TOCSIN_QUERY_REGEX_RESULT_NO
#define STOPPED TOCSIN_QUERY_REGEX_RESULT_STOPPED

/* Patterns that go on for ever on a text of @unit, again and again, and @tail. */
static const struct
{
  const char *pattern;
  const char *unit;
  const char *tail;
  const char *why;
} rows[] = {
  { "(a+)+$", "a", "b", "repeats within repeats" },
  { "^(a+)+$", "a", "b", "anchored, too" },
  { "(a*)*b$", "a", "bc", "and such that may be empty" },
  { "(a|a)*$", "a", "b", "two ways to say the same" },
  { "(a|aa)+$", "a", "b", "or nearly" },
  { "(a|a?)+$", "a", "b", "or perhaps nothing" },
  { "(.*)*x$", "a", "xb", "anything of anything" },
  { "(\\w+\\s?)+!$", "word ", "!?", "words" },
  { "(.*a){20}b", "a", "c b", "twenty times anything" },
  { "\\w*\\w*\\w*\\w*\\w*9", "a", "-9", "five times in a row" },
  { ".*.*.*.*=;", "a", "= ;", "four times" },
  { "^(?:.*\\n)*foo\\z", "line\n", "foo ", "lines" },
  { "(.|\\n)*foo\\z", "ab\n", "foo ", "character by character: memory runs out" },
  { "(.*)\\1\\1z$", "ab", "zz y", "back references" },
  { "(?i)(.*)\\1z$", "\xc3\xa4\xc3\x84", "zy", "in any case" },
  { "^((.)(?1)\\2|.?)$", "ab", "c", "recursion: a palindrome" },
  { "(?R)?a(?R)?b\\z", "a", "b ", "recursion without an end" },
  { "(?=(a+))(?=(a+)+b\\z)a", "a", "b ", "within a look ahead" },
  { "(?<=(?:a|b)a)(a+)+c\\z", "a", "c ", "behind a look behind" },
  { "(?:a?){300}a{300}b", "a", "cb", "a great many perhapses" },
  { "(\\p{L}+\\p{M}*)+9$", "\xc3\xa4", "9-", "letters" },
  { "([\\p{L}\\d]+[\\p{L}\\d]*)+\\.$", "\xe6\xbc\xa2", ".-", "and sets of them" },
  { "(?>a|a)*(a+)+$", "a", "b", "an atom does not help what follows" },
  { "(?:(a+)(?:(*THEN)x|))+$", "a", "b", "verbs" },
  { "((a+)(*PRUNE)|a)+$|(a|aa)+$", "a", "b", "others" },
  { "(?:(?C1)a+(?C'text'))+$", "a", "b", "callouts of the pattern's own" },
  { "(?(?=a)a+|b+)*c$", "a", "c-", "a condition" },
  { "(?|(a+)|(a))+$", "a", "b", "groups of one number" },
  { "(a+)+?$", "a", "b", "lazily" },
  { "(?:a+|(?:a+)?)+$", "a", "b", "perhaps" },
  { "(x+x+)+y", "x", " y", "the book's example" },
  { "([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+", "a", "!@", "an address" },
  { "^(([a-z])+.)+[A-Z]([a-z])+$", "a", "A", "a class's name" },
  { "<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>\\z", "<a \"b\" ", "> ", "a tag" },
};

static char *
make_text (const char *unit, const char *tail, gsize size)
{
  g_autoptr (GString) text = g_string_sized_new (size + 16);

  while (text->len < size)
    g_string_append (text, unit);
  g_string_append (text, tail);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static TocsinQueryRegexResult
look (const char *pattern, const char *text, guint64 *looks)
{
  g_autoptr (TocsinClock) clock = ticking_clock_new (STEP);
  TocsinQueryRegexBudget budget = { clock, TOCSIN_QUERY_REGEX_MAX_MESSAGE_TIME };
  g_autoptr (GError) error = NULL;
  g_auto (TocsinQueryRegexHit) hit = { NULL };
  gsize offset;
  g_autoptr (TocsinQueryRegex) regex = tocsin_query_regex_new (pattern, "", &offset, &error);
  TocsinQueryRegexResult result;

  g_assert_no_error (error);
  result = tocsin_query_regex_match (regex, text, &budget, &hit);
  *looks = ticking_clock_get_looks (clock);
  g_assert_cmpint (budget.left, >=, TOCSIN_QUERY_REGEX_MAX_MESSAGE_TIME - (gint64) *looks * STEP);

  return result;
}

/* Every one is stopped, on short texts and on the longest there are. */
static void
test_stopped (void)
{
  static const gsize sizes[] = { 20000, 4 * 1024 * 1024 };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++)
      {
        g_autofree char *text = make_text (rows[i].unit, rows[i].tail, sizes[k]);
        guint64 looks;

        g_test_message ("/%s/ in %" G_GSIZE_FORMAT " bytes: %s", rows[i].pattern, sizes[k],
                        rows[i].why);
        g_assert_cmpint (look (rows[i].pattern, text, &looks), ==, STOPPED);
        g_assert_cmpuint (looks, <=, LOOKS + 3);
      }
}

/* And none is taken for evil on a text that is short and plain. */
static void
test_harmless (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint64 looks;

      g_test_message ("/%s/", rows[i].pattern);
      if (strstr (rows[i].pattern, "(?R)") == NULL)
        g_assert_cmpint (look (rows[i].pattern, "\xe2\x80\xa6", &looks), !=, STOPPED);
    }
}

/* A set is compared member by member with no look at the clock: what that may cost is counted. */
static void
test_sets (void)
{
  g_autoptr (GString) pattern = g_string_new ("[");
  g_autofree char *short_text = make_text ("\xd1\x8f", "", 10000);
  g_autofree char *long_text = make_text ("\xd1\x8f", "", 4 * 1024 * 1024);
  guint64 looks;

  for (gunichar c = 0x400; c < 0x430; c += 2)
    g_string_append_unichar (pattern, c);
  g_string_append (pattern, "]+z");

  g_assert_cmpint (look (pattern->str, short_text, &looks), ==, NO);
  g_assert_cmpint (look (pattern->str, long_text, &looks), ==, STOPPED);
  g_assert_cmpint (look ("[а-я]+z", long_text, &looks), ==, NO);
}

/* Composing is not watched either: a text is not composed that is large, and no other suffers. */
static void
test_composing (void)
{
  g_autofree char *small = make_text ("e\xcc\x81", "z", 300);
  g_autofree char *large = make_text ("e\xcc\x81", "z", TOCSIN_QUERY_REGEX_MAX_COMPOSED + 1);
  g_autofree char *composed = make_text ("\xc3\xa9", "z", TOCSIN_QUERY_REGEX_MAX_COMPOSED + 1);
  guint64 looks;

  g_assert_cmpint (look ("éz", small, &looks), ==, TOCSIN_QUERY_REGEX_RESULT_YES);
  g_assert_cmpint (look ("éz", large, &looks), ==, STOPPED);
  g_assert_cmpint (look ("z$", composed, &looks), ==, TOCSIN_QUERY_REGEX_RESULT_YES);
}

static TocsinQueryVerdict
match (const char *text,
       TocsinMessage *message,
       TocsinQueryMatcher *matcher,
       TocsinMessageLayers *missing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);

  g_assert_no_error (error);
  *missing = 0;
  g_clear_error (&matcher->trouble);
  matcher->message = message;
  matcher->budget.left = TOCSIN_QUERY_REGEX_MAX_MESSAGE_TIME;

  return tocsin_query_matcher_match (matcher, tocsin_query_get_root (query), missing);
}

static TocsinMessage *
make_message (guint headers)
{
  g_autoptr (GString) mail = g_string_new ("From: ada@example.com\nSubject: ");
  g_autofree char *letters = g_strnfill (50, 'a');

  g_string_append_printf (mail, "%sb\n", letters);
  for (guint i = 0; i < headers; i++)
    g_string_append_printf (mail, "X-Evil: %sb\n", letters);
  g_string_append (mail, "\nhello\n");

  return corpus_from_text (mail->str);
}

/* A stopped search is neither yes nor no; whatever else decides, decides. */
static void
test_verdicts (void)
{
  static const struct
  {
    const char *query;
    TocsinQueryVerdict verdict;
  } cases[] = {
    { "subject:/(a|a)+$/", TOCSIN_QUERY_VERDICT_NEEDS_MORE },
    { "-subject:/(a|a)+$/", TOCSIN_QUERY_VERDICT_NEEDS_MORE },
    { "from:bob subject:/(a|a)+$/", TOCSIN_QUERY_VERDICT_NO },
    { "subject:/(a|a)+$/ from:bob", TOCSIN_QUERY_VERDICT_NO },
    { "subject:/(a|a)+$/ from:ada", TOCSIN_QUERY_VERDICT_NEEDS_MORE },
    { "subject:/(a|a)+$/ OR from:ada", TOCSIN_QUERY_VERDICT_YES },
    { "-subject:/(a|a)+$/ OR body:hello", TOCSIN_QUERY_VERDICT_YES },
    { "text:/(a|a)+$|hello/", TOCSIN_QUERY_VERDICT_YES },
    { "text:/(a|a)+$|hallo/", TOCSIN_QUERY_VERDICT_NEEDS_MORE },
  };
  g_autoptr (TocsinMessage) message = make_message (0);
  g_autoptr (TocsinClock) clock = ticking_clock_new (STEP);
  TocsinQueryMatcher matcher = { .budget = { clock, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TocsinMessageLayers missing;

      g_test_message ("%s", cases[i].query);
      g_assert_cmpint (match (cases[i].query, message, &matcher, &missing), ==, cases[i].verdict);
      g_assert_cmpint (missing, ==, 0);
    }
  g_clear_error (&matcher.trouble);
}

/* Nothing is spent on a pattern where the rest decides, wherever it stands. */
static void
test_cheap_first (void)
{
  static const char *const queries[] = { "subject:/(a|a)+$/ from:bob",
                                         "(subject:/(a|a)+$/ OR body:x) -from:ada",
                                         "subject:/(a|a)+$/ OR from:ada",
                                         "-(from:ada -subject:/(a|a)+$/) OR is:unread" };
  g_autoptr (TocsinMessage) message = make_message (0);

  tocsin_message_set_flags (message, 0, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (TocsinClock) clock = ticking_clock_new (STEP);
      TocsinQueryMatcher matcher = { .budget = { clock, 0 } };
      TocsinMessageLayers missing;

      g_assert_cmpint (match (queries[i], message, &matcher, &missing), !=,
                       TOCSIN_QUERY_VERDICT_NEEDS_MORE);
      g_assert_cmpuint (ticking_clock_get_looks (clock), ==, 0);
      g_assert_null (matcher.trouble);
    }
}

/* The trouble names the pattern and the field, and nothing of the mail; it has a hint. */
static void
test_trouble (void)
{
  g_autoptr (TocsinMessage) message = make_message (0);
  g_autoptr (TocsinClock) clock = ticking_clock_new (STEP);
  TocsinQueryMatcher matcher = { .budget = { clock, 0 } };
  TocsinMessageLayers missing;

  match ("subject:/(a|a)+$/ OR header:Subject=/(aa|a)+$/", message, &matcher, &missing);
  g_assert_error (matcher.trouble, TOCSIN_ERROR, TOCSIN_ERROR_QUERY_TIMEOUT);
  g_assert_nonnull (strstr (matcher.trouble->message, "/(a|a)+$/"));
  g_assert_nonnull (strstr (matcher.trouble->message, "“subject”"));
  g_assert_null (strstr (matcher.trouble->message, "aaaa"));
  g_assert_nonnull (tocsin_error_get_hint (matcher.trouble));
  g_clear_error (&matcher.trouble);
}

/* Text that is still to come may hold it; only when all is known is nothing left to ask for. */
static void
test_partly_known (void)
{
  static const char head[] = "Subject: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n\n";
  g_autoptr (GBytes) block = g_bytes_new_static (head, strlen (head));
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (TocsinClock) clock = ticking_clock_new (STEP);
  TocsinQueryMatcher matcher = { .budget = { clock, 0 } };
  TocsinMessageLayers missing;

  tocsin_message_set_headers (message, block);
  g_assert_cmpint (match ("text:/(a|a)+$/", message, &matcher, &missing), ==,
                   TOCSIN_QUERY_VERDICT_NEEDS_MORE);
  g_assert_cmpint (missing, ==, TOCSIN_MESSAGE_LAYERS_STRUCTURE);
  g_assert_cmpint (match ("subject:/(a|a)+$/ is:read", message, &matcher, &missing), ==,
                   TOCSIN_QUERY_VERDICT_NEEDS_MORE);
  g_assert_cmpint (missing, ==, TOCSIN_MESSAGE_LAYERS_FLAGS);
  g_clear_error (&matcher.trouble);
}

/* A thousand evil headers cost no more than the message may. */
static void
test_budget (void)
{
  g_autoptr (TocsinMessage) message = make_message (1000);
  g_autoptr (TocsinClock) clock = ticking_clock_new (STEP);
  TocsinQueryMatcher matcher = { .budget = { clock, 0 } };
  TocsinMessageLayers missing;

  g_assert_cmpint (match ("header:X-Evil=/(a|a)+$/", message, &matcher, &missing), ==,
                   TOCSIN_QUERY_VERDICT_NEEDS_MORE);
  g_assert_cmpuint (ticking_clock_get_looks (clock), <,
                    TOCSIN_QUERY_REGEX_MAX_MESSAGE_TIME / STEP + 1100);
  g_clear_error (&matcher.trouble);
}

/* The clock that is used when nobody gives another is a real one. */
static void
test_public (void)
{
  g_autoptr (TocsinMessage) message = make_message (0);
  g_autoptr (TocsinQuery) query = tocsin_query_parse ("subject:/(a|a)+$/", NULL);
  g_autoptr (GHashTable) groups = NULL;
  g_autoptr (GError) error = NULL;
  TocsinMessageLayers needs = TOCSIN_MESSAGE_LAYERS_RAW;

  g_assert_cmpint (tocsin_query_match (query, message, 0, NULL, &needs), ==,
                   TOCSIN_QUERY_VERDICT_NEEDS_MORE);
  g_assert_cmpint (needs, ==, 0);
  g_assert_cmpint (tocsin_query_examine (query, message, 0, NULL, NULL, &groups, &error), ==,
                   TOCSIN_QUERY_VERDICT_NEEDS_MORE);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_QUERY_TIMEOUT);
  g_assert_cmpuint (g_hash_table_size (groups), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/regex-evil/stopped", test_stopped);
  g_test_add_func ("/query/regex-evil/harmless", test_harmless);
  g_test_add_func ("/query/regex-evil/sets", test_sets);
  g_test_add_func ("/query/regex-evil/composing", test_composing);
  g_test_add_func ("/query/regex-evil/verdicts", test_verdicts);
  g_test_add_func ("/query/regex-evil/cheap-first", test_cheap_first);
  g_test_add_func ("/query/regex-evil/trouble", test_trouble);
  g_test_add_func ("/query/regex-evil/partly-known", test_partly_known);
  g_test_add_func ("/query/regex-evil/budget", test_budget);
  g_test_add_func ("/query/regex-evil/public", test_public);

  return g_test_run ();
}
