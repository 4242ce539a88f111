/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/run/handover.h"

#include "core/base/error.h"
#include "core/base/file-name.h"
#include "core/base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Descriptors that removing a directory may use. */
#define WALK_DESCRIPTORS 16

/* What the name of every private directory begins with. */
#define DIRECTORY_NAME "run-action-"

/* What a file is called whose sender gave it no name. */
#define NAMELESS "attachment"

static int
remove_entry (const char *path, const struct stat *info, int type, struct FTW *walk)
{
  if (g_remove (path) != 0)
    g_debug ("removing %s: %s", path, g_strerror (errno));

  return 0;
}

static void
remove_tree (const char *path)
{
  nftw (path, remove_entry, WALK_DESCRIPTORS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* What the directories of this process are called. One engine has the work directory to itself, so
 * those with another name belong to one that was killed. */
static const char *
get_prefix (void)
{
  static gsize initialized;
  static char prefix[sizeof DIRECTORY_NAME + 16];

  if (g_once_init_enter (&initialized))
    {
      g_snprintf (prefix, sizeof prefix, DIRECTORY_NAME "%08x-", g_random_int ());
      g_once_init_leave (&initialized, 1);
    }

  return prefix;
}

static gboolean
is_first_visit (const char *work_directory)
{
  static GMutex mutex;
  static GHashTable *visited;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (visited == NULL)
    visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return g_hash_table_add (visited, g_strdup (work_directory));
}

/* Attachments are not for keeping, not even when the power goes while a program has them. */
static void
sweep (const char *work_directory)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!is_first_visit (work_directory))
    return;

  dir = g_dir_open (work_directory, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, DIRECTORY_NAME) && !g_str_has_prefix (name, get_prefix ()))
      {
        g_autofree char *path = g_build_filename (work_directory, name, NULL);

        remove_tree (path);
      }
}

static gboolean
write_event (TocsinEvent *event, int fd, GError **error)
{
  g_autoptr (JsonNode) node = tocsin_event_to_json (event);
  g_autofree char *text = json_to_string (node, FALSE);

  return tocsin_temporary_write (fd, text, strlen (text), error)
         && tocsin_temporary_write (fd, "\n", 1, error);
}

/**
 * handover_open_input:
 * @input: what the program reads; for a message, @event must have one
 * @event: the event
 * @work_directory: where temporary files go
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: a descriptor that stands at the beginning, to be closed, or -1.
 */
int
handover_open_input (Input input,
                     TocsinEvent *event,
                     const char *work_directory,
                     GCancellable *cancellable,
                     GError **error)
{
  gboolean written;
  /* A file without a name: the program may seek in it, and nobody has to feed a pipe. */
  int fd = input == INPUT_NONE ? open ("/dev/null", O_RDONLY | O_CLOEXEC)
                               : tocsin_temporary_open_in (work_directory, error);

  if (fd < 0 || input == INPUT_NONE)
    return fd;

  written = input == INPUT_EVENT ? write_event (event, fd, error)
                                 : tocsin_message_write_raw (tocsin_event_get_message (event), fd,
                                                             cancellable, error);
  if (!written)
    {
      close (fd);
      return -1;
    }
  lseek (fd, 0, SEEK_SET);

  return fd;
}

/* Two attachments may have one name. */
static int
create_file (const char *directory, const char *name)
{
  int fd = -1;

  for (guint number = 1; fd < 0; number++)
    {
      g_autofree char *numbered =
          number > 1 ? tocsin_file_name_number (name, number) : g_strdup (name);
      g_autofree char *path = g_build_filename (directory, numbered, NULL);

      fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
      if (fd < 0 && errno != EEXIST)
        break;
    }

  return fd;
}

static gboolean
write_attachment (TocsinMessage *message,
                  const TocsinPart *part,
                  const char *directory,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *name = tocsin_file_name_clean (part->name != NULL ? part->name : "", NAMELESS);
  int fd = create_file (directory, name);
  gboolean written;

  if (fd < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("handing over the attachment “%s”"), name);
      return FALSE;
    }

  written = tocsin_message_write_part (message, part, fd, cancellable, error);
  if (!written)
    tocsin_error_translate (error, _ ("handing over the attachment “%s”"), name);
  close (fd);

  return written;
}

/**
 * handover_make_directory:
 * @message: a message that is there as a whole
 * @work_directory: where the directory is made
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * What an engine that was killed left behind there is removed.
 *
 * Returns: (transfer full): the path of a directory for us alone, with the attachments in it. End
 *   it with handover_remove_directory().
 */
char *
handover_make_directory (TocsinMessage *message,
                         const char *work_directory,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autofree char *name = g_strconcat (get_prefix (), "XXXXXX", NULL);
  g_autofree char *path = g_build_filename (work_directory, name, NULL);
  GPtrArray *parts = tocsin_message_get_attachments (message);

  sweep (work_directory);
  if (g_mkdtemp_full (path, 0700) == NULL)
    {
      tocsin_error_set_errno (error, errno, _ ("making a directory in %s"), work_directory);
      return NULL;
    }
  for (guint i = 0; i < parts->len; i++)
    if (!write_attachment (message, g_ptr_array_index (parts, i), path, cancellable, error))
      {
        handover_remove_directory (g_steal_pointer (&path));
        return NULL;
      }

  return g_steal_pointer (&path);
}

/**
 * handover_remove_directory:
 * @path: (transfer full): the directory
 *
 * Removes it and all that the program put there; links are not followed, mounts not entered.
 */
void
handover_remove_directory (char *path)
{
  remove_tree (path);
  g_free (path);
}
