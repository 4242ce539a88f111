/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-read.h"

#include "core/base/error.h"
#include "core/base/temporary.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

typedef struct
{
  int fd;
  guint64 length;
  gboolean complete;
} Body;

static gboolean
begin_body (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  Body *body = user_data;

  body->length = 0;
  if (ftruncate (body->fd, 0) == 0 && lseek (body->fd, 0, SEEK_SET) == 0)
    return TRUE;

  tocsin_error_set_errno (error, errno, _ ("temporary file"));
  return FALSE;
}

static gboolean
write_body (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Body *body = user_data;

  body->length += length;

  return tocsin_temporary_write (body->fd, bytes, length, error);
}

static gboolean
take_body (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  ((Body *) user_data)->complete = message != NULL;

  return TRUE;
}

/**
 * tocsin_mail_read:
 * @store: where the message is
 * @ref: the message
 * @message: what is known of it; its raw form is added
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, %TOCSIN_ERROR_MESSAGE_GONE when it is no longer there
 *
 * Fetches the whole message, by way of a temporary file, without marking it as read.
 *
 * Returns: whether @message knows all of it.
 */
gboolean
tocsin_mail_read (TocsinMailStore *store,
                  TocsinMessageRef *ref,
                  TocsinMessage *message,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  Body body = { .fd = tocsin_temporary_open (error) };
  TocsinMailSink sink = { begin_body, write_body, take_body, &body };
  gboolean read;

  if (body.fd < 0)
    return FALSE;

  g_ptr_array_add (refs, ref);
  read = tocsin_mail_store_fetch (store, refs, TOCSIN_MAIL_PARTS_RAW, &sink, cancellable, error);
  if (read && !body.complete)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE,
                   _ ("message %s is no longer there"), ref->key);
      read = FALSE;
    }
  read = read && tocsin_message_load_fd (message, body.fd, 0, body.length, error);
  close (body.fd);

  return read;
}
