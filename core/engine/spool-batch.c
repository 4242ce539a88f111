/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/spool-batch.h"

#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/engine/storage.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Small writes cost more than the bytes; what a network read brings is smaller than this. */
#define BUFFER_SIZE (128 * 1024)

struct _TocsinSpoolBatch
{
  GObject parent_instance;

  TocsinSpool *spool;
  char *name; /* %NULL until the first message begins */
  int fd;
  char *buffer;
  gsize buffered;
  gint64 written; /* bytes in the file */
  gint64 begin;   /* where the message under way begins, or -1 */
  gboolean is_broken;
  gboolean is_synced;
};

G_DEFINE_FINAL_TYPE (TocsinSpoolBatch, tocsin_spool_batch, G_TYPE_OBJECT)

static void
tocsin_spool_batch_finalize (GObject *object)
{
  TocsinSpoolBatch *self = TOCSIN_SPOOL_BATCH (object);

  if (self->fd >= 0)
    close (self->fd);
  if (self->name != NULL && !self->is_synced)
    tocsin_spool_end_segment (self->spool, self->name, FALSE);
  g_free (self->name);
  g_free (self->buffer);
  g_object_unref (self->spool);

  G_OBJECT_CLASS (tocsin_spool_batch_parent_class)->finalize (object);
}

static void
tocsin_spool_batch_class_init (TocsinSpoolBatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_spool_batch_finalize;
}

static void
tocsin_spool_batch_init (TocsinSpoolBatch *self)
{
  self->fd = -1;
  self->begin = -1;
}

/* What is in the file after a failed write is not known, so the whole batch is given up. */
static gboolean
fail (TocsinSpoolBatch *self, int saved_errno, GError **error)
{
  self->is_broken = TRUE;
  tocsin_error_set_errno (error, saved_errno, _ ("Keeping a raw message"));
  tocsin_storage_explain (error, tocsin_spool_get_path (self->spool));

  return FALSE;
}

static gboolean
require_whole (TocsinSpoolBatch *self, GError **error)
{
  if (!self->is_broken)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                       _ ("This batch of raw messages was given up when it could not be written"));

  return FALSE;
}

static gint64
position (TocsinSpoolBatch *self)
{
  return self->written + (gint64) self->buffered;
}

/* The disk begins to work while the network still delivers, so the fdatasync finds little to do.
 * What sync_file_range answers does not matter: fdatasync tells the truth. */
static gboolean
write_out (TocsinSpoolBatch *self, const char *bytes, gsize length, GError **error)
{
  gint64 from = self->written;
  int injected = tocsin_fault_hit ("spool-write");

  if (injected != 0)
    return fail (self, injected, error);

  while (length > 0)
    {
      gssize done = pwrite (self->fd, bytes, length, self->written);

      if (done < 0 && errno == EINTR)
        continue;
      if (done < 0)
        return fail (self, errno, error);
      self->written += done;
      bytes += done;
      length -= (gsize) done;
    }
  sync_file_range (self->fd, from, self->written - from, SYNC_FILE_RANGE_WRITE);

  return TRUE;
}

static gboolean
flush (TocsinSpoolBatch *self, GError **error)
{
  if (self->buffered == 0)
    return TRUE;
  if (!write_out (self, self->buffer, self->buffered, error))
    return FALSE;

  self->buffered = 0;

  return TRUE;
}

/**
 * tocsin_spool_batch_new:
 * @spool: where to
 *
 * Returns: (transfer full): a batch without messages. A file is made with the first one.
 */
TocsinSpoolBatch *
tocsin_spool_batch_new (TocsinSpool *spool)
{
  TocsinSpoolBatch *self;

  g_return_val_if_fail (TOCSIN_IS_SPOOL (spool), NULL);

  self = g_object_new (TOCSIN_TYPE_SPOOL_BATCH, NULL);
  self->spool = g_object_ref (spool);

  return self;
}

static gboolean
ensure_file (TocsinSpoolBatch *self, GError **error)
{
  int injected;

  if (self->fd >= 0)
    return TRUE;

  injected = tocsin_fault_hit ("spool-create");
  if (injected != 0)
    return fail (self, injected, error);

  self->fd = tocsin_spool_create_segment (self->spool, &self->name, error);
  if (self->fd < 0)
    return FALSE;

  self->buffer = g_malloc (BUFFER_SIZE);

  return TRUE;
}

/**
 * tocsin_spool_batch_begin:
 * @self: a batch that was not synced yet
 * @error: one of the storage codes
 *
 * Begins a message. One that was begun and not finished is thrown away: its session died.
 *
 * Returns: whether bytes can follow.
 */
gboolean
tocsin_spool_batch_begin (TocsinSpoolBatch *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_SPOOL_BATCH (self) && !self->is_synced, FALSE);

  if (!require_whole (self, error) || !ensure_file (self, error)
      || !tocsin_spool_batch_abort (self, error))
    return FALSE;

  self->begin = position (self);

  return TRUE;
}

/**
 * tocsin_spool_batch_write:
 * @self: a batch with a message under way
 * @bytes: some of its bytes
 * @length: how many
 * @error: one of the storage codes; the whole batch is then given up
 *
 * Returns: whether they were taken.
 */
gboolean
tocsin_spool_batch_write (TocsinSpoolBatch *self, const char *bytes, gsize length, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_SPOOL_BATCH (self), FALSE);
  g_return_val_if_fail (self->begin >= 0 || self->is_broken, FALSE);

  if (!require_whole (self, error))
    return FALSE;
  if (self->buffered + length > BUFFER_SIZE && !flush (self, error))
    return FALSE;
  if (length > BUFFER_SIZE)
    return write_out (self, bytes, length, error);

  memcpy (self->buffer + self->buffered, bytes, length);
  self->buffered += length;

  return TRUE;
}

/**
 * tocsin_spool_batch_finish:
 * @self: a batch with a message under way
 * @length: (out) (optional): how many bytes it has
 * @error: one of the storage codes
 *
 * Ends a message.
 *
 * Returns: (transfer full): its reference, held once; good only after tocsin_spool_batch_sync().
 */
char *
tocsin_spool_batch_finish (TocsinSpoolBatch *self, gint64 *length, GError **error)
{
  g_autofree char *reference = NULL;
  gint64 size;

  g_return_val_if_fail (TOCSIN_IS_SPOOL_BATCH (self), NULL);
  g_return_val_if_fail (self->begin >= 0 || self->is_broken, NULL);

  if (!require_whole (self, error))
    return NULL;

  size = position (self) - self->begin;
  reference =
      g_strdup_printf ("%s:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, self->name, self->begin, size);
  tocsin_spool_retain (self->spool, reference);
  self->begin = -1;
  if (length != NULL)
    *length = size;

  return g_steal_pointer (&reference);
}

/**
 * tocsin_spool_batch_abort:
 * @self: a batch
 * @error: one of the storage codes
 *
 * Throws the message under way out again, if there is one; those before it stay.
 *
 * Returns: whether the batch can go on.
 */
gboolean
tocsin_spool_batch_abort (TocsinSpoolBatch *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_SPOOL_BATCH (self), FALSE);

  if (!require_whole (self, error))
    return FALSE;
  if (self->begin < 0)
    return TRUE;

  if (self->begin >= self->written)
    {
      self->buffered = (gsize) (self->begin - self->written);
    }
  else
    {
      if (ftruncate (self->fd, self->begin) != 0)
        return fail (self, errno, error);
      self->written = self->begin;
      self->buffered = 0;
    }
  self->begin = -1;

  return TRUE;
}

/**
 * tocsin_spool_batch_is_full:
 * @self: a batch
 *
 * Returns: whether it should be synced, and another one begun.
 */
gboolean
tocsin_spool_batch_is_full (TocsinSpoolBatch *self)
{
  g_return_val_if_fail (TOCSIN_IS_SPOOL_BATCH (self), FALSE);

  return position (self) >= TOCSIN_SPOOL_BATCH_BYTES;
}

static gboolean
sync_file (TocsinSpoolBatch *self, GError **error)
{
  int injected = tocsin_fault_hit ("spool-sync-before");

  if (injected != 0)
    return fail (self, injected, error);
  if (!flush (self, error))
    return FALSE;
  if (fdatasync (self->fd) != 0)
    return fail (self, errno, error);
  if (!tocsin_spool_sync_directory (self->spool, error))
    return FALSE;

  tocsin_fault_hit ("spool-sync-after");

  return TRUE;
}

/**
 * tocsin_spool_batch_sync:
 * @self: a batch
 * @error: one of the storage codes; nothing of the batch is then left
 *
 * Brings all finished messages to the disk, and ends the batch. One under way is thrown away.
 * If the events that hold the references can't be committed afterwards, release them.
 *
 * Returns: whether the references are good.
 */
gboolean
tocsin_spool_batch_sync (TocsinSpoolBatch *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_SPOOL_BATCH (self) && !self->is_synced, FALSE);

  if (!tocsin_spool_batch_abort (self, error))
    return FALSE;
  if (self->fd >= 0)
    {
      if (!sync_file (self, error))
        return FALSE;
      tocsin_spool_end_segment (self->spool, self->name, TRUE);
    }
  self->is_synced = TRUE;

  return TRUE;
}
