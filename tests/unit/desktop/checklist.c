/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/checklist.h"

#include "core/base/error.h"
#include "ui/desktop/model/checklist-text.h"
#include "ui/desktop/model/fact-label.h"
#include "ui/desktop/model/shown-certificate.h"

static char *
describe (TocsinChecklist *checklist)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (checklist)); i++)
    {
      g_autoptr (TocsinChecklistStep) step = g_list_model_get_item (G_LIST_MODEL (checklist), i);

      g_string_append_printf (
          text, "%s%s:%s", i > 0 ? " " : "",
          tocsin_step_to_string (tocsin_checklist_step_get_step (step)),
          tocsin_step_status_to_string (tocsin_checklist_step_get_status (step)));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
count (gpointer object, guint *calls)
{
  (*calls)++;
}

static void
count_items (GListModel *model, guint position, guint removed, guint added, guint *items)
{
  *items += added;
  g_assert_cmpuint (removed, ==, 0);
}

static void
test_grows_as_it_goes (void)
{
  g_autoptr (TocsinChecklist) checklist = tocsin_checklist_new ();
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  guint items = 0, finished = 0;
  g_autofree char *during = NULL;
  g_autofree char *after = NULL;

  g_signal_connect (checklist, "items-changed", G_CALLBACK (count_items), &items);
  g_signal_connect (checklist, "finished", G_CALLBACK (count), &finished);
  tocsin_checklist_watch (checklist, report);
  tocsin_report_begin (report, TOCSIN_STEP_SETTINGS);
  tocsin_report_begin (report, TOCSIN_STEP_TCP);
  during = describe (checklist);
  g_assert_cmpstr (during, ==, "settings:ok tcp:running");
  g_assert_cmpint (tocsin_checklist_get_state (checklist), ==, TOCSIN_CHECKLIST_RUNNING);

  tocsin_report_finish (report, NULL);
  tocsin_checklist_finish (checklist, NULL);
  after = describe (checklist);
  g_assert_cmpstr (after, ==, "settings:ok tcp:ok");
  g_assert_cmpuint (items, ==, 2);
  g_assert_cmpuint (finished, ==, 1);
  g_assert_cmpint (tocsin_checklist_get_state (checklist), ==, TOCSIN_CHECKLIST_PASSED);
}

static void
test_failure (void)
{
  g_autoptr (TocsinChecklist) checklist = tocsin_checklist_new ();
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (GError) error = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_NET_REFUSED, "no");
  g_autofree char *text = NULL;

  tocsin_checklist_watch (checklist, report);
  tocsin_report_expect (report, TOCSIN_STEP_LOGIN);
  tocsin_report_begin (report, TOCSIN_STEP_TCP);
  tocsin_report_finish (report, error);
  tocsin_checklist_finish (checklist, error);
  text = describe (checklist);
  g_assert_cmpstr (text, ==, "tcp:failed login:not-run");
  g_assert_cmpint (tocsin_checklist_get_state (checklist), ==, TOCSIN_CHECKLIST_FAILED);
  g_assert_error (tocsin_checklist_get_error (checklist), TOCSIN_ERROR, TOCSIN_ERROR_NET_REFUSED);
}

/* The test may have no time to say so itself. */
static void
test_stopped_in_the_middle (void)
{
  g_autoptr (TocsinChecklist) checklist = tocsin_checklist_new ();
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (GError) error = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, "stop");
  g_autofree char *text = NULL;

  tocsin_checklist_watch (checklist, report);
  tocsin_report_begin (report, TOCSIN_STEP_TCP);
  tocsin_checklist_finish (checklist, error);
  text = describe (checklist);
  g_assert_cmpstr (text, ==, "tcp:failed");
  g_assert_cmpint (tocsin_checklist_get_state (checklist), ==, TOCSIN_CHECKLIST_STOPPED);
}

static void
test_warning (void)
{
  g_autoptr (TocsinChecklist) checklist = tocsin_checklist_new ();
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (TocsinChecklistStep) step = NULL;
  g_autofree char *warnings = NULL;

  tocsin_checklist_watch (checklist, report);
  tocsin_report_begin (report, TOCSIN_STEP_TLS);
  tocsin_report_warn (report, "one");
  tocsin_report_warn (report, "two");
  tocsin_report_finish (report, NULL);
  tocsin_checklist_finish (checklist, NULL);
  g_assert_cmpint (tocsin_checklist_get_state (checklist), ==, TOCSIN_CHECKLIST_WARNED);
  step = g_list_model_get_item (G_LIST_MODEL (checklist), 0);
  warnings = tocsin_checklist_step_dup_warnings (step);
  g_assert_cmpstr (warnings, ==, "one\ntwo");
}

/* Another session is tried, and its steps come once more: what was said last counts. */
static void
test_steps_come_again (void)
{
  g_autoptr (TocsinChecklist) checklist = tocsin_checklist_new ();
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (TocsinChecklistStep) step = NULL;
  g_autofree char *text = NULL;
  g_autofree char *summary = NULL;

  tocsin_checklist_watch (checklist, report);
  for (int i = 1; i <= 2; i++)
    {
      tocsin_report_begin (report, TOCSIN_STEP_TCP);
      tocsin_report_fact (report, "address", "192.0.2.%d", i);
      tocsin_report_begin (report, TOCSIN_STEP_LOGIN);
    }
  tocsin_report_finish (report, NULL);
  text = describe (checklist);
  g_assert_cmpstr (text, ==, "tcp:ok login:ok");
  step = g_list_model_get_item (G_LIST_MODEL (checklist), 0);
  summary = tocsin_checklist_step_dup_summary (step);
  g_assert_cmpstr (summary, ==, "192.0.2.2");
}

static TocsinChecklist *
make_with_certificates (void)
{
  TocsinChecklist *checklist = tocsin_checklist_new ();
  g_autoptr (TocsinReport) report = tocsin_report_new ();

  tocsin_checklist_watch (checklist, report);
  tocsin_report_begin (report, TOCSIN_STEP_TLS);
  tocsin_report_fact (report, "tls.version", "TLS1.3");
  tocsin_report_fact (report, "certificate.subject", "CN=mail.example.org");
  tocsin_report_fact (report, "certificate.fingerprint", "AB:CD");
  tocsin_report_fact (report, "certificate.not-after", "2027-01-31T00:00:00Z");
  tocsin_report_fact (report, "chain.1.subject", "CN=Example CA");
  tocsin_report_fact (report, "chain.99.subject", "CN=far too long");
  tocsin_report_fact (report, "chain.x.subject", "CN=nonsense");
  tocsin_report_begin (report, TOCSIN_STEP_LOGIN);
  tocsin_report_fact (report, "mechanism", "PLAIN as ada.lovelace");
  tocsin_report_fact (report, "token.user", "Ada.Lovelace@example.org");
  tocsin_report_finish (report, NULL);
  tocsin_checklist_finish (checklist, NULL);

  return checklist;
}

static void
test_certificates (void)
{
  g_autoptr (TocsinChecklist) checklist = make_with_certificates ();
  g_autoptr (GPtrArray) chain = tocsin_checklist_list_certificates (checklist);
  const TocsinShownCertificate *own, *issuer;

  g_assert_cmpuint (chain->len, ==, 2);
  own = chain->pdata[0];
  issuer = chain->pdata[1];
  g_assert_cmpstr (own->subject, ==, "CN=mail.example.org");
  g_assert_cmpstr (own->fingerprint, ==, "AB:CD");
  g_assert_nonnull (own->not_after);
  g_assert_cmpstr (issuer->subject, ==, "CN=Example CA");
  g_assert_null (issuer->fingerprint);
}

static void
test_text_tells_nobody (void)
{
  static const char *const private_words[] = { "ada.lovelace", "", NULL };
  g_autoptr (TocsinChecklist) checklist = make_with_certificates ();
  g_autofree char *text = tocsin_checklist_text_make (checklist, private_words);
  g_autofree char *folded = g_ascii_strdown (text, -1);

  g_assert_null (strstr (folded, "lovelace"));
  g_assert_nonnull (strstr (text, "@example.org"));
  g_assert_nonnull (strstr (text, "CN=mail.example.org"));
  g_assert_nonnull (strstr (text, "TLS1.3"));
}

static void
test_text_tells_why (void)
{
  static const char *const none[] = { NULL };
  g_autoptr (TocsinChecklist) checklist = tocsin_checklist_new ();
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (GError) error =
      g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED, "sign-in refused");
  g_autofree char *text = NULL;

  tocsin_error_set_server_text (error, "[AUTHENTICATIONFAILED] for bob@example.org");
  tocsin_checklist_watch (checklist, report);
  tocsin_report_begin (report, TOCSIN_STEP_LOGIN);
  tocsin_report_finish (report, error);
  tocsin_checklist_finish (checklist, error);
  text = tocsin_checklist_text_make (checklist, none);
  g_assert_nonnull (strstr (text, "auth.rejected"));
  g_assert_nonnull (strstr (text, "[AUTHENTICATIONFAILED] for ***@example.org"));
}

static void
test_summary (void)
{
  GVariantBuilder facts;
  g_autoptr (GVariant) made = NULL;
  g_autofree char *mailbox = NULL;
  g_autofree char *nothing = NULL;

  g_variant_builder_init (&facts, G_VARIANT_TYPE ("a(ss)"));
  g_variant_builder_add (&facts, "(ss)", "mailbox.messages", "1");
  g_variant_builder_add (&facts, "(ss)", "mailbox.name", "INBOX");
  made = g_variant_ref_sink (g_variant_builder_end (&facts));
  mailbox = tocsin_fact_label_sum_up (TOCSIN_STEP_MAILBOX, made);
  nothing = tocsin_fact_label_sum_up (TOCSIN_STEP_LOGOUT, made);
  g_assert_cmpstr (mailbox, ==, "INBOX · 1 message");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (tocsin_fact_label_get ("tls.version"), ==, "TLS version");
  g_assert_cmpstr (tocsin_fact_label_get ("brand.new"), ==, "brand.new");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/checklist/grows-as-it-goes", test_grows_as_it_goes);
  g_test_add_func ("/desktop/checklist/failure", test_failure);
  g_test_add_func ("/desktop/checklist/stopped-in-the-middle", test_stopped_in_the_middle);
  g_test_add_func ("/desktop/checklist/warning", test_warning);
  g_test_add_func ("/desktop/checklist/steps-come-again", test_steps_come_again);
  g_test_add_func ("/desktop/checklist/certificates", test_certificates);
  g_test_add_func ("/desktop/checklist/text-tells-nobody", test_text_tells_nobody);
  g_test_add_func ("/desktop/checklist/text-tells-why", test_text_tells_why);
  g_test_add_func ("/desktop/checklist/summary", test_summary);

  return g_test_run ();
}
