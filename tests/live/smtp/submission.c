/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/mail-transport.h"
#include "core/plugin/connection.h"
#include "plugins/smtp/connection.h"
#include "tests/servers/mail-server.h"

#include <string.h>

/* The same against Postfix and Exim, which have little in common but the RFCs. */

/* Until a message has come, so long; in microseconds. */
#define PATIENCE (30 * G_USEC_PER_SEC)

#define N_MESSAGES 40
#define N_THREADS 4

typedef struct
{
  MailServer *mailboxes;
  MailServer *server;
} Post;

static gboolean
post_open (Post *self, const char *kind)
{
  self->mailboxes = mail_server_start ("dovecot", "--lmtp", NULL);
  if (self->mailboxes == NULL)
    return FALSE;
  self->server = mail_server_start (kind, "--behind", mail_server_get (self->mailboxes, "DIR"),
                                    "--no-plaintext", NULL);

  return self->server != NULL;
}

static void
post_clear (Post *self)
{
  g_clear_pointer (&self->server, mail_server_free);
  g_clear_pointer (&self->mailboxes, mail_server_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Post, post_clear)

static TocsinMailTransport *
open_transport (MailServer *server, gboolean implicit, const char *setting)
{
  g_autofree char *address = g_strconcat ("address=", mail_server_get (server, "HOST"), NULL);
  g_autofree char *port =
      g_strconcat ("port=", mail_server_get (server, implicit ? "TLS_PORT" : "PORT"), NULL);
  g_autofree char *password = g_strconcat (
      "authentication.password=file:", mail_server_get (server, "PASSWORD_FILE"), NULL);
  g_autofree char *ca =
      g_strconcat ("encryption.ca-file=", mail_server_get (server, "CA_FILE"), NULL);
  const char *assignments[] = { address,
                                port,
                                ca,
                                implicit ? "encryption.mode=implicit" : "encryption.mode=starttls",
                                "authentication.username=alice",
                                password,
                                "smtp.from=alice@example.org",
                                setting,
                                NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("live", "smtp", assignments, &error);

  g_assert_no_error (error);

  return g_object_new (TOCSIN_TYPE_SMTP_CONNECTION, "settings", settings, NULL);
}

static gboolean
send_to (TocsinMailTransport *transport,
         const char *const *recipients,
         const char *message,
         TocsinSendReport **report,
         GError **error)
{
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("alice@example.org", NULL);
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (message, (gssize) strlen (message), NULL);

  for (; *recipients != NULL; recipients++)
    g_assert_true (tocsin_envelope_add_recipient (envelope, *recipients, TOCSIN_RECIPIENT_TO,
                                                  TOCSIN_NOTIFY_DEFAULT, NULL, NULL));

  return tocsin_mail_transport_send (transport, envelope, stream, strlen (message), NULL, report,
                                     NULL, error);
}

static void
send_to_bob (TocsinMailTransport *transport, const char *message)
{
  static const char *const bob[] = { "bob@example.org", NULL };
  g_autoptr (GError) error = NULL;

  send_to (transport, bob, message, NULL, &error);
  g_assert_no_error (error);
}

/* All messages of Bob, when they hold @text so many times. */
static char *
wait_for_bob (Post *post, const char *text, guint times)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  for (;;)
    {
      g_autofree char *found = mail_server_imap (
          post->mailboxes, "bob", "a EXAMINE INBOX\r\nb FETCH 1:* BODY.PEEK[]\r\nc LOGOUT\r\n");
      guint n = 0;

      for (const char *p = strstr (found, text); p != NULL; p = strstr (p + 1, text))
        n++;
      /* Dovecot, asked through pipes, now and then ends in the middle of a long answer. */
      if (n >= times && strstr (found, "\r\nc OK ") != NULL)
        {
          g_assert_cmpuint (n, ==, times);
          return g_steal_pointer (&found);
        }
      g_assert_cmpint (g_get_monotonic_time (), <, end);
    }
}

static void
expect_body (Post *post, const char *subject, const char *body)
{
  g_autofree char *line = g_strdup_printf ("Subject: %s\r\n", subject);
  g_autofree char *found = wait_for_bob (post, line, 1);
  const char *begin = strstr (strstr (found, line), "\r\n\r\n");

  g_assert_nonnull (begin);
  if (!g_str_has_prefix (begin + 4, body))
    g_error ("%s: %.2000s", subject, begin);
}

static void
test_check (Post *post)
{
  for (int implicit = 0; implicit < 2; implicit++)
    {
      g_autoptr (TocsinMailTransport) transport = open_transport (post->server, implicit, NULL);
      g_autoptr (GError) error = NULL;

      tocsin_connection_test (TOCSIN_CONNECTION (transport), NULL, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
test_wrong_password (Post *post)
{
  g_autoptr (TocsinMailTransport) transport =
      open_transport (post->server, FALSE, "authentication.username=carol-who-is-not-here");
  g_autoptr (GError) error = NULL;

  g_assert_false (tocsin_connection_test (TOCSIN_CONNECTION (transport), NULL, NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED);
}

/* Dots and odd line ends, by DATA and by BDAT. */
static void
test_dots (Post *post)
{
  g_autoptr (TocsinMailTransport) data =
      open_transport (post->server, FALSE, "smtp.chunking=false");
  g_autoptr (TocsinMailTransport) chunk = open_transport (post->server, TRUE, NULL);

  send_to_bob (data, "Subject: dots\n\n.\n..\n.a\r\n\n.\r\nend\r.\n");
  expect_body (post, "dots", ".\r\n..\r\n.a\r\n\r\n.\r\nend .\r\n");
  send_to_bob (chunk, "Subject: dots too\n\n.\n..\n.a\r\n\n.\r\nend\r.\n");
  expect_body (post, "dots too", ".\r\n..\r\n.a\r\n\r\n.\r\nend .\r\n");
}

static void
test_eight_bit (Post *post)
{
  g_autoptr (TocsinMailTransport) transport = open_transport (post->server, TRUE, NULL);

  send_to_bob (transport, "Subject: umlauts\nMIME-Version: 1.0\n"
                          "Content-Type: text/plain; charset=utf-8\n"
                          "Content-Transfer-Encoding: 8bit\n\n\xc3\xa4\xc3\xb6\xc3\xbc\n");
  expect_body (post, "umlauts", "\xc3\xa4\xc3\xb6\xc3\xbc\r\n");
}

static void
test_large (Post *post)
{
  g_autoptr (TocsinMailTransport) transport = open_transport (post->server, FALSE, NULL);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *message = NULL;

  while (body->len < 2 * 1024 * 1024)
    g_string_append_printf (body, ".%u bottles of beer on the wall, %u bottles of beer\r\n",
                            (guint) body->len, (guint) body->len);
  message = g_strconcat ("Subject: large\r\n\r\n", body->str, NULL);
  send_to_bob (transport, message);
  expect_body (post, "large", body->str);
}

static void
test_refused (Post *post)
{
  static const char *const both[] = { "nobody@example.org", "bob@example.org", NULL };
  static const char *const nobody[] = { "nobody@example.org", NULL };
  g_autoptr (TocsinMailTransport) transport = open_transport (post->server, FALSE, NULL);
  g_autoptr (TocsinSendReport) report = NULL;
  g_autoptr (GError) error = NULL;

  send_to (transport, both, "Subject: half\n\nx\n", &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tocsin_send_report_get_outcome (report), ==, TOCSIN_SEND_PARTIAL);
  g_assert_cmpuint (tocsin_send_report_get_result (report, 0)->code, ==, 550);
  g_assert_true (tocsin_send_report_was_accepted (report, 1));
  g_assert_false (send_to (transport, nobody, "Subject: none\n\nx\n", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_RECIPIENT_REFUSED);
  /* The session is of use for the next. */
  send_to_bob (transport, "Subject: whole\n\nx\n");
  expect_body (post, "half", "x\r\n");
  expect_body (post, "whole", "x\r\n");
}

static gpointer
send_many (gpointer transport)
{
  for (guint i = 0; i < N_MESSAGES / N_THREADS; i++)
    send_to_bob (transport, "Subject: many\n\nx\n");

  return NULL;
}

/* From several threads at once, over sessions that are used again. */
static void
test_many (Post *post)
{
  g_autoptr (TocsinMailTransport) transport = open_transport (post->server, TRUE, NULL);
  GThread *threads[N_THREADS];
  g_autofree char *found = NULL;

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("sender", send_many, transport);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  found = wait_for_bob (post, "Subject: many\r\n", N_MESSAGES);
}

static void
test_server (gconstpointer kind)
{
  g_auto (Post) post = { NULL };

  if (!post_open (&post, kind))
    return;
  test_check (&post);
  test_wrong_password (&post);
  test_dots (&post);
  test_eight_bit (&post);
  test_large (&post);
  test_refused (&post);
  test_many (&post);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/smtp/live/postfix", "postfix", test_server);
  g_test_add_data_func ("/smtp/live/exim", "exim", test_server);

  return g_test_run ();
}
