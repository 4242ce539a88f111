/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/maildir/files.h"

#include "core/base/error.h"
#include "plugins/maildir/new-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const parts[MAILDIR_N_PARTS] = { "cur", "new", "tmp" };

/**
 * maildir_files_init:
 * @self: (out): directories of which none is open yet
 * @root: a Maildir; must stay
 * @folder: the id of one of its folders; must stay
 */
void
maildir_files_init (MaildirFiles *self, const char *root, const char *folder)
{
  *self = (MaildirFiles){ root, folder, { -1, -1, -1 } };
}

/**
 * maildir_files_clear:
 * @self: directories
 */
void
maildir_files_clear (MaildirFiles *self)
{
  for (guint i = 0; self->root != NULL && i < MAILDIR_N_PARTS; i++)
    if (self->fds[i] >= 0)
      close (self->fds[i]);
  self->root = NULL;
}

/**
 * maildir_files_open:
 * @self: directories
 * @part: `cur`, `new` or `tmp`
 * @error: where to put what went wrong
 *
 * Makes it when the folder is there and it is not: some programs make them only when they need
 * them.
 *
 * Returns: (transfer none): its descriptor, -1 when there is none.
 */
int
maildir_files_open (MaildirFiles *self, const char *part, GError **error)
{
  g_autoptr (GError) missing = NULL;
  guint i = 0;

  while (i < MAILDIR_N_PARTS - 1 && !g_str_equal (parts[i], part))
    i++;
  if (self->fds[i] >= 0)
    return self->fds[i];

  self->fds[i] = tocsin_maildir_directory_open (self->root, self->folder, part, &missing);
  if (g_error_matches (missing, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING)
      && maildir_new_folder_complete (self->root, self->folder, NULL))
    {
      g_clear_error (&missing);
      self->fds[i] = tocsin_maildir_directory_open (self->root, self->folder, part, &missing);
    }
  if (missing != NULL)
    g_propagate_error (error, g_steal_pointer (&missing));

  return self->fds[i];
}

/**
 * maildir_files_sync:
 * @self: directories in which names were changed
 * @error: where to put what went wrong
 *
 * Returns: whether the names are on the disk as they are now.
 */
gboolean
maildir_files_sync (MaildirFiles *self, GError **error)
{
  for (guint i = 0; i < MAILDIR_N_PARTS; i++)
    /* Some file systems of the network have no such thing. */
    if (self->fds[i] >= 0 && fsync (self->fds[i]) != 0 && errno != EINVAL)
      {
        tocsin_error_set_errno (error, errno, _ ("Writing to the disk"));
        return FALSE;
      }

  return TRUE;
}

/**
 * maildir_files_give:
 * @fd: a file or a directory that was just made
 * @directory: the one it is in
 *
 * An engine that runs as root makes files for whom the mailbox is, not for root.
 */
void
maildir_files_give (int fd, int directory)
{
  struct stat info;

  if (geteuid () == 0 && fstat (directory, &info) == 0 && info.st_uid != 0
      && fchown (fd, info.st_uid, info.st_gid) != 0)
    g_debug ("fchown: %s", g_strerror (errno));
}

/* The fields that say how large the message is, as Dovecot and Courier write them into a name. */
static char *
copy_sizes (const char *name, const char *end)
{
  g_autofree char *unique = g_strndup (name, (gsize) (end - name));
  g_auto (GStrv) fields = g_strsplit (unique, ",", -1);
  g_autoptr (GString) sizes = g_string_new (NULL);

  for (guint i = 1; fields[0] != NULL && fields[i] != NULL; i++)
    if ((fields[i][0] == 'S' || fields[i][0] == 'W') && fields[i][1] == '='
        && g_ascii_isdigit (fields[i][2])
        && fields[i][2 + strspn (fields[i] + 2, "0123456789")] == '\0')
      g_string_append_printf (sizes, ",%s", fields[i]);

  return g_string_free (g_steal_pointer (&sizes), FALSE);
}

/**
 * maildir_files_new_name:
 * @like: (nullable): the name of a file with the same content
 *
 * Time, process, number and host, as Maildir has it, and some chance for processes in containers
 * that take each other's numbers. Sizes and flags of @like stay.
 *
 * Returns: (transfer full): a name that no file ever had.
 */
char *
maildir_files_new_name (const char *like)
{
  static gint count;
  gint64 now = g_get_real_time ();
  const char *info = like != NULL ? tocsin_maildir_entry_find_info (like) : "";
  g_autofree char *sizes = NULL;
  g_autoptr (GString) host = g_string_new (g_get_host_name ());

  g_string_replace (host, "/", "\\057", 0);
  g_string_replace (host, ":", "\\072", 0);
  if (like != NULL)
    sizes = copy_sizes (like, info);

  return g_strdup_printf ("%" G_GINT64_FORMAT ".M%06dP%dQ%dR%08x.%s%s%s", now / G_USEC_PER_SEC,
                          (int) (now % G_USEC_PER_SEC), (int) getpid (),
                          g_atomic_int_add (&count, 1), g_random_int (), host->str,
                          sizes != NULL ? sizes : "", info);
}

/* For file systems whose rename always replaces: a link does not. */
static int
rename_by_link (int from, const char *name, int to, const char *new_name)
{
  struct stat info;

  if (linkat (from, name, to, new_name, 0) == 0)
    return unlinkat (from, name, 0);
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
    return -1;
  if (fstatat (to, new_name, &info, AT_SYMLINK_NOFOLLOW) == 0)
    {
      errno = EEXIST;
      return -1;
    }

  return renameat (from, name, to, new_name);
}

/**
 * maildir_files_rename:
 * @from: a directory
 * @name: a file in it
 * @to: a directory
 * @new_name: its name there
 *
 * Never replaces a file.
 *
 * Returns: 0, or -1 with errno set.
 */
int
maildir_files_rename (int from, const char *name, int to, const char *new_name)
{
  if (renameat2 (from, name, to, new_name, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return -1;

  return rename_by_link (from, name, to, new_name);
}
