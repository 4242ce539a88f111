/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Folders as Maildir++ has them: directories beside `cur`, named “.level.level” in modified UTF-7,
 * as Dovecot and Courier write them. */
#include "plugins/maildir/new-folder.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/folder-name.h"
#include "core/mail/maildir-directory.h"
#include "plugins/maildir/files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Maildir++: by this file a delivery agent knows that it is in a folder and not at the top. */
#define MARK "maildirfolder"

static const char *const parts[] = { "tmp", "new", "cur" };

static gboolean
refuse (const char *name, const char *why, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (name, -1, 0);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%s” can't be the name of a folder: %s"), shown, why);
  return FALSE;
}

static gboolean
check_name (const char *name, GError **error)
{
  g_auto (GStrv) levels = NULL;

  if (!g_utf8_validate (name, -1, NULL))
    return refuse (name, _ ("it is no UTF-8"), error);
  for (const char *p = name; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      return refuse (name, _ ("it has control characters"), error);
  if (strchr (name, '.') != NULL)
    return refuse (name, _ ("a dot parts the levels of folders in a Maildir"), error);

  levels = g_strsplit (name, "/", -1);
  for (gsize i = 0; levels[i] != NULL; i++)
    if (levels[i][0] == '\0')
      return refuse (name, _ ("a level has no name"), error);

  return levels[0] != NULL || refuse (name, _ ("it is empty"), error);
}

/**
 * maildir_new_folder_id:
 * @name: a folder as a person names it, levels parted by a slash
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): the id of the folder of that name, whether it is there or not.
 */
char *
maildir_new_folder_id (const char *name, GError **error)
{
  g_autofree char *encoded = NULL;
  g_autofree char *id = NULL;

  if (g_ascii_strcasecmp (name, TOCSIN_MAILDIR_INBOX) == 0)
    return g_strdup (TOCSIN_MAILDIR_INBOX);
  if (!check_name (name, error))
    return NULL;

  encoded = tocsin_folder_name_from_display (name, '.');
  id = g_strconcat (".", encoded, NULL);
  /* A division slash stands for a slash within a level, which no directory can have. */
  if (!tocsin_maildir_directory_is_folder (id))
    {
      refuse (name, _ ("a directory can't have it"), error);
      return NULL;
    }
  if (strlen (id) > NAME_MAX)
    {
      refuse (name, _ ("it is too long"), error);
      return NULL;
    }

  return g_steal_pointer (&id);
}

static gboolean
fail (const char *folder, int saved_errno, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (folder, -1, 0);

  tocsin_error_set_errno (error, saved_errno, _ ("Making the folder “%s”"), shown);

  return FALSE;
}

static void
give (int parent, const char *name)
{
  int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    return;
  maildir_files_give (fd, parent);
  close (fd);
}

/* Rights are those of the directory above: whoever may read the one may read the other. */
static gboolean
make_directory (int parent, const char *name, GError **error)
{
  struct stat info;

  if (fstat (parent, &info) == 0 && mkdirat (parent, name, info.st_mode & 0777) == 0)
    {
      give (parent, name);
      return TRUE;
    }

  return errno == EEXIST || fail (name, errno, error);
}

/**
 * maildir_new_folder_complete:
 * @root: a Maildir
 * @folder: the id of one of its folders, whose directory is there
 * @error: where to put what went wrong
 *
 * Makes what a folder must have in it, and is missing.
 *
 * Returns: whether nothing is missing now.
 */
gboolean
maildir_new_folder_complete (const char *root, const char *folder, GError **error)
{
  int fd = tocsin_maildir_directory_open (root, folder, NULL, error);
  gboolean made = fd >= 0;

  for (gsize i = 0; made && i < G_N_ELEMENTS (parts); i++)
    made = make_directory (fd, parts[i], error);
  if (made && !g_str_equal (folder, TOCSIN_MAILDIR_INBOX))
    {
      int mark = openat (fd, MARK, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

      if (mark >= 0)
        {
          maildir_files_give (mark, fd);
          close (mark);
        }
    }
  if (made && fsync (fd) != 0)
    made = fail (folder, errno, error);
  if (fd >= 0)
    close (fd);

  return made;
}

/**
 * maildir_new_folder_make:
 * @root: a Maildir
 * @folder: the id of a folder
 * @error: where to put what went wrong
 *
 * Returns: whether it exists now; that it existed before is no error.
 */
gboolean
maildir_new_folder_make (const char *root, const char *folder, GError **error)
{
  int fd = tocsin_maildir_directory_open (root, TOCSIN_MAILDIR_INBOX, NULL, error);
  gboolean made;

  if (fd < 0)
    return FALSE;
  made = g_str_equal (folder, TOCSIN_MAILDIR_INBOX) || make_directory (fd, folder, error);
  if (made && fsync (fd) != 0)
    made = fail (folder, errno, error);
  close (fd);

  return made && maildir_new_folder_complete (root, folder, error);
}
