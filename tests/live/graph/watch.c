/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/plugin/connection.h"
#include "plugins/office365/changes.h"
#include "plugins/office365/watch.h"
#include "tests/live/graph/office.h"
#include "tests/unit/engine/fake-clock.h"

#include <string.h>

/* Waiting for mail by asking for it: often, then less often, and with one request. */

#define LETTER "From: a@example.org\nDate: Sat, 21 Nov 2026 10:00:00 +0000\nSubject: x\n\nText\n"

typedef struct
{
  Office office;
  TocsinMailStore *store;
  GraphAccount *account;
  GraphMemory *memory;
  TocsinClock *clock;
  TocsinWatch *watch;
  GStrv folders;
} Post;

static void
post_clear (Post *self)
{
  g_clear_object (&self->watch);
  g_clear_pointer (&self->account, graph_account_unref);
  g_clear_pointer (&self->memory, graph_memory_free);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->folders, g_strfreev);
  office_clear (&self->office);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Post, post_clear)

static gboolean
post_open (Post *self, const char *const *names)
{
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  if (!office_start (&self->office))
    return FALSE;
  self->store = office_connect (&self->office, NULL);
  settings = tocsin_connection_get_settings (TOCSIN_CONNECTION (self->store));
  self->account = graph_account_new (settings, &error);
  g_assert_no_error (error);
  self->memory = graph_memory_new ();
  self->clock = fake_clock_new ();
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autoptr (TocsinFolder) folder = office_find (self->store, names[i]);

      g_strv_builder_add (folders, folder->id);
    }
  self->folders = g_strv_builder_end (folders);
  self->watch =
      tocsin_office365_watch_new (G_OBJECT (self->store), self->account, self->memory,
                                  (const char *const *) self->folders, self->clock, &error);
  g_assert_no_error (error);

  return TRUE;
}

/* Whoever is told of changes looks at them. */
static void
catch_up (Post *self)
{
  for (char **folder = self->folders; *folder != NULL; folder++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinMailChanges) changes =
          graph_changes (self->account, self->memory, *folder, NULL, 0, NULL, &error);

      g_assert_no_error (error);
    }
}

static guint
count_requests (Post *self)
{
  g_autofree char *text = office_requests (&self->office);
  guint n_lines = 0;

  for (const char *p = text; *p != '\0'; p++)
    n_lines += *p == '\n';

  return n_lines;
}

/* At its deadline; returns how many folders changed. */
static guint
resume (Post *self)
{
  gint64 wait = tocsin_watch_get_deadline (self->watch) - tocsin_clock_get_monotonic (self->clock);
  g_auto (GStrv) folders = NULL;
  g_autoptr (GError) error = NULL;

  fake_clock_advance (self->clock, (double) MAX (wait, 0) / G_TIME_SPAN_SECOND);
  tocsin_watch_resume (self->watch, &folders, NULL, &error);
  g_assert_no_error (error);

  return g_strv_length (folders);
}

static gint64
get_wait (Post *self)
{
  return (tocsin_watch_get_deadline (self->watch) - tocsin_clock_get_monotonic (self->clock))
         / G_TIME_SPAN_SECOND;
}

static void
test_pace (void)
{
  static const char *const inbox[] = { "INBOX", NULL };
  g_auto (Post) post = { 0 };
  guint before;

  if (!post_open (&post, inbox))
    return;
  g_assert_cmpint (tocsin_watch_get_fd (post.watch), >=, 0);
  /* Nobody has looked yet. */
  g_assert_cmpuint (resume (&post), ==, 1);
  catch_up (&post);
  before = count_requests (&post);
  g_assert_cmpuint (resume (&post), ==, 0);
  g_assert_cmpuint (count_requests (&post), ==, before + 1);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (resume (&post), ==, 0);
  g_assert_cmpint (get_wait (&post), ==, GRAPH_WATCH_MOST);
  g_free (office_deliver (&post.office, "inbox", LETTER));
  g_assert_cmpuint (resume (&post), ==, 1);
  g_assert_cmpint (get_wait (&post), ==, GRAPH_WATCH_LEAST);
  catch_up (&post);
  g_assert_cmpuint (resume (&post), ==, 0);
  /* A link that is lost is news, too. */
  g_free (mail_server_run (post.office.graph, "lose-sync", NULL));
  g_assert_cmpuint (resume (&post), ==, 1);
  office_assert_no_violation (&post.office);
}

static void
test_many (void)
{
  static const char *const names[] = { "INBOX", "Archive", "Sent Items", NULL };
  g_auto (Post) post = { 0 };
  g_auto (GStrv) folders = NULL;
  g_autoptr (GError) error = NULL;
  guint before;

  if (!post_open (&post, names))
    return;
  g_assert_cmpuint (resume (&post), ==, 3);
  catch_up (&post);
  before = count_requests (&post);
  g_assert_cmpuint (resume (&post), ==, 0);
  g_assert_cmpuint (count_requests (&post), ==, before + 1);
  g_free (office_deliver (&post.office, "archive", LETTER));
  fake_clock_advance (post.clock, GRAPH_WATCH_MOST);
  tocsin_watch_resume (post.watch, &folders, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (folders), ==, 1);
  g_assert_cmpstr (folders[0], ==, post.folders[1]);
  office_assert_no_violation (&post.office);
}

/* Who asks too often is told so, and waits. */
static void
test_throttled (void)
{
  static const char *const inbox[] = { "INBOX", NULL };
  g_auto (Post) post = { 0 };

  if (!post_open (&post, inbox))
    return;
  catch_up (&post);
  office_fault (&post.office, "GET:delta=429 ApplicationThrottled @7200");
  g_assert_cmpuint (resume (&post), ==, 0);
  g_assert_cmpint (get_wait (&post), >=, 7000);
}

static void
test_closed (void)
{
  static const char *const inbox[] = { "INBOX", NULL };
  g_auto (Post) post = { 0 };
  g_auto (GStrv) folders = NULL;
  g_autoptr (GError) error = NULL;

  if (!post_open (&post, inbox))
    return;
  tocsin_watch_close (post.watch);
  tocsin_watch_close (post.watch);
  g_assert_cmpint (tocsin_watch_get_fd (post.watch), ==, -1);
  g_assert_false (tocsin_watch_resume (post.watch, &folders, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/graph/watch/pace", test_pace);
  g_test_add_func ("/graph/watch/many", test_many);
  g_test_add_func ("/graph/watch/closed", test_closed);
  /* The last: the server wants to be left alone then. */
  g_test_add_func ("/graph/watch/throttled", test_throttled);

  status = g_test_run ();
  office_end ();

  return status;
}
