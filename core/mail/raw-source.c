/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/raw-source.h"

#include "core/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct _TocsinRawSource
{
  GBytes *bytes;
  int fd;
  guint64 offset;
  guint64 length;
  gatomicrefcount ref_count;
};

static TocsinRawSource *
raw_source_new (void)
{
  TocsinRawSource *self = g_new0 (TocsinRawSource, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->fd = -1;

  return self;
}

/* Takes over @fd, also when it fails. */
static TocsinRawSource *
raw_source_new_take_fd (int fd, guint64 offset, guint64 length, GError **error)
{
  TocsinRawSource *self;
  struct stat info;

  if (fstat (fd, &info) < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("The stored message can't be read"));
      close (fd);
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                           _ ("The stored message is not a regular file"));
      close (fd);
      return NULL;
    }
  self = raw_source_new ();
  self->fd = fd;
  self->offset = MIN (offset, (guint64) info.st_size);
  self->length = MIN (length, (guint64) info.st_size - self->offset);

  return self;
}

/**
 * tocsin_raw_source_new_from_bytes:
 * @bytes: a raw message
 *
 * Returns: (transfer full): a source that keeps a reference to @bytes.
 */
TocsinRawSource *
tocsin_raw_source_new_from_bytes (GBytes *bytes)
{
  TocsinRawSource *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = raw_source_new ();
  self->bytes = g_bytes_ref (bytes);
  self->length = g_bytes_get_size (bytes);

  return self;
}

/**
 * tocsin_raw_source_new_from_fd:
 * @fd: a regular file; it is duplicated, and its position never used
 * @offset: where the message begins
 * @length: how many bytes it has; what the file does not have is not missed
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): a source.
 */
TocsinRawSource *
tocsin_raw_source_new_from_fd (int fd, guint64 offset, guint64 length, GError **error)
{
  int copy = fcntl (fd, F_DUPFD_CLOEXEC, 3);

  if (copy < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("The stored message can't be read"));
      return NULL;
    }

  return raw_source_new_take_fd (copy, offset, length, error);
}

/**
 * tocsin_raw_source_new_from_file:
 * @path: a file that holds one message
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): a source.
 */
TocsinRawSource *
tocsin_raw_source_new_from_file (const char *path, GError **error)
{
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  /* A pipe put in the place of a message must not hold us. */
  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
  if (fd < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("The message “%s” can't be read"), path);
      return NULL;
    }

  return raw_source_new_take_fd (fd, 0, G_MAXUINT64, error);
}

/**
 * tocsin_raw_source_ref:
 * @self: a source
 *
 * Returns: (transfer full): @self.
 */
TocsinRawSource *
tocsin_raw_source_ref (TocsinRawSource *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_raw_source_unref:
 * @self: (transfer full): a source
 */
void
tocsin_raw_source_unref (TocsinRawSource *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/**
 * tocsin_raw_source_get_length:
 * @self: a source
 *
 * Returns: how many bytes the message has.
 */
guint64
tocsin_raw_source_get_length (const TocsinRawSource *self)
{
  return self->length;
}

/**
 * tocsin_raw_source_read:
 * @self: a source
 * @position: of the first byte wanted, from the message's begin
 * @buffer: where to put them
 * @size: how many are wanted
 * @error: where to put what went wrong
 *
 * Returns: how many bytes there were, 0 at the end, -1 with @error set.
 */
gssize
tocsin_raw_source_read (
    const TocsinRawSource *self, guint64 position, char *buffer, gsize size, GError **error)
{
  gssize n;

  if (position >= self->length)
    return 0;
  size = MIN (size, self->length - position);
  if (self->bytes != NULL)
    {
      memcpy (buffer, (const char *) g_bytes_get_data (self->bytes, NULL) + position, size);
      return size;
    }

  do
    n = pread (self->fd, buffer, size, self->offset + position);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    tocsin_error_set_errno (error, errno, _ ("The stored message can't be read"));

  return n;
}
