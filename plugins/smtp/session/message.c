/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/session/message.h"

#include "core/base/error.h"
#include "core/mail/seven-bit.h"
#include "plugins/smtp/wire/clean.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SmtpMessage
{
  GInputStream *stream;
  goffset start;
  guint64 size; /* as stored */
  guint64 left; /* of it, still to be read */
  char *block;
  GString *lines; /* the last block as it goes over the line */
  gboolean whole; /* whether that is all of the message */
  gboolean told;  /* whether it was given out since the last rewind */
  SmtpClean clean;
  SmtpSurvey survey;
};

/**
 * smtp_message_free:
 * @self: (transfer full): a message
 */
void
smtp_message_free (SmtpMessage *self)
{
  g_clear_object (&self->stream);
  g_free (self->block);
  g_string_free (self->lines, TRUE);
  g_free (self);
}

static gboolean
read_block (SmtpMessage *self, gsize *got, GCancellable *cancellable, GError **error)
{
  gsize wanted = (gsize) MIN (self->left, SMTP_MESSAGE_BLOCK);

  if (!g_input_stream_read_all (self->stream, self->block, wanted, got, cancellable, error))
    {
      tocsin_error_translate (error, _ ("reading the message to be sent"));
      return FALSE;
    }
  if (*got < wanted)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                           _ ("the message to be sent is shorter than its size says"));
      return FALSE;
    }
  self->left -= *got;

  return TRUE;
}

static gboolean
read_lines (SmtpMessage *self, GCancellable *cancellable, GError **error)
{
  gsize got;

  g_string_truncate (self->lines, 0);
  /* A block may hold nothing but CRs that wait for what follows. */
  while (self->lines->len == 0 && self->left > 0)
    {
      if (!read_block (self, &got, cancellable, error))
        return FALSE;
      smtp_clean_add (&self->clean, self->block, got, self->lines);
    }
  if (self->left == 0)
    {
      smtp_clean_finish (&self->clean, self->lines);
      self->clean = (SmtpClean){ 0 };
    }

  return TRUE;
}

static gboolean
seek_back (SmtpMessage *self, GCancellable *cancellable, GError **error)
{
  self->left = self->size;
  self->clean = (SmtpClean){ 0 };
  if (g_seekable_seek (G_SEEKABLE (self->stream), self->start, G_SEEK_SET, cancellable, error))
    return TRUE;
  tocsin_error_translate (error, _ ("reading the message to be sent"));

  return FALSE;
}

/**
 * smtp_message_rewind:
 * @self: a message
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether smtp_message_read() begins anew.
 */
gboolean
smtp_message_rewind (SmtpMessage *self, GCancellable *cancellable, GError **error)
{
  self->told = FALSE;

  return self->whole || seek_back (self, cancellable, error);
}

/**
 * smtp_message_read:
 * @self: a message
 * @bytes: (out): some of its lines, until the next call
 * @length: (out): how many bytes; 0 at the end
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it could be read.
 */
gboolean
smtp_message_read (
    SmtpMessage *self, const char **bytes, gsize *length, GCancellable *cancellable, GError **error)
{
  if (!self->whole && !read_lines (self, cancellable, error))
    return FALSE;
  *bytes = self->lines->str;
  *length = self->whole && self->told ? 0 : self->lines->len;
  self->told = TRUE;

  return TRUE;
}

static gboolean
look_through (SmtpMessage *self, GCancellable *cancellable, GError **error)
{
  const char *bytes;
  gsize length;

  self->survey = (SmtpSurvey){ 0 };
  self->whole = FALSE;
  do
    {
      if (!smtp_message_read (self, &bytes, &length, cancellable, error))
        return FALSE;
      smtp_survey_add (&self->survey, bytes, length);
      self->whole = self->size <= SMTP_MESSAGE_BLOCK;
    }
  while (!self->whole && length > 0);

  return smtp_message_rewind (self, cancellable, error);
}

/**
 * smtp_message_new:
 * @stream: seekable, at the message's beginning; lines end with LF or CRLF
 * @size: its size in bytes
 * @cancellable: (nullable): to stop it
 * @error: where to put why it can't be read
 *
 * Returns: (transfer full): the message, looked through once.
 */
SmtpMessage *
smtp_message_new (GInputStream *stream, guint64 size, GCancellable *cancellable, GError **error)
{
  g_autoptr (SmtpMessage) self = g_new0 (SmtpMessage, 1);

  self->stream = g_object_ref (stream);
  self->start = g_seekable_tell (G_SEEKABLE (stream));
  self->size = self->left = size;
  self->block = g_malloc ((gsize) MIN (MAX (size, 1), SMTP_MESSAGE_BLOCK));
  /* Where LF ends lines each grows by one. */
  self->lines = g_string_sized_new ((gsize) MIN (size + size / 16, SMTP_MESSAGE_BLOCK) + 64);

  return look_through (self, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * smtp_message_get_survey:
 * @self: a message
 *
 * Returns: (transfer none): what a server has to be able to do to take it as it is.
 */
const SmtpSurvey *
smtp_message_get_survey (const SmtpMessage *self)
{
  return &self->survey;
}

/**
 * smtp_message_make_plain:
 * @self: a message
 * @header: whether headers beyond ASCII are to be encoded
 * @body: whether bodies beyond ASCII are to be; lines that are too long always are
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Writes it anew so that more servers take it. What is signed stays as it is, so
 * smtp_message_get_survey() has to be asked again.
 *
 * Returns: whether it could be written.
 */
gboolean
smtp_message_make_plain (
    SmtpMessage *self, gboolean header, gboolean body, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) plain = NULL;
  guint64 size;

  if (!seek_back (self, cancellable, error))
    return FALSE;
  plain =
      tocsin_seven_bit_convert (self->stream, self->size, header, body, &size, cancellable, error);
  if (plain == NULL)
    return FALSE;

  g_set_object (&self->stream, plain);
  self->start = 0;
  self->size = self->left = size;
  self->told = FALSE;
  self->clean = (SmtpClean){ 0 };
  g_free (self->block);
  self->block = g_malloc ((gsize) MIN (MAX (size, 1), SMTP_MESSAGE_BLOCK));

  return look_through (self, cancellable, error);
}
