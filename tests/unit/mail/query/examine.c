/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/finding.h"

#include "tests/unit/mail/corpus.h"

#include <string.h>

#define NOW (G_GINT64_CONSTANT (1793534400) * G_USEC_PER_SEC)
#define YES TOCSIN_QUERY_VERDICT_YES
#define NO TOCSIN_QUERY_VERDICT_NO
#define MORE TOCSIN_QUERY_VERDICT_NEEDS_MORE

static const char mail[] =
    "From: Ada Lovelace <ada@example.com>\nTo: bob@example.org\nSubject: Your Invoice 4711\n"
    "X-Spam: no\nDate: Sun, 01 Nov 2026 09:30:00 +0100\n"
    "Content-Type: multipart/mixed; boundary=b\n\n"
    "--b\n\nPlease pay the\nSTRASSE by noon, or else nothing will be delivered to you or to "
    "anybody who lives near you, ever again.\n"
    "--b\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b--\n";

/* What one term finds where: every field is to say something that a person understands. */
static const struct
{
  const char *query;
  TocsinQueryVerdict verdict;
  const char *where;
  const char *excerpt;
  const char *marked; /* the piece of it that matched, "" where it is not told apart */
} rows[] = {
  { "subject:invoice", YES, "subject", "Your Invoice 4711", "Invoice" },
  { "subject:bill", NO, NULL, NULL, "" },
  { "from:ada", YES, "from", "Ada Lovelace <ada@example.com>", "Ada" },
  { "participants:@example.org", YES, "to", "bob@example.org", "@example.org" },
  { "noon", YES, "body", "Please pay the STRASSE by noon, or else nothing will be deli…", "noon" },
  { "body:\"pay the straße\"", YES, "body", "Please pay the STRASSE by noon, or else nothing will…",
    "pay the STRASSE" },
  { "header:X-Spam", YES, "x-spam", "no", "" },
  { "header:X-Spam=n", YES, "x-spam", "no", "n" },
  { "filename:*.pdf", YES, "attachment", "a.pdf", "" },
  { "has:attachment", YES, "attachment", "a.pdf", "" },
  { "attachments:>=1", YES, "attachment", "1", "1" },
  { "attachment:<1K", YES, "attachment", "a.pdf", "" },
  { "type:application/*", YES, "structure", "application/pdf", "" },
  { "is:flagged", YES, "flags", NULL, "" },
  { "keyword:later", YES, "flags", "later", "later" },
  { "is:unread", YES, "flags", NULL, "" },
  { "is:list", NO, NULL, NULL, "" },
  { "sent-after:2026-11-01", YES, "date", "2026-11-01T08:30:00Z", "2026-11-01" },
  { "after:2026-11-01", YES, "received", "2026-11-01T08:30:00Z", "2026-11-01" },
  { "larger:10", YES, "size", NULL, "" },
};

static TocsinMessage *
make_message (void)
{
  static const char *const keywords[] = { "later", NULL };
  TocsinMessage *message = corpus_from_text (mail);

  tocsin_message_set_flags (message, TOCSIN_MESSAGE_FLAGS_FLAGGED, keywords);
  tocsin_message_set_received (message, G_GINT64_CONSTANT (1793521800) * G_USEC_PER_SEC);

  return message;
}

static TocsinQueryVerdict
examine (const char *text, TocsinMessage *message, GPtrArray **findings)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);
  TocsinQueryVerdict verdict;

  g_assert_no_error (error);
  verdict = tocsin_query_examine (query, message, NOW, utc, findings, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tocsin_query_match (query, message, NOW, utc, NULL), ==, verdict);

  return verdict;
}

static void
test_table (void)
{
  g_autoptr (TocsinMessage) message = make_message ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) findings = NULL;
      const TocsinQueryFinding *finding;

      g_test_message ("%s", rows[i].query);
      g_assert_cmpint (examine (rows[i].query, message, &findings), ==, rows[i].verdict);
      g_assert_cmpuint (findings->len, ==, 1);
      finding = g_ptr_array_index (findings, 0);
      g_assert_cmpstr (finding->term, ==, rows[i].query);
      g_assert_cmpint (finding->verdict, ==, rows[i].verdict);
      g_assert_cmpstr (finding->where, ==, rows[i].where);
      if (rows[i].excerpt != NULL)
        {
          g_autofree char *marked =
              g_strndup (finding->excerpt + finding->begin, finding->end - finding->begin);

          g_assert_cmpstr (finding->excerpt, ==, rows[i].excerpt);
          g_assert_cmpstr (marked, ==, rows[i].marked);
        }
    }
}

/* Each term is looked at, decided or not, in the order of writing. */
static void
test_every_term (void)
{
  static const struct
  {
    const char *term;
    TocsinQueryVerdict verdict;
  } expected[] = { { "subject:bill", NO }, { "from:bob", NO },  { "to:bob", YES },
                   { "is:read", NO },      { "from:ada", YES }, { "from:ada", YES } };
  g_autoptr (TocsinMessage) message = make_message ();
  g_autoptr (GPtrArray) findings = NULL;

  g_assert_cmpint (examine ("subject:bill (from:bob OR to:bob) -is:read OR from:(ada OR ada)",
                            message, &findings),
                   ==, YES);
  g_assert_cmpuint (findings->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < findings->len; i++)
    {
      const TocsinQueryFinding *finding = g_ptr_array_index (findings, i);

      g_assert_cmpstr (finding->term, ==, expected[i].term);
      g_assert_cmpint (finding->verdict, ==, expected[i].verdict);
    }
}

static void
test_partly_known (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GPtrArray) findings = NULL;

  tocsin_message_set_flags (message, TOCSIN_MESSAGE_FLAGS_SEEN, NULL);
  g_assert_cmpint (examine ("is:read from:ada", message, &findings), ==, MORE);
  g_assert_cmpint (((TocsinQueryFinding *) g_ptr_array_index (findings, 0))->verdict, ==, YES);
  g_assert_cmpint (((TocsinQueryFinding *) g_ptr_array_index (findings, 1))->verdict, ==, MORE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/examine/table", test_table);
  g_test_add_func ("/query/examine/every-term", test_every_term);
  g_test_add_func ("/query/examine/partly-known", test_partly_known);

  return g_test_run ();
}
