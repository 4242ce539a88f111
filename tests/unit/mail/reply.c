/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/reply.h"

#include "core/base/error.h"
#include "core/mail/forward.h"
#include "core/mail/message-ids.h"
#include "core/mail/subject.h"
#include "tests/unit/mail/corpus.h"
#include "tests/unit/mail/place.h"

#include <string.h>

static void
test_subjects (void)
{
  static const struct
  {
    const char *subject;
    const char *reply;
    const char *forward;
  } rows[] = {
    { "Lunch", "Re: Lunch", "Fwd: Lunch" },
    { "", "Re: ", "Fwd: " },
    { "Re: Lunch", "Re: Lunch", "Fwd: Re: Lunch" },
    { "RE: re:Lunch", "Re: Lunch", "Fwd: RE: re:Lunch" },
    { "AW: WG: Lunch", "Re: WG: Lunch", "Fwd: AW: WG: Lunch" },
    { "SV: Lunsj", "Re: Lunsj", "Fwd: SV: Lunsj" },
    { "Re[2]: Lunch", "Re: Lunch", "Fwd: Re[2]: Lunch" },
    { "Re^3: Lunch", "Re: Lunch", "Fwd: Re^3: Lunch" },
    { "Re : Lunch", "Re: Lunch", "Fwd: Re : Lunch" },
    { "回复：会议", "Re: 会议", "Fwd: 回复：会议" },
    { "Ответ: обед", "Re: обед", "Fwd: Ответ: обед" },
    { "Fwd: Lunch", "Re: Fwd: Lunch", "Fwd: Lunch" },
    { "WG: Lunch", "Re: WG: Lunch", "WG: Lunch" },
    { "TR: Déjeuner", "Re: TR: Déjeuner", "TR: Déjeuner" },
    { "[list] Lunch", "Re: [list] Lunch", "Fwd: [list] Lunch" },
    { "[list] Re: Lunch", "[list] Re: Lunch", "Fwd: [list] Re: Lunch" },
    { "Regarding: lunch", "Re: Regarding: lunch", "Fwd: Regarding: lunch" },
    { "R: a language", "Re: R: a language", "Fwd: R: a language" },
    { "Re", "Re: Re", "Fwd: Re" },
    { "12:30", "Re: 12:30", "Fwd: 12:30" },
    { ": odd", "Re: : odd", "Fwd: : odd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *reply = tocsin_subject_of_reply (rows[i].subject);
      g_autofree char *forward = tocsin_subject_of_forward (rows[i].subject);

      g_assert_cmpstr (reply, ==, rows[i].reply);
      g_assert_cmpstr (forward, ==, rows[i].forward);
    }
}

static void
test_thread (void)
{
  static const struct
  {
    const char *why;
    const char *references;
    const char *in_reply_to;
    const char *id;
    const char *thread;
  } rows[] = {
    { "the first answer", NULL, NULL, "<1@x>", "<1@x>" },
    { "the next", "<1@x>", "<1@x>", "<2@x>", "<1@x> <2@x>" },
    { "an answer by who knows no References", NULL, "<1@x>", "<2@x>", "<1@x> <2@x>" },
    { "one that answers several", NULL, "<1@x> <0@x>", "<2@x>", "<2@x>" },
    { "without an id", "<1@x>", NULL, NULL, "<1@x>" },
    { "nothing", NULL, NULL, NULL, "" },
    { "words between them", "your mail <1@x> (of today) <2@x>", NULL, "<3@x>",
      "<1@x> <2@x> <3@x>" },
    { "what is no id", "<a b> <ü@x> <1@x> <<2@x>", NULL, "<3@x>", "<1@x> <2@x> <3@x>" },
    { "itself among them", "<1@x> <2@x>", NULL, "<2@x>", "<1@x> <2@x>" },
  };
  g_autoptr (GString) many = g_string_new (NULL);
  g_autofree char *cut = NULL;
  g_auto (GStrv) ids = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *thread =
          tocsin_message_ids_continue (rows[i].references, rows[i].in_reply_to, rows[i].id);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (thread, ==, rows[i].thread);
    }

  for (guint i = 0; i < 10 * TOCSIN_REFERENCES_MAX; i++)
    g_string_append_printf (many, "<%u@x> ", i);
  cut = tocsin_message_ids_continue (many->str, NULL, "<last@x>");
  ids = tocsin_message_ids_read (cut);
  g_assert_cmpuint (g_strv_length (ids), ==, TOCSIN_REFERENCES_MAX);
  g_assert_cmpstr (ids[0], ==, "<0@x>");
  g_assert_cmpstr (ids[TOCSIN_REFERENCES_MAX - 2], ==, "<299@x>");
  g_assert_cmpstr (ids[TOCSIN_REFERENCES_MAX - 1], ==, "<last@x>");
}

static char *
write_message (TocsinComposer *composer)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  tocsin_composer_write (composer, stream, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, &error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);

  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
test_addresses (void)
{
  static const char *const own[] = { "ada@example.com", NULL };
  static const struct
  {
    const char *why;
    const char *headers;
    TocsinReplyMode mode;
    const char *answer;
  } rows[] = {
    { "the sender", "From: Bob <bob@x.org>\nTo: ada@example.com\n", TOCSIN_REPLY_SENDER,
      "To: Bob <bob@x.org>\r\n" },
    { "where answers are wanted", "From: bob@x.org\nReply-To: Desk <d@x.org>, e@x.org\n",
      TOCSIN_REPLY_SENDER, "To: Desk <d@x.org>, e@x.org\r\n" },
    { "a Reply-To that is none", "From: bob@x.org\nReply-To: Bob\n", TOCSIN_REPLY_SENDER,
      "To: bob@x.org\r\n" },
    { "a name of quotes and umlauts", "From: \"M\\\"ü, B\" <bob@x.org>\n", TOCSIN_REPLY_SENDER,
      "To: =?UTF-8?B?TSLDvCwgQg==?= <bob@x.org>\r\n" },
    { "an encoded line break", "From: =?utf-8?q?B=0D=0ABcc=3A_x=40y.z?= <bob@x.org>\n",
      TOCSIN_REPLY_SENDER, "To: \"B  Bcc: x@y.z\" <bob@x.org>\r\n" },
    { "all but ourselves",
      "From: bob@x.org\nTo: Ada <ADA@example.com>, c@x.org, ada+y@example.com\n"
      "Cc: d@x.org, bob@x.org\n",
      TOCSIN_REPLY_ALL, "To: bob@x.org\r\nCc: c@x.org, d@x.org\r\n" },
    { "all, once each", "From: bob@x.org\nTo: BOB@x.org, c@x.org, C@x.org\n", TOCSIN_REPLY_ALL,
      "To: bob@x.org\r\nCc: c@x.org\r\n" },
    { "what we wrote ourselves goes on", "From: ada@example.com\nTo: c@x.org\n",
      TOCSIN_REPLY_SENDER, "To: c@x.org\r\n" },
    { "a note to ourselves", "From: ada@example.com\nTo: ada@example.com\n", TOCSIN_REPLY_SENDER,
      "To: ada@example.com\r\n" },
    { "the list", "From: bob@x.org\nList-Post: <mailto:list@x.org?subject=y>\n", TOCSIN_REPLY_LIST,
      "To: list@x.org\r\n" },
    { "a list that nobody may write to", "From: bob@x.org\nList-Post: NO\n", TOCSIN_REPLY_LIST,
      "To: bob@x.org\r\n" },
    { "a list with a line break", "From: bob@x.org\nList-Post: <mailto:l@x.org%0d%0aBcc:z@y.z>\n",
      TOCSIN_REPLY_LIST, "To: bob@x.org\r\n" },
    { "a group", "From: bob@x.org\nTo: Team: c@x.org, d@x.org;\n", TOCSIN_REPLY_ALL,
      "Cc: c@x.org, d@x.org\r\n" },
    { "nobody", "To: ada@example.com\n", TOCSIN_REPLY_SENDER, NULL },
    { "no address", "From: Bob\n", TOCSIN_REPLY_ALL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *raw = g_strconcat (rows[i].headers, "\nHello\n", NULL);
      g_autoptr (TocsinMessage) message = corpus_from_text (raw);
      g_autoptr (TocsinComposer) composer = tocsin_composer_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *bytes = NULL;
      g_autofree char *to = NULL;
      g_autofree char *cc = NULL;

      g_test_message ("%s", rows[i].why);
      g_assert_true (tocsin_composer_set_addresses (composer, TOCSIN_COMPOSER_FROM, own[0], NULL));
      if (rows[i].answer == NULL)
        {
          g_assert_false (
              tocsin_reply_find_recipients (message, rows[i].mode, own, &to, &cc, &error));
          g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE);
          continue;
        }
      g_assert_true (tocsin_reply_find_recipients (message, rows[i].mode, own, &to, &cc, &error));
      g_assert_true (tocsin_composer_add_recipient (composer, TOCSIN_RECIPIENT_TO, to, &error));
      g_assert_true (tocsin_composer_add_recipient (composer, TOCSIN_RECIPIENT_CC, cc, &error));
      bytes = write_message (composer);
      g_test_message ("%s", bytes);
      g_assert_nonnull (strstr (bytes, rows[i].answer));
    }
}

static void
test_crowd (void)
{
  g_autoptr (GString) raw = g_string_new ("From: bob@x.org\nTo: c@x.org");
  g_autoptr (TocsinMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  char *to = NULL;
  char *cc = NULL;

  for (guint i = 0; i < TOCSIN_REPLY_MAX_RECIPIENTS; i++)
    g_string_append_printf (raw, ",\n p%u@x.org", i);
  g_string_append (raw, "\n\nHello\n");
  message = corpus_from_text (raw->str);
  g_assert_false (tocsin_reply_find_recipients (message, TOCSIN_REPLY_ALL, NULL, &to, &cc, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_FAILED);
}

static void
test_quotes (void)
{
  static const struct
  {
    const char *why;
    const char *raw;
    const char *text;
    const char *html;
  } rows[] = {
    { "plain",
      "From: Bob <bob@x.org>\nDate: Sat, 21 Nov 2026 08:05:00 +0100\n\nHi\n\n> old\nbye\n\n\n",
      "On 2026-11-21 08:05, Bob <bob@x.org> wrote:\n> Hi\n>\n>> old\n> bye\n",
      "<p>On 2026-11-21 08:05, Bob &lt;bob@x.org&gt; wrote:</p>\n"
      "<blockquote type=\"cite\">Hi<br>\n<br>\n&gt; old<br>\nbye</blockquote>\n" },
    { "flowed",
      "From: bob@x.org\nContent-Type: text/plain; format=flowed\n\na paragraph \nthat flows\n",
      "bob@x.org wrote:\n> a paragraph that flows\n", NULL },
    { "HTML",
      "From: bob@x.org\nContent-Type: text/html\n\n<p>Hi <script>alert(1)</script><b>Ada</b>"
      "<p>1 &lt; 2\n",
      "bob@x.org wrote:\n> Hi Ada\n> 1 < 2\n",
      "<p>bob@x.org wrote:</p>\n<blockquote type=\"cite\">Hi Ada<br>\n1 &lt; 2</blockquote>\n" },
    { "nothing", "From: bob@x.org\n\n", "bob@x.org wrote:\n", NULL },
    { "by nobody", "Subject: x\n\ny\n", "? wrote:\n> y\n", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_from_text (rows[i].raw);
      g_autofree char *text = tocsin_reply_quote_text (message);
      g_autofree char *html = tocsin_reply_quote_html (message);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (text, ==, rows[i].text);
      if (rows[i].html != NULL)
        g_assert_cmpstr (html, ==, rows[i].html);
    }
}

static TocsinComposer *
begin_forward (void)
{
  TocsinComposer *composer = tocsin_composer_new ();

  g_assert_true (tocsin_composer_set_addresses (composer, TOCSIN_COMPOSER_FROM, "a@b.c", NULL));
  g_assert_true (tocsin_composer_add_recipient (composer, TOCSIN_RECIPIENT_TO, "d@e.f", NULL));

  return composer;
}

/* What was sent on has the same attachments, byte by byte; and, attached whole, the same bytes. */
static void
test_forward (void)
{
  g_autoptr (GPtrArray) names = corpus_list ();
  g_autofree char *place = place_new ();
  guint carried = 0;

  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (g_ptr_array_index (names, i));
      g_autoptr (TocsinMessage) again = tocsin_message_new ();
      g_autoptr (TocsinComposer) parts = begin_forward ();
      g_autoptr (TocsinComposer) whole = begin_forward ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) raw = NULL;
      g_autofree char *bytes = NULL;
      GPtrArray *before, *after;

      g_test_message ("%s", (char *) g_ptr_array_index (names, i));
      before = tocsin_message_get_attachments (message);
      for (guint j = 0; j < before->len; j++)
        g_assert_true (tocsin_forward_attach_part (parts, message, g_ptr_array_index (before, j),
                                                   place, NULL, &error));
      bytes = write_message (parts);
      raw = g_bytes_new (bytes, strlen (bytes));
      g_assert_true (tocsin_message_load_bytes (again, raw, &error));
      after = tocsin_message_get_attachments (again);
      g_assert_cmpuint (before->len, ==, after->len);
      for (guint j = 0; j < before->len; j++)
        {
          g_autofree char *sum_before = NULL;
          g_autofree char *sum_after = NULL;
          const TocsinPart *part = g_ptr_array_index (before, j);

          if (tocsin_part_is_message (part))
            continue;
          g_assert_true (tocsin_message_measure_part (message, part, NULL, &sum_before, &error));
          g_assert_true (tocsin_message_measure_part (again, g_ptr_array_index (after, j), NULL,
                                                      &sum_after, &error));
          g_assert_cmpstr (sum_before, ==, sum_after);
          carried++;
        }
      g_assert_true (tocsin_forward_attach_message (whole, message, place, NULL, &error));
      g_assert_no_error (error);
      g_free (write_message (whole));
    }
  g_assert_cmpuint (carried, >, 10);
  place_remove (g_steal_pointer (&place));
}

static void
test_forward_words (void)
{
  g_autoptr (TocsinMessage) message =
      corpus_from_text ("From: Bob <bob@x.org>\nTo: c@x.org, D <d@x.org>\nSubject: Lunch\n"
                        "Date: Sat, 21 Nov 2026 08:05:00 +0100\n\n<b>today\n");
  g_autofree char *text = tocsin_forward_quote_text (message);
  g_autofree char *html = tocsin_forward_quote_html (message);

  g_assert_cmpstr (text, ==,
                   "-------- Forwarded message --------\nFrom: Bob <bob@x.org>\n"
                   "Date: 2026-11-21 08:05 +0100\nSubject: Lunch\nTo: c@x.org, D <d@x.org>\n\n"
                   "<b>today\n");
  g_assert_nonnull (strstr (html, "&lt;b&gt;today"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/reply/subjects", test_subjects);
  g_test_add_func ("/mail/reply/thread", test_thread);
  g_test_add_func ("/mail/reply/addresses", test_addresses);
  g_test_add_func ("/mail/reply/crowd", test_crowd);
  g_test_add_func ("/mail/reply/quotes", test_quotes);
  g_test_add_func ("/mail/reply/forward", test_forward);
  g_test_add_func ("/mail/reply/forward-words", test_forward_words);

  return g_test_run ();
}
