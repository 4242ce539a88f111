/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/message-private.h"

#include "core/base/error.h"
#include "core/mail/body.h"
#include "core/mail/fold.h"
#include "core/mail/header-meaning.h"
#include "core/mail/message-text.h"
#include "core/mail/mime-scanner.h"
#include "core/mail/part-content.h"

#include <glib/gi18n-lib.h>

/**
 * tocsin_message_get_n_headers:
 * @self: a message
 *
 * Returns: how many headers are known.
 */
guint
tocsin_message_get_n_headers (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), 0);

  return self->headers != NULL ? tocsin_header_block_get_length (self->headers) : 0;
}

/**
 * tocsin_message_get_header_at: (skip)
 * @self: a message
 * @index: less than tocsin_message_get_n_headers()
 *
 * Returns: a header; they are in the order of the message.
 */
TocsinHeader
tocsin_message_get_header_at (TocsinMessage *self, guint index)
{
  TocsinHeader header = { "", "" };

  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), header);
  g_return_val_if_fail (index < tocsin_message_get_n_headers (self), header);

  header.name = tocsin_header_block_get_name (self->headers, index);
  header.value = tocsin_header_block_get_value (self->headers, index,
                                                tocsin_mime_get_options (self->code_page));

  return header;
}

/**
 * tocsin_message_get_header:
 * @self: a message
 * @name: in any case
 *
 * Returns: (nullable) (transfer none): the value of the first header of that name.
 */
const char *
tocsin_message_get_header (TocsinMessage *self, const char *name)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && name != NULL, NULL);

  for (guint i = 0; i < tocsin_message_get_n_headers (self); i++)
    if (g_ascii_strcasecmp (tocsin_header_block_get_name (self->headers, i), name) == 0)
      return tocsin_message_get_header_at (self, i).value;

  return NULL;
}

/**
 * tocsin_message_get_addresses:
 * @self: a message
 * @header: a header that holds addresses, such as `From`, in any case
 *
 * Returns: (transfer none) (element-type TocsinAddress): all its addresses, in order.
 */
GPtrArray *
tocsin_message_get_addresses (TocsinMessage *self, const char *header)
{
  static GPtrArray *nobody = NULL;
  g_autofree char *key = NULL;
  GPtrArray *addresses;

  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && header != NULL, NULL);

  if (self->headers == NULL)
    {
      if (g_once_init_enter (&nobody))
        g_once_init_leave (&nobody, g_ptr_array_new ());
      return nobody;
    }
  if (self->addresses == NULL)
    self->addresses =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  key = g_ascii_strdown (header, -1);
  addresses = g_hash_table_lookup (self->addresses, key);
  if (addresses == NULL)
    {
      addresses = tocsin_header_meaning_addresses (self->headers, header,
                                                   tocsin_mime_get_options (self->code_page));
      g_hash_table_insert (self->addresses, g_steal_pointer (&key), addresses);
    }

  return addresses;
}

/**
 * tocsin_message_get_subject:
 * @self: a message
 *
 * Returns: (transfer none): its subject, empty when there is none.
 */
const char *
tocsin_message_get_subject (TocsinMessage *self)
{
  const char *subject = tocsin_message_get_header (self, "Subject");

  return subject != NULL ? subject : "";
}

/**
 * tocsin_message_get_message_id:
 * @self: a message
 *
 * Returns: (nullable) (transfer none): its Message-ID without angle brackets.
 */
const char *
tocsin_message_get_message_id (TocsinMessage *self)
{
  const char *value = tocsin_message_get_header (self, "Message-ID");

  if (self->message_id == NULL && value != NULL)
    self->message_id = tocsin_mime_clean_line (g_mime_utils_decode_message_id (value));

  return self->message_id != NULL && *self->message_id != '\0' ? self->message_id : NULL;
}

/**
 * tocsin_message_get_date:
 * @self: a message
 *
 * Returns: (nullable) (transfer none): its Date header, in the sender's time zone.
 */
GDateTime *
tocsin_message_get_date (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), NULL);

  if (self->date == NULL && self->headers != NULL)
    self->date = tocsin_header_meaning_date (self->headers);

  return self->date;
}

/**
 * tocsin_message_get_importance:
 * @self: a message
 *
 * Returns: (transfer none): `high`, `normal` or `low`.
 */
const char *
tocsin_message_get_importance (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), NULL);

  return self->headers != NULL ? tocsin_header_meaning_importance (self->headers) : "normal";
}

/**
 * tocsin_message_get_marks:
 * @self: a message
 *
 * Returns: whether it was sent by a machine, to many, by a list, or is a bounce.
 */
TocsinMessageMarks
tocsin_message_get_marks (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), 0);

  return self->headers != NULL ? tocsin_header_meaning_marks (self->headers) : 0;
}

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
 *   compare (tocsin_mail_fold()), made once for all of them; %NULL while it is not known.
 */
const char *
tocsin_message_get_folded_text (TocsinMessage *self)
{
  const char *text = tocsin_message_get_text (self);

  if (self->folded_text == NULL && text != NULL)
    self->folded_text = tocsin_mail_fold (text);

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
