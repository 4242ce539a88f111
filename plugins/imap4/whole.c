/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/whole.h"

#include "core/base/temporary.h"
#include "plugins/imap4/key.h"
#include "plugins/imap4/session/fetch.h"

#include <unistd.h>

static gboolean
write_file (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  return tocsin_temporary_write (GPOINTER_TO_INT (user_data), bytes, length, error);
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
  int fd = tocsin_temporary_open (error);
  gboolean loaded;

  if (fd < 0)
    return FALSE;

  loaded = load_through (session, ref, message, fd, cancellable, error);
  close (fd);

  return loaded;
}
