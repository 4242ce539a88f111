/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/mail-transport.h"
#include "tests/live/graph/office.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* What leaves the mailbox, whom it reaches, and what is known when that goes wrong. */

#define HEAD                                                                                       \
  "From: alice@example.org\r\n"                                                                    \
  "To: bob@example.org\r\n"                                                                        \
  "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"                                                       \
  "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"                                                      \
  "Message-ID: <one@example.org>\r\n"                                                              \
  "MIME-Version: 1.0\r\n"

#define PLAIN HEAD "Content-Type: text/plain; charset=utf-8\r\n\r\nText\r\n"

typedef struct
{
  Office office;
  TocsinMailTransport *transport;
  TocsinSendReport *report;
  guint commits;
  gboolean refuses;
} Post;

static void
post_clear (Post *self)
{
  g_clear_object (&self->transport);
  g_clear_pointer (&self->report, tocsin_send_report_unref);
  office_clear (&self->office);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Post, post_clear)

static gboolean
commit (gpointer user_data, GError **error)
{
  Post *self = user_data;

  self->commits++;
  if (self->refuses)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL, "no room");

  return !self->refuses;
}

static gboolean
send (Post *self, const char *message, gsize length, const char *const *recipients, GError **error)
{
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("alice@example.org", NULL);
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (message, (gssize) length, NULL);
  TocsinSendWatch watch = { .commit = commit, .user_data = self };

  for (gsize i = 0; recipients[i] != NULL; i++)
    tocsin_envelope_add_recipient (envelope, recipients[i], TOCSIN_RECIPIENT_TO,
                                   TOCSIN_NOTIFY_DEFAULT, NULL, NULL);
  g_clear_pointer (&self->report, tocsin_send_report_unref);
  self->commits = 0;

  return tocsin_mail_transport_send (self->transport, envelope, stream, length, &watch,
                                     &self->report, NULL, error);
}

static const char *const bob[] = { "bob@example.org", NULL };
static const char *const bob_and_carol[] = { "bob@example.org", "carol@example.org", NULL };
static const char *const carol[] = { "carol@example.org", NULL };

static gboolean
post_open (Post *self)
{
  if (!office_start (&self->office))
    return FALSE;
  self->transport = office_connect (&self->office, NULL);

  return TRUE;
}

static void
post_reconnect (Post *self, const char *setting)
{
  g_object_unref (self->transport);
  self->transport = office_connect (&self->office, setting, NULL);
}

/* The how-manieth message that the server took, counted from its end. */
static char *
get_sent (Post *self, const char *member)
{
  g_autofree char *text = mail_server_run (self->office.graph, "sent", NULL);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonArray *all = json_node_get_array (root);
  guint n_all = json_array_get_length (all);

  if (n_all == 0)
    return g_strdup ("none");

  return json_to_string (
      json_object_get_member (json_array_get_object_element (all, n_all - 1), member), FALSE);
}

static void
assert_sent (Post *self, const char *member, const char *value)
{
  g_autofree char *sent = get_sent (self, member);

  g_assert_cmpstr (sent, ==, value);
}

static guint
count_in (Post *self, const char *user, const char *folder)
{
  g_autofree char *text =
      mail_server_run (self->office.graph, "list", "--user", user, "--folder", folder, NULL);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);

  return json_array_get_length (json_node_get_array (root));
}

static void
assert_ok (Post *self, gboolean sent, GError *error)
{
  g_assert_no_error (error);
  g_assert_true (sent);
  g_assert_cmpuint (self->commits, ==, 1);
  g_assert_cmpint (tocsin_send_report_get_outcome (self->report), ==, TOCSIN_SEND_SENT);
}

static void
test_as_it_is (void)
{
  g_auto (Post) post = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean sent;

  if (!post_open (&post))
    return;
  sent = send (&post, PLAIN, strlen (PLAIN), bob, &error);
  assert_ok (&post, sent, error);
  assert_sent (&post, "how", "\"mime\"");
  assert_sent (&post, "to", "[\"bob@example.org\"]");
  assert_sent (&post, "message-id", "\"<one@example.org>\"");
  g_assert_cmpuint (count_in (&post, "bob", "inbox"), ==, 1);
  g_assert_cmpuint (count_in (&post, "alice", "sentitems"), ==, 1);
  /* Somebody whom no header names. */
  sent = send (&post, PLAIN, strlen (PLAIN), bob_and_carol, &error);
  assert_ok (&post, sent, error);
  assert_sent (&post, "to", "[\"bob@example.org\",\"carol@example.org\"]");
  office_assert_no_violation (&post.office);
}

/* Nobody gets what the envelope does not say. */
static void
test_others (void)
{
  g_auto (Post) post = { 0 };
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;

  if (!post_open (&post))
    return;
  before = get_sent (&post, "to");
  g_assert_false (send (&post, PLAIN, strlen (PLAIN), carol, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
  g_assert_cmpuint (post.commits, ==, 0);
  assert_sent (&post, "to", before);
}

static void
test_no_copy (void)
{
  static const char rich[] = HEAD
      "X-Own: value\r\nIn-Reply-To: <before@example.org>\r\nAuto-Submitted: auto-replied\r\n"
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
      "--a\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
      "--a\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>H\xe4</p>\r\n--a--\r\n"
      "--b\r\nContent-Type: application/pdf; name=a.pdf\r\n"
      "Content-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      "SGVsbG8=\r\n--b--\r\n";
  static const char with_signature[] = HEAD
      "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
      "--b\r\nContent-Type: application/pgp-signature\r\n\r\nsignature\r\n--b--\r\n";
  g_auto (Post) post = { 0 };
  g_autoptr (GError) error = NULL;
  guint before;
  gboolean sent;

  if (!post_open (&post))
    return;
  post_reconnect (&post, "exchange.save-sent=false");
  before = count_in (&post, "alice", "sentitems");
  sent = send (&post, rich, strlen (rich), bob_and_carol, &error);
  assert_ok (&post, sent, error);
  assert_sent (&post, "how", "\"json\"");
  assert_sent (&post, "saved", "false");
  assert_sent (&post, "subject", "\"Grüße\"");
  assert_sent (&post, "to", "[\"bob@example.org\",\"carol@example.org\"]");
  assert_sent (&post, "message-id", "\"<one@example.org>\"");
  g_assert_cmpuint (count_in (&post, "alice", "sentitems"), ==, before);
  /* What would not be the same is not sent at all. */
  g_assert_false (send (&post, with_signature, strlen (with_signature), bob, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
  g_assert_cmpuint (post.commits, ==, 0);
  office_assert_no_violation (&post.office);
}

static char *
make_large (gsize size)
{
  g_autoptr (GString) text = g_string_new (
      HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
           "--b\r\nContent-Type: text/csv; name=small.csv\r\n\r\na,b\r\n"
           "--b\r\nContent-Type: application/octet-stream; name=large.bin\r\n"
           "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n");

  while (text->len < size)
    g_string_append (text, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n");
  g_string_append (text, "--b--\r\n");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_in_pieces (void)
{
  g_auto (Post) post = { 0 };
  g_autofree char *large = make_large (9 * 1024 * 1024);
  g_autoptr (GError) error = NULL;
  guint before;
  gboolean sent;

  if (!post_open (&post))
    return;
  before = count_in (&post, "alice", "sentitems");
  sent = send (&post, large, strlen (large), bob, &error);
  assert_ok (&post, sent, error);
  assert_sent (&post, "how", "\"draft\"");
  g_assert_cmpuint (count_in (&post, "alice", "drafts"), ==, 0);
  g_assert_cmpuint (count_in (&post, "alice", "sentitems"), ==, before + 1);
  /* One that goes wrong on the way leaves nothing behind. */
  office_fault (&post.office, "PUT:uploads=500 no");
  g_assert_false (send (&post, large, strlen (large), bob, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (post.commits, ==, 0);
  g_assert_cmpuint (count_in (&post, "alice", "drafts"), ==, 0);
  office_assert_no_violation (&post.office);
}

static void
assert_fault (Post *self, const char *fault, TocsinError code, TocsinSendOutcome outcome)
{
  g_autoptr (GError) error = NULL;

  office_fault (&self->office, fault);
  g_assert_false (send (self, PLAIN, strlen (PLAIN), bob, &error));
  g_assert_error (error, TOCSIN_ERROR, (int) code);
  g_assert_cmpint (tocsin_send_report_get_outcome (self->report), ==, outcome);
}

static void
test_faults (void)
{
  g_auto (Post) post = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean sent;

  if (!post_open (&post))
    return;
  assert_fault (&post, "POST:sendMail=lose", TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN,
                TOCSIN_SEND_UNKNOWN);
  assert_fault (&post, "POST:sendMail=page:504", TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN,
                TOCSIN_SEND_UNKNOWN);
  assert_fault (&post, "POST:sendMail=403 ErrorSendAsDenied", TOCSIN_ERROR_SEND_SENDER_REFUSED,
                TOCSIN_SEND_NOT_SENT);
  assert_fault (&post, "POST:sendMail=413 ErrorMessageSizeExceeded", TOCSIN_ERROR_SEND_TOO_BIG,
                TOCSIN_SEND_NOT_SENT);
  assert_fault (&post, "POST:sendMail=429 ApplicationThrottled @7200", TOCSIN_ERROR_HTTP_THROTTLED,
                TOCSIN_SEND_NOT_SENT);
  /* A short wait is waited, and the body filled again. */
  post_reconnect (&post, "name=other");
  office_fault (&post.office, "POST:sendMail*1=503 serviceNotAvailable @1");
  sent = send (&post, PLAIN, strlen (PLAIN), bob, &error);
  assert_ok (&post, sent, error);
  office_fault (&post.office, NULL);
  post.refuses = TRUE;
  g_assert_false (send (&post, PLAIN, strlen (PLAIN), bob, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  g_assert_cmpint (tocsin_send_report_get_outcome (post.report), ==, TOCSIN_SEND_NOT_SENT);
}

/* Who is somebody else says so, and needs leave. */
static void
test_on_behalf (void)
{
  static const char for_bob[] =
      "From: bob@example.org\r\nTo: carol@example.org\r\nSubject: x\r\n\r\nText\r\n";
  g_auto (Post) post = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean sent;

  if (!post_open (&post))
    return;
  g_object_unref (post.transport);
  post.transport = office_connect (&post.office, "authentication.mailbox=bob@example.org",
                                   "exchange.send-as=mailbox", NULL);
  g_assert_false (send (&post, for_bob, strlen (for_bob), carol, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_clear_error (&error);
  g_object_unref (post.transport);
  post.transport =
      office_connect (&post.office, "authentication.mailbox=bob@example.org",
                      "exchange.send-as=mailbox", "exchange.allow-delegate=true", NULL);
  g_assert_false (send (&post, for_bob, strlen (for_bob), carol, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_SENDER_REFUSED);
  g_clear_error (&error);
  g_free (mail_server_run (post.office.graph, "share", "--owner", "bob", "--delegate", "alice",
                           "--rights", "read,write,send-as", NULL));
  sent = send (&post, for_bob, strlen (for_bob), carol, &error);
  assert_ok (&post, sent, error);
  assert_sent (&post, "mailbox", "\"bob\"");
  assert_sent (&post, "from", "\"bob@example.org\"");
  office_assert_no_violation (&post.office);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/graph/sending/as-it-is", test_as_it_is);
  g_test_add_func ("/graph/sending/others", test_others);
  g_test_add_func ("/graph/sending/no-copy", test_no_copy);
  g_test_add_func ("/graph/sending/in-pieces", test_in_pieces);
  g_test_add_func ("/graph/sending/faults", test_faults);
  g_test_add_func ("/graph/sending/on-behalf", test_on_behalf);

  status = g_test_run ();
  office_end ();

  return status;
}
