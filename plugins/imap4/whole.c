/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/whole.h"

#include "core/base/error.h"
#include "plugins/imap4/key.h"
#include "plugins/imap4/session/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

static gboolean
write_file (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  int fd = GPOINTER_TO_INT (user_data);

  while (length > 0)
    {
      gssize written = write (fd, bytes, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          tocsin_error_set_errno (error, errno, _ ("writing a temporary file in %s"),
                                  g_get_tmp_dir ());
          return FALSE;
        }
      bytes += written;
      length -= (gsize) written;
    }

  return TRUE;
}

static gboolean
begin_file (guint64 uid, guint64 size, gpointer user_data, GError **error)
{
  return TRUE;
}

static gboolean
load_through (TocsinImap4Session *session,
              TocsinMessageRef *ref,
              TocsinMessage *message,
              int fd,
              GCancellable *cancellable,
              GError **error)
{
  Imap4FetchSink sink = { NULL, begin_file, write_file, GINT_TO_POINTER (fd) };
  Imap4Key key;
  gboolean found;
  off_t length;

  if (!imap4_key_from_ref (&key, ref, error)
      || !imap4_fetch_large (session, key.uid, ref->size, &sink, &found, cancellable, error))
    return FALSE;
  length = lseek (fd, 0, SEEK_CUR);

  return !found
         || tocsin_message_load_fd (message, fd, 0, length > 0 ? (guint64) length : 0, error);
}

/**
 * imap4_whole_load:
 * @session: a session with the message's folder selected
 * @ref: a message
 * @message: what is known of it
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Fetches the raw message into a nameless file and gives it to @message, which then knows
 * everything. A message that is gone stays as it is.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
imap4_whole_load (TocsinImap4Session *session,
                  TocsinMessageRef *ref,
                  TocsinMessage *message,
                  GCancellable *cancellable,
                  GError **error)
{
  int fd = open (g_get_tmp_dir (), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  gboolean loaded;

  if (fd < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("making a temporary file in %s"), g_get_tmp_dir ());
      return FALSE;
    }
  loaded = load_through (session, ref, message, fd, cancellable, error);
  close (fd);

  return loaded;
}
