/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/live/imap4/account.h"

#include <string.h>

/* Reading mail from a real server: over every way to it, and none of it leaves a trace. */

#define WITH_ATTACHMENT                                                                            \
  "From: Ada <ada@example.com>\nTo: alice@example.org\nSubject: =?utf-8?q?B=C3=BCcher?=\n"         \
  "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"                               \
  "--b\nContent-Type: text/plain\n\nHello\n"                                                       \
  "--b\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: "                          \
  "attachment\n\nPDF\n--b--\n"

typedef struct
{
  const char *about;
  const char *mode;
  const char *clear;
  gboolean tls_port;
} Way;

static const Way ways[] = {
  { "plain", "encryption.mode=none", "encryption.allow-cleartext=true", FALSE },
  { "starttls", "encryption.mode=starttls", NULL, FALSE },
  { "tls", "encryption.mode=implicit", NULL, TRUE },
};

static TocsinMailStore *
open_way (MailServer *server, const Way *way)
{
  g_autofree char *port = g_strdup_printf (
      "port=%u", way->tls_port ? mail_server_get_tls_port (server) : mail_server_get_port (server));

  return account_open (server, "alice", port, way->mode, way->clear, NULL);
}

static void
test_changes (gconstpointer data)
{
  const Way *way = data;
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (GVariant) cursor = NULL;
  g_autoptr (TocsinMailChanges) nothing = NULL;
  g_autoptr (TocsinMailChanges) first = NULL;
  g_autoptr (TocsinMailChanges) second = NULL;
  g_autoptr (TocsinMailChanges) third = NULL;
  g_autoptr (GPtrArray) fetched = NULL;
  g_autofree char *status = NULL;

  if (server == NULL)
    return;
  mail_server_deliver (server, "alice", "INBOX", "Subject: old\n\nnot new\n");
  store = open_way (server, way);

  first = account_changes (store, "INBOX", &cursor);
  g_assert_cmpuint (first->refs->len, ==, 0);
  nothing = account_changes (store, "INBOX", &cursor);
  g_assert_cmpuint (nothing->refs->len, ==, 0);

  mail_server_deliver (server, "alice", "INBOX", "Subject: one\n\nfirst\n");
  mail_server_deliver (server, "alice", "INBOX", WITH_ATTACHMENT);
  second = account_changes (store, "INBOX", &cursor);
  g_assert_cmpuint (second->refs->len, ==, 2);
  g_assert_false (second->rebuilt);
  g_assert_cmpuint (((TocsinMessageRef *) g_ptr_array_index (second->refs, 0))->size, >, 10);
  third = account_changes (store, "INBOX", &cursor);
  g_assert_cmpuint (third->refs->len, ==, 0);

  fetched = account_fetch (store, second->refs,
                           TOCSIN_MAIL_PARTS_FLAGS | TOCSIN_MAIL_PARTS_HEADERS
                               | TOCSIN_MAIL_PARTS_STRUCTURE | TOCSIN_MAIL_PARTS_RAW);
  g_assert_cmpuint (fetched->len, ==, 2);
  g_assert_cmpstr (((Fetched *) g_ptr_array_index (fetched, 0))->subject, ==, "one");
  g_assert_cmpstr (((Fetched *) g_ptr_array_index (fetched, 1))->subject, ==, "Bücher");
  g_assert_cmpuint (((Fetched *) g_ptr_array_index (fetched, 1))->n_attachments, ==, 1);
  g_assert_nonnull (strstr (((Fetched *) g_ptr_array_index (fetched, 0))->raw->str, "first"));

  status = mail_server_imap (server, "alice", "a STATUS INBOX (UNSEEN)\r\nb LOGOUT\r\n");
  g_assert_nonnull (strstr (status, "(UNSEEN 3)"));
}

static void
note_step (TocsinReport *report,
           int step,
           int status,
           guint elapsed,
           GVariant *facts,
           GError *error,
           GString *steps)
{
  if (status != TOCSIN_STEP_STATUS_RUNNING)
    g_string_append_printf (steps, "%s ", tocsin_step_to_string ((TocsinStep) step));
}

static void
test_test (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) steps = g_string_new (NULL);
  g_autofree char *answer = NULL;

  if (server == NULL)
    return;
  store = open_way (server, &ways[1]);
  g_signal_connect (report, "step", G_CALLBACK (note_step), steps);
  g_assert_true (
      tocsin_connection_test (TOCSIN_CONNECTION (store), report, transcript, NULL, &error));
  g_assert_no_error (error);

  g_assert_cmpstr (steps->str, ==,
                   "settings names tcp greeting capabilities starttls capabilities-again login "
                   "mailbox features logout ");

  answer = tocsin_connection_command (TOCSIN_CONNECTION (store), "STATUS INBOX (MESSAGES)", NULL,
                                      &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "* STATUS INBOX (MESSAGES 0)\n"));
  g_assert_null (
      tocsin_connection_command (TOCSIN_CONNECTION (store), "NOOP\r\nx LOGOUT", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_strconcat ("/imap4/live/changes/", ways[i].about, NULL);

      g_test_add_data_func (path, &ways[i], test_changes);
    }

  g_test_add_func ("/imap4/live/test", test_test);

  return g_test_run ();
}
