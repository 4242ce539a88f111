/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Waiting for the server to speak. Nothing here waits for a time to pass. */
#include "core/base/error.h"
#include "plugins/ews/hub.h"
#include "tests/live/ews/office.h"

#define PATIENCE_MS 20000
#define LETTER "From: bob@example.org\r\nSubject: ring\r\n\r\nring\r\n"

static TocsinWatch *
watch (TocsinEwsConnection *self, const char *const *folders)
{
  g_autoptr (GError) error = NULL;
  TocsinWatch *waiting = tocsin_mail_store_watch (TOCSIN_MAIL_STORE (self), folders, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tocsin_watch_get_fd (waiting), >=, 0);

  return waiting;
}

static void
expect_news_of (TocsinWatch *self, const char *folder)
{
  gboolean heard = FALSE;

  while (!heard)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) changed = NULL;
      GPollFD poll = { tocsin_watch_get_fd (self), G_IO_IN, 0 };

      g_assert_cmpint (g_poll (&poll, 1, PATIENCE_MS), ==, 1);
      tocsin_watch_resume (self, &changed, NULL, &error);
      g_assert_no_error (error);
      heard = g_strv_contains ((const char *const *) changed, folder);
    }
}

/* Mail, a broken connection, and a subscription that the server forgot. */
static void
test_stream (void)
{
  g_autoptr (MailServer) server = mail_server_start ("ews", NULL);
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (TocsinWatch) waiting = NULL;
  g_autofree char *inbox = NULL;
  guint subscribed;

  if (server == NULL)
    return;
  self = office_open (server, "alice@example.org", NULL);
  inbox = office_find (self, "INBOX");
  waiting = watch (self, (const char *const[]){ inbox, NULL });
  mail_server_deliver (server, "alice", "inbox", LETTER);
  expect_news_of (waiting, inbox);

  subscribed = office_count_asked (server, "Subscribe");
  g_free (mail_server_run (server, "forget", "subscriptions", NULL));
  expect_news_of (waiting, inbox);
  g_assert_cmpuint (office_count_asked (server, "Subscribe"), >, subscribed);
  mail_server_deliver (server, "alice", "inbox", LETTER);
  expect_news_of (waiting, inbox);
  tocsin_watch_close (waiting);
  tocsin_watch_close (waiting);
  g_assert_cmpint (tocsin_watch_get_fd (waiting), ==, -1);
}

/* Mail in a folder is no news of the list of folders. */
static void
test_folder_list (void)
{
  g_autoptr (MailServer) server = mail_server_start ("ews", NULL);
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (TocsinWatch) waiting = NULL;
  g_autofree char *inbox = NULL;

  if (server == NULL)
    return;
  self = office_open (server, "alice@example.org", NULL);
  inbox = office_find (self, "INBOX");
  waiting = watch (self, (const char *const[]){ inbox, NULL });
  mail_server_deliver (server, "alice", "inbox", LETTER);
  expect_news_of (waiting, inbox);
  g_assert_false (tocsin_watch_take_list_changed (waiting));
}

/* Several mailboxes of one program: one connection, one thread. */
static void
test_shared (void)
{
  g_autoptr (MailServer) server =
      mail_server_start ("ews", "--grant", "carol:alice@example.org:impersonate", "--grant",
                         "carol:bob@example.org:impersonate", NULL);
  static const char *const users[] = { "alice", "bob" };
  TocsinEwsConnection *boxes[2];
  TocsinWatch *watches[2];
  char *inboxes[2];
  guint before = ews_hub_count_streams ();

  if (server == NULL)
    return;
  for (gsize i = 0; i < 2; i++)
    {
      g_autofree char *mailbox =
          g_strdup_printf ("authentication.mailbox=%s@example.org", users[i]);

      boxes[i] = office_open (server, "carol@example.org", "authentication.access=impersonate",
                              mailbox, NULL);
      inboxes[i] = office_find (boxes[i], "INBOX");
      watches[i] = watch (boxes[i], (const char *const[]){ inboxes[i], NULL });
    }
  g_assert_cmpuint (ews_hub_count_streams (), ==, before + 1);
  g_assert_cmpuint (ews_hub_count_threads (), ==, 1);
  for (gsize i = 0; i < 2; i++)
    {
      mail_server_deliver (server, users[i], "inbox", LETTER);
      expect_news_of (watches[i], inboxes[i]);
    }
  /* Who goes leaves the other to go on. */
  g_clear_object (&watches[0]);
  mail_server_deliver (server, "bob", "inbox", LETTER);
  expect_news_of (watches[1], inboxes[1]);
  g_clear_object (&watches[1]);
  for (gsize i = 0; i < 2; i++)
    {
      g_object_unref (boxes[i]);
      g_free (inboxes[i]);
    }
}

/* Without streaming there is a time to ask at, and then the answer. */
static void
test_pull (void)
{
  g_autoptr (MailServer) server = mail_server_start ("ews", NULL);
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (TocsinWatch) waiting = NULL;
  g_autofree char *inbox = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  self = office_open (server, "alice@example.org", "exchange.streaming=false", NULL);
  inbox = office_find (self, "INBOX");
  waiting = watch (self, (const char *const[]){ inbox, NULL });
  g_assert_cmpint (tocsin_watch_get_deadline (waiting), <=,
                   g_get_monotonic_time () + 60 * G_USEC_PER_SEC);
  for (guint round = 0; round < 3; round++)
    {
      g_auto (GStrv) changed = NULL;

      /* Nothing, mail, and a subscription that was forgotten. */
      if (round == 1)
        mail_server_deliver (server, "alice", "inbox", LETTER);
      if (round == 2)
        g_free (mail_server_run (server, "forget", "subscriptions", NULL));
      tocsin_watch_resume (waiting, &changed, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (changed), ==, round == 0 ? 0 : 1);
    }
  g_assert_false (office_has_asked (server, "GetStreamingEvents"));
}

/* A server that is too old for streaming is asked, too; one that gives no subscription at all is
 * looked at every so often. */
static void
test_fallbacks (void)
{
  g_autoptr (MailServer) server = mail_server_start ("ews", "--versions", "2010", NULL);
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (TocsinWatch) waiting = NULL, none = NULL;
  g_autofree char *inbox = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  self = office_open (server, "alice@example.org", NULL);
  inbox = office_find (self, "INBOX");
  waiting = watch (self, (const char *const[]){ inbox, NULL });
  g_assert_false (office_has_asked (server, "GetStreamingEvents"));

  office_fault (server, "Subscribe=code:ErrorExceededSubscriptionCount");
  none = tocsin_mail_store_watch (TOCSIN_MAIL_STORE (self), (const char *const[]){ inbox, NULL },
                                  NULL, &error);
  g_assert_null (none);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/watch/stream", test_stream);
  g_test_add_func ("/ews/watch/folder-list", test_folder_list);
  g_test_add_func ("/ews/watch/shared", test_shared);
  g_test_add_func ("/ews/watch/pull", test_pull);
  g_test_add_func ("/ews/watch/fallbacks", test_fallbacks);

  return g_test_run ();
}
