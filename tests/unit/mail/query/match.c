/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/query.h"

#include "tests/unit/mail/corpus.h"

/* 2026-11-01T12:00:00Z: three and a half hours after most messages of the corpus. */
#define NOW (G_GINT64_CONSTANT (1793534400) * G_USEC_PER_SEC)

static const struct
{
  const char *file;
  const char *query;
  gboolean matches;
  const char *why;
} rows[] = {
  { "plain", "", TRUE, "everything" },
  { "plain", "lunch", TRUE, "a word of the subject" },
  { "plain", "NOON", TRUE, "a word of the text, case does not matter" },
  { "plain", "lovelace", TRUE, "a word of a name" },
  { "plain", "bob@example", TRUE, "a piece of an address" },
  { "plain", "lun", TRUE, "a piece of a word" },
  { "plain", "dinner", FALSE, "nowhere" },
  { "plain", "lunch noon", TRUE, "both" },
  { "plain", "lunch dinner", FALSE, "not both" },
  { "plain", "lunch OR dinner", TRUE, "one of them" },
  { "plain", "-dinner", TRUE, "without" },
  { "plain", "-lunch", FALSE, "with" },
  { "plain", "\"lunch on friday\"", TRUE, "a phrase" },
  { "plain", "\"friday lunch\"", FALSE, "its words in another order" },
  { "plain", "\"bob, shall we\"", TRUE, "a phrase over several lines" },
  { "plain", "lunch (dinner OR noon) -has:attachment", TRUE, "all of it together" },
  { "plain", "1.0", FALSE, "a bare word does not look at other headers" },
  { "folded-subject", "subject:\"folded in the middle and once\"", TRUE, "a phrase over folds" },
  { "encoded-words", "subject:grüße", TRUE, "encoded words are decoded" },
  { "encoded-words", "subject:GRÜSSE", TRUE, "full case folding: ß is ss" },
  { "encoded-words", "subject:köln", TRUE, "each in its own charset" },
  { "encoded-words", "subject:koln", FALSE, "an accent is no decoration" },
  { "accents-decomposed", "subject:café", TRUE, "an accent typed apart" },
  { "accents-decomposed", "subject:Cafe\u0301", TRUE, "and typed apart by us, too" },
  { "accents-decomposed", "body:CAFÉ", TRUE, "in the text as well" },
  { "cjk-iso-2022-jp", "請求", TRUE, "text without blanks" },
  { "cjk-iso-2022-jp", "from:山田", TRUE, "a name" },
  { "right-to-left", "subject:חשבונית", TRUE, "from right to left" },
  { "right-to-left", "body:שלום", TRUE, "base64" },
  { "raw-8bit-latin1", "größe", TRUE, "no encoding at all" },
  { "plain", "from:ada", TRUE, "an address" },
  { "plain", "from:\"ada lovelace\"", TRUE, "a name" },
  { "plain", "from:bob", FALSE, "somebody else" },
  { "plain", "from:@example.com", TRUE, "a domain" },
  { "plain", "from:*@example.com", TRUE, "the same" },
  { "plain", "from:@example", FALSE, "half a domain" },
  { "plain", "from:@xample.com", FALSE, "the other half" },
  { "plain", "from:a*@*.com", TRUE, "a glob over the whole address" },
  { "plain", "from:b*@*.com", FALSE, "that does not fit" },
  { "several-recipients", "cc:@example.org", FALSE, "a subdomain is another domain" },
  { "several-recipients", "cc:*.example.org", TRUE, "a glob takes it in" },
  { "several-recipients", "to:carol", TRUE, "the second To header" },
  { "several-recipients", "to:dave", FALSE, "To is not Cc" },
  { "several-recipients", "bcc:eve", TRUE, "Bcc" },
  { "several-recipients", "replyto:replies", TRUE, "Reply-To" },
  { "several-recipients", "participants:desk", TRUE, "the Sender takes part" },
  { "several-recipients", "participants:(bob carol dave eve)", TRUE, "all do" },
  { "several-recipients", "participants:info", FALSE, "an envelope does not" },
  { "several-recipients", "deliveredto:bob+tag", TRUE, "Delivered-To" },
  { "several-recipients", "envelope:info@example.org", TRUE, "X-Original-To" },
  { "groups", "to:friends", TRUE, "the name of a group" },
  { "groups", "cc:undisclosed", TRUE, "an empty group" },
  { "groups", "to:\"Stone, Bob\"", TRUE, "a member of a group" },
  { "idn-address", "from:@bücher.example.com", TRUE, "a domain as people write it" },
  { "idn-address", "from:@xn--bcher-kva.example.com", TRUE, "and as machines do" },
  { "broken-addresses", "from:\"ada at\"", TRUE, "an address that is none" },
  { "broken-addresses", "to:carol", TRUE, "an unclosed quote" },
  { "html-only", "body:\"big & bold\"", TRUE, "HTML is reduced to text" },
  { "html-only", "body:\"paragraph here\"", TRUE, "a no-break space is a blank" },
  { "html-only", "body:hidden", FALSE, "scripts are no text" },
  { "html-only", "body:color", FALSE, "nor are styles" },
  { "html-only", "body:<p>", FALSE, "nor are tags" },
  { "alternative", "body:plain", TRUE, "the text that is shown" },
  { "alternative", "body:html", FALSE, "not its other form" },
  { "text-attachment", "body:secretword", FALSE, "nor an attachment" },
  { "text-attachment", "secretword", FALSE, "not even for a bare word" },
  { "text-attachment", "app.log", TRUE, "which looks at its name" },
  { "text-between", "body:before body:after", TRUE, "text before and after a file" },
  { "plain", "text:friday", TRUE, "text: the subject" },
  { "plain", "text:noon", TRUE, "text: the body" },
  { "plain", "text:lovelace", FALSE, "text: no addresses" },
  { "plain", "subject:noon", FALSE, "the subject alone" },
  { "plain", "body:friday", FALSE, "the body alone" },
  { "list", "header:List-Id", TRUE, "a header that is there" },
  { "list", "header:list-id", TRUE, "in any case" },
  { "plain", "header:List-Id", FALSE, "and one that is not" },
  { "list", "header:List-Unsubscribe=leave@", TRUE, "a header that holds something" },
  { "list", "header:List-Unsubscribe=join", FALSE, "and does not" },
  { "list", "list:talk.lists.example.org", TRUE, "List-Id" },
  { "list", "list:\"Talk about things\"", TRUE, "its name" },
  { "plain", "msgid:plain@example.com", TRUE, "Message-ID" },
  { "plain", "msgid:<plain@example.com>", TRUE, "with its brackets" },
  { "plain", "has:attachment", FALSE, "no attachment" },
  { "attachment", "has:attachment", TRUE, "an attachment" },
  { "related-inline-image", "has:attachment", TRUE, "an inline picture is one" },
  { "forwarded-message", "has:attachment", TRUE, "a message is one" },
  { "only-an-image", "has:attachment", TRUE, "a message can be nothing else" },
  { "alternative", "has:attachment", FALSE, "another form of the text is none" },
  { "alternative", "has:html", TRUE, "HTML beside plain text" },
  { "plain", "has:html", FALSE, "no HTML" },
  { "named-text", "has:html", FALSE, "an HTML file is no HTML text" },
  { "invite", "has:invite", TRUE, "an invitation" },
  { "plain", "has:invite", FALSE, "no invitation" },
  { "attachment", "filename:*.pdf", TRUE, "a name by its end" },
  { "attachment", "filename:*.PDF", TRUE, "in any case" },
  { "attachment", "filename:invoice", TRUE, "a piece of a name" },
  { "attachment", "filename:invoice*", TRUE, "a name by its begin" },
  { "attachment", "filename:nvoice*", FALSE, "a glob is over the whole name" },
  { "attachment", "filename:\"invoice ????.pdf\"", TRUE, "single characters" },
  { "attachment", "filename:other.pdf", FALSE, "a name that was overruled" },
  { "name-rfc2231", "filename:\"résumé of the year.doc\"", TRUE, "RFC 2231" },
  { "name-encoded-word", "filename:übersicht*", TRUE, "an encoded word" },
  { "name-raw-latin1", "filename:ÜBERSICHT.pdf", TRUE, "raw bytes" },
  { "name-missing", "filename:*", FALSE, "no name fits nothing" },
  { "attachment", "type:application/pdf", TRUE, "a type" },
  { "attachment", "type:application/*", TRUE, "a kind of type" },
  { "attachment", "type:pdf", TRUE, "half a type" },
  { "attachment", "type:application", TRUE, "the other half" },
  { "attachment", "type:df", FALSE, "no half at all" },
  { "attachment", "type:image/*", FALSE, "another kind" },
  { "signed", "type:multipart/signed", TRUE, "a multipart has a type, too" },
  { "attachment", "attachment:>10", TRUE, "larger than that" },
  { "attachment", "attachment:>16", FALSE, "not larger than itself" },
  { "attachment", "attachment:>=16", TRUE, "but as large" },
  { "attachment", "attachment:=16", TRUE, "sizes are of the decoded content" },
  { "plain", "attachment:<5M", FALSE, "no attachment is not small" },
  { "attachment", "attachments:1", TRUE, "one" },
  { "plain", "attachments:0", TRUE, "none" },
  { "attachment", "attachments:>=2", FALSE, "not two" },
  { "plain", "larger:100", TRUE, "a message of some size" },
  { "plain", "larger:1K", FALSE, "but not that large" },
  { "plain", "smaller:1K", TRUE, "smaller" },
  { "plain", "smaller:100", FALSE, "not smaller" },
  { "plain", "on:2026-11-01", TRUE, "received on the day" },
  { "plain", "on:2026-11-02", FALSE, "on another" },
  { "plain", "on:2026-11-01T08:30", TRUE, "in the minute" },
  { "plain", "after:2026-11-01", TRUE, "after a day begins with it" },
  { "plain", "before:2026-11-01", FALSE, "before a day ends before it" },
  { "plain", "after:2026-11-01T08:30Z", TRUE, "after a moment begins with it" },
  { "plain", "after:2026-11-01T09:30+01:00", TRUE, "in another zone" },
  { "plain", "after:2026-11-01T08:31Z", FALSE, "a minute too late" },
  { "received-date", "on:2026-11-02", TRUE, "the newest Received counts" },
  { "received-date", "sent-before:2026-11-02", TRUE, "the Date is another" },
  { "received-date", "sent-after:2026-11-01T06:01Z", FALSE, "sent before that" },
  { "bad-date", "after:2000-01-01", FALSE, "no date is not after" },
  { "bad-date", "before:2100-01-01", FALSE, "nor before" },
  { "bad-date", "sent-after:2000-01-01 OR sent-before:2100-01-01", FALSE, "nor sent" },
  { "plain", "newer:4h", TRUE, "three and a half hours old" },
  { "plain", "newer:3h", FALSE, "no newer" },
  { "plain", "older:3h", TRUE, "older" },
  { "plain", "older:1d", FALSE, "not that old" },
  { "bounce", "is:bounce", TRUE, "a delivery report" },
  { "auto-reply", "is:bounce", FALSE, "an absence note is none" },
  { "auto-reply", "is:auto", TRUE, "but automatic" },
  { "not-auto", "is:auto", FALSE, "somebody says no" },
  { "list", "is:list", TRUE, "a list" },
  { "bulk", "is:bulk", TRUE, "bulk" },
  { "plain", "is:bulk OR is:list OR is:auto OR is:bounce", FALSE, "a person's mail" },
  { "urgent", "importance:high", TRUE, "X-Priority" },
  { "important-wins", "importance:low", TRUE, "Importance wins" },
  { "plain", "importance:normal", TRUE, "nothing said" },
};

static TocsinQueryVerdict
match (const char *text, TocsinMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  TocsinMessageLayers needs;
  TocsinQueryVerdict verdict;

  g_assert_no_error (error);
  verdict = tocsin_query_match (query, message, NOW, utc, &needs);
  g_assert_cmpint (needs, ==, 0);

  return verdict;
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (rows[i].file);

      g_test_message ("%s, %s: %s", rows[i].file, rows[i].query, rows[i].why);
      g_assert_cmpint (match (rows[i].query, message), ==,
                       rows[i].matches ? TOCSIN_QUERY_VERDICT_YES : TOCSIN_QUERY_VERDICT_NO);
    }
}

static void
test_flags (void)
{
  static const struct
  {
    TocsinMessageFlags flags;
    const char *yes;
    const char *no;
  } cases[] = {
    { 0, "is:unread", "is:read" },
    { TOCSIN_MESSAGE_FLAGS_SEEN, "is:read", "is:unread" },
    { TOCSIN_MESSAGE_FLAGS_FLAGGED, "is:flagged is:unread", "is:answered" },
    { TOCSIN_MESSAGE_FLAGS_ANSWERED, "is:answered", "is:flagged" },
    { TOCSIN_MESSAGE_FLAGS_DRAFT, "is:draft", "is:recent" },
    { TOCSIN_MESSAGE_FLAGS_RECENT, "is:recent", "is:draft" },
    { 0, "keyword:Later", "keyword:lat" },
  };
  static const char *const keywords[] = { "later", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinMessage) message = tocsin_message_new ();

      tocsin_message_set_flags (message, cases[i].flags, keywords);
      g_assert_cmpint (match (cases[i].yes, message), ==, TOCSIN_QUERY_VERDICT_YES);
      g_assert_cmpint (match (cases[i].no, message), ==, TOCSIN_QUERY_VERDICT_NO);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/match/table", test_table);
  g_test_add_func ("/query/match/flags", test_flags);

  return g_test_run ();
}
