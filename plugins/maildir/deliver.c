/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A message comes into a folder: written in `tmp`, on the disk before it has its name in `new` or
 * `cur`, so that nobody ever sees half of one. */
#include "plugins/maildir/deliver.h"

#include "core/base/error.h"
#include "core/base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK (64 * 1024)

/* A message on its way into a file. */
typedef struct
{
  int fd;
  char *name;
  gboolean cr;
  char last;
  guint64 bytes;
  guint64 bare;
} Writer;

static gboolean
fail (int saved_errno, GError **error)
{
  tocsin_error_set_errno (error, saved_errno, _ ("Storing the message"));

  return FALSE;
}

/* Files have the rights of the directory they are in. */
static gboolean
begin (Writer *self, int tmp, GError **error)
{
  struct stat info;

  if (fstat (tmp, &info) != 0)
    return fail (errno, error);
  self->name = maildir_files_new_name (NULL);
  self->fd = openat (tmp, self->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                     info.st_mode & 0666);

  if (self->fd < 0)
    return fail (errno, error);
  maildir_files_give (self->fd, tmp);

  return TRUE;
}

static gboolean
put (Writer *self, const char *bytes, gsize length, GError **error)
{
  self->bytes += length;
  for (gsize i = 0; i < length; i++)
    {
      self->bare += bytes[i] == '\n' && self->last != '\r';
      self->last = bytes[i];
    }
  if (tocsin_temporary_write (self->fd, bytes, length, error))
    return TRUE;
  tocsin_error_translate (error, _ ("Storing the message"));

  return FALSE;
}

/* Lines end with LF in a Maildir, whatever they come with; a CR by itself is part of its line. */
static gboolean
put_lines (Writer *self, const char *bytes, gsize length, GError **error)
{
  g_autofree char *out = g_malloc (length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (self->cr && bytes[i] != '\n')
        out[n++] = '\r';
      self->cr = bytes[i] == '\r';
      if (!self->cr)
        out[n++] = bytes[i];
    }

  return put (self, out, n, error);
}

static gboolean
put_stream (
    Writer *self, GInputStream *message, guint64 size, GCancellable *cancellable, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);

  while (size > 0)
    {
      gssize n = g_input_stream_read (message, block, MIN (size, BLOCK), cancellable, error);

      if (n < 0)
        {
          tocsin_error_translate (error, _ ("Storing the message"));
          return FALSE;
        }
      if (n == 0)
        {
          g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                               _ ("the message ended before its size"));
          return FALSE;
        }
      if (!put_lines (self, block, (gsize) n, error))
        return FALSE;
      size -= (guint64) n;
    }

  return !self->cr || put (self, "\r", 1, error);
}

/* On the disk, and only then with a name that readers see. */
static gboolean
finish (Writer *self, int tmp, int to, const char *name, GError **error)
{
  if (fsync (self->fd) != 0 || maildir_files_rename (tmp, self->name, to, name) != 0)
    return fail (errno, error);
  g_clear_pointer (&self->name, g_free);

  return TRUE;
}

static void
end (Writer *self, int tmp)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->fd >= 0 && self->name != NULL)
    unlinkat (tmp, self->name, 0);
  g_free (self->name);
}

/**
 * maildir_deliver:
 * @root: a Maildir
 * @folder: the id of one of its folders
 * @message: the raw message
 * @size: its exact length in bytes
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): the name of its file, once it is safe on the disk.
 */
char *
maildir_deliver (const char *root,
                 const char *folder,
                 GInputStream *message,
                 guint64 size,
                 GCancellable *cancellable,
                 GError **error)
{
  g_auto (MaildirFiles) files = { NULL };
  Writer writer = { .fd = -1 };
  g_autofree char *unique = maildir_files_new_name (NULL);
  g_autofree char *name = NULL;
  gboolean done;
  int tmp, new;

  maildir_files_init (&files, root, folder);
  tmp = maildir_files_open (&files, "tmp", error);
  new = tmp >= 0 ? maildir_files_open (&files, "new", error) : -1;
  if (new < 0)
    return NULL;

  done = begin (&writer, tmp, error) && put_stream (&writer, message, size, cancellable, error);
  if (done)
    {
      name = g_strdup_printf ("%s,S=%" G_GUINT64_FORMAT ",W=%" G_GUINT64_FORMAT, unique,
                              writer.bytes, writer.bytes + writer.bare);
      done = finish (&writer, tmp, new, name, error) && maildir_files_sync (&files, error);
    }
  end (&writer, tmp);

  return done ? g_steal_pointer (&name) : NULL;
}

static gboolean
put_file (Writer *self, int fd, GCancellable *cancellable, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);
  struct stat info;
  struct timespec times[2];
  gssize n;

  while ((n = read (fd, block, BLOCK)) != 0)
    {
      if (n < 0 && errno != EINTR)
        return fail (errno, error);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          tocsin_error_translate (error, _ ("Storing the message"));
          return FALSE;
        }
      if (n > 0 && !put (self, block, (gsize) n, error))
        return FALSE;
    }
  /* When a message was received is the time of its file. */
  if (fstat (fd, &info) != 0)
    return fail (errno, error);
  times[0] = info.st_atim;
  times[1] = info.st_mtim;

  return futimens (self->fd, times) == 0 || fail (errno, error);
}

/**
 * maildir_deliver_copy:
 * @target: the folder that is to have it
 * @fd: a file of another folder; it is read from its position on
 * @part: `cur` or `new`
 * @name: a new name
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * For where a file can't have a second name: other disks, and file systems without links.
 *
 * Returns: whether it is there; its name is on the disk once maildir_files_sync() is through.
 */
gboolean
maildir_deliver_copy (MaildirFiles *target,
                      int fd,
                      const char *part,
                      const char *name,
                      GCancellable *cancellable,
                      GError **error)
{
  Writer writer = { .fd = -1 };
  int tmp = maildir_files_open (target, "tmp", error);
  int to = tmp >= 0 ? maildir_files_open (target, part, error) : -1;
  gboolean done;

  if (to < 0)
    return FALSE;
  done = begin (&writer, tmp, error) && put_file (&writer, fd, cancellable, error)
         && finish (&writer, tmp, to, name, error);
  end (&writer, tmp);

  return done;
}
