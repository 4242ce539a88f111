/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/candidate-list.h"

#include "core/base/error.h"
#include "core/net/discovery/inquiry.h"
#include "core/net/discovery/offer.h"
#include "tests/unit/net/discovery/common.h"

#include <string.h>

typedef struct
{
  TocsinSource source;
  const char *question;
  const char *protocol;
  const char *host;
  const char *port;
  TocsinEncryption encryption;
  const char *username;
} Said;

static GPtrArray *
merge (const Said *said, gsize n_said)
{
  g_autoptr (TocsinMailAddress) who = test_address ("ada@example.org");
  g_autoptr (GPtrArray) services = test_services ();
  g_autoptr (GPtrArray) answers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_answer_free);

  for (gsize i = 0; i < n_said; i++)
    {
      TocsinAnswer *answer = tocsin_answer_new (said[i].source, "%s", said[i].question);
      TocsinOffer offer = { .service = tocsin_service_find (services, said[i].protocol),
                            .who = who,
                            .host = said[i].host,
                            .port = said[i].port,
                            .encryption = said[i].encryption,
                            .username = said[i].username };

      answer->is_vouched = said[i].source != TOCSIN_SOURCE_SRV;
      g_assert_nonnull (tocsin_offer_make (answer, &offer));
      g_ptr_array_add (answers, answer);
    }

  return tocsin_candidate_list_merge (answers);
}

static char *
list_hosts (GPtrArray *candidates)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < candidates->len; i++)
    g_string_append_printf (text, "%s ", ((TocsinCandidate *) candidates->pdata[i])->host);

  return g_string_free (text, FALSE);
}

/* Given from the worst to the best. */
static void
test_order (void)
{
  static const Said said[] = {
    { TOCSIN_SOURCE_PRESET, "a", "smtp", "m.example.org", "465", TOCSIN_ENCRYPTION_IMPLICIT, "" },
    { TOCSIN_SOURCE_AUTOCONFIG, "b", "imap4", "l.example.org", "143", TOCSIN_ENCRYPTION_NONE, "" },
    { TOCSIN_SOURCE_GUESS, "c", "imap4", "k.example.org", "993", TOCSIN_ENCRYPTION_IMPLICIT, "" },
    { TOCSIN_SOURCE_AUTODISCOVER, "d", "imap4", "j.example.org", "143", TOCSIN_ENCRYPTION_STARTTLS,
      "" },
    { TOCSIN_SOURCE_PRESET, "e", "imap4", "i.example.org", "143", TOCSIN_ENCRYPTION_STARTTLS, "" },
    { TOCSIN_SOURCE_AUTODISCOVER, "f", "imap4", "h.example.org", "993", TOCSIN_ENCRYPTION_IMPLICIT,
      "" },
    { TOCSIN_SOURCE_AUTOCONFIG, "g", "imap4", "g.example.org", "993", TOCSIN_ENCRYPTION_IMPLICIT,
      "" },
    { TOCSIN_SOURCE_SRV, "h", "imap4", "f.example.org", "993", TOCSIN_ENCRYPTION_IMPLICIT, "" },
    { TOCSIN_SOURCE_PRESET, "i", "imap4", "e.example.org", "993", TOCSIN_ENCRYPTION_IMPLICIT, "" },
  };
  g_autoptr (GPtrArray) candidates = merge (said, G_N_ELEMENTS (said));
  g_autofree char *hosts = list_hosts (candidates);

  g_assert_cmpstr (hosts, ==,
                   "e.example.org f.example.org g.example.org h.example.org i.example.org "
                   "j.example.org k.example.org l.example.org m.example.org ");
}

static void
test_agreement (void)
{
  static const Said said[] = {
    { TOCSIN_SOURCE_AUTOCONFIG, "document", "imap4", "IMAP.example.net", "993",
      TOCSIN_ENCRYPTION_IMPLICIT, "ada" },
    { TOCSIN_SOURCE_SRV, "record", "imap4", "imap.example.net", "993", TOCSIN_ENCRYPTION_IMPLICIT,
      "" },
  };
  g_autoptr (GPtrArray) candidates = merge (said, G_N_ELEMENTS (said));
  const TocsinCandidate *candidate = candidates->pdata[0];

  g_assert_cmpuint (candidates->len, ==, 1);
  g_assert_cmpint (candidate->source, ==, TOCSIN_SOURCE_SRV);
  g_assert_cmpuint (candidate->origins->len, ==, 2);
  g_assert_cmpstr (candidate->origins->pdata[0], ==, "record");
  /* The document came over HTTPS from the domain: that is the proof which DNS alone is not. */
  g_assert_false (candidate->needs_consent);
  /* Elsewhere, and another user name. */
  g_assert_cmpuint (candidate->warnings->len, ==, 2);
}

static void
test_contradiction (void)
{
  static const Said said[] = {
    { TOCSIN_SOURCE_SRV, "record", "imap4", "a.example.org", "993", TOCSIN_ENCRYPTION_IMPLICIT,
      "" },
    { TOCSIN_SOURCE_SRV, "record", "imap4", "b.example.org", "993", TOCSIN_ENCRYPTION_IMPLICIT,
      "" },
    { TOCSIN_SOURCE_AUTOCONFIG, "document", "imap4", "c.example.org", "993",
      TOCSIN_ENCRYPTION_IMPLICIT, "" },
  };
  g_autoptr (GPtrArray) candidates = merge (said, G_N_ELEMENTS (said));

  g_assert_cmpuint (candidates->len, ==, 3);
  g_assert_cmpuint (((TocsinCandidate *) candidates->pdata[0])->warnings->len, ==, 1);
  g_assert_cmpuint (((TocsinCandidate *) candidates->pdata[1])->warnings->len, ==, 1);
  g_assert_cmpuint (((TocsinCandidate *) candidates->pdata[2])->warnings->len, ==, 2);
}

/* What is stored; in clear is never among it. */
static void
test_settings (void)
{
  static const Said said[] = {
    { TOCSIN_SOURCE_SRV, "a", "imap4", "a.example.org", "143", TOCSIN_ENCRYPTION_STARTTLS, "" },
  };
  g_autoptr (GPtrArray) candidates = merge (said, 1);
  g_auto (GStrv) settings = tocsin_candidate_list_settings (candidates->pdata[0]);
  g_autofree char *joined = g_strjoinv (" ", settings);

  g_assert_cmpstr (joined, ==,
                   "address=a.example.org port=143 encryption.mode=starttls "
                   "authentication.username=ada@example.org");
}

/* Asks one more, then waits for nothing but its end. */
static void
hang (TocsinInquiry *inquiry,
      TocsinAnswer *answer,
      gint64 deadline,
      GCancellable *cancellable,
      gpointer user_data)
{
  GPollFD polled;

  g_assert_true (g_cancellable_make_pollfd (cancellable, &polled));
  g_poll (&polled, 1, -1);
  g_cancellable_release_fd (cancellable);
}

static void
answer_at_once (TocsinInquiry *inquiry,
                TocsinAnswer *answer,
                gint64 deadline,
                GCancellable *cancellable,
                gpointer user_data)
{
  tocsin_answer_note (answer, "here");
}

static void
ask_further (TocsinInquiry *inquiry,
             TocsinAnswer *answer,
             gint64 deadline,
             GCancellable *cancellable,
             gpointer user_data)
{
  tocsin_inquiry_ask (inquiry, tocsin_answer_new (TOCSIN_SOURCE_SRV, "further"), 3600,
                      answer_at_once, NULL, NULL);
}

/* The deadline of the whole has passed: whoever hangs is left behind, whoever is done counts. */
static void
test_deadline (void)
{
  g_autoptr (TocsinInquiry) inquiry = tocsin_inquiry_new (g_get_monotonic_time ());
  g_autoptr (GPtrArray) answers = NULL;

  tocsin_inquiry_ask (inquiry, tocsin_answer_new (TOCSIN_SOURCE_SRV, "hangs"), 3600, hang, NULL,
                      NULL);
  answers = tocsin_inquiry_wait (inquiry, NULL, NULL);

  g_assert_cmpuint (answers->len, ==, 1);
  g_assert_error (((TocsinAnswer *) answers->pdata[0])->error, TOCSIN_ERROR,
                  TOCSIN_ERROR_NET_TIMEOUT);
}

static void
test_further (void)
{
  g_autoptr (TocsinInquiry) inquiry =
      tocsin_inquiry_new (g_get_monotonic_time () + G_TIME_SPAN_HOUR);
  g_autoptr (GPtrArray) answers = NULL;

  tocsin_inquiry_ask (inquiry, tocsin_answer_new (TOCSIN_SOURCE_SRV, "first"), 3600, ask_further,
                      NULL, NULL);
  answers = tocsin_inquiry_wait (inquiry, NULL, NULL);

  g_assert_cmpuint (answers->len, ==, 2);
  g_assert_cmpstr (((TocsinAnswer *) answers->pdata[1])->question, ==, "further");
  g_assert_cmpuint (((TocsinAnswer *) answers->pdata[1])->notes->len, ==, 1);
}

/* One inquiry can't start threads without end. */
static void
test_many_questions (void)
{
  g_autoptr (TocsinInquiry) inquiry =
      tocsin_inquiry_new (g_get_monotonic_time () + G_TIME_SPAN_HOUR);
  g_autoptr (GPtrArray) answers = NULL;

  for (guint i = 0; i < 100; i++)
    tocsin_inquiry_ask (inquiry, tocsin_answer_new (TOCSIN_SOURCE_SRV, "one"), 3600, answer_at_once,
                        NULL, NULL);
  answers = tocsin_inquiry_wait (inquiry, NULL, NULL);

  g_assert_cmpuint (answers->len, ==, 64);
}

/* A name or an address that nobody has is not taken over. */
static void
test_long_words (void)
{
  g_autofree char *name = g_strnfill (321, 'a');
  g_autofree char *path = g_strnfill (1000, 'a');
  g_autofree char *url = g_strconcat ("https://m.example.org/", path, NULL);
  const Said said[] = {
    { TOCSIN_SOURCE_SRV, "a", "imap4", "a.example.org", "993", TOCSIN_ENCRYPTION_IMPLICIT, name },
  };
  g_autoptr (GPtrArray) candidates = merge (said, 1);
  g_autoptr (TocsinMailAddress) who = test_address ("ada@example.org");
  g_autoptr (GPtrArray) services = test_services ();
  g_autoptr (TocsinAnswer) answer = tocsin_answer_new (TOCSIN_SOURCE_AUTODISCOVER, "test");

  g_assert_cmpstr (((TocsinCandidate *) candidates->pdata[0])->username, ==, "ada@example.org");
  g_assert_null (tocsin_offer_url (answer, tocsin_service_find (services, "exchange"), url, who));
  g_assert_cmpuint (answer->notes->len, ==, 1);
}

static void
test_cancelled (void)
{
  g_autoptr (TocsinInquiry) inquiry =
      tocsin_inquiry_new (g_get_monotonic_time () + G_TIME_SPAN_HOUR);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  tocsin_inquiry_ask (inquiry, tocsin_answer_new (TOCSIN_SOURCE_SRV, "hangs"), 3600, hang, NULL,
                      NULL);
  g_cancellable_cancel (cancellable);

  g_assert_null (tocsin_inquiry_wait (inquiry, cancellable, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *typed;
    const char *full; /* NULL: refused */
  } rows[] = {
    { "Ada.Lovelace@Example.ORG", "Ada.Lovelace@example.org" },
    { "ada+tocsin@example.org", "ada+tocsin@example.org" },
    { "jürgen@bücher.example", "jürgen@xn--bcher-kva.example" },
    { "用户@例子.example", "用户@xn--fsqu00a.example" },
    { "ada@example.org.", "ada@example.org" },
    { "a%EMAILDOMAIN%@example.org", "a%EMAILDOMAIN%@example.org" },
    { "ada", NULL },
    { "ada@", NULL },
    { "@example.org", NULL },
    { "", NULL },
    { "ada@localhost", NULL },
    { "ada@127.0.0.1", NULL },
    { "ada@[127.0.0.1]", NULL },
    { "ada@[IPv6:::1]", NULL },
    { "ada@::1", NULL },
    { "ada@exa mple.org", NULL },
    { "ada@example..org", NULL },
    { "ada@example.org/x", NULL },
    { "ada@example.org:25", NULL },
    { "a b@example.org", NULL },
    { "\"a b\"@example.org", NULL },
    { "a\r\nb@example.org", NULL },
    { "a\u202eb@example.org", NULL },
    { "\xff@example.org", NULL },
    { "ada@\xff.org", NULL },
    { "mailto:ada@example.org", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      TocsinMailAddress *who = tocsin_mail_address_parse (rows[i].typed, &error);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (who != NULL ? who->full : NULL, ==, rows[i].full);
      if (who == NULL)
        g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_clear_pointer (&who, tocsin_mail_address_free);
    }
}

static void
test_long_local_part (void)
{
  g_autofree char *local = g_strnfill (65, 'a');
  g_autofree char *address = g_strconcat (local, "@example.org", NULL);

  g_assert_null (tocsin_mail_address_parse (address, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discovery/merge/order", test_order);
  g_test_add_func ("/discovery/merge/agreement", test_agreement);
  g_test_add_func ("/discovery/merge/contradiction", test_contradiction);
  g_test_add_func ("/discovery/merge/settings", test_settings);
  g_test_add_func ("/discovery/inquiry/deadline", test_deadline);
  g_test_add_func ("/discovery/inquiry/further", test_further);
  g_test_add_func ("/discovery/inquiry/many-questions", test_many_questions);
  g_test_add_func ("/discovery/offer/long-words", test_long_words);
  g_test_add_func ("/discovery/inquiry/cancelled", test_cancelled);
  g_test_add_func ("/discovery/address/table", test_addresses);
  g_test_add_func ("/discovery/address/long", test_long_local_part);

  return g_test_run ();
}
