/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The one way into the directories of a Maildir. What lies in it belongs to whoever delivers there:
 * a symbolic link put in the place of a folder or of its `cur` must not lead anybody out of it, not
 * even between one call and the next. So each step goes from a descriptor to the next. */
#include "core/mail/maildir-directory.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_DIRECTORY (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

static gboolean
is_link (int parent, const char *name)
{
  struct stat info;

  return fstatat (parent, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK (info.st_mode);
}

static int
fail (int parent, const char *name, const char *path, int saved_errno, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (path, -1, 0);

  if (is_link (parent, name))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING,
                   _ ("“%s” is a symbolic link, and none is followed out of a Maildir"), shown);
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("add a connection with that directory as its address"));
    }
  else if (saved_errno == ENOENT || saved_errno == ENOTDIR)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING, "“%s”: %s", shown,
                 g_strerror (saved_errno));
  else if (saved_errno == EACCES || saved_errno == EPERM)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_NO_PERMISSION, "“%s”: %s", shown,
                 g_strerror (saved_errno));
  else
    tocsin_error_set_errno (error, saved_errno, "“%s”", shown);

  return -1;
}

/* From a directory, which is closed, into one that lies in it. */
static int
step_into (int parent, const char *name, const char *path, GError **error)
{
  int fd = openat (parent, name, OPEN_DIRECTORY | O_NOFOLLOW);

  if (fd < 0)
    fail (parent, name, path, errno, error);
  close (parent);

  return fd;
}

/**
 * tocsin_maildir_directory_is_folder:
 * @folder: what is said to be the id of a folder
 *
 * Returns: whether there could be one: %TOCSIN_MAILDIR_INBOX, or the name of one directory that
 *   begins with a dot.
 */
gboolean
tocsin_maildir_directory_is_folder (const char *folder)
{
  g_return_val_if_fail (folder != NULL, FALSE);

  if (g_str_equal (folder, TOCSIN_MAILDIR_INBOX))
    return TRUE;

  return folder[0] == '.' && folder[1] != '\0' && !g_str_equal (folder, "..")
         && strchr (folder, '/') == NULL;
}

/**
 * tocsin_maildir_directory_open:
 * @directory: a Maildir; may be reached by symbolic links
 * @folder: the id of one of its folders
 * @subdirectory: (nullable): `cur`, `new` or `tmp` in it, %NULL for the folder's own
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING, %TOCSIN_ERROR_MAILBOX_NO_PERMISSION or what
 *   else went wrong
 *
 * Below @directory no symbolic link is followed.
 *
 * Returns: a descriptor of the directory, to be closed by the caller; -1 when there is none.
 */
int
tocsin_maildir_directory_open (const char *directory,
                               const char *folder,
                               const char *subdirectory,
                               GError **error)
{
  g_autofree char *path = NULL;
  int fd;

  g_return_val_if_fail (directory != NULL && folder != NULL, -1);

  if (!tocsin_maildir_directory_is_folder (folder))
    {
      g_autofree char *shown = tocsin_text_escape (folder, -1, 0);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING, _ ("there is no folder “%s”"),
                   shown);
      return -1;
    }
  fd = open (directory, OPEN_DIRECTORY);
  if (fd < 0)
    return fail (AT_FDCWD, "", directory, errno, error);

  path = g_strdup (directory);
  if (!g_str_equal (folder, TOCSIN_MAILDIR_INBOX))
    {
      g_free (path);
      path = g_build_filename (directory, folder, NULL);
      fd = step_into (fd, folder, path, error);
    }
  if (fd >= 0 && subdirectory != NULL)
    {
      g_autofree char *below = g_build_filename (path, subdirectory, NULL);

      fd = step_into (fd, subdirectory, below, error);
    }

  return fd;
}
