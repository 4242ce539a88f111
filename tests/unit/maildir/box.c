/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/maildir/box.h"

#include "plugins/maildir/connection.h"
#include "tests/unit/mail/place.h"

#include <ftw.h>
#include <string.h>

TocsinMailStore *
box_open (const char *address, const char *assignment)
{
  g_autofree char *first = g_strconcat ("address=", address, NULL);
  const char *const assignments[] = { first, assignment, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("box", "maildir", assignments, &error);

  g_assert_no_error (error);

  return g_object_new (TOCSIN_TYPE_MAILDIR_CONNECTION, "settings", settings, NULL);
}

void
box_set_up (Box *self, gconstpointer data)
{
  self->place = place_new ();
  self->path = place_make_maildir (self->place, "Maildir");
  self->store = box_open (self->path, NULL);
}

void
box_tear_down (Box *self, gconstpointer data)
{
  g_object_unref (self->store);
  g_free (self->path);
  place_remove (self->place);
}

void
box_write (Box *self, const char *name, const char *text)
{
  g_free (place_write (self->path, name, text, -1, 1000));
}

char *
box_read (Box *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

/* nftw() takes no data along. */
static GPtrArray *found;
static gsize root_length;

static int
take_file (const char *path, const struct stat *info, int kind, struct FTW *walk)
{
  if (kind == FTW_F || kind == FTW_SL)
    g_ptr_array_add (found, g_strdup (path + root_length + 1));

  return 0;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* All files of the Maildir, in order, parted by blanks. */
char *
box_list (Box *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  found = names;
  root_length = strlen (self->path);
  g_assert_cmpint (nftw (self->path, take_file, 16, FTW_PHYS), ==, 0);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);

  return g_strjoinv (" ", (char **) names->pdata);
}

GPtrArray *
box_refs (Box *self, const char *folder)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *refs = tocsin_mail_store_search (self->store, folder, NULL, NULL, &error);

  g_assert_no_error (error);

  return refs;
}

/* The results. */
GPtrArray *
box_apply (Box *self, GPtrArray *refs, TocsinMailVerb verb, const char *argument, gboolean create)
{
  TocsinMailOperation operation = { verb, argument, create };
  GPtrArray *results = NULL;
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_apply (self->store, refs, &operation, &results, NULL, &error);
  g_assert_no_error (error);

  return results;
}
