/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/mail-search.h"
#include "tests/live/imap4/account.h"

#include <string.h>

/* What a search at a real server finds is what matching on the raw messages finds, with odd headers
 * above all. */

#define FROM_ADA "From: Ada <ada@example.com>\n"

static const char *const messages[] = {
  FROM_ADA "Subject: monthly invoice\nTo: Bob <bob@example.org>\n\nHello world\n",
  FROM_ADA "Subject: =?utf-8?q?B=C3=BCcher_und_Stra=C3=9Fe?=\n\ntext\n",
  FROM_ADA "Subject: =?iso-8859-1?q?B=DCCHER?=\n\ntext\n",
  FROM_ADA "Subject: =?utf-8?b?QnVcdTAzMDhjaGVy?= Bu\xcc\x88"
           "cher\n\nNFD\n",
  FROM_ADA "Subject: B\xfc"
           "cher roh\n\nraw latin-1\n",
  FROM_ADA "Subject: =?utf-8?b?6KuL5rGC5pu4?= =?utf-8?q?_inv?= =?utf-8?q?oice?=\n\nCJK\n",
  FROM_ADA "Subject: \xef\xac\x81nal o\xef\xac\x83"
           "ce \xe2\x84\xaa"
           "elvin \xc5\xbf"
           "hip\n\nligatures\n",
  FROM_ADA "Subject: =?utf-8?b?77yhIO+sgW5hbCBv76yDY2U=?=\n\nencoded ligatures\n",
  FROM_ADA "Subject: \xe8\xab\x8b\xe6\xb1\x82\xe6\x9b\xb8\n\nraw UTF-8\n",
  FROM_ADA "Subject: \xbd\xd0\xb5\xe1\xcd\xea\n\nraw EUC\n",
  FROM_ADA "Subject: a very long\n subject that is\n\tfolded invoice\n\nfolded\n",
  "From: \"Jo\\hn \\\"Q\\\" Public\" <john . public @ example . com>\nSubject: quoted\n\nx\n",
  "From: joe@example.com (Joe Comment)\nSubject: comment\n\nx\n",
  "From: some words that are no address\nSubject: none\n\nx\n",
  "From: A Group: ann@example.net, bea@example.net;\nSubject: group\n\nx\n",
  "From: =?utf-8?q?J=C3=B6rg?= <joerg@xn--bcher-kva.example>\nSubject: idn\n\nx\n",
  "From: \"=?utf-8?q?J=C3=BCrgen?=\" <juergen@example.com>\nSubject: encoded in quotes\n\nx\n",
  "From: J\xc3\xbcrgen <j\xc3\xbcrgen@example.com>\nSubject: raw utf-8 address\n\nx\n",
  "From: one@example.com\nFrom: two@example.com\nSubject: two from\n\nx\n",
  "From:\nSubject:\nX-Empty:\n\nempty headers\n",
  "From: x@y\nSubject: broken =?utf-8?q?unended\n\nx\n",
  "From: x@y\nX-Foo : spaced colon\nX-Bar:tight\nSubject: odd names\n\nx\n",
  "From: list@example.com\nList-Id: Developers <dev.example.com>\nPrecedence: list\n\nlist\n",
  "From: x@y\nPrecedence: (c) bulk\nSubject: bulk1\n\nx\n",
  "From: x@y\nPrecedence: BULK\nSubject: bulk2\nImportance: High (really)\n\nx\n",
  "From: x@y\nAuto-Submitted: auto-replied; x=y\nSubject: auto\nX-Priority: 1 (Highest)\n\nx\n",
  "Return-Path: <>\nFrom: MAILER-DAEMON@example.com (Mail)\nSubject: failed\n\nx\n",
  "From: x@y\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
  "--b\n\ntext\n--b--\n",
  "From: x@y\nSensitivity: Company-Confidential\nMessage-ID: <AbC.1@host.example>\n\nx\n",
  "From: x@y\nMessage-ID: =?utf-8?q?=3Codd=40id=3E?=\nDelivered-To: me+tag@example.com\n\nx\n",
  "From: x@y\nX-Original-To: me@example.org\nReply-To: \"R. Eply\" <reply@example.org>\n\nx\n",
  "From: x@y\nBcc: hidden@example.org\nCc: c c <cc@example.org>, d@example.org\nSender: "
  "s@end.er\n\nx\n",
  "no header at all\n\nbody\n",
  "From: x@y\nContent-Type: text/html\n\n<p>Hello <b>wor</b>ld &uuml;ber</p>\n",
  "From: x@y\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
  "SGVsbG8gd29ybGQgaW4gYmFzZTY0\n",
  "From: x@y\nContent-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\nHello part\n--b\n"
  "Content-Type: application/pdf; name=\"hello.pdf\"\n\nworld\n--b--\n",
};

static const char *const queries[] = {
  "subject:/^$/",
  "from:/^one/",
  "header:Subject=/inv/",
  "list:/dev/",
  "keyword:/x/",
  "sensitivity:confidential",
  "-sensitivity:private",
  "dkim:pass",
  "subject:invoice",
  "subject:bücher",
  "subject:BÜCHER",
  "subject:strasse",
  "subject:straße",
  "subject:roh",
  "subject:請求書",
  "subject:求",
  "subject:final",
  "subject:office",
  "subject:ffi",
  "subject:ice",
  "subject:kelvin",
  "subject:ship",
  "subject:\"that is folded\"",
  "subject:unended",
  "subject:\"=?utf-8\"",

  "from:john",
  "from:\"john \\\"q\"",
  "from:john.public@example.com",
  "from:@example.com",
  "from:*@example.com",
  "from:joe",
  "from:comment",
  "from:\"words that\"",
  "from:address",
  "from:ann",
  "from:\"a group\"",
  "from:group",
  "from:bea@example.net",
  "from:jörg",
  "from:bücher.example",
  "from:@bücher.example",
  "from:jürgen",
  "from:juergen",
  "from:two",
  "from:one@example.com",
  "from:y",

  "to:bob",
  "cc:\"c c\"",
  "cc:d@example.org",
  "bcc:hidden",
  "replyto:eply",
  "replyto:\"r. eply\"",
  "participants:s@end.er",
  "participants:reply",
  "participants:bob@example.org",
  "deliveredto:tag",
  "deliveredto:me+tag@example.com",
  "header:X-Empty",
  "header:x-foo",
  "header:X-Foo=spaced",
  "header:x-bar=tight",
  "header:X-None",
  "header:Subject=invoice",

  "header:From",
  "list:dev",
  "list:developers",
  "list:\"<dev.example.com>\"",
  "is:list",
  "is:bulk",
  "is:auto",
  "is:bounce",
  "importance:high",
  "importance:low",
  "importance:normal",
  "msgid:abc.1@host.example",
  "msgid:\"<abc.1@host.example>\"",
  "msgid:odd@id",
  "is:unread",
  "-is:read",
  "is:recent",
  "-subject:invoice",
  "-from:ada",
  "-is:list",
  "-header:List-Id",
  "hello",
  "world",
  "body:world",
  "body:über",
  "text:invoice",
  "newer:1d",
  "older:1d",
  "-newer:1d",
  "-older:1h",
  "newer:2y",
  "older:3d OR subject:invoice",
  "after:2020-01-01",
  "before:2020-01-01",
  "-before:2020-01-01",
  "on:2020-01-01",
  "-on:2020-01-01",
  "after:0001-01-01",
  "before:9999-12-31",
  "-after:9999-12-31",
  "larger:10",
  "smaller:1K",
  "has:attachment",
  "filename:hello",
  "keyword:foo",
  "-keyword:foo",
  "(subject:invoice OR from:joe) -is:flagged newer:1w",
  "-(subject:invoice OR -(from:ada is:unread))",
  "subject:a subject:e from:m",
};

static gboolean
take (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  g_string_append_printf (user_data, "%" G_GUINT64_FORMAT " ", ref->uid);

  return TRUE;
}

static char *
search (TocsinMailStore *store, TocsinQuery *query, gint64 now)
{
  GString *found = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  tocsin_mail_search (store, "INBOX", query, now, take, found, NULL, &error);
  g_assert_no_error (error);

  return g_string_free (found, FALSE);
}

static char *
with_network_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strjoinv ("\r\n", lines);
}

/* Decided on the raw messages alone; what only the server knows was just given to it. */
static char *
match (TocsinQuery *query, gint64 now)
{
  GString *found = g_string_new (NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (TocsinMessage) message = tocsin_message_new ();
      g_autofree char *raw = with_network_lines (messages[i]);
      g_autoptr (GBytes) bytes = g_bytes_new (raw, strlen (raw));

      g_assert_true (tocsin_message_load_bytes (message, bytes, NULL));
      tocsin_message_set_received (message, now);
      tocsin_message_set_flags (message, TOCSIN_MESSAGE_FLAGS_RECENT, NULL);
      if (tocsin_query_match (query, message, now, zone, NULL) == TOCSIN_QUERY_VERDICT_YES)
        g_string_append_printf (found, "%" G_GSIZE_FORMAT " ", i + 1);
    }

  return g_string_free (found, FALSE);
}

static void
append (TocsinMailStore *store, const char *text)
{
  g_autofree char *raw = with_network_lines (text);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (raw, -1, NULL);
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_append (store, "INBOX", stream, strlen (raw), NULL, &error);
  g_assert_no_error (error);
}

static void
print_asked (TocsinMailStore *store, TocsinQuery *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailExplanation) explanation =
      tocsin_mail_store_explain (store, query, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < explanation->commands->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (explanation->commands, i));
}

static void
test_exact (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autofree char *port = NULL;
  gint64 now = g_get_real_time ();

  if (server == NULL)
    return;
  port = g_strdup_printf ("port=%u", mail_server_get_port (server));
  store = account_open (server, "alice", port, "encryption.mode=none",
                        "encryption.allow-cleartext=true", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    append (store, messages[i]);

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (queries[i], &error);
      g_autofree char *found = NULL;
      g_autofree char *expected = NULL;

      g_assert_no_error (error);
      g_test_message ("%s", queries[i]);
      print_asked (store, query);
      found = search (store, query, now);
      expected = match (query, now);
      if (!g_str_equal (found, expected))
        g_test_fail_printf ("%s: found %s, expected %s", queries[i], found, expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/live/search/exact", test_exact);

  return g_test_run ();
}
