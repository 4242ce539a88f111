/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <string.h>

#include "core/base/error.h"
#include "tests/live/ews/office.h"

#define LETTER(headers) headers "Subject: hello\r\nMessage-ID: <1@x>\r\n\r\nWords.\r\n"

typedef struct
{
  guint committed;
} Note;

static gboolean
commit (gpointer user_data, GError **error)
{
  ((Note *) user_data)->committed++;

  return TRUE;
}

static TocsinSendReport *
send_letter (TocsinEwsConnection *self,
             const char *letter,
             const char *recipients,
             gboolean *sent,
             GError **error)
{
  g_auto (GStrv) addresses = g_strsplit (recipients, " ", -1);
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("alice@example.org", NULL);
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (letter, (gssize) strlen (letter), NULL);
  TocsinSendReport *report = NULL;
  Note note = { 0 };
  TocsinSendWatch watch = { commit, NULL, &note };

  for (char **address = addresses; *address != NULL; address++)
    g_assert_true (
        tocsin_envelope_add_recipient (envelope, *address, TOCSIN_RECIPIENT_TO, 0, NULL, NULL));
  *sent = tocsin_mail_transport_send (TOCSIN_MAIL_TRANSPORT (self), envelope, stream,
                                      strlen (letter), &watch, &report, NULL, error);
  g_assert_cmpuint (note.committed, <=, 1);
  g_assert_true (!*sent || note.committed == 1);

  return report;
}

/* Who got the message that was sent last. */
static char *
read_record (MailServer *server)
{
  g_autofree char *text = NULL;
  char *last;

  g_assert_true (g_file_get_contents (mail_server_get (server, "RECORD"), &text, NULL, NULL));
  g_strchomp (text);
  last = strrchr (text, '\n');

  return g_strdup (last != NULL ? last + 1 : text);
}

static void
test_recipients (void)
{
  g_autoptr (MailServer) server = mail_server_start ("ews", NULL);
  g_autoptr (TocsinEwsConnection) self = NULL;
  static const struct
  {
    const char *why;
    const char *letter;
    const char *envelope;
    const char *recorded;
  } rows[] = {
    { "those whom the headers name", LETTER ("To: bob@example.org\r\n"), "bob@example.org",
      "\"to\": [\"bob@example.org\"]" },
    { "one whom no header names", LETTER ("To: bob@example.org\r\n"),
      "bob@example.org carol@example.org", "[\"carol@example.org\", \"bob@example.org\"]" },
    { "only one of two", LETTER ("To: bob@example.org, carol@example.org\r\n"), "carol@example.org",
      "\"to\": [\"carol@example.org\"]" },
    { "none of those in To", LETTER ("To: bob@example.org\r\nCc: carol@example.org\r\n"),
      "carol@example.org", "\"to\": [\"carol@example.org\"]" },
  };

  if (server == NULL)
    return;
  self = office_open (server, "alice@example.org", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean sent;
      g_autoptr (TocsinSendReport) report =
          send_letter (self, rows[i].letter, rows[i].envelope, &sent, &error);
      g_autofree char *record = NULL;

      g_test_message ("%s", rows[i].why);
      g_assert_no_error (error);
      g_assert_true (sent);
      g_assert_cmpint (tocsin_send_report_get_outcome (report), ==, TOCSIN_SEND_SENT);
      record = read_record (server);
      g_test_message ("%s", record);
      g_assert_nonnull (strstr (record, rows[i].recorded));
    }
}

static void
test_copies (void)
{
  g_autoptr (MailServer) server = mail_server_start ("ews", NULL);
  g_autoptr (TocsinEwsConnection) keeps = NULL, keeps_not = NULL;
  g_autoptr (TocsinSendReport) first = NULL, second = NULL;
  g_autofree char *none = NULL, *one = NULL, *drafts = NULL;
  gboolean sent;

  if (server == NULL)
    return;
  keeps_not = office_open (server, "alice@example.org", "exchange.save-sent=false", NULL);
  first =
      send_letter (keeps_not, LETTER ("To: bob@example.org\r\n"), "bob@example.org", &sent, NULL);
  g_assert_true (sent);
  none = office_list (server, "alice", "sentitems");
  g_assert_cmpstr (none, ==, "");
  keeps = office_open (server, "alice@example.org", NULL);
  second = send_letter (keeps, LETTER ("To: bob@example.org\r\n"), "bob@example.org", &sent, NULL);
  g_assert_true (sent);
  one = office_list (server, "alice", "sentitems");
  g_assert_cmpstr (one, ==, "hello");
  drafts = office_list (server, "alice", "drafts");
  g_assert_cmpstr (drafts, ==, "");
}

/* In whose name, with the right to it and without. */
static void
test_names (void)
{
  g_autoptr (MailServer) server =
      mail_server_start ("ews", "--grant", "alice:carol@example.org:send-as", NULL);
  g_autoptr (TocsinEwsConnection) as_carol = NULL, not_allowed = NULL, denied = NULL;
  g_autoptr (TocsinSendReport) first = NULL, second = NULL, third = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *record = NULL, *drafts = NULL;
  gboolean sent;

  if (server == NULL)
    return;
  as_carol = office_open (server, "alice@example.org", "authentication.mailbox=carol@example.org",
                          "exchange.send-as=mailbox", "exchange.allow-delegate=true", NULL);
  first =
      send_letter (as_carol, LETTER ("To: bob@example.org\r\n"), "bob@example.org", &sent, &error);
  g_assert_no_error (error);
  record = read_record (server);
  g_assert_nonnull (strstr (record, "\"from\": \"carol@example.org\""));

  not_allowed =
      office_open (server, "alice@example.org", "authentication.mailbox=carol@example.org",
                   "exchange.send-as=mailbox", NULL);
  second = send_letter (not_allowed, LETTER ("To: bob@example.org\r\n"), "bob@example.org", &sent,
                        &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_clear_error (&error);

  denied = office_open (server, "alice@example.org", "authentication.mailbox=bob@example.org",
                        "exchange.send-as=mailbox", "exchange.allow-delegate=true", NULL);
  third = send_letter (denied, LETTER ("To: carol@example.org\r\n"), "carol@example.org", &sent,
                       &error);
  g_test_message ("%s", error->message);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_SENDER_REFUSED);
  g_assert_cmpint (tocsin_send_report_get_outcome (third), ==, TOCSIN_SEND_NOT_SENT);
  drafts = office_list (server, "alice", "drafts");
  g_assert_cmpstr (drafts, ==, "");
}

static guint
count_sent (MailServer *server)
{
  g_autofree char *text = NULL;
  guint lines = 0;

  g_file_get_contents (mail_server_get (server, "RECORD"), &text, NULL, NULL);
  for (const char *c = text; c != NULL && *c != '\0'; c++)
    lines += *c == '\n';

  return lines;
}

/* The answer is lost after the server has done it, before, and for good. */
static void
test_lost_answers (void)
{
  static const struct
  {
    const char *why;
    const char *soap_fault;
    const char *web_fault;
    gboolean sent;
    guint recorded;
  } rows[] = {
    { "refused for a moment", "SendItem*1=fault:ErrorInternalServerTransientError", NULL, FALSE,
      0 },
    { "half of the answer", "SendItem*1=torn", NULL, TRUE, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailServer) server = mail_server_start ("ews", NULL);
      g_autoptr (TocsinEwsConnection) self = NULL;
      g_autoptr (TocsinSendReport) report = NULL;
      g_autofree char *drafts = NULL;
      gboolean sent;

      if (server == NULL)
        return;
      g_test_message ("%s", rows[i].why);
      self = office_open (server, "alice@example.org", NULL);
      office_fault (server, rows[i].soap_fault);
      report =
          send_letter (self, LETTER ("To: bob@example.org\r\n"), "bob@example.org", &sent, NULL);
      g_assert_cmpint (sent, ==, rows[i].sent);
      g_assert_cmpint (tocsin_send_report_get_outcome (report), ==,
                       rows[i].sent ? TOCSIN_SEND_SENT : TOCSIN_SEND_NOT_SENT);
      g_assert_cmpuint (count_sent (server), ==, rows[i].recorded);
      drafts = office_list (server, "alice", "drafts");
      g_assert_cmpstr (drafts, ==, "");
    }
}

static void
test_directory (void)
{
  g_autoptr (MailServer) server = mail_server_start (
      "ews", "--list", "staff@example.org=alice@example.org,bob@example.org", NULL);
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_auto (GStrv) found = NULL, members = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  self = office_open (server, "alice@example.org", NULL);
  found =
      tocsin_mail_transport_verify (TOCSIN_MAIL_TRANSPORT (self), "bob@example.org", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (found), ==, 1);
  g_assert_nonnull (strstr (found[0], "bob@example.org"));
  members = tocsin_mail_transport_expand (TOCSIN_MAIL_TRANSPORT (self), "staff@example.org", NULL,
                                          &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (members), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/sending/recipients", test_recipients);
  g_test_add_func ("/ews/sending/copies", test_copies);
  g_test_add_func ("/ews/sending/names", test_names);
  g_test_add_func ("/ews/sending/lost-answers", test_lost_answers);
  g_test_add_func ("/ews/sending/directory", test_directory);

  return g_test_run ();
}
