/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/finding.h"

#include "tests/unit/mail/corpus.h"

/* What counts as the same text, in a body and in a header. */
static const struct
{
  const char *text;
  const char *word;
  gboolean in_body;
  gboolean in_subject;
  const char *why;
} rows[] = {
  { "Invoice", "INVOICE", TRUE, TRUE, "case" },
  { "Größe", "GRÖSSE", TRUE, TRUE, "a sharp s is two" },
  { "GRÖSSE", "größe", TRUE, TRUE, "both ways" },
  { "ΟΔΥΣΣΕΥΣ", "οδυσσευς", TRUE, TRUE, "a final sigma is one" },
  { "Caf\u00e9", "cafe\u0301", TRUE, TRUE, "an accent typed either way" },
  { "Café", "cafe", FALSE, FALSE, "no accent is another letter" },
  { "cafe", "café", FALSE, FALSE, "both ways" },
  { "İstanbul", "istanbul", FALSE, FALSE, "a dotted I keeps its dot" },
  { "ISPARTA", "ısparta", FALSE, FALSE, "an undotted i is another letter" },
  { "ﬁnal oﬃce", "final office", TRUE, TRUE, "ligatures" },
  { "２０２６", "2026", FALSE, FALSE, "wide digits are others" },
  { "ａｂｃ", "ＡＢＣ", TRUE, TRUE, "but have cases" },
  { "請求書在中", "求書", TRUE, TRUE, "no blanks between words" },
  { "오늘은", "오늘", TRUE, TRUE, "syllables" },
  { "\u1112\u1161\u11ab글", "한글", TRUE, TRUE, "composed" },
  { "two\u00a0\u3000words", "two words", TRUE, TRUE, "blanks of all kinds" },
  { "Party 🎉!", "🎉", TRUE, TRUE, "emoji" },
  { "❤\ufe0f", "❤", TRUE, TRUE, "a heart" },
  { "❤", "❤\ufe0f", TRUE, FALSE, "the red one" },
  { "in\u00advoice", "invoice", TRUE, FALSE, "a soft hyphen is not shown" },
  { "i\u200bn\u200cv\u2060oice", "invoice", TRUE, FALSE, "nor what has no width" },
  { "\u202eecio\u202cvni", "eciovni", TRUE, FALSE, "nor marks of direction" },
  { "שלום \u200f2026", "שלום 2026", TRUE, FALSE, "next to a number" },
  { "\u200fשלום", "שלום", TRUE, TRUE, "before a word they do no harm" },
  { "می\u200cخواهم", "می\u200cخواهم", TRUE, TRUE, "a joiner that was typed" },
  { "می\u200cخواهم", "میخواهم", TRUE, FALSE, "or not" },
  { "don\u2019t", "don't", FALSE, FALSE, "an apostrophe is as typed" },
};

static TocsinQueryVerdict
match (const char *field, const char *word, TocsinMessage *message)
{
  g_autofree char *text = g_strdup_printf ("%s:\"%s\"", field, word);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);
  g_autoptr (GPtrArray) findings = NULL;
  TocsinQueryVerdict verdict;

  g_assert_no_error (error);
  verdict = tocsin_query_examine (query, message, 0, NULL, &findings, NULL, &error);
  g_assert_cmpint (tocsin_query_match (query, message, 0, NULL, NULL), ==, verdict);
  if (verdict == TOCSIN_QUERY_VERDICT_YES)
    g_assert_nonnull (((TocsinQueryFinding *) g_ptr_array_index (findings, 0))->excerpt);

  return verdict;
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *encoded =
          g_base64_encode ((const guchar *) rows[i].text, strlen (rows[i].text));
      g_autofree char *mail =
          g_strdup_printf ("Subject: =?utf-8?B?%s?=\nMIME-Version: 1.0\n"
                           "Content-Type: text/plain; charset=utf-8\n\nx %s y\n",
                           encoded, rows[i].text);
      g_autoptr (TocsinMessage) message = corpus_from_text (mail);

      g_test_message ("%s: %s", rows[i].word, rows[i].why);
      g_assert_cmpint (match ("body", rows[i].word, message), ==, rows[i].in_body);
      g_assert_cmpint (match ("subject", rows[i].word, message), ==, rows[i].in_subject);
    }
}

/* A word of nothing that is seen would be in every text. */
static void
test_nothing (void)
{
  g_autoptr (TocsinQuery) query = tocsin_query_parse ("body:\u200c", NULL);

  g_assert_null (query);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/match-text/table", test_table);
  g_test_add_func ("/query/match-text/nothing", test_nothing);

  return g_test_run ();
}
