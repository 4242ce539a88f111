/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The folders of a Maildir as Maildir++ lays them out: INBOX is the directory itself, all others
 * are directories in it that begin with a dot, with dots between their levels. */
#include "core/mail/maildir-folders.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/folder-name.h"
#include "core/mail/folder.h"
#include "core/mail/maildir-listing.h"
#include "core/mail/maildir.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define INBOX TOCSIN_MAILDIR_INBOX

/* What people and programs call these folders; a Maildir itself doesn't tell. */
static TocsinFolderRole
role_of (const char *name)
{
  static const struct
  {
    const char *name;
    TocsinFolderRole role;
  } rows[] = {
    { "archive", TOCSIN_FOLDER_ROLE_ARCHIVE },     { "archives", TOCSIN_FOLDER_ROLE_ARCHIVE },
    { "drafts", TOCSIN_FOLDER_ROLE_DRAFTS },       { "junk", TOCSIN_FOLDER_ROLE_JUNK },
    { "junk e-mail", TOCSIN_FOLDER_ROLE_JUNK },    { "spam", TOCSIN_FOLDER_ROLE_JUNK },
    { "sent", TOCSIN_FOLDER_ROLE_SENT },           { "sent messages", TOCSIN_FOLDER_ROLE_SENT },
    { "sent items", TOCSIN_FOLDER_ROLE_SENT },     { "trash", TOCSIN_FOLDER_ROLE_TRASH },
    { "deleted items", TOCSIN_FOLDER_ROLE_TRASH }, { "deleted messages", TOCSIN_FOLDER_ROLE_TRASH },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strcasecmp (rows[i].name, name) == 0)
      return rows[i].role;

  return TOCSIN_FOLDER_ROLE_NONE;
}

/* %NULL when no mail can be in it. */
static TocsinFolder *
new_folder (const char *directory, const char *id, GCancellable *cancellable)
{
  gboolean inbox = g_str_equal (id, INBOX);
  g_autofree char *name = inbox ? g_strdup (INBOX) : tocsin_folder_name_to_display (id + 1, '.');
  g_autoptr (TocsinMaildir) maildir = tocsin_maildir_new (directory, id);
  TocsinFolder *folder;

  if (!inbox && !tocsin_maildir_exists (maildir))
    return NULL;

  folder = tocsin_folder_new (id, name, inbox ? TOCSIN_FOLDER_ROLE_INBOX : role_of (name), TRUE);
  tocsin_maildir_listing_count (directory, id, &folder->messages, &folder->unread, cancellable,
                                NULL);

  return folder;
}

static int
compare_folders (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(TocsinFolder *const *) a)->name, (*(TocsinFolder *const *) b)->name);
}

/**
 * tocsin_maildir_folders_get_path:
 * @directory: a Maildir
 * @id: of a folder
 *
 * Returns: (transfer full) (nullable): the folder's directory; %NULL when @id is none that there
 *   could be.
 */
char *
tocsin_maildir_folders_get_path (const char *directory, const char *id)
{
  g_return_val_if_fail (directory != NULL && id != NULL, NULL);

  if (!tocsin_maildir_directory_is_folder (id))
    return NULL;

  return g_str_equal (id, INBOX) ? g_strdup (directory) : g_build_filename (directory, id, NULL);
}

/**
 * tocsin_maildir_folders_list:
 * @directory: a Maildir
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer container) (element-type TocsinFolder): its folders, INBOX first, the others
 * by name.
 */
GPtrArray *
tocsin_maildir_folders_list (const char *directory, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GPtrArray) folders =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);
  const char *name;

  g_return_val_if_fail (directory != NULL, NULL);

  dir = g_dir_open (directory, 0, error);
  if (dir == NULL)
    {
      tocsin_error_translate (error, _ ("Maildir “%s”"), directory);
      return NULL;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      TocsinFolder *folder = name[0] == '.' && tocsin_maildir_directory_is_folder (name)
                                 ? new_folder (directory, name, cancellable)
                                 : NULL;

      if (folder != NULL)
        g_ptr_array_add (folders, folder);
    }
  g_ptr_array_sort (folders, compare_folders);
  g_ptr_array_insert (folders, 0, new_folder (directory, INBOX, cancellable));

  return g_steal_pointer (&folders);
}

/* A Maildir right below @directory: what was probably meant. */
static char *
find_below (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (tocsin_maildir_is_one (path))
        return tocsin_text_escape (path, -1, 0);
    }

  return NULL;
}

static void
advise (const char *directory, GError *error)
{
  g_autofree char *below = NULL;

  if (g_file_test (directory, G_FILE_TEST_IS_REGULAR))
    {
      tocsin_error_set_hint (error, _ ("it is a file: give a message with --eml"));
      return;
    }
  below = find_below (directory);
  if (below != NULL)
    tocsin_error_set_hint (error, _ ("did you mean “%s”?"), below);
  else
    tocsin_error_set_hint (error, _ ("a Maildir has the directories “cur” and “new” in it"));
}

/**
 * tocsin_maildir_folders_check:
 * @directory: what somebody takes for a Maildir
 * @error: where to put why it is none, and what to do about it
 *
 * Returns: whether it is one that can be read.
 */
gboolean
tocsin_maildir_folders_check (const char *directory, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (directory, -1, 0);
  g_autoptr (GError) wrong = NULL;
  GStatBuf info;

  if (g_stat (directory, &info) != 0)
    {
      if (errno == ENOENT)
        g_set_error (&wrong, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND, _ ("“%s” is not there"),
                     shown);
      else
        tocsin_error_set_errno (&wrong, errno, "“%s”", shown);
    }
  else if (!tocsin_maildir_is_one (directory))
    {
      g_set_error (&wrong, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("“%s” is no Maildir"),
                   shown);
      advise (directory, wrong);
    }
  else
    {
      gint64 messages, unread;

      tocsin_maildir_listing_count (directory, INBOX, &messages, &unread, NULL, &wrong);
    }
  if (wrong == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&wrong));
  return FALSE;
}
