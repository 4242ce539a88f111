/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is asked of a query, shortened to what tells; on a server the property test has the last
 * word. */
#include "plugins/ews/push-down.h"

#include <string.h>

#include "plugins/ews/wire/xml.h"

#define NOW G_GINT64_CONSTANT (1795255200000000) /* 2026-11-21 10:00 UTC */

/* "Or(Contains(item:Subject nvoice) …)": elements and what they compare, one after the other. */
static char *
shorten (const EwsRestriction *restriction)
{
  g_autoptr (EwsXml) xml = ews_xml_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  gsize length;
  const char *words;

  ews_restriction_write (restriction, xml);
  bytes = ews_xml_finish (xml);
  words = g_bytes_get_data (bytes, &length);
  g_string_append_len (text, words, (gssize) length);
  g_string_replace (text, " ContainmentMode=\"Substring\"", "", 0);
  g_string_replace (text, " ContainmentComparison=\"IgnoreCaseAndNonSpacingCharacters\"", "", 0);
  g_string_replace (text, "<t:FieldURI FieldURI=", "", 0);
  g_string_replace (text, "<t:ExtendedFieldURI PropertyTag=", "", 0);
  g_string_replace (text, "<t:Constant Value=", "", 0);
  g_string_replace (text, "<t:FieldURIOrConstant>", "", 0);
  g_string_replace (text, "</t:FieldURIOrConstant>", "", 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const struct
{
  const char *why;
  const char *query;
  const char *asked;  /* (nullable): stands in what is asked; %NULL: nothing is */
  const char *absent; /* (nullable): does not */
} rows[] = {
  { "a word of the subject", "subject:invoice", "item:Subject\"/>\"nvoice\"", "\"invoice\"" },
  { "or where it can't be read", "subject:invoice", "item:Subject\"/>\"=?\"", NULL },
  { "an address, in the headers as sent", "from:bob@example.org",
    "0x7d\" PropertyType=\"String\"/>\"bob\"", "message:From" },
  { "or where there are none", "to:bob", "<t:Not><t:Exists>\"0x7d\"", NULL },
  { "nothing sure in it", "subject:請求書", NULL, NULL },
  { "a pattern", "subject:/inv.*/", NULL, NULL },
  { "a flag", "is:unread", "<t:Excludes>\"0xe07\"", NULL },
  { "its contrary", "is:read", "<t:Not><t:Excludes>\"0xe07\"", NULL },
  { "no flag by that", "is:recent", NULL, NULL },
  { "flagged", "is:flagged", "<t:IsEqualTo>\"0x1090\"", NULL },
  { "not flagged", "-is:flagged", "<t:Not><t:IsEqualTo>\"0x1090\"", NULL },
  { "answered by either verb", "is:answered", "\"103\"", NULL },
  { "a day, a second more", "after:2026-11-20", "2026-11-19T23:59:59Z", NULL },
  { "under a negation a second less", "-after:2026-11-20", "2026-11-20T00:00:01Z", NULL },
  { "what is only nearly said is not negated", "-subject:invoice", NULL, NULL },
  { "one side of an OR can't be said", "subject:invoice OR has:attachment", NULL, NULL },
  { "one side of an AND", "subject:invoice has:attachment", "nvoice", "Attachment" },
  { "both sides", "subject:invoice OR is:flagged", "0x1090", NULL },
  { "bodies are read here", "body:invoice", NULL, NULL },
  { "bare words, too", "invoice", NULL, NULL },
  { "sizes are counted otherwise", "larger:1M", NULL, NULL },
  { "importance is made out otherwise", "importance:high", NULL, NULL },
  { "a keyword", "keyword:booked", "item:Categories\"/>\"booked\"", NULL },
  { "a whole id", "msgid:\"<a.b@example.org>\"", "InternetMessageId\"/>\"a.b@example.org\"", NULL },
  { "a hostile value", "subject:\"zap<>&'\"", "\"zap\"", "<>" },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (rows[i].query, &error);
      g_autoptr (EwsRestriction) restriction = NULL;
      g_autofree char *asked = NULL;

      g_test_message ("%s: %s", rows[i].why, rows[i].query);
      g_assert_no_error (error);
      restriction = ews_push_down (query, NOW);
      g_assert_cmpint (restriction != NULL, ==, rows[i].asked != NULL);
      if (restriction == NULL)
        continue;
      asked = shorten (restriction);
      g_test_message ("%s", asked);
      g_assert_nonnull (strstr (asked, rows[i].asked));
      if (rows[i].absent != NULL)
        g_assert_null (strstr (asked, rows[i].absent));
    }
}

/* Servers refuse what is too long or too deep: then everything is looked at. */
static void
test_limits (void)
{
  g_autoptr (GString) text = g_string_new ("is:flagged");
  g_autoptr (TocsinQuery) query = NULL;
  g_autoptr (EwsRestriction) restriction = NULL;

  for (guint i = 0; i <= EWS_PUSH_DOWN_MAX_TERMS; i++)
    g_string_append_printf (text, " OR keyword:word%u", i);
  query = tocsin_query_parse (text->str, NULL);
  g_assert_nonnull (query);
  restriction = ews_push_down (query, NOW);
  g_assert_null (restriction);
}

/* What is told of a query is what is done for it. */
static void
test_explanation (void)
{
  g_autoptr (TocsinQuery) query = tocsin_query_parse ("subject:invoice has:attachment", NULL);
  g_autoptr (TocsinMailExplanation) self = ews_push_down_explain (query, NOW);
  const TocsinExplainedTerm *subject = g_ptr_array_index (self->terms, 0);
  const TocsinExplainedTerm *attachment = g_ptr_array_index (self->terms, 1);

  g_assert_true (subject->asked);
  g_assert_cmpint (subject->how, ==, TOCSIN_PUSH_DOWN_SUPERSET);
  g_assert_false (attachment->asked);
  g_assert_nonnull (attachment->why);
  g_assert_cmpuint (self->commands->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (self->commands, 0), ==, subject->words);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/push-down/rows", test_rows);
  g_test_add_func ("/ews/push-down/limits", test_limits);
  g_test_add_func ("/ews/push-down/explanation", test_explanation);

  return g_test_run ();
}
