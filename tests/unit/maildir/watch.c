/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/maildir/watch.h"

#include "core/base/error.h"
#include "tests/unit/engine/fake-clock.h"
#include "tests/unit/mail/place.h"
#include "tests/unit/maildir/box.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>

#define INTERVAL 10

static const char *const inbox[] = { "INBOX", NULL };
static const char *const both[] = { "INBOX", ".Sub", NULL };

static TocsinWatch *
begin (Box *self, const char *const *folders, gboolean polls, TocsinClock *clock)
{
  MaildirWatchMeans means = maildir_watch_events_choose (self->path, polls, INTERVAL);
  g_autoptr (GError) error = NULL;
  TocsinWatch *watch = tocsin_maildir_watch_new (self->path, folders, &means, clock, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tocsin_watch_get_fd (watch), >=, 0);

  return watch;
}

static gboolean
has_input (TocsinWatch *watch)
{
  struct pollfd poll_fd = { .fd = tocsin_watch_get_fd (watch), .events = POLLIN };

  return poll (&poll_fd, 1, 0) == 1;
}

/* Folders that may have changed, with a plus when the list of them did. */
static void
expect (TocsinWatch *watch, const char *expected)
{
  g_auto (GStrv) folders = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *told = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_watch_resume (watch, &folders, NULL, &error));
  g_assert_no_error (error);
  joined = g_strjoinv (" ", folders);
  told = g_strconcat (joined, tocsin_watch_take_list_changed (watch) ? "+" : "", NULL);
  g_assert_cmpstr (told, ==, expected);
  g_assert_false (has_input (watch));
}

static void
rename_within (Box *self, const char *from, const char *to)
{
  g_autofree char *old = g_build_filename (self->path, from, NULL);
  g_autofree char *new = g_build_filename (self->path, to, NULL);

  g_assert_cmpint (g_rename (old, new), ==, 0);
}

static void
make_directory (Box *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

static void
remove_directory (Box *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);

  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
test_notices (Box *self, gconstpointer data)
{
  g_autoptr (TocsinWatch) watch = NULL;

  g_free (place_make_maildir (self->path, ".Sub"));
  watch = begin (self, both, FALSE, NULL);
  g_assert_false (has_input (watch));
  g_assert_cmpint (tocsin_watch_get_deadline (watch), ==, G_MAXINT64);
  expect (watch, "");

  box_write (self, "tmp/m", "x: y\n\n");
  g_assert_false (has_input (watch));
  rename_within (self, "tmp/m", "new/m");
  g_assert_true (has_input (watch));
  expect (watch, "INBOX");
  rename_within (self, "new/m", "cur/m:2,");
  expect (watch, "INBOX");
  rename_within (self, "cur/m:2,", "cur/m:2,S");
  expect (watch, "INBOX");
  box_write (self, ".Sub/new/n", "x: y\n\n");
  expect (watch, ".Sub");
  box_write (self, ".Sub/new/o", "x: y\n\n");
  box_write (self, "new/p", "x: y\n\n");
  expect (watch, "INBOX .Sub");
  expect (watch, "");
}

/* Folders come and go, with their directories made before, after and bit by bit. */
static void
test_folders (Box *self, gconstpointer data)
{
  g_autoptr (TocsinWatch) watch = begin (self, inbox, FALSE, NULL);

  box_write (self, "dovecot-uidlist", "3\n");
  expect (watch, "");
  make_directory (self, ".Late");
  expect (watch, "+");
  make_directory (self, ".Late/tmp");
  expect (watch, "");
  make_directory (self, ".Late/cur");
  expect (watch, "+");
  g_free (place_make_maildir (self->place, "whole"));
  rename_within (self, "../whole", ".Whole");
  expect (watch, "+");
  rename_within (self, ".Whole", ".Other");
  expect (watch, "+");
  make_directory (self, "lost+found");
  expect (watch, "");
}

/* A watched folder, or what is in it, is removed and made again. */
static void
test_made_again (Box *self, gconstpointer data)
{
  g_autoptr (TocsinWatch) watch = NULL;

  g_free (place_make_maildir (self->path, ".Sub"));
  watch = begin (self, both, FALSE, NULL);
  remove_directory (self, "new");
  expect (watch, "INBOX");
  make_directory (self, "new");
  expect (watch, "INBOX");
  box_write (self, "new/m", "x: y\n\n");
  expect (watch, "INBOX");

  rename_within (self, ".Sub", ".Away");
  expect (watch, ".Sub+");
  box_write (self, ".Away/new/m", "x: y\n\n");
  rename_within (self, ".Away", ".Sub");
  expect (watch, ".Sub+");
  box_write (self, ".Sub/new/n", "x: y\n\n");
  expect (watch, ".Sub");
}

static void
test_root_gone (Box *self, gconstpointer data)
{
  g_autofree char *away = g_build_filename (self->place, "away", NULL);
  g_autoptr (TocsinWatch) watch = begin (self, inbox, FALSE, NULL);
  g_auto (GStrv) folders = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rename (self->path, away), ==, 0);
  g_assert_true (has_input (watch));
  g_assert_false (tocsin_watch_resume (watch, &folders, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_assert_cmpint (tocsin_watch_get_fd (watch), ==, -1);
  g_clear_error (&error);
  g_assert_false (tocsin_watch_resume (watch, &folders, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

/* More happened than the system keeps for us. */
static void
test_overflow (Box *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *a = g_build_filename (self->path, "cur/m:2,", NULL);
  g_autofree char *b = g_build_filename (self->path, "cur/m:2,S", NULL);
  g_autoptr (TocsinWatch) watch = NULL;
  guint64 most;

  if (!g_file_get_contents ("/proc/sys/fs/inotify/max_queued_events", &text, NULL, NULL))
    {
      g_test_skip ("the system does not tell how many events it keeps");
      return;
    }
  most = g_ascii_strtoull (text, NULL, 10);
  g_free (place_make_maildir (self->path, ".Sub"));
  box_write (self, "cur/m:2,", "x: y\n\n");
  watch = begin (self, both, FALSE, NULL);
  for (guint64 i = 0; i < most + 10; i++)
    g_assert_cmpint (i % 2 == 0 ? g_rename (a, b) : g_rename (b, a), ==, 0);
  box_write (self, ".Sub/new/n", "x: y\n\n");
  expect (watch, "INBOX .Sub+");
  box_write (self, ".Sub/new/o", "x: y\n\n");
  expect (watch, ".Sub");
}

/* Where the system does not tell, a look every so often does. */
static void
test_polls (Box *self, gconstpointer data)
{
  g_autoptr (TocsinClock) clock = fake_clock_new ();
  g_autoptr (TocsinWatch) watch = NULL;

  g_free (place_make_maildir (self->path, ".Sub"));
  place_settle_maildir (self->path);
  watch = begin (self, inbox, TRUE, clock);
  g_assert_cmpint (tocsin_watch_get_deadline (watch), ==,
                   tocsin_clock_get_monotonic (clock) + INTERVAL * (gint64) G_USEC_PER_SEC);
  box_write (self, "new/m", "x: y\n\n");
  g_assert_false (has_input (watch));
  expect (watch, "");
  fake_clock_advance (clock, INTERVAL);
  /* The list of folders was made just now, and may change again within the same tick. */
  expect (watch, "INBOX+");
  fake_clock_advance (clock, INTERVAL);
  expect (watch, "INBOX+");
  place_settle_maildir (self->path);
  fake_clock_advance (clock, INTERVAL);
  expect (watch, "INBOX+");
  fake_clock_advance (clock, INTERVAL);
  expect (watch, "+");
  g_assert_cmpint (tocsin_watch_get_deadline (watch), >, tocsin_clock_get_monotonic (clock));
}

#define ADD(path, func) g_test_add (path, Box, NULL, box_set_up, func, box_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/maildir/watch/notices", test_notices);
  ADD ("/maildir/watch/folders", test_folders);
  ADD ("/maildir/watch/made-again", test_made_again);
  ADD ("/maildir/watch/root-gone", test_root_gone);
  ADD ("/maildir/watch/overflow", test_overflow);
  ADD ("/maildir/watch/polls", test_polls);

  return g_test_run ();
}
