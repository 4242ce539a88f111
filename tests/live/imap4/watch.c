/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "plugins/imap4/session/session.h"
#include "plugins/imap4/watch.h"
#include "tests/live/imap4/account.h"

#include <glib.h>
#include <string.h>

/* Waiting for a real server to speak. Nothing here waits for a time to pass: the descriptor says
 * when there is something to take in. */

#define PATIENCE_MS 20000

#define WITHOUT_NOTIFY                                                                             \
  "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ UIDPLUS MOVE LIST-EXTENDED "          \
  "LIST-STATUS SPECIAL-USE ESEARCH UNSELECT NAMESPACE AUTH=PLAIN"

static TocsinMailStore *
open_plain (MailServer *server)
{
  g_autofree char *port = g_strdup_printf ("port=%u", mail_server_get_port (server));

  return account_open (server, "alice", port, "encryption.mode=none",
                       "encryption.allow-cleartext=true", NULL);
}

static TocsinWatch *
watch (TocsinMailStore *store, const char *const *folders)
{
  g_autoptr (GError) error = NULL;
  TocsinWatch *self = tocsin_mail_store_watch (store, folders, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tocsin_watch_get_fd (self), >=, 0);

  return self;
}

/* What the server has to say, once it says something about @folder. */
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

static void
test_one_folder (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (TocsinWatch) waiting = NULL;
  g_autoptr (GVariant) cursor = NULL;
  g_autoptr (TocsinMailChanges) begin = NULL;
  g_autoptr (TocsinMailChanges) news = NULL;
  const char *const folders[] = { "INBOX", NULL };

  if (server == NULL)
    return;
  store = open_plain (server);
  begin = account_changes (store, "INBOX", &cursor);
  waiting = watch (store, folders);
  mail_server_deliver (server, "alice", "INBOX", "Subject: ring\n\nring\n");
  expect_news_of (waiting, "INBOX");
  news = account_changes (store, "INBOX", &cursor);
  g_assert_cmpuint (news->refs->len, ==, 1);

  mail_server_deliver (server, "alice", "INBOX", "Subject: again\n\nring\n");
  expect_news_of (waiting, "INBOX");
  tocsin_watch_close (waiting);
  g_assert_cmpint (tocsin_watch_get_fd (waiting), ==, -1);
}

static void
test_many_folders (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (TocsinWatch) waiting = NULL;
  g_autoptr (GError) error = NULL;
  const char *const folders[] = { "INBOX", "Bills", "Books", NULL };

  if (server == NULL)
    return;
  store = open_plain (server);
  g_assert_true (tocsin_mail_store_create_folder (store, "Bills", NULL, &error));
  g_assert_true (tocsin_mail_store_create_folder (store, "Books", NULL, &error));
  g_assert_true (tocsin_mail_store_create_folder (store, "Books", NULL, &error));
  g_assert_no_error (error);
  waiting = watch (store, folders);

  mail_server_deliver (server, "alice", "Bills", "Subject: bill\n\npay\n");
  expect_news_of (waiting, "Bills");
  mail_server_deliver (server, "alice", "Books", "Subject: book\n\nread\n");
  expect_news_of (waiting, "Books");
  mail_server_deliver (server, "alice", "INBOX", "Subject: ring\n\nring\n");
  expect_news_of (waiting, "INBOX");
}

/* Time that passes when the test says so. */
#define LATE_TYPE_CLOCK (late_clock_get_type ())
G_DECLARE_FINAL_TYPE (LateClock, late_clock, LATE, CLOCK, TocsinClock)

struct _LateClock
{
  TocsinClock parent_instance;
  gint64 passed;
};

G_DEFINE_FINAL_TYPE (LateClock, late_clock, TOCSIN_TYPE_CLOCK)

static gint64
late_clock_get_monotonic (TocsinClock *clock)
{
  return g_get_monotonic_time () + LATE_CLOCK (clock)->passed;
}

static void
late_clock_class_init (LateClockClass *klass)
{
  TOCSIN_CLOCK_CLASS (klass)->get_monotonic = late_clock_get_monotonic;
}

static void
late_clock_init (LateClock *self)
{
}

static TocsinWatch *
watch_late (TocsinMailStore *store, const char *const *folders, LateClock *clock)
{
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_get_settings (TOCSIN_CONNECTION (store));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinEndpoint) endpoint =
      tocsin_endpoint_new (settings, &imap4_endpoint_defaults, &error);
  g_autoptr (TocsinSessionPool) pool =
      tocsin_session_pool_new (endpoint, TOCSIN_TYPE_IMAP4_SESSION, NULL);
  g_autoptr (GCancellable) closing = g_cancellable_new ();
  g_autoptr (Imap4Rhythm) rhythm = imap4_rhythm_new ();
  TocsinWatch *self;

  self = tocsin_imap4_watch_new (tocsin_session_loan_new (pool, closing, NULL, &error), folders,
                                 rhythm, TOCSIN_CLOCK (clock), &error);
  g_assert_no_error (error);

  return self;
}

static void
test_rounds (void)
{
  g_autoptr (MailServer) server =
      mail_server_start ("dovecot", "--capability", WITHOUT_NOTIFY, NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (TocsinWatch) waiting = NULL;
  g_autoptr (LateClock) clock = g_object_new (LATE_TYPE_CLOCK, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) early = NULL;
  g_auto (GStrv) late = NULL;
  const char *const folders[] = { "INBOX", "Bills", NULL };

  if (server == NULL)
    return;
  store = open_plain (server);
  g_assert_true (tocsin_mail_store_create_folder (store, "Bills", NULL, &error));
  waiting = watch_late (store, folders, clock);
  mail_server_deliver (server, "alice", "Bills", "Subject: bill\n\npay\n");

  g_assert_true (tocsin_watch_resume (waiting, &early, NULL, &error));
  g_assert_cmpuint (g_strv_length (early), ==, 0);
  clock->passed = tocsin_watch_get_deadline (waiting) - g_get_monotonic_time () + G_USEC_PER_SEC;
  g_assert_true (tocsin_watch_resume (waiting, &late, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_strv_contains ((const char *const *) late, "Bills"));

  mail_server_deliver (server, "alice", "INBOX", "Subject: ring\n\nring\n");
  expect_news_of (waiting, "INBOX");
}

static void
test_server_gone (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (TocsinWatch) waiting = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) changed = NULL;
  const char *const folders[] = { "INBOX", NULL };
  GPollFD poll = { -1, G_IO_IN, 0 };

  if (server == NULL)
    return;
  store = open_plain (server);
  waiting = watch (store, folders);
  poll.fd = tocsin_watch_get_fd (waiting);
  mail_server_stop (server);
  g_assert_cmpint (g_poll (&poll, 1, PATIENCE_MS), ==, 1);
  g_assert_false (tocsin_watch_resume (waiting, &changed, NULL, &error));
  g_assert_true (tocsin_error_is_network (error)
                 || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/live/watch/one-folder", test_one_folder);
  g_test_add_func ("/imap4/live/watch/many-folders", test_many_folders);
  g_test_add_func ("/imap4/live/watch/rounds", test_rounds);
  g_test_add_func ("/imap4/live/watch/server-gone", test_server_gone);

  return g_test_run ();
}
