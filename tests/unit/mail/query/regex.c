/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/finding.h"

#include "core/base/error.h"
#include "core/mail/query/regex.h"
#include "tests/unit/mail/corpus.h"

#include <string.h>

#define YES TOCSIN_QUERY_VERDICT_YES
#define NO TOCSIN_QUERY_VERDICT_NO

static const char mail[] =
    "From: =?utf-8?q?Ada_Lovelac=C3=A9?= <ada@example.com>\n"
    "To: Bob <bob@example.org>, team: carol@example.net, dave@xn--bcher-kva.example;\n"
    "Subject: =?utf-8?q?Invoice_no=2E_4711?=\n of =?utf-8?q?Gr=C3=B6=C3=9Fe?= GmbH\n"
    "X-Order: first 17\nX-Order: second 18\nX-Decomposed: =?utf-8?q?re=CC=81sume=CC=81?=\n"
    "List-Id: Talk <talk.example.org>\n"
    "Message-ID: <2026.11@example.com>\nDelivered-To: info+shop@example.org\n"
    "Date: Sun, 01 Nov 2026 09:30:00 +0100\n"
    "Content-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain; charset=utf-8\n\nDear Bob,\ntotal: 1.234,56 EUR\n"
    "\nIBAN: DE02 1203\n\xd0\xa1\xd1\x83\xd0\xbc\xd0\xbc\xd0\xb0 5\n"
    "--b\nContent-Type: application/pdf; name=Invoice-4711.pdf\n\nx\n--b--\n";

static const struct
{
  const char *query;
  TocsinQueryVerdict verdict;
  const char *why;
} rows[] = {
  { "subject:/no\\. \\d+/", YES, "decoded" },
  { "subject:/4711 of Größe/", YES, "unfolded, words of two encodings joined" },
  { "subject:/invoice/", NO, "case counts" },
  { "subject:/invoice/i", YES, "unless one says so" },
  { "subject:/GRÖSSE/i", NO, "as PCRE2 has it: no other letters, but" },
  { "subject:/GRÖẞE/i", YES, "whatever their case" },
  { "subject:/^Invoice.*GmbH$/", YES, "a subject is one line" },
  { "subject:/(?m)^of/", NO, "with no other begin" },
  { "subject:/\\n/", NO, "nor an end" },
  { "subject:/\\bno\\b/", YES, "words" },
  { "subject:/a\\/b|I/", YES, "a slash is escaped" },
  { "subject:(/invoice/i OR /bill/i)", YES, "in brackets" },
  { "-subject:/invoice/i", NO, "negated" },
  { "from:/^ada@example\\.com$/", YES, "an address by itself" },
  { "from:/^Ada Lovelac\\w$/", YES, "and the name" },
  { "from:/[<>]/", NO, "without what stands around" },
  { "to:/^team$/", YES, "and a group's name" },
  { "to:/@bücher\\./", YES, "a domain is readable" },
  { "participants:/^bob$/i", YES, "all of them" },
  { "deliveredto:/\\+shop@/", YES, "another header of addresses" },
  { "header:X-Order=/^second (\\d+)$/", YES, "each header of the name" },
  { "header:X-Order=/first.*second/s", NO, "one by one" },
  { "header:X-Decomposed=/résumé/", YES, "however an accent was typed" },
  { "header:X-Decomposed=/^r.sum.$/", YES, "it is one character" },
  { "list:/^Talk <talk\\./", YES, "as it stands there" },
  { "msgid:/^<2026\\.\\d+@/", YES, "with its brackets" },
  { "body:/(?m)^total: ([\\d.,]+) EUR$/", YES, "lines of the body by (?m)" },
  { "body:/^IBAN/", NO, "else the whole text is meant" },
  { "body:/Bob,.*EUR/", NO, "a dot is no line's end" },
  { "body:/Bob,.*EUR/s", YES, "but with s" },
  { "body:/Bob,\\ntotal/", YES, "which is one \\n" },
  { "body:/\\bсумма \\d/i", YES, "Unicode's words and cases" },
  { "body:/\\p{Cyrillic}{5}/", YES, "and classes" },
  { "text:/4711/", YES, "subject" },
  { "text:/IBAN/", YES, "or body" },
  { "/^carol@/", YES, "a bare one: addresses" },
  { "/IBAN: [A-Z]{2}\\d\\d/", YES, "body" },
  { "/^Invoice-\\d+\\.pdf$/", YES, "attachments" },
  { "filename:/\\.(pdf|xml)$/i", YES, "a name" },
  { "type:/^application\\/(pdf|xml)$/", YES, "a type" },
  { "keyword:/^todo-\\d/", YES, "a keyword" },
  { "keyword:/^\\d/", NO, "another" },
  { "subject:/(?i)(?<=no\\. )(\\d)\\d+(?!x)/", YES, "looking around" },
  { "subject:/(?C1)I(?C'x')n/", YES, "somebody's callouts do nothing" },
  { "subject:/(*COMMIT)bill|I/", NO, "verbs do what they do" },
  { "subject:/x*/", YES, "nothing matches, too" },
};

static TocsinMessage *
make_message (void)
{
  static const char *const keywords[] = { "todo-1", NULL };
  TocsinMessage *message = corpus_from_text (mail);

  tocsin_message_set_flags (message, 0, keywords);

  return message;
}

static TocsinQueryVerdict
examine (const char *text, TocsinMessage *message, GPtrArray **findings, GHashTable **groups)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);
  g_autofree char *printed = NULL;
  g_autoptr (TocsinQuery) again = NULL;
  TocsinQueryVerdict verdict;

  g_assert_no_error (error);
  verdict = tocsin_query_examine (query, message, 0, NULL, findings, groups, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tocsin_query_match (query, message, 0, NULL, NULL), ==, verdict);

  printed = tocsin_query_to_string (query);
  again = tocsin_query_parse (printed, &error);
  g_assert_no_error (error);
  g_assert_true (tocsin_query_equal (query, again));

  return verdict;
}

static void
test_table (void)
{
  g_autoptr (TocsinMessage) message = make_message ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s: %s", rows[i].query, rows[i].why);
      g_assert_cmpint (examine (rows[i].query, message, NULL, NULL), ==, rows[i].verdict);
    }
}

/* What named groups caught, as name=text; and of whom. */
static void
test_groups (void)
{
  static const struct
  {
    const char *query;
    const char *groups;
    const char *why;
  } cases[] = {
    { "subject:/no\\. (?<nr>\\d+)/", "nr=4711", "the plain case" },
    { "subject:/no\\. (?P<nr>\\d+) (?'what'\\w+)/", "nr=4711 what=of", "all three ways to write" },
    { "subject:/(?<größe>Größe)/", "größe=Größe", "any letters" },
    { "subject:/(\\d+)/", "", "no name" },
    { "subject:/(?<a>x)?(?<b>no)/", "b=no", "what took no part is left out" },
    { "subject:/(?<a>x?)no/", "a=", "what is empty is not" },
    { "header:X-Order=/(?<n>\\d+)/", "n=17", "the first header" },
    { "header:X-Order=/second (?<n>\\d+)/", "n=18", "that matches" },
    { "subject:/(?<n>\\d+)/ body:/(?<n>\\d)/", "n=4711", "the first term wins" },
    { "body:/(?<n>\\d)/ subject:/(?<n>\\d+)/", "n=1", "in the order of writing" },
    { "subject:/(?<n>x)/ OR body:/(?<n>\\d)/", "n=1", "that matches" },
    { "subject:/(?<n>\\d+)/ OR body:/(?<m>\\d)/", "m=1 n=4711", "an OR is looked at to its end" },
    { "(subject:/(?<n>\\d+)/ from:eve) OR body:/(?<n>\\d)/", "n=1", "not of a branch that fails" },
    { "from:ada -subject:/(?<n>x\\d+)/", "", "never under NOT" },
    { "-(-subject:/(?<n>\\d+)/)", "", "not even under two" },
    { "from:eve subject:/(?<n>\\d+)/", "", "not of what does not match" },
    { "subject:/(?J)(?<n>x)|(?<n>no)/", "n=no", "of one name the one that took part" },
    { "subject:/(?|(?<n>x)|(?<n>no))/", "n=no", "or that is one" },
    { "header:X-Decomposed=/(?<w>\\w+)/", "w=résumé", "as it was compared" },
  };
  g_autoptr (TocsinMessage) message = make_message ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GHashTable) groups = NULL;
      g_autoptr (GString) caught = g_string_new (NULL);
      g_autoptr (GList) names = NULL;

      g_test_message ("%s: %s", cases[i].query, cases[i].why);
      examine (cases[i].query, message, NULL, &groups);
      names = g_list_sort (g_hash_table_get_keys (groups), (GCompareFunc) strcmp);
      for (GList *l = names; l != NULL; l = l->next)
        g_string_append_printf (caught, "%s%s=%s", caught->len > 0 ? " " : "", (char *) l->data,
                                (char *) g_hash_table_lookup (groups, l->data));
      g_assert_cmpstr (caught->str, ==, cases[i].groups);
    }
}

static void
test_excerpts (void)
{
  static const struct
  {
    const char *query;
    const char *where;
    const char *excerpt;
  } cases[] = {
    { "subject:/\\d+/", "subject", "Invoice no. 4711 of Größe GmbH" },
    { "from:/@example/", "from", "ada@example.com" },
    { "body:/IBAN: \\w+/", "body", "…ear Bob, total: 1.234,56 EUR IBAN: DE02 1203 Сумма 5" },
    { "filename:/pdf/", "attachment", "Invoice-4711.pdf" },
  };
  g_autoptr (TocsinMessage) message = make_message ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) findings = NULL;
      const TocsinQueryFinding *finding;

      examine (cases[i].query, message, &findings, NULL);
      finding = g_ptr_array_index (findings, 0);
      g_assert_cmpstr (finding->where, ==, cases[i].where);
      g_assert_cmpstr (finding->excerpt, ==, cases[i].excerpt);
    }
}

/* Where a pattern is wrong, and that the words are PCRE2's. */
static void
test_errors (void)
{
  static const struct
  {
    const char *query;
    guint column;
    const char *says;
  } cases[] = {
    { "subject:/(a/", 12, "missing closing parenthesis" },
    { "a subject:/äö)/", 14, "unmatched closing parenthesis" },
    { "subject:/[a/", 12, "missing terminating ]" },
    { "subject:/(?=a\\Kb)/", 0, "\\K is not allowed in lookarounds" },
    { "subject:/*a/", 10, "quantifier does not follow" },
    { "subject:/\\p{Nothing}/", 21, "unknown property" },
    { "subject:/(?<1a>x)/", 13, "must start with a non-digit" },
    { "subject:/(?<a>x)(?<a>y)/", 22, "two named subpatterns" },
    { "subject:/(?<abcdefghijklmnopqrstuvwxyzabcdefghij>x)/", 49, "too long" },
    { "subject:/\\1/", 11, "non-existent subpattern" },
    { "subject:/\\C/", 12, "\\C is disabled" },
    { "subject:/äa\\Xb/", 12, "\\X is not available" },
    { "subject:/a(?:\\X+)/", 14, "\\X is not available" },
    { "subject:/(?<=a+)/", 10, "lookbehind assertion is not fixed length" },
    { "subject:/((a{1,1000}){1,1000}){1,1000}/", 0, "too large" },
    { "is:/unread/", 4, "holds no text" },
    { "larger:/5M/", 8, "holds no text" },
    { "after:/2026/", 7, "holds no text" },
    { "subject:/a/x", 12, "expected i, s" },
    { "subject:/a/g", 12, "expected i, s" },
    { "subject://", 9, "nothing between" },
    { "header:X=/(/", 12, "missing closing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (cases[i].query, &error);
      g_autofree char *place = g_strdup_printf ("column %u:", cases[i].column);

      g_assert_null (query);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_test_message ("%s: %s", cases[i].query, error->message);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      if (cases[i].column > 0)
        g_assert_nonnull (strstr (error->message, place));
    }
}

static void
expect_refusal (const char *pattern, const char *says)
{
  g_autofree char *text = g_strdup_printf ("subject:/%s/", pattern);
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_query_parse (text, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_limits (void)
{
  g_autofree char *fits = g_strnfill (TOCSIN_QUERY_REGEX_MAX_LENGTH, 'a');
  g_autofree char *too_long = g_strconcat (fits, "a", NULL);
  g_autofree char *open = g_strnfill (TOCSIN_QUERY_REGEX_MAX_DEPTH, '(');
  g_autofree char *close = g_strnfill (TOCSIN_QUERY_REGEX_MAX_DEPTH, ')');
  g_autofree char *deep = g_strdup_printf ("%sa%s", open, close);
  g_autofree char *too_deep = g_strdup_printf ("(%s)", deep);
  gsize offset;
  g_autoptr (TocsinQueryRegex) one = tocsin_query_regex_new (fits, "", &offset, NULL);
  g_autoptr (TocsinQueryRegex) other = tocsin_query_regex_new (deep, "", &offset, NULL);

  g_assert_nonnull (one);
  g_assert_nonnull (other);
  expect_refusal (too_long, "too long");
  expect_refusal (too_deep, "too deeply nested");
  expect_refusal ("(?:a\\d[äöü]){900}", "when its repeats are written out");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/regex/table", test_table);
  g_test_add_func ("/query/regex/groups", test_groups);
  g_test_add_func ("/query/regex/excerpts", test_excerpts);
  g_test_add_func ("/query/regex/errors", test_errors);
  g_test_add_func ("/query/regex/limits", test_limits);

  return g_test_run ();
}
