/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/mailbox/transfer.h"

#include "core/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

static TocsinFolder *
find_or_create (TocsinMailStore *target,
                const TocsinMailOperation *operation,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GError) local_error = NULL;
  TocsinFolder *folder;

  folder = tocsin_mail_store_find_folder (target, operation->argument, cancellable, &local_error);
  if (folder != NULL)
    return folder;
  if (!operation->create
      || !g_error_matches (local_error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (!tocsin_mail_store_create_folder (target, operation->argument, cancellable, error))
    return NULL;

  return tocsin_mail_store_find_folder (target, operation->argument, cancellable, error);
}

/* A file without a name: it is gone when it is closed, whatever happens meanwhile. */
static int
open_temporary (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, "transfer-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    tocsin_error_set_errno (error, errno, _ ("making a temporary file in %s"), directory);
  else
    unlink (path);

  return fd;
}

static gboolean
append_from (
    TocsinMailStore *target, const char *folder, int fd, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (fd, FALSE);
  off_t size = lseek (fd, 0, SEEK_END);

  if (size < 0 || lseek (fd, 0, SEEK_SET) < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("reading a temporary file"));
      return FALSE;
    }

  return tocsin_mail_store_append (target, folder, stream, (guint64) size, cancellable, error);
}

/**
 * transfer_message:
 * @target: the store that is to have the message
 * @operation: its argument names the folder
 * @message: (nullable): the message as it was kept
 * @work_directory: where temporary files go
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Puts a message into another mailbox, from what was kept of it when the event was written down.
 *
 * Returns: whether it is safe there.
 */
gboolean
transfer_message (TocsinMailStore *target,
                  const TocsinMailOperation *operation,
                  TocsinMessage *message,
                  const char *work_directory,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (TocsinFolder) folder = NULL;
  gboolean done;
  int fd;

  if (message == NULL || !(tocsin_message_get_layers (message) & TOCSIN_MESSAGE_LAYERS_RAW))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("the whole message was not kept, so it can't be put elsewhere"));
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("Raise limits.max-message-size of its connection."));
      return FALSE;
    }

  folder = find_or_create (target, operation, cancellable, error);
  if (folder == NULL)
    return FALSE;

  fd = open_temporary (work_directory, error);
  if (fd < 0)
    return FALSE;

  done = tocsin_message_write_raw (message, fd, cancellable, error)
         && append_from (target, folder->id, fd, cancellable, error);
  close (fd);

  return done;
}
