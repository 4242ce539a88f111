/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/maildir/connection.h"

#include "core/base/error.h"
#include "core/mail/mail-search.h"
#include "tests/unit/mail/place.h"
#include "tests/unit/maildir/box.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
exists (const char *place, const char *name)
{
  g_autofree char *path = g_build_filename (place, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_address (void)
{
  static const struct
  {
    const char *address;
    gboolean good;
  } rows[] = {
    { "", FALSE },           { "Maildir", FALSE },
    { "./Maildir", FALSE },  { "~ada/Maildir", FALSE },
    { "/var/mail/a", TRUE }, { "~/Maildir", TRUE },
    { "~", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinMailStore) store = box_open (rows[i].address, NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].address);
      g_assert_cmpint (tocsin_connection_check (TOCSIN_CONNECTION (store), &error), ==,
                       rows[i].good);
      if (rows[i].good)
        continue;
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (tocsin_error_get_hint (error));
      g_assert_null (tocsin_connection_get_endpoint (TOCSIN_CONNECTION (store), NULL));
    }
}

static int
list_error (TocsinMailStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = tocsin_mail_store_list_folders (store, NULL, &error);

  g_assert_true ((folders == NULL) == (error != NULL));

  return error != NULL ? error->code : -1;
}

static void
test_missing (Box *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->place, "later", NULL);
  g_autofree char *deep = g_build_filename (self->place, "not/there", NULL);
  g_autoptr (TocsinMailStore) store = box_open (path, NULL);
  g_autoptr (TocsinMailStore) creates = box_open (path, "maildir.create=true");
  g_autoptr (TocsinMailStore) too_deep = box_open (deep, "maildir.create=true");

  g_assert_cmpint (list_error (store), ==, TOCSIN_ERROR_MAILBOX_MISSING);
  g_assert_false (exists (self->place, "later"));
  g_assert_cmpint (list_error (too_deep), !=, -1);
  g_assert_false (exists (self->place, "not"));
  g_assert_cmpint (list_error (creates), ==, -1);
  g_assert_cmpint (list_error (store), ==, -1);
  g_assert_true (exists (path, "cur") && exists (path, "new") && exists (path, "tmp"));
}

/* A directory that goes and comes back has the mail it had: none of it is new. */
static void
test_away_and_back (Box *self, gconstpointer data)
{
  g_autofree char *away = g_build_filename (self->place, "away", NULL);
  g_autoptr (TocsinMailChanges) first = NULL;
  g_autoptr (TocsinMailChanges) again = NULL;
  g_autoptr (GError) error = NULL;

  box_write (self, "new/m", "x: y\n\n");
  place_settle_maildir (self->path);
  first = tocsin_mail_store_changes (self->store, "INBOX", NULL, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (self->path, away), ==, 0);
  g_assert_null (
      tocsin_mail_store_changes (self->store, "INBOX", first->cursor, NULL, 0, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_clear_error (&error);
  g_assert_cmpint (g_rename (away, self->path), ==, 0);
  again = tocsin_mail_store_changes (self->store, "INBOX", first->cursor, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->refs->len, ==, 0);
}

static void
test_closed (Box *self, gconstpointer data)
{
  tocsin_connection_close (TOCSIN_CONNECTION (self->store));
  g_assert_cmpint (list_error (self->store), ==, TOCSIN_ERROR_CANCELLED);
}

static void
test_create_folder (Box *self, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *directory;
    const char *why;
  } rows[] = {
    { "Archive", ".Archive", "a folder" },
    { "Archive", ".Archive", "that is there already" },
    { "Archive/2026/11", ".Archive.2026.11", "with levels, whose parents need not be" },
    { "Bücher", ".B&APw-cher", "as Dovecot writes it" },
    { "Tom & Jerry", ".Tom &- Jerry", "an ampersand" },
    { "inbox", "cur", "the one that is always there" },
    { "", NULL, "no name" },
    { "/", NULL, "levels without names" },
    { "a//b", NULL, "a level without a name" },
    { "a/", NULL, "at the end" },
    { "v1.0", NULL, "a dot is what parts levels there" },
    { "..", NULL, "the directory above" },
    { "../x", NULL, "and what is in it" },
    { "a\nb", NULL, "a line break" },
    { "a\xff", NULL, "no UTF-8" },
    { "∕x", NULL, "a division slash stands for a slash" },
  };
  g_autofree char *long_name = g_strnfill (300, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean made = tocsin_mail_store_create_folder (self->store, rows[i].name, NULL, &error);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (made, ==, rows[i].directory != NULL);
      if (made)
        g_assert_true (exists (self->path, rows[i].directory));
      else
        g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
    }
  g_assert_false (tocsin_mail_store_create_folder (self->store, long_name, NULL, NULL));
  g_assert_true (exists (self->path, ".Archive/maildirfolder"));
  g_assert_true (exists (self->path, ".Archive/tmp"));
  g_assert_false (exists (self->place, "x"));
}

/* What a program left half made becomes whole. */
static void
test_complete_folder (Box *self, gconstpointer data)
{
  g_autofree char *half = g_build_filename (self->path, ".Half", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (half, 0700), ==, 0);
  g_assert_true (tocsin_mail_store_create_folder (self->store, "Half", NULL, &error));
  g_assert_no_error (error);
  g_assert_true (exists (half, "cur") && exists (half, "new") && exists (half, "tmp"));
}

static gboolean
append (Box *self, const char *folder, const char *text, guint64 size, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, -1, NULL);

  return tocsin_mail_store_append (self->store, folder, stream, size, NULL, error);
}

static void
test_append (void)
{
  static const struct
  {
    const char *text;
    const char *stored;
    const char *sizes;
    const char *why;
  } rows[] = {
    { "a: b\r\n\r\nc\r\n", "a: b\n\nc\n", ",S=8,W=11", "lines end with LF there" },
    { "a: b\n\nc\n", "a: b\n\nc\n", ",S=8,W=11", "whatever they ended with" },
    { "a: b\r\n\r\nc", "a: b\n\nc", ",S=7,W=9", "the last without an end" },
    { "a\rb\r\n", "a\rb\n", ",S=4,W=5", "a CR by itself stays" },
    { "a\r", "a\r", ",S=2,W=2", "at the end, too" },
    { "a\r\r\n", "a\r\n", ",S=3,W=3", "and before an end of line" },
    { "", "", ",S=0,W=0", "nothing at all" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Box self = { NULL };
      g_autofree char *name = NULL;
      g_autofree char *stored = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].why);
      box_set_up (&self, NULL);
      g_assert_true (append (&self, "INBOX", rows[i].text, strlen (rows[i].text), &error));
      g_assert_no_error (error);
      name = box_list (&self);
      g_assert_true (g_str_has_prefix (name, "new/"));
      g_assert_true (g_str_has_suffix (name, rows[i].sizes));
      stored = box_read (&self, name);
      g_assert_cmpstr (stored, ==, rows[i].stored);
      box_tear_down (&self, NULL);
    }
}

/* Nobody sees half of a message, and none is left lying about. */
static void
test_append_torn (Box *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *files = NULL;

  g_assert_false (append (self, "INBOX", "a: b\r\n", 100, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL);
  g_clear_error (&error);
  g_assert_false (append (self, ".Missing", "a: b\r\n", 6, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_clear_error (&error);
  g_assert_false (append (self, "../elsewhere", "a: b\r\n", 6, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  files = box_list (self);
  g_assert_cmpstr (files, ==, "");
}

static gboolean
count_match (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  ++*(guint *) user_data;

  return TRUE;
}

/* Looking at mail, down to its text, leaves everything as it was. */
static void
test_reading_changes_nothing (Box *self, gconstpointer data)
{
  static const char *const queries[] = { "body:lunch", "subject:x", "is:unread", "larger:1" };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  box_write (self, "new/a", "Subject: x\n\nlunch\n");
  box_write (self, "cur/b:2,", "Subject: x\n\nlunch\n");
  before = box_list (self);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (queries[i], &error);
      guint matches = 0;

      g_assert_no_error (error);
      g_assert_true (tocsin_mail_search (self->store, "INBOX", query, g_get_real_time (),
                                         count_match, &matches, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (matches, ==, 2);
    }
  after = box_list (self);
  g_assert_cmpstr (after, ==, before);
}

static void
note_step (TocsinReport *report,
           TocsinStep step,
           TocsinStepStatus status,
           guint milliseconds,
           GVariant *facts,
           GError *error,
           gpointer user_data)
{
  if (status != TOCSIN_STEP_STATUS_RUNNING)
    g_string_append_printf (user_data, "%s=%s ", tocsin_step_to_string (step),
                            tocsin_step_status_to_string (status));
}

static void
check_test (
    Box *self, TocsinMailStore *store, const char *folder, gboolean passes, const char *told)
{
  const char *const folders[] = { folder, NULL };
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (GString) steps = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (report, "step", G_CALLBACK (note_step), steps);
  g_assert_cmpint (tocsin_connection_test_folders (TOCSIN_CONNECTION (store), folders, report, NULL,
                                                   NULL, &error),
                   ==, passes);
  g_assert_cmpstr (steps->str, ==, told);
}

static void
test_test (Box *self, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (self->place, "nowhere", NULL);
  g_autoptr (TocsinMailStore) missing = box_open (nowhere, NULL);

  check_test (self, self->store, "INBOX", TRUE, "settings=ok mailbox=ok features=ok ");
  check_test (self, self->store, "Else", FALSE, "settings=ok mailbox=failed features=not-run ");
  check_test (self, missing, NULL, FALSE, "settings=ok mailbox=failed features=not-run ");
}

#define ADD(path, func) g_test_add (path, Box, NULL, box_set_up, func, box_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/maildir/connection/address", test_address);
  g_test_add_func ("/maildir/connection/append", test_append);
  ADD ("/maildir/connection/missing", test_missing);
  ADD ("/maildir/connection/away-and-back", test_away_and_back);
  ADD ("/maildir/connection/closed", test_closed);
  ADD ("/maildir/connection/create-folder", test_create_folder);
  ADD ("/maildir/connection/complete-folder", test_complete_folder);
  ADD ("/maildir/connection/append-torn", test_append_torn);
  ADD ("/maildir/connection/reading-changes-nothing", test_reading_changes_nothing);
  ADD ("/maildir/connection/test", test_test);

  return g_test_run ();
}
