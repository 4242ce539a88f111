/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/message-private.h"

#include "core/base/error.h"
#include "core/mail/body.h"
#include "core/mail/fold.h"
#include "core/mail/invite.h"
#include "core/mail/message-text.h"
#include "core/mail/mime-scanner.h"
#include "core/mail/part-content.h"
#include "core/mail/protection.h"

#include <glib/gi18n-lib.h>

/**
 * tocsin_message_get_structure:
 * @self: a message
 *
 * Returns: (nullable) (transfer none): its tree of parts.
 */
TocsinPart *
tocsin_message_get_structure (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), NULL);

  if (self->root == NULL && self->raw != NULL)
    self->root = tocsin_mime_scan_structure (self->raw, self->headers, self->body, self->code_page,
                                             &self->truncated);

  return self->root;
}

static void
choose_body (TocsinMessage *self)
{
  TocsinPart *root = tocsin_message_get_structure (self);

  if (self->shown != NULL)
    return;

  self->shown = g_ptr_array_new ();
  self->attachments = g_ptr_array_new ();
  self->has_html = FALSE;
  if (root != NULL)
    tocsin_body_choose (root, self->shown, self->attachments, &self->has_html);
}

/**
 * tocsin_message_get_attachments:
 * @self: a message
 *
 * Returns: (transfer none) (element-type TocsinPart): all leaves that are not the text a reader is
 *   shown, in order; empty while the structure is not known.
 */
GPtrArray *
tocsin_message_get_attachments (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), NULL);

  choose_body (self);

  return self->attachments;
}

/**
 * tocsin_message_get_text_parts:
 * @self: a message
 *
 * Returns: (transfer none) (element-type TocsinPart): the leaves whose text a reader is shown.
 */
GPtrArray *
tocsin_message_get_text_parts (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), NULL);

  choose_body (self);

  return self->shown;
}

/**
 * tocsin_message_has_html:
 * @self: a message
 *
 * Returns: whether its text has an HTML form.
 */
gboolean
tocsin_message_has_html (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), FALSE);

  choose_body (self);

  return self->has_html;
}

/**
 * tocsin_message_has_invite:
 * @self: a message
 *
 * Returns: whether it brings something for the calendar: an invitation, its update or cancellation,
 *   or an event somebody attached. What others answer to an invitation is none.
 */
gboolean
tocsin_message_has_invite (TocsinMessage *self)
{
  const TocsinPart *root = tocsin_message_get_structure (self);

  return root != NULL && tocsin_invite_is_in (root);
}

/**
 * tocsin_message_has_signature:
 * @self: a message
 *
 * Returns: whether it is signed, or a signature of whatever else is among its parts.
 */
gboolean
tocsin_message_has_signature (TocsinMessage *self)
{
  const TocsinPart *root = tocsin_message_get_structure (self);

  return root != NULL && tocsin_protection_has_signature (root);
}

/**
 * tocsin_message_get_protection:
 * @self: a message
 *
 * Of the message itself: an attached message that is signed makes none of what it is attached to.
 * Text that holds a signature or an encrypted block (inline PGP) does not count, for only the
 * content could tell.
 *
 * Returns: how it is protected; nothing while the structure is not known.
 */
TocsinMessageProtection
tocsin_message_get_protection (TocsinMessage *self)
{
  const TocsinPart *root = tocsin_message_get_structure (self);

  return root != NULL ? tocsin_protection_find (root) : 0;
}

static gboolean
has_text (TocsinMessage *self)
{
  GPtrArray *parts;

  if (self->raw != NULL)
    return TRUE;
  if (self->root == NULL)
    return FALSE;

  parts = tocsin_message_get_text_parts (self);
  for (guint i = 0; i < parts->len; i++)
    {
      TocsinPart *part = g_ptr_array_index (parts, i);

      if (!g_hash_table_contains (self->contents, part->section))
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_message_get_layers:
 * @self: a message
 *
 * Returns: what is known of it.
 */
TocsinMessageLayers
tocsin_message_get_layers (TocsinMessage *self)
{
  TocsinMessageLayers layers = 0;

  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), 0);

  if (self->has_flags)
    layers |= TOCSIN_MESSAGE_LAYERS_FLAGS;
  if (self->headers != NULL)
    layers |= TOCSIN_MESSAGE_LAYERS_HEADERS;
  if (self->root != NULL || self->raw != NULL)
    layers |= TOCSIN_MESSAGE_LAYERS_STRUCTURE;
  if (self->raw != NULL)
    layers |= TOCSIN_MESSAGE_LAYERS_RAW;
  if (has_text (self))
    layers |= TOCSIN_MESSAGE_LAYERS_TEXT;

  return layers;
}

static GByteArray *
read_content (TocsinMessage *self, const TocsinPart *part, gsize limit)
{
  GBytes *content = g_hash_table_lookup (self->contents, part->section);
  g_autoptr (TocsinRawSource) source = NULL;

  if (self->raw != NULL)
    return tocsin_part_content_read (self->raw, part->begin, part->end, part->encoding, limit);
  if (content == NULL)
    return g_byte_array_new ();

  source = tocsin_raw_source_new_from_bytes (content);

  return tocsin_part_content_read (source, 0, g_bytes_get_size (content), part->encoding, limit);
}

/**
 * tocsin_message_get_text:
 * @self: a message
 *
 * Returns: (nullable) (transfer none): the text a reader is shown, HTML reduced to text, at most
 *   %TOCSIN_MESSAGE_MAX_TEXT bytes; %NULL while it is not known.
 */
const char *
tocsin_message_get_text (TocsinMessage *self)
{
  GPtrArray *parts;
  GString *text;
  gboolean complete = TRUE;

  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), NULL);

  if (self->text != NULL || !has_text (self))
    return self->text;

  parts = tocsin_message_get_text_parts (self);
  text = g_string_new (NULL);
  for (guint i = 0; i < parts->len && complete; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);
      g_autoptr (GByteArray) bytes = read_content (self, part, TOCSIN_MESSAGE_MAX_TEXT);

      complete = tocsin_message_text_append (text, part, bytes, self->code_page);
    }
  self->truncated = self->truncated || !complete;
  self->text = g_string_free (text, FALSE);

  return self->text;
}

static gboolean
needs_raw (TocsinMessage *self, GError **error)
{
  if (self->raw != NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                       _ ("The content of the message was not fetched"));
  return FALSE;
}

/**
 * tocsin_message_write_raw:
 * @self: a message that was loaded
 * @fd: where to write it, at the descriptor's position
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether the whole message is written, byte for byte.
 */
gboolean
tocsin_message_write_raw (TocsinMessage *self, int fd, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && fd >= 0, FALSE);

  return needs_raw (self, error)
         && tocsin_part_content_write (self->raw, 0, tocsin_raw_source_get_length (self->raw), NULL,
                                       fd, cancellable, error);
}

/**
 * tocsin_message_get_folded_text:
 * @self: a message
 *
 * Returns: (nullable) (transfer none): the text a reader is shown, in the form in which queries
 *   compare (tocsin_mail_fold_shown()), made once for all of them; %NULL while it is not known.
 */
const char *
tocsin_message_get_folded_text (TocsinMessage *self)
{
  const char *text = tocsin_message_get_text (self);

  if (self->folded_text == NULL && text != NULL)
    self->folded_text = tocsin_mail_fold_shown (text);

  return self->folded_text;
}

/**
 * tocsin_message_measure_part:
 * @self: a message that was loaded
 * @part: one of its leaves
 * @size: (out) (optional): bytes once decoded
 * @sha256: (out) (optional) (transfer full): their SHA-256, in hexadecimal
 * @error: where to put what went wrong
 *
 * Returns: whether it could be read.
 */
gboolean
tocsin_message_measure_part (
    TocsinMessage *self, const TocsinPart *part, guint64 *size, char **sha256, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && part != NULL, FALSE);

  return needs_raw (self, error)
         && tocsin_part_content_measure (self->raw, part, size, sha256, error);
}

/**
 * tocsin_message_write_part:
 * @self: a message that was loaded
 * @part: one of its leaves
 * @fd: where to write its decoded content, at the descriptor's position
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether all of it is written.
 */
gboolean
tocsin_message_write_part (
    TocsinMessage *self, const TocsinPart *part, int fd, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && part != NULL && fd >= 0, FALSE);

  return needs_raw (self, error)
         && tocsin_part_content_write (self->raw, part->begin, part->end, part->encoding, fd,
                                       cancellable, error);
}
