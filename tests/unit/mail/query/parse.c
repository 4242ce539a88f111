/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/query.h"

static const struct
{
  const char *why;
  const char *text;
  const char *printed;
} rows[] = {
  { "nothing is everything", "", "" },
  { "blanks are nothing", " \t\n ", "" },
  { "one word", "invoice", "invoice" },
  { "side by side is AND", "a b c", "a b c" },
  { "AND may be written", "a AND b", "a b" },
  { "OR", "a OR b OR c", "a OR b OR c" },
  { "AND binds closer than OR", "a b OR c d", "a b OR c d" },
  { "brackets", "a (b OR c)", "a (b OR c)" },
  { "needless brackets go away", "((a) ((b)))", "a b" },
  { "the same kind is one node", "(a b) (c (d e))", "a b c d e" },
  { "minus", "-a b", "-a b" },
  { "NOT", "NOT a b", "-a b" },
  { "NOT of a bracket", "NOT (a OR b)", "-(a OR b)" },
  { "twice NOT stays", "--a", "--a" },
  { "a minus within a word is no minus", "e-mail", "e-mail" },
  { "a phrase of one word needs no quotes", "\"invoice\"", "invoice" },
  { "a phrase does", "\"two  words\"", "\"two words\"" },
  { "a keyword in quotes is a word", "\"OR\"", "\"OR\"" },
  { "lower case is no keyword", "this or that", "this \"or\" that" },
  { "a quote within a phrase", "\"a \\\" b\"", "\"a \\\" b\"" },
  { "a backslash", "a\\b", "\"a\\\\b\"" },
  { "a time is no field", "12:30", "\"12:30\"" },
  { "field", "from:ada", "from:ada" },
  { "field names in any case", "FROM:ada Subject:x", "from:ada subject:x" },
  { "another name for a field", "envelope:x reply-to:y", "deliveredto:x replyto:y" },
  { "field with a phrase", "subject:\"on friday\"", "subject:\"on friday\"" },
  { "field with brackets", "subject:(a OR b)", "subject:a OR subject:b" },
  { "brackets of a field in an AND", "x subject:(a OR \"b c\")",
    "x (subject:a OR subject:\"b c\")" },
  { "negation in a field's brackets", "from:(a -b)", "from:a -from:b" },
  { "brackets in a field's brackets", "to:(a (b OR c))", "to:a (to:b OR to:c)" },
  { "a value like a keyword", "subject:OR", "subject:\"OR\"" },
  { "a value with a colon", "subject:re:x", "subject:\"re:x\"" },
  { "a value with a minus", "keyword:-x", "keyword:\"-x\"" },
  { "a header that is there", "header:X-Spam", "header:X-Spam" },
  { "a header that holds something", "header:X-Spam=yes", "header:X-Spam=yes" },
  { "a header that holds words", "header:X-Spam=\"oh yes\"", "header:X-Spam=\"oh yes\"" },
  { "a header's name in quotes", "header:\"X-Spam\" header:\"X-Spam\"=yes",
    "header:X-Spam header:X-Spam=yes" },
  { "a header's name that is none without quotes", "header:\"X-@\"=a header:\"X-?\"",
    "header:\"X-@\"=a header:\"X-?\"" },
  { "an apostrophe that another word would close", "\"'t \" \"don'\"", "\"'t\" don'" },
  { "a header in brackets", "header:X-A=(b OR -\"c d\" /e/i)",
    "header:X-A=b OR -header:X-A=\"c d\" header:X-A=/e/i" },
  { "a regular expression", "subject:/a b\\/(c)\"-:/si", "subject:/a b\\/(c)\"-:/is" },
  { "bare", "/a/ /b/i -/c/s", "/a/ /b/i -/c/s" },
  { "a star in quotes is a star", "subject:\"a*\" \"*\"", "subject:\"a*\" \"*\"" },
  { "but not in a name", "filename:\"a*\" from:\"*@x\"", "filename:a* from:*@x" },
  { "an address with its brackets", "from:<ada@example.com>", "from:ada@example.com" },
  { "what would be a typo stays in quotes", "\"'a'\" \"from=b\" \"–\"",
    "\"'a'\" \"from=b\" \"–\"" },
  { "an apostrophe within a word", "o'hara", "o'hara" },
  { "no field's name", "a=b x>5", "a=b x>5" },
  { "joiners are part of words", "می\u200cخواهم", "می\u200cخواهم" },
  { "all blanks are alike", "a\u00a0b\u3000c", "a b c" },
  { "sizes with a point", "larger:1.5M smaller:0.25K", "larger:1536K smaller:256" },
  { "choices in any case", "IS:Unread has:ATTACHMENT", "is:unread has:attachment" },
  { "sizes are written shortest", "larger:5242880 smaller:10k", "larger:5M smaller:10K" },
  { "a size that is no round number", "larger:5000", "larger:5000" },
  { "comparisons", "attachment:>5M attachment:<=1k attachment:=0",
    "attachment:>5M attachment:<=1K attachment:=0" },
  { "a number alone is equality", "attachments:2", "attachments:=2" },
  { "a word that is no unit", "larger:0M s", "larger:0 \"s\"" },
  { "nor under a negation", "-larger:1.5K \"kb\" newer:7d \"ago\"",
    "-larger:1536 \"kb\" newer:7d ago" },
  { "dates", "after:2026-11-01 on:2026-11-01T08:00", "after:2026-11-01 on:\"2026-11-01T08:00\"" },
  { "ages", "newer:7d older:6mo", "newer:7d older:6mo" },
  { "domains and globs", "from:@example.com to:*@example.org filename:*.pdf",
    "from:@example.com to:*@example.org filename:*.pdf" },
  { "angle brackets", "msgid:<a@example.com>", "msgid:<a@example.com>" },
  { "a slash within a word", "type:image/png", "type:image/png" },
  { "a slash in front is a regular expression, but not in quotes", "\"/tmp\"", "\"/tmp\"" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (rows[i].text, &error);
      g_autofree char *printed = NULL;

      g_test_message ("%s", rows[i].why);
      g_assert_no_error (error);
      printed = tocsin_query_to_string (query);
      g_assert_cmpstr (printed, ==, rows[i].printed);
    }
}

/* The tree as a plugin walks it. */
static void
test_walk (void)
{
  g_autoptr (TocsinQuery) query =
      tocsin_query_parse ("subject:Invoice -(header:X-A=b OR larger:2M)", NULL);
  const TocsinQueryNode *root = tocsin_query_get_root (query);
  const TocsinQueryNode *subject = tocsin_query_node_get_child (root, 0);
  const TocsinQueryNode *not = tocsin_query_node_get_child (root, 1);
  const TocsinQueryNode * or = tocsin_query_node_get_child (not, 0);
  const TocsinQueryNode *header = tocsin_query_node_get_child (or, 0);
  const TocsinQueryNode *larger = tocsin_query_node_get_child (or, 1);

  g_assert_cmpint (tocsin_query_node_get_kind (root), ==, TOCSIN_QUERY_KIND_AND);
  g_assert_cmpuint (tocsin_query_node_get_n_children (root), ==, 2);
  g_assert_cmpint (tocsin_query_node_get_field (subject), ==, TOCSIN_QUERY_FIELD_SUBJECT);
  g_assert_cmpstr (tocsin_query_node_get_value (subject), ==, "Invoice");
  g_assert_cmpint (tocsin_query_node_get_kind (not ), ==, TOCSIN_QUERY_KIND_NOT);
  g_assert_cmpint (tocsin_query_node_get_kind (or), ==, TOCSIN_QUERY_KIND_OR);
  g_assert_cmpstr (tocsin_query_node_get_header_name (header), ==, "X-A");
  g_assert_cmpstr (tocsin_query_node_get_value (header), ==, "b");
  g_assert_cmpuint (tocsin_query_node_get_number (larger), ==, 2 * 1024 * 1024);
}

static void
test_needs (void)
{
  static const struct
  {
    const char *text;
    TocsinMessageLayers needs;
  } cases[] = {
    { "", 0 },
    { "larger:1M newer:7d", 0 },
    { "is:unread", TOCSIN_MESSAGE_LAYERS_FLAGS },
    { "is:list from:a", TOCSIN_MESSAGE_LAYERS_HEADERS },
    { "has:attachment filename:x", TOCSIN_MESSAGE_LAYERS_STRUCTURE },
    { "-is:read OR has:html", TOCSIN_MESSAGE_LAYERS_FLAGS | TOCSIN_MESSAGE_LAYERS_STRUCTURE },
    { "body:x", TOCSIN_MESSAGE_LAYERS_STRUCTURE | TOCSIN_MESSAGE_LAYERS_TEXT },
    { "x", TOCSIN_MESSAGE_LAYERS_HEADERS | TOCSIN_MESSAGE_LAYERS_STRUCTURE
               | TOCSIN_MESSAGE_LAYERS_TEXT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinQuery) query = tocsin_query_parse (cases[i].text, NULL);

      g_assert_cmpint (tocsin_query_get_needs (query), ==, cases[i].needs);
    }
}

static void
test_joined (void)
{
  static const struct
  {
    TocsinQueryKind kind;
    const char *one;
    const char *other;
    const char *joined;
  } cases[] = {
    { TOCSIN_QUERY_KIND_AND, "a", "b", "a b" },
    { TOCSIN_QUERY_KIND_OR, "a", "b", "a OR b" },
    { TOCSIN_QUERY_KIND_AND, "a OR b", "c d", "(a OR b) c d" },
    { TOCSIN_QUERY_KIND_OR, "a OR b", "c d", "a OR b OR c d" },
    { TOCSIN_QUERY_KIND_AND, "", "a", "a" },
    { TOCSIN_QUERY_KIND_AND, "", "", "" },
    { TOCSIN_QUERY_KIND_OR, "a", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinQuery) one = tocsin_query_parse (cases[i].one, NULL);
      g_autoptr (TocsinQuery) other = tocsin_query_parse (cases[i].other, NULL);
      TocsinQuery *both[] = { one, other };
      g_autoptr (TocsinQuery) joined = tocsin_query_new_joined (cases[i].kind, both, 2);
      g_autofree char *printed = tocsin_query_to_string (joined);

      g_assert_cmpstr (printed, ==, cases[i].joined);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/parse/table", test_table);
  g_test_add_func ("/query/parse/walk", test_walk);
  g_test_add_func ("/query/parse/needs", test_needs);
  g_test_add_func ("/query/parse/joined", test_joined);

  return g_test_run ();
}
