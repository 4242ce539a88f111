/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/unit/plugins/office.h"

#include <string.h>

#define LETTER                                                                                     \
  "From: Bob Smith <bob@example.org>\r\nTo: ada@example.com, eve@example.net\r\n"                  \
  "Subject: Lunch\r\nMessage-ID: <1@example.org>\r\n\r\nToday?\r\n"
#define WITH_PDF                                                                                   \
  "From: bob@example.org\r\nTo: ada@example.com\r\nSubject: Papers\r\nMIME-Version: 1.0\r\n"       \
  "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below\r\n--b\r\n"               \
  "Content-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\nPDF\r\n"    \
  "--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=b.csv\r\n\r\n1;2"    \
  "\r\n--b--\r\n"

static WorkshopMail *
get_mail (Workshop *workshop, guint number)
{
  g_assert_cmpuint (workshop_get_outbox (workshop)->len, ==, number);

  return g_ptr_array_index (workshop_get_outbox (workshop), number - 1);
}

static char *
act (Workshop *workshop, TocsinAction *action, const char *raw)
{
  g_autoptr (TocsinEvent) event = workshop_new_event (raw);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);

  g_assert_no_error (error);
  g_test_message ("%s", outcome->summary);

  return g_strdup (outcome->summary);
}

/* Everybody the mail goes to, after whom it comes from. */
static char *
describe (WorkshopMail *mail)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (mail->envelope);
  g_autoptr (GString) out = g_string_new (tocsin_envelope_get_sender (mail->envelope));

  for (guint i = 0; i < recipients->len; i++)
    g_string_append_printf (out, " %s",
                            ((TocsinRecipient *) g_ptr_array_index (recipients, i))->address);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static const struct
{
  const char *why;
  const char *assignments[8];
  const char *raw;
  const char *envelope;
  const char *has[5];
  const char *has_not;
} rows[] = {
  { "an answer",
    { "text=Hello {from.name},\nlater." },
    LETTER,
    "ada@example.com bob@example.org",
    { "From: Ada Office <ada@example.com>\r\nTo: Bob Smith <bob@example.org>\r\n",
      "Subject: Re: Lunch\r\nIn-Reply-To: <1@example.org>\r\nReferences: <1@example.org>\r\n",
      "Auto-Submitted: auto-replied\r\n",
      "\r\nX-Tocsin-Task: ", "\r\n\r\nHello Bob Smith,\r\nlater.\r\n" },
    "Today?" },
  { "with a quote",
    { "text=No.", "quote=yes" },
    LETTER,
    "ada@example.com bob@example.org",
    { "No.\r\n\r\nBob Smith <bob@example.org> wrote:\r\n> Today?\r\n" } },
  { "to all",
    { "mode=reply-all", "text=No.", "own-addresses=ada@example.com", "cc=x@example.org" },
    LETTER,
    "ada@example.com bob@example.org eve@example.net x@example.org",
    { "Cc: eve@example.net, x@example.org\r\n" } },
  { "to somebody else",
    { "text=No.", "to={header.X-Contact}" },
    "X-Contact: carol@example.org\r\n" LETTER,
    "ada@example.com carol@example.org",
    { "In-Reply-To: <1@example.org>" } },
  { "HTML, in which nothing of the mail is markup",
    { "html=<p title=\"{subject}\">{text}</p>" },
    "From: bob@example.org\r\nSubject: \"><b>\r\n\r\n<script>&\r\nx\r\n",
    "ada@example.com bob@example.org",
    { "&lt;script&gt;&amp;<br>\r\n", "&quot;&gt;&lt;b&gt;", "multipart/alternative" } },
  { "from whom it was written to",
    { "text=No.", "from=Desk <desk+{to.name}@example.com>" },
    "From: bob@example.org\r\nTo: \"sales\" <y@example.com>\r\n\r\nHi\r\n",
    "desk+sales@example.com bob@example.org",
    { "From: Desk <desk+sales@example.com>\r\n" } },
  { "sent on inline",
    { "mode=forward-inline", "to=carol@example.org", "text=FYI" },
    WITH_PDF,
    "ada@example.com carol@example.org",
    { "Subject: Fwd: Papers\r\n", "FYI\r\n\r\n-------- Forwarded message --------\r\n",
      "filename=a.pdf", "filename=b.csv", "Auto-Submitted: auto-generated\r\n" },
    "In-Reply-To" },
  { "some of it",
    { "mode=forward-inline", "to=carol@example.org", "names=*.PDF" },
    WITH_PDF,
    "ada@example.com carol@example.org",
    { "filename=a.pdf" },
    "b.csv" },
  { "nothing of it",
    { "mode=forward-inline", "to=carol@example.org", "attachments=none" },
    WITH_PDF,
    "ada@example.com carol@example.org",
    { "See below" },
    "filename" },
  { "sent on whole",
    { "mode=forward-attached", "to=carol@example.org" },
    WITH_PDF,
    "ada@example.com carol@example.org",
    { "Content-Type: message/rfc822; name=Papers.eml", "boundary=b\r\n\r\n--b\r\n" } },
  { "a new message",
    { "mode=new", "to=carol@example.org", "subject=News: {subject}", "text=from {from}",
      "headers=X-A: {subject}", "importance=high", "bcc=dave@example.org" },
    LETTER,
    "ada@example.com carol@example.org dave@example.org",
    { "Subject: News: Lunch\r\n", "X-A: Lunch\r\n", "Importance: high\r\n",
      "\r\n\r\nfrom Bob Smith <bob@example.org>\r\n" },
    "dave" },
  { "nobody is told of failures",
    { "mode=new", "to=carol@example.org", "subject=x", "text=y", "null-sender=yes" },
    LETTER,
    " carol@example.org",
    { "Subject: x" } },
  { "traces are carried along",
    { "mode=new", "to=carol@example.org", "subject=x", "text=y" },
    "X-Tocsin-Task: abc\r\nx-tocsin-task: def\r\n" LETTER,
    "ada@example.com carol@example.org",
    { "X-Tocsin-Task: abc\r\nX-Tocsin-Task: def\r\n" } },
};

static void
test_table (Workshop *workshop, gconstpointer data)
{
  office_add_to (workshop);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *assignments[10] = { "connection=office" };
      g_autoptr (TocsinAction) action = NULL;
      g_autofree char *summary = NULL;
      g_autofree char *envelope = NULL;
      WorkshopMail *mail;

      g_test_message ("%s", rows[i].why);
      for (gsize j = 0; rows[i].assignments[j] != NULL; j++)
        assignments[j + 1] = rows[i].assignments[j];
      action = workshop_new_action (workshop, "send", assignments);
      g_ptr_array_set_size (workshop_get_outbox (workshop), 0);
      summary = act (workshop, action, rows[i].raw);
      g_assert_true (g_str_has_prefix (summary, "queued as mail 1"));
      mail = get_mail (workshop, 1);
      envelope = describe (mail);
      g_assert_cmpstr (mail->connection, ==, "office");
      g_assert_cmpstr (envelope, ==, rows[i].envelope);
      for (gsize j = 0; j < G_N_ELEMENTS (rows[i].has) && rows[i].has[j] != NULL; j++)
        if (strstr (mail->message, rows[i].has[j]) == NULL)
          {
            g_test_message ("“%s” is not in\n%s", rows[i].has[j], mail->message);
            g_test_fail ();
          }
      if (rows[i].has_not != NULL)
        g_assert_null (strstr (mail->message, rows[i].has_not));
    }
}

/* Nothing that a stranger writes gets another recipient or another header. */
static void
test_injection (Workshop *workshop, gconstpointer data)
{
  static const struct
  {
    const char *why;
    const char *setting;
    const char *raw;
    const char *envelope; /* what it is, or NULL if nothing is sent */
  } cases[] = {
    { "a name of addresses", "to={from}",
      "From: \"x@evil.example, y\" <bob@example.org>\r\n\r\nx\r\n",
      "ada@example.com bob@example.org" },
    { "a name that closes its quotes", "to=\"{from.name}\" <carol@example.org>",
      "From: \"a\\\" <x@evil.example>, \\\"b\" <bob@example.org>\r\n\r\nx\r\n",
      "ada@example.com carol@example.org" },
    { "an encoded line break in a name", "to={from}",
      "From: =?utf-8?q?a=0d=0aBcc:_x=40evil.example?= <bob@example.org>\r\n\r\nx\r\n",
      "ada@example.com bob@example.org" },
    { "an encoded line break in a subject", "headers=X-A: {subject}",
      "From: bob@example.org\r\nSubject: =?utf-8?q?a=0d=0aBcc:_x=40evil.example?=\r\n\r\nx\r\n",
      "ada@example.com carol@example.org" },
    { "a header with several addresses", "to={header.X-A}",
      "X-A: carol@example.org, x@evil.example\r\nFrom: bob@example.org\r\n\r\nx\r\n", NULL },
    { "an address where a word belongs", "to={header.X-A}@example.org",
      "X-A: x@evil.example,\r\nFrom: bob@example.org\r\n\r\nx\r\n", NULL },
    { "a group", "to={header.X-A}",
      "X-A: a: x@evil.example, y@evil.example;\r\nFrom: bob@example.org\r\n\r\nx\r\n", NULL },
    { "text with line breaks in a header", "headers=X-A: {text}",
      "From: bob@example.org\r\n\r\na\r\nBcc: x@evil.example\r\n\r\nb\r\n",
      "ada@example.com carol@example.org" },
    { "text with line breaks in a subject", "subject={text}",
      "From: bob@example.org\r\n\r\na\r\nBcc: x@evil.example\r\n\r\nb\r\n",
      "ada@example.com carol@example.org" },
  };

  office_add_to (workshop);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean own_to = g_str_has_prefix (cases[i].setting, "to=");
      gboolean own_subject = g_str_has_prefix (cases[i].setting, "subject=");
      g_autoptr (TocsinAction) action = workshop_new_action (
          workshop, "send",
          WITH ("connection=office", "mode=new", "text=y",
                own_to ? "importance=normal" : "to=carol@example.org",
                own_subject ? "importance=normal" : "subject=x", cases[i].setting));
      g_autoptr (TocsinEvent) event = workshop_new_event (cases[i].raw);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinOutcome) outcome = NULL;
      g_autofree char *envelope = NULL;

      g_test_message ("%s", cases[i].why);
      g_ptr_array_set_size (workshop_get_outbox (workshop), 0);
      outcome = workshop_act (workshop, action, event, &error);
      if (cases[i].envelope == NULL)
        {
          g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
          g_test_message ("%s", error->message);
          continue;
        }
      g_assert_no_error (error);
      envelope = describe (get_mail (workshop, 1));
      g_assert_cmpstr (envelope, ==, cases[i].envelope);
      g_assert_null (strstr (get_mail (workshop, 1)->message, "\nBcc:"));
    }
}

/* An endless subject is no reason not to answer. */
static void
test_long_subject (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action =
      workshop_new_action (workshop, "send", WITH ("connection=office", "text=x"));
  g_autofree char *subject = g_strnfill (100000, 'a');
  g_autofree char *raw =
      g_strdup_printf ("From: bob@example.org\r\nSubject: ü%s\r\n\r\nx\r\n", subject);
  g_autofree char *summary = NULL;

  office_add_to (workshop);
  summary = act (workshop, action, raw);
  g_assert_true (g_str_has_prefix (summary, "queued"));
  g_assert_cmpuint (strlen (get_mail (workshop, 1)->message), <, 4000);
}

static void
test_not_answered (Workshop *workshop, gconstpointer data)
{
  static const struct
  {
    const char *raw;
    const char *why;
  } cases[] = {
    { "Auto-Submitted: auto-replied\r\n" LETTER, "auto-replied" },
    { "List-Id: <x.example>\r\n" LETTER, "List-Id" },
    { "X-Tocsin-Task: 1\r\n" LETTER, "X-Tocsin-Task" },
    { "Return-Path: <>\r\n" LETTER, "Return-Path" },
    { "From: noreply@example.org\r\nTo: ada@example.com\r\n\r\nx\r\n", "machine" },
    { "From: ada@example.com\r\nTo: ada@example.com\r\n\r\nx\r\n", "our own" },
    { "From: bob@example.org\r\nTo: crowd@example.org\r\n\r\nx\r\n", "not written to" },
  };
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "send", WITH ("connection=office", "text=x", "own-addresses=ada@example.com"));

  office_add_to (workshop);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *summary = act (workshop, action, cases[i].raw);

      g_assert_true (g_str_has_prefix (summary, "not answered: "));
      g_assert_nonnull (strstr (summary, cases[i].why));
      g_assert_cmpuint (workshop_get_outbox (workshop)->len, ==, 0);
    }
}

/* Whom the connection writes as is known only when it is done. */
static void
test_not_to_itself (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action =
      workshop_new_action (workshop, "send", WITH ("connection=office", "text=x"));
  static const char letter[] = "From: ADA@example.com\r\nTo: x@example.org\r\n\r\nx\r\n";
  g_autoptr (TocsinEvent) event = workshop_new_event (letter);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) promised = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);
  g_autofree char *summary = NULL;

  office_add_to (workshop);
  g_assert_true (tocsin_action_foresee (action, plan, event, TOCSIN_HOST (workshop->host), promised,
                                        notes, &error));
  g_assert_cmpuint (notes->len, ==, 1);
  summary = act (workshop, action, letter);
  g_assert_cmpstr (g_ptr_array_index (notes, 0), ==, summary);
  g_assert_true (g_str_has_prefix (summary, "not answered: "));
  g_assert_cmpuint (workshop_get_outbox (workshop)->len, ==, 0);
}

/* What it sent itself sets nothing off, however it comes back. */
static void
test_circle (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "send",
      WITH ("connection=office", "mode=new", "to=ada@example.com", "subject=x", "text=y"));
  g_autoptr (GString) long_way = g_string_new (NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *again = NULL;
  const char *trace;

  office_add_to (workshop);
  first = act (workshop, action, LETTER);
  trace = strstr (get_mail (workshop, 1)->message, "X-Tocsin-Task: ");
  g_assert_nonnull (trace);
  again =
      g_strdup_printf ("x-tocsin-task: abc\r\n%.*s\r\n" LETTER, (int) strcspn (trace, "\r"), trace);
  second = act (workshop, action, again);
  g_assert_nonnull (strstr (second, "circle"));
  for (guint i = 0; i < 10; i++)
    g_string_append_printf (long_way, "X-Tocsin-Task: t%u\r\n", i);
  g_string_append (long_way, LETTER);
  third = act (workshop, action, long_way->str);
  g_assert_nonnull (strstr (third, "10 tasks"));
}

static TocsinOutcome *
act_again (Workshop *workshop, TocsinAction *action, const char *id, GError **error)
{
  g_autoptr (TocsinEvent) model = workshop_new_event (LETTER);
  g_autoptr (TocsinEvent) event =
      tocsin_event_new (id, "org.tocsin.mail.received.v1", "/connections/work/INBOX", NULL, 0,
                        tocsin_event_get_data (model), tocsin_event_get_message (model), 1);

  return workshop_act (workshop, action, event, error);
}

/* One answer a sender and day, and the outbox remembers. */
static void
test_limit (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action =
      workshop_new_action (workshop, "send", WITH ("connection=office", "text=x"));
  g_autoptr (TocsinAction) another =
      workshop_new_action (workshop, "send", WITH ("connection=office", "text=x"));
  const char *const ids[] = { "1", "2", "3" };

  office_add_to (workshop);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinOutcome) outcome =
          act_again (workshop, i == 1 ? another : action, ids[i], &error);

      g_assert_no_error (error);
      g_test_message ("%s", outcome->summary);
      /* The first was a day ago when the third comes. */
      if (i == 1)
        {
          g_assert_true (
              g_str_has_prefix (outcome->summary, "not answered: bob@example.org got 1"));
          get_mail (workshop, 1)->when -= (gint64) 86401 * G_USEC_PER_SEC;
        }
    }
  g_assert_cmpuint (workshop_get_outbox (workshop)->len, ==, 2);
}

/* A storm ends at the hour's limit: answers are left out, other messages wait. */
static void
test_storm (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) answers = workshop_new_action (
      workshop, "send", WITH ("connection=office", "text=x", "limit=0", "hourly-limit=5"));
  g_autoptr (TocsinAction) letters =
      workshop_new_action (workshop, "send",
                           WITH ("connection=office", "mode=new", "to=c@example.org", "subject=x",
                                 "text=y", "hourly-limit=5"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) last = NULL;

  office_add_to (workshop);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autoptr (TocsinOutcome) outcome = act_again (workshop, answers, id, &error);

      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (outcome->summary, i < 5 ? "queued" : "not answered: 5"));
    }
  g_assert_cmpuint (workshop_get_outbox (workshop)->len, ==, 5);

  last = act_again (workshop, letters, "x", &error);
  g_assert_null (last);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_LATER);
  g_assert_cmpint (tocsin_error_get_retry_after (error), ==, 900);
}

/* Done again after a crash it is in the outbox once. */
static void
test_repeat (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action =
      workshop_new_action (workshop, "send", WITH ("connection=office", "text=x", "limit=0"));

  office_add_to (workshop);
  g_assert_true (tocsin_action_get_traits (action) & TOCSIN_ACTION_REPEATABLE);
  for (guint i = 0; i < 2; i++)
    g_free (act (workshop, action, LETTER));
  g_assert_cmpuint (workshop_get_outbox (workshop)->len, ==, 1);
  g_assert_cmpstr (get_mail (workshop, 1)->origin, ==, "test/send");
  g_assert_cmpstr (get_mail (workshop, 1)->key, ==, "0123456789abcdef/send");
}

/* What it has queued before the crash is no reason to leave it out. */
static void
test_repeat_at_limit (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "send", WITH ("connection=office", "text=x", "hourly-limit=1"));
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  office_add_to (workshop);
  first = act (workshop, action, LETTER);
  second = act (workshop, action, LETTER);
  g_assert_true (g_str_has_prefix (first, "queued as mail 1 ("));
  g_assert_true (g_str_has_prefix (second, "queued before as mail 1: "));
  g_assert_cmpuint (workshop_get_outbox (workshop)->len, ==, 1);
}

/* The plan is what is sent: it needs neither the settings nor the sender of the event again. */
static void
test_plan (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "send",
      WITH ("connection=office", "text=Hello {from.name}", "from=Desk <desk@example.com>"));
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
  g_autoptr (TocsinEvent) other =
      workshop_new_event ("From: Eve <eve@example.net>\r\nSubject: Other\r\n\r\nOther\r\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);
  g_autoptr (TocsinOutcome) outcome = NULL;
  g_autofree char *envelope = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (plan->summary, ==,
                   "reply: “Re: Lunch” to bob@example.org from Desk <desk@example.com> through "
                   "“office”, about 15 bytes");
  office_add_to (workshop);
  outcome = tocsin_action_perform (action, plan, other, TOCSIN_HOST (workshop->host), NULL, &error);
  g_assert_no_error (error);
  envelope = describe (get_mail (workshop, 1));
  g_assert_cmpstr (envelope, ==, "desk@example.com bob@example.org");
  g_assert_nonnull (strstr (get_mail (workshop, 1)->message, "Hello Bob Smith"));
}

static void
test_files (Workshop *workshop, gconstpointer data)
{
  g_autofree char *path = g_build_filename (workshop->directory, "terms.txt", NULL);
  g_autofree char *files = g_strconcat ("files=", path, NULL);
  g_autoptr (TocsinAction) action =
      workshop_new_action (workshop, "send", WITH ("connection=office", "text=x", files));
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) promised = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);

  g_assert_no_error (error);
  office_add_to (workshop);
  g_assert_false (tocsin_action_foresee (action, plan, event, TOCSIN_HOST (workshop->host),
                                         promised, notes, &error));
  g_assert_nonnull (strstr (error->message, "terms.txt"));
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "hello", -1, NULL));
  g_assert_true (tocsin_action_foresee (action, plan, event, TOCSIN_HOST (workshop->host), promised,
                                        notes, &error));
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (notes, 0), ==, "from Ada Office <ada@example.com>");
  g_assert_true (tocsin_action_foresee (action, plan, event, TOCSIN_HOST (workshop->host), promised,
                                        notes, &error));
  g_assert_cmpuint (notes->len, ==, 3);
  g_assert_nonnull (strstr (g_ptr_array_index (notes, 2), "no more than 1"));
  g_free (act (workshop, action, LETTER));
  g_assert_nonnull (strstr (get_mail (workshop, 1)->message, "filename=terms.txt"));
  g_assert_nonnull (strstr (get_mail (workshop, 1)->message, "aGVsbG8="));
}

static void
test_wrong (Workshop *workshop, gconstpointer data)
{
  static const struct
  {
    const char *why;
    const char *assignments[6];
    const char *key;
  } cases[] = {
    { "through nothing", { "text=x" }, "connection" },
    { "an answer that says nothing", { "connection=o" }, "text" },
    { "to nobody", { "connection=o", "mode=forward-inline" }, "to" },
    { "about nothing", { "connection=o", "mode=new", "to=a@b.c", "text=x" }, "subject" },
    { "nothing at all", { "connection=o", "mode=new", "to=a@b.c", "subject=x" }, "text" },
    { "an unknown field", { "connection=o", "text={frm}" }, "text" },
    { "no header", { "connection=o", "text=x", "headers=X-A" }, "headers" },
    { "a header that is ours", { "connection=o", "text=x", "headers=Bcc: a@b.c" }, "headers" },
    { "a header's name that is none", { "connection=o", "text=x", "headers=X A: b" }, "headers" },
    { "no path", { "connection=o", "text=x", "files=a.txt" }, "files" },
    { "no address", { "connection=o", "text=x", "own-addresses=ada" }, "own-addresses" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinAction) action =
          workshop_try_action (workshop, &error, "send", cases[i].assignments);

      g_test_message ("%s", cases[i].why);
      g_assert_null (action);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].key));
    }
}

static void
test_no_message (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinEvent) event = workshop_new_bare_event ();
  g_autoptr (TocsinAction) answer =
      workshop_new_action (workshop, "send", WITH ("connection=office", "text=x"));
  g_autoptr (TocsinAction) letter = workshop_new_action (
      workshop, "send", WITH ("connection=office", "mode=new", "to=a@b.c", "subject=x", "text=y"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) refused = NULL;
  g_autoptr (TocsinOutcome) sent = NULL;

  office_add_to (workshop);
  refused = workshop_act (workshop, answer, event, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
  g_clear_error (&error);
  sent = workshop_act (workshop, letter, event, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (workshop_get_outbox (workshop)->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  workshop_add ("/plugins/send/table", test_table);
  workshop_add ("/plugins/send/injection", test_injection);
  workshop_add ("/plugins/send/long-subject", test_long_subject);
  workshop_add ("/plugins/send/not-answered", test_not_answered);
  workshop_add ("/plugins/send/not-to-itself", test_not_to_itself);
  workshop_add ("/plugins/send/circle", test_circle);
  workshop_add ("/plugins/send/limit", test_limit);
  workshop_add ("/plugins/send/storm", test_storm);
  workshop_add ("/plugins/send/repeat", test_repeat);
  workshop_add ("/plugins/send/repeat-at-limit", test_repeat_at_limit);
  workshop_add ("/plugins/send/plan", test_plan);
  workshop_add ("/plugins/send/files", test_files);
  workshop_add ("/plugins/send/wrong", test_wrong);
  workshop_add ("/plugins/send/no-message", test_no_message);

  return g_test_run ();
}
