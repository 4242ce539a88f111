/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/maildir.h"

#include "core/base/error.h"
#include "core/mail/folder.h"
#include "core/mail/maildir-folders.h"
#include "tests/unit/mail/place.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECOND G_USEC_PER_SEC

typedef struct
{
  char *place;
  char *path;
  TocsinMaildir *maildir;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->place = place_new ();
  self->path = place_make_maildir (self->place, "mail");
  self->maildir = tocsin_maildir_new (self->path, TOCSIN_MAILDIR_INBOX);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->maildir);
  g_free (self->path);
  place_remove (self->place);
}

static void
deliver (Fixture *self, const char *name, const char *text, gint64 seconds)
{
  g_free (place_write (self->path, name, text, -1, seconds));
}

static void
rename_message (Fixture *self, const char *from, const char *to)
{
  g_autofree char *old = g_build_filename (self->path, from, NULL);
  g_autofree char *new = g_build_filename (self->path, to, NULL);

  g_assert_cmpint (g_rename (old, new), ==, 0);
}

static GPtrArray *
list (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = tocsin_maildir_list (self->maildir, NULL, NULL, &error);

  g_assert_no_error (error);

  return entries;
}

static const TocsinMaildirEntry *
at (GPtrArray *entries, guint i)
{
  g_assert_cmpuint (i, <, entries->len);

  return g_ptr_array_index (entries, i);
}

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    const char *key;
    TocsinMessageFlags flags;
    const char *keywords;
    guint64 size;
    const char *why;
  } rows[] = {
    { "1.M2P3.host:2,", "1.M2P3.host", 0, "", 0, "no flags" },
    { "1.M2P3.host", "1.M2P3.host", 0, "", 0, "no info at all" },
    { "1.host:2,S", "1.host", TOCSIN_MESSAGE_FLAGS_SEEN, "", 0, "seen" },
    { "1.host:2,R", "1.host", TOCSIN_MESSAGE_FLAGS_ANSWERED, "", 0, "replied" },
    { "1.host:2,F", "1.host", TOCSIN_MESSAGE_FLAGS_FLAGGED, "", 0, "flagged" },
    { "1.host:2,T", "1.host", TOCSIN_MESSAGE_FLAGS_DELETED, "", 0, "trashed" },
    { "1.host:2,D", "1.host", TOCSIN_MESSAGE_FLAGS_DRAFT, "", 0, "a draft" },
    { "1.host:2,PS", "1.host", TOCSIN_MESSAGE_FLAGS_SEEN, "$Forwarded", 0, "passed on" },
    { "1.host:2,Sac", "1.host", TOCSIN_MESSAGE_FLAGS_SEEN, "$Junk work", 0, "letters" },
    { "1.host:2,Sbz", "1.host", TOCSIN_MESSAGE_FLAGS_SEEN, "", 0, "letters without a name" },
    { "1.host:2,X1%", "1.host", 0, "", 0, "what has no meaning" },
    { "1.host:1,S", "1.host", 0, "", 0, "another version of the info" },
    { "1.host,S=10,W=12:2,S", "1.host,S=10,W=12", TOCSIN_MESSAGE_FLAGS_SEEN, "", 12, "a size" },
    { "1.host,W=12,S=10:2,", "1.host,W=12,S=10", 0, "", 12, "in another order" },
    { "1.host,W=12x:2,", "1.host,W=12x", 0, "", 0, "a size that is none" },
    { "1.host,W=:2,", "1.host,W=", 0, "", 0, "nor this" },
    { "1.host;2,FS", "1.host", TOCSIN_MESSAGE_FLAGS_SEEN | TOCSIN_MESSAGE_FLAGS_FLAGGED, "", 0,
      "on a file system that takes no colon" },
    { "1.host!2,", "1.host", 0, "", 0, "and another's way" },
    { "1;2,x.host", "1;2,x.host", 0, "", 0, "which is only info at the end" },
    { "2,S", "2,S", 0, "", 0, "and behind something" },
    { "a\nb:2,S", "a\\x0Ab", TOCSIN_MESSAGE_FLAGS_SEEN, "", 0, "a line break" },
    { "a\xff:2,S", "a\\xFF", TOCSIN_MESSAGE_FLAGS_SEEN, "", 0, "no UTF-8" },
  };
  const char *known[TOCSIN_MAILDIR_MAX_KEYWORDS] = { "$Junk", NULL, "work" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinMaildirEntry) entry =
          tocsin_maildir_entry_new ("/d", "cur", rows[i].name, known);
      g_autofree char *keywords = g_strjoinv (" ", entry->keywords);
      g_autofree char *path = g_strconcat ("/d/cur/", rows[i].name, NULL);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (entry->key, ==, rows[i].key);
      g_assert_cmpint (entry->flags, ==, rows[i].flags);
      g_assert_cmpstr (keywords, ==, rows[i].keywords);
      g_assert_cmpuint (entry->size, ==, rows[i].size);
      g_assert_cmpstr (entry->path, ==, path);
    }
}

static void
test_list (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *pipe = g_build_filename (self->path, "cur", "pipe:2,", NULL);
  g_autofree char *folder = g_build_filename (self->path, "cur", "folder", NULL);

  deliver (self, "cur/late:2,S", "x: y\n\n", 300);
  deliver (self, "cur/b:2,", "x: y\n\n", 200);
  deliver (self, "cur/a:2,", "x: y\n\nlonger\n", 200);
  deliver (self, "new/early", "x: y\n\n", 100);
  deliver (self, "tmp/half", "x: y\n\n", 50);
  deliver (self, "cur/.hidden", "x: y\n\n", 50);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);

  entries = list (self);
  g_assert_cmpuint (entries->len, ==, 4);
  g_assert_cmpstr (at (entries, 0)->key, ==, "early");
  g_assert_cmpint (at (entries, 0)->flags, ==, TOCSIN_MESSAGE_FLAGS_RECENT);
  g_assert_cmpstr (at (entries, 1)->key, ==, "a");
  g_assert_cmpuint (at (entries, 1)->bytes, ==, strlen ("x: y\n\nlonger\n"));
  g_assert_cmpstr (at (entries, 2)->key, ==, "b");
  g_assert_cmpstr (at (entries, 3)->key, ==, "late");
  g_assert_cmpint (at (entries, 3)->received, ==, 300 * SECOND);
}

static void
test_keywords (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *keywords = NULL;

  deliver (self, "dovecot-keywords", "0 $Junk\n2 with blank\nnonsense\n26 beyond\n3\n25 last\n", 1);
  deliver (self, "cur/m:2,abcdz", "x: y\n\n", 1);
  entries = list (self);
  keywords = g_strjoinv ("|", at (entries, 0)->keywords);
  g_assert_cmpstr (keywords, ==, "$Junk|with blank|last");
}

static void
test_large_keywords (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("0 $Junk\n");
  g_autoptr (GPtrArray) entries = NULL;

  while (text->len <= 64 * 1024)
    g_string_append (text, "1 again\n");
  deliver (self, "dovecot-keywords", text->str, 1);
  deliver (self, "cur/m:2,a", "x: y\n\n", 1);
  entries = list (self);
  g_assert_cmpuint (g_strv_length (at (entries, 0)->keywords), ==, 0);
}

/* What can't be a list of keywords names none, and the mail is there all the same. */
static void
test_bad_keywords (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->path, "dovecot-keywords", NULL);
  g_autoptr (GPtrArray) entries = NULL;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  deliver (self, "cur/m:2,a", "x: y\n\n", 1);
  entries = list (self);
  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_cmpuint (g_strv_length (at (entries, 0)->keywords), ==, 0);
}

/* With new keywords, the names that are known say something else. */
static void
test_other_keywords (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;

  deliver (self, "cur/m:2,a", "x: y\n\n", 1);
  place_settle_maildir (self->path);
  before = list (self);
  g_assert_cmpuint (g_strv_length (at (before, 0)->keywords), ==, 0);
  deliver (self, "dovecot-keywords", "0 $Junk\n", 1);
  after = list (self);
  g_assert_cmpstr (at (after, 0)->keywords[0], ==, "$Junk");
}

/* Between two looks only what is new is looked at, and what stays is what it was. */
static void
test_list_again (Fixture *self, gconstpointer data)
{
  g_autofree char *gone = g_build_filename (self->path, "cur", "gone:2,", NULL);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) same = NULL;
  g_autoptr (GPtrArray) other = NULL;

  deliver (self, "cur/kept:2,S", "x: y\n\n", 100);
  deliver (self, "cur/gone:2,", "x: y\n\n", 200);
  deliver (self, "cur/renamed:2,", "x: y\n\n", 300);
  place_settle_maildir (self->path);
  first = list (self);
  same = list (self);
  g_assert_true (first == same);

  g_assert_cmpint (g_unlink (gone), ==, 0);
  rename_message (self, "cur/renamed:2,", "cur/renamed:2,F");
  deliver (self, "new/fresh", "x: y\n\n", 400);
  other = list (self);
  g_assert_cmpuint (other->len, ==, 3);
  g_assert_true (at (other, 0) == at (first, 0));
  g_assert_cmpstr (at (other, 1)->key, ==, "renamed");
  g_assert_cmpint (at (other, 1)->flags, ==, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  g_assert_cmpstr (at (other, 2)->key, ==, "fresh");
}

static gboolean
is_complete (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  gboolean complete = FALSE;
  g_autoptr (GPtrArray) entries = tocsin_maildir_list (self->maildir, &complete, NULL, &error);

  g_assert_no_error (error);

  return complete;
}

/* Whether something may have been overlooked can only be told of a directory that stands still. */
static void
test_complete (Fixture *self, gconstpointer data)
{
  deliver (self, "cur/m:2,", "x: y\n\n", 1);
  g_assert_false (is_complete (self));
  place_settle_maildir (self->path);
  g_assert_true (is_complete (self));
  rename_message (self, "cur/m:2,", "cur/m:2,S");
  g_assert_false (is_complete (self));
}

/* A directory that is not there is no empty folder: a disk may not be mounted. */
static void
test_no_directory (Fixture *self, gconstpointer data)
{
  g_autofree char *away = g_strconcat (self->path, ".away", NULL);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  deliver (self, "cur/m:2,", "x: y\n\n", 1);
  g_ptr_array_unref (list (self));
  g_assert_cmpint (g_rename (self->path, away), ==, 0);
  g_assert_null (tocsin_maildir_list (self->maildir, NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_assert_cmpint (g_rename (away, self->path), ==, 0);
  entries = list (self);
  g_assert_cmpuint (entries->len, ==, 1);
}

static void
make_link (Fixture *self, const char *to, const char *name)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);

  g_assert_cmpint (symlink (to, path), ==, 0);
}

/* Whoever may deliver can make links; none leads out of the Maildir. */
static void
test_links (Fixture *self, gconstpointer data)
{
  g_autofree char *elsewhere = place_make_maildir (self->place, "elsewhere");
  g_autofree char *secret = place_write (elsewhere, "cur/secret:2,", "x: y\n\n", -1, 1);
  g_autofree char *half = place_make_maildir (self->path, ".half");
  g_autofree char *half_cur = g_build_filename (half, "cur", NULL);
  g_autofree char *their_cur = g_build_filename (elsewhere, "cur", NULL);
  g_autoptr (TocsinMaildir) folder = tocsin_maildir_new (self->path, ".half");
  g_autoptr (TocsinMaildir) outside = tocsin_maildir_new (self->path, ".outside");
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GPtrArray) below = NULL;
  g_autoptr (TocsinMaildirEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  /* A message, a folder, and the directory in a folder. */
  make_link (self, secret, "cur/linked:2,");
  make_link (self, elsewhere, ".outside");
  g_assert_cmpint (g_rmdir (half_cur), ==, 0);
  make_link (self, their_cur, ".half/cur");

  entries = list (self);
  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_cmpint (tocsin_maildir_open (self->maildir, "linked", &entry, NULL, &error), ==, -1);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE);
  g_clear_error (&error);
  folders = tocsin_maildir_folders_list (self->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (folders->len, ==, 2);
  below = tocsin_maildir_list (folder, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (below->len, ==, 0);
  g_assert_null (tocsin_maildir_list (outside, NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_assert_nonnull (strstr (error->message, "symbolic link"));
}

/* Root may read everything, so it has to be somebody else. */
#define NOBODY 65534

/* One that nobody lets us read keeps nobody from the others. */
static void
test_unreadable (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->path, "cur", "m:2,", NULL);
  g_autofree char *cur = g_build_filename (self->path, "cur", NULL);
  g_autofree char *new = g_build_filename (self->path, "new", NULL);
  uid_t own = geteuid ();
  g_autoptr (TocsinMaildirEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  deliver (self, "cur/m:2,", "x: y\n\n", 1);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  g_assert_cmpint (g_chmod (self->place, 0755), ==, 0);
  g_assert_cmpint (g_chmod (self->path, 0755), ==, 0);
  g_assert_cmpint (g_chmod (cur, 0755), ==, 0);
  g_assert_cmpint (g_chmod (new, 0755), ==, 0);
  g_assert_true (own != 0 || seteuid (NOBODY) == 0);
  g_assert_cmpint (tocsin_maildir_open (self->maildir, "m", &entry, NULL, &error), ==, -1);
  g_assert_true (own != 0 || seteuid (own) == 0);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE);
}

static char *
read_all (int fd)
{
  char text[100] = "";

  g_assert_cmpint (read (fd, text, sizeof text - 1), >=, 0);
  close (fd);

  return g_strdup (text);
}

/* Somebody else reads the mailbox meanwhile. */
static void
test_renamed (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "new/m", "cur/m:2,", "cur/m:2,S", "cur/m:2,FS" };
  TocsinMessageFlags flags[] = { TOCSIN_MESSAGE_FLAGS_RECENT, 0, TOCSIN_MESSAGE_FLAGS_SEEN,
                                 TOCSIN_MESSAGE_FLAGS_SEEN | TOCSIN_MESSAGE_FLAGS_FLAGGED };
  g_autoptr (GPtrArray) entries = NULL;

  deliver (self, names[0], "one", 1);
  entries = list (self);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (TocsinMaildirEntry) entry = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      int fd;

      if (i > 0)
        rename_message (self, names[i - 1], names[i]);
      fd = tocsin_maildir_open (self->maildir, "m", &entry, NULL, &error);
      g_assert_no_error (error);
      text = read_all (fd);
      g_assert_cmpstr (text, ==, "one");
      g_assert_cmpint (entry->flags, ==, flags[i]);
    }
}

static void
test_gone (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->path, "cur", "m:2,", NULL);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (TocsinMaildirEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  deliver (self, "cur/m:2,", "one", 1);
  entries = list (self);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (tocsin_maildir_open (self->maildir, "m", &entry, NULL, &error), ==, -1);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE);
  g_assert_null (entry);
}

/* A key may come from a list that somebody else made. */
static void
test_not_listed (Fixture *self, gconstpointer data)
{
  g_autoptr (TocsinMaildirEntry) entry = NULL;
  g_autoptr (GPtrArray) entries = list (self);
  g_autoptr (GError) error = NULL;
  int fd;

  deliver (self, "new/m", "one", 1);
  fd = tocsin_maildir_open (self->maildir, "m", &entry, NULL, &error);
  g_assert_no_error (error);
  close (fd);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  deliver (self, "new/m", "one", 1);
  g_cancellable_cancel (cancellable);
  g_assert_null (tocsin_maildir_list (self->maildir, NULL, cancellable, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

static void
test_folders (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *id;
    const char *name;
    TocsinFolderRole role;
  } rows[] = {
    { "INBOX", "INBOX", TOCSIN_FOLDER_ROLE_INBOX },
    { ".Archive", "Archive", TOCSIN_FOLDER_ROLE_ARCHIVE },
    { ".Archive.2026", "Archive/2026", TOCSIN_FOLDER_ROLE_NONE },
    { ".B&APw-cher", "Bücher", TOCSIN_FOLDER_ROLE_NONE },
    { ".Größe", "Größe", TOCSIN_FOLDER_ROLE_NONE },
    { ".Tom & Jerry", "Tom & Jerry", TOCSIN_FOLDER_ROLE_NONE },
    { ".deleted items", "deleted items", TOCSIN_FOLDER_ROLE_TRASH },
  };
  g_autofree char *no_folder = g_build_filename (self->path, ".settings", NULL);
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (no_folder, 0700), ==, 0);
  for (gsize i = 1; i < G_N_ELEMENTS (rows); i++)
    g_free (place_make_maildir (self->path, rows[i].id));
  deliver (self, ".Archive/cur/a:2,S", "x: y\n\n", 1);
  deliver (self, ".Archive/cur/b:2,", "x: y\n\n", 1);

  folders = tocsin_maildir_folders_list (self->path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (folders->len, ==, G_N_ELEMENTS (rows));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const TocsinFolder *folder = g_ptr_array_index (folders, i);

      g_assert_cmpstr (folder->id, ==, rows[i].id);
      g_assert_cmpstr (folder->name, ==, rows[i].name);
      g_assert_cmpint (folder->role, ==, rows[i].role);
      g_assert_true (folder->selectable);
    }
  g_assert_cmpint (((TocsinFolder *) g_ptr_array_index (folders, 1))->messages, ==, 2);
  g_assert_cmpint (((TocsinFolder *) g_ptr_array_index (folders, 1))->unread, ==, 1);
}

/* An id of a folder never leads out of the Maildir. */
static void
test_paths (void)
{
  static const char *const wrong[] = { "", ".", "..", "x", "/etc", "./x", ".x/../../y", "../x" };
  g_autofree char *inbox = tocsin_maildir_folders_get_path ("/m", "INBOX");
  g_autofree char *other = tocsin_maildir_folders_get_path ("/m", ".a.b");

  g_assert_cmpstr (inbox, ==, "/m");
  g_assert_cmpstr (other, ==, "/m/.a.b");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (tocsin_maildir_folders_get_path ("/m", wrong[i]));
}

static void
check_refused (const char *path, int code, const char *message, const char *hint)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tocsin_maildir_folders_check (path, &error));
  g_assert_error (error, TOCSIN_ERROR, code);
  g_assert_nonnull (strstr (error->message, message));
  g_assert_nonnull (strstr (error->message, path));
  if (hint != NULL)
    g_assert_nonnull (strstr (tocsin_error_get_hint (error), hint));
}

static void
test_no_maildir (Fixture *self, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (self->place, "missing", NULL);
  g_autofree char *loop = g_build_filename (self->place, "loop", NULL);
  g_autofree char *file = place_write (self->path, "file", "x: y\n\n", -1, 1);
  g_autofree char *empty = g_build_filename (self->path, "cur", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (loop, loop), ==, 0);
  g_assert_true (tocsin_maildir_folders_check (self->path, &error));
  g_assert_no_error (error);
  check_refused (missing, TOCSIN_ERROR_CONFIG_NOT_FOUND, "not there", NULL);
  check_refused (file, TOCSIN_ERROR_CONFIG_INVALID, "no Maildir", "--eml");
  check_refused (self->place, TOCSIN_ERROR_CONFIG_INVALID, "no Maildir", self->path);
  check_refused (empty, TOCSIN_ERROR_CONFIG_INVALID, "no Maildir", "cur");
  check_refused (loop, TOCSIN_ERROR_STORAGE_FAILED, g_strerror (ELOOP), NULL);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/maildir/names", test_names);
  g_test_add_func ("/mail/maildir/paths", test_paths);
  ADD ("/mail/maildir/list", test_list);
  ADD ("/mail/maildir/keywords", test_keywords);
  ADD ("/mail/maildir/large-keywords", test_large_keywords);
  ADD ("/mail/maildir/bad-keywords", test_bad_keywords);
  ADD ("/mail/maildir/other-keywords", test_other_keywords);
  ADD ("/mail/maildir/list-again", test_list_again);
  ADD ("/mail/maildir/complete", test_complete);
  ADD ("/mail/maildir/no-directory", test_no_directory);
  ADD ("/mail/maildir/links", test_links);
  ADD ("/mail/maildir/unreadable", test_unreadable);
  ADD ("/mail/maildir/renamed", test_renamed);
  ADD ("/mail/maildir/gone", test_gone);
  ADD ("/mail/maildir/not-listed", test_not_listed);
  ADD ("/mail/maildir/cancelled", test_cancelled);
  ADD ("/mail/maildir/folders", test_folders);
  ADD ("/mail/maildir/no-maildir", test_no_maildir);

  return g_test_run ();
}
