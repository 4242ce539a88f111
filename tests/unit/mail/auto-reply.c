/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/auto-reply.h"

#include "tests/unit/mail/corpus.h"

#include <string.h>

#define FROM "From: Bob <bob@example.org>\n"
#define TO "To: Ada <ada@example.com>\n"

/* What must not be answered, and a word of the reason; %NULL for what may be. */
static const struct
{
  const char *why;
  const char *headers;
  const char *reason;
} rows[] = {
  { "a letter", FROM TO, NULL },
  { "to several", FROM "To: x@example.net, ADA@Example.COM\n", NULL },
  { "a copy", FROM "To: x@example.net\nCc: ada@example.com\n", NULL },
  { "to a detail of ours", FROM "To: ada+shop@example.com\n", NULL },
  { "to another address of ours", FROM "To: info@xn--mller-kva.example\n", NULL },
  { "sent on to us", FROM "To: x@example.net\nResent-To: ada@example.com\n", NULL },
  { "expressly by hand", FROM TO "Auto-Submitted: no\n", NULL },
  { "by hand, with a comment", FROM TO "Auto-Submitted: No (really)\n", NULL },
  { "Precedence that says little", FROM TO "Precedence: first-class\n", NULL },
  { "no receipts, but answers", FROM TO "X-Auto-Response-Suppress: DR, RN, NRN\n", NULL },
  { "a return path", FROM TO "Return-Path: <bob@example.org>\n", NULL },
  { "no spam", FROM TO "X-Spam-Flag: NO\n", NULL },
  { "a form in our name with somebody behind it",
    "From: ada@example.com\nReply-To: bob@example.org\n" TO, NULL },
  { "a form of a machine with somebody behind it",
    "From: noreply@shop.example\nReply-To: bob@example.org\n" TO, NULL },
  { "a name like a machine's", "From: norely@example.org\n" TO, NULL },
  { "a person of that name", "From: bouncer@example.org\n" TO, NULL },
  { "a request", "From: request@example.org\n" TO, NULL },

  { "a vacation", FROM TO "Auto-Submitted: auto-replied\n", "auto-replied" },
  { "a notice", FROM TO "auto-submitted: AUTO-GENERATED; x=y\n", "AUTO-GENERATED" },
  { "some other word", FROM TO "Auto-Submitted: auto-notified\n", "auto-notified" },
  { "our own", FROM TO "X-Tocsin-Task: 12\n", "X-Tocsin-Task" },
  { "our own, even without a value", FROM TO "X-Tocsin-Task:\n", "X-Tocsin-Task" },
  { "somebody else's trace", FROM TO "X-Loop: bob\n", "X-Loop" },
  { "Exchange asks for silence", FROM TO "X-Auto-Response-Suppress: OOF\n", "Suppress" },
  { "in a list of words", FROM TO "X-Auto-Response-Suppress: DR, AutoReply\n", "Suppress" },
  { "entirely", FROM TO "X-Auto-Response-Suppress: All\n", "Suppress" },
  { "bulk", FROM TO "Precedence: bulk\n", "bulk" },
  { "junk", FROM TO "Precedence: JUNK\n", "JUNK" },
  { "a list by Precedence", FROM TO "Precedence: list\n", "list" },
  { "a list", FROM TO "List-Id: <a.example>\n", "List-Id" },
  { "a newsletter", FROM TO "List-Unsubscribe: <mailto:x@example.org>\n", "List-Unsub" },
  { "an old list", FROM TO "Mailing-List: contact x\n", "Mailing-List" },
  { "mass mail", FROM TO "Feedback-ID: 1:2:3\n", "Feedback-ID" },
  { "from nobody", FROM TO "Return-Path: <>\n", "Return-Path" },
  { "from nobody, with a blank", FROM TO "Return-Path:  <>  \n", "Return-Path" },
  { "a report", FROM TO "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
    "multipart/report" },
  { "a receipt",
    FROM TO "Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n",
    "multipart/report" },
  { "a failure", FROM TO "X-Failed-Recipients: x@example.org\n", "X-Failed" },
  { "an old responder", FROM TO "X-Autoreply: yes\n", "X-Autoreply" },
  { "spam", FROM TO "X-Spam-Flag: YES\n", "X-Spam-Flag" },
  { "spam with a score", FROM TO "X-Spam-Status: Yes, score=9\n", "X-Spam-Status" },
  { "the mailer", "From: MAILER-DAEMON@example.org\n" TO, "machine" },
  { "the postmaster", "From: Postmaster <postmaster@example.org>\n" TO, "machine" },
  { "no reply", "From: no-reply@example.org\n" TO, "machine" },
  { "no reply, in one word", "From: NoReply+12@example.org\n" TO, "machine" },
  { "no reply, for a shop", "From: noreply-shop@example.org\n" TO, "machine" },
  { "do not reply", "From: do_not.reply@example.org\n" TO, "machine" },
  { "a list's owner", "From: owner-list@example.org\n" TO, "machine" },
  { "a list's requests", "From: list-request@example.org\n" TO, "machine" },
  { "a list's bounces", FROM TO "Return-Path: <list-bounces+ada=example.com@example.org>\n",
    "machine" },
  { "a list's bounces as sender", FROM TO "Sender: list-bounces@example.org\n", "machine" },
  { "answers to a machine", FROM TO "Reply-To: noreply@example.org\n", "machine" },
  { "ourselves", "From: Ada <ada@example.com>\n" TO, "our own" },
  { "ourselves, in other letters", "From: Ada@EXAMPLE.com\n" TO, "our own" },
  { "ourselves by a detail", "From: ada+x@example.com\n" TO, "our own" },
  { "ourselves by the other address", "From: info@MÜLLER.example\n" TO, "our own" },
  { "answers to ourselves", FROM TO "Reply-To: ada@example.com\n", "our own" },
  { "answers to ourselves, too", FROM TO "Reply-To: x@example.org, ada@example.com\n", "our own" },
  { "a blind copy", FROM "To: x@example.net\n", "not written to" },
  { "to nobody", FROM "To: undisclosed-recipients:;\n", "not written to" },
  { "from nobody at all", TO, "nobody" },
  { "from no address", "From: Bob\n" TO, "nobody" },
};

static void
test_table (void)
{
  static const char *const own[] = { "ada@example.com", "info@müller.example", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *raw = g_strconcat (rows[i].headers, "Subject: x\n\nHello\n", NULL);
      g_autoptr (TocsinMessage) message = corpus_from_text (raw);
      g_autofree char *reason = tocsin_auto_reply_refusal (message, own);

      g_test_message ("%s: %s", rows[i].why, reason != NULL ? reason : "may be answered");
      if (rows[i].reason == NULL)
        g_assert_null (reason);
      else
        {
          g_assert_nonnull (reason);
          g_assert_nonnull (strstr (reason, rows[i].reason));
        }
    }
}

/* Where our own addresses are not known, nobody can say that a message is not for us. */
static void
test_unknown (void)
{
  static const char *const nobody[] = { NULL };
  g_autoptr (TocsinMessage) message = corpus_from_text (FROM "To: x@example.net\n\nHello\n");

  g_assert_null (tocsin_auto_reply_refusal (message, NULL));
  g_assert_null (tocsin_auto_reply_refusal (message, nobody));
}

/* Real mail of that kind, from elsewhere. */
static void
test_corpus (void)
{
  static const char *const automatic[] = { "auto-reply", "out-of-office",  "bounce",
                                           "bounce-old", "bounce-delayed", "bulk",
                                           "list",       "receipt",        "complaint" };
  static const char *const written[] = { "plain", "not-auto", "alternative", "no-receipts" };

  for (gsize i = 0; i < G_N_ELEMENTS (automatic); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (automatic[i]);
      g_autofree char *reason = tocsin_auto_reply_refusal (message, NULL);

      g_test_message ("%s: %s", automatic[i], reason);
      g_assert_nonnull (reason);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (written[i]);
      g_autofree char *reason = tocsin_auto_reply_refusal (message, NULL);

      g_test_message ("%s", written[i]);
      g_assert_cmpstr (reason, ==, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/auto-reply/table", test_table);
  g_test_add_func ("/mail/auto-reply/unknown", test_unknown);
  g_test_add_func ("/mail/auto-reply/corpus", test_corpus);

  return g_test_run ();
}
