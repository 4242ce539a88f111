/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/message-private.h"

#include "core/base/error.h"
#include "core/mail/header-meaning.h"
#include "core/mail/mime-scanner.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (TocsinMessage, tocsin_message, G_TYPE_OBJECT)

static void
forget_from_headers (TocsinMessage *self)
{
  g_clear_pointer (&self->headers, tocsin_header_block_free);
  g_clear_pointer (&self->addresses, g_hash_table_unref);
  g_clear_pointer (&self->date, g_date_time_unref);
  g_clear_pointer (&self->message_id, g_free);
}

static void
forget_text (TocsinMessage *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->folded_text, g_free);
}

static void
forget_from_structure (TocsinMessage *self)
{
  forget_text (self);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_pointer (&self->root, tocsin_part_unref);
}

static void
tocsin_message_finalize (GObject *object)
{
  TocsinMessage *self = TOCSIN_MESSAGE (object);

  forget_from_headers (self);
  forget_from_structure (self);
  g_clear_pointer (&self->raw, tocsin_raw_source_unref);
  g_clear_pointer (&self->contents, g_hash_table_unref);
  g_strfreev (self->keywords);
  g_free (self->code_page);
  g_free (self->authserv_id);

  G_OBJECT_CLASS (tocsin_message_parent_class)->finalize (object);
}

static void
tocsin_message_class_init (TocsinMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_message_finalize;
}

static void
tocsin_message_init (TocsinMessage *self)
{
  self->keywords = g_new0 (char *, 1);
  self->contents =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

/**
 * tocsin_message_new:
 *
 * Returns: (transfer full): a message of which nothing is known.
 */
TocsinMessage *
tocsin_message_new (void)
{
  return g_object_new (TOCSIN_TYPE_MESSAGE, NULL);
}

/**
 * tocsin_message_set_code_page:
 * @self: a message
 * @code_page: (nullable): the charset to assume where the message declares none or a wrong one
 *
 * To be called before anything is asked of the message.
 */
void
tocsin_message_set_code_page (TocsinMessage *self, const char *code_page)
{
  g_return_if_fail (TOCSIN_IS_MESSAGE (self));

  g_free (self->code_page);
  self->code_page = g_strdup (code_page);
}

/**
 * tocsin_message_set_authserv_id:
 * @self: a message
 * @authserv_id: (nullable): the name by which the receiving server signs what it found out about
 *   the sender (RFC 8601, section 2.5), or several with blanks between them; %NULL or empty for
 *   whoever wrote the topmost Authentication-Results
 *
 * See tocsin_message_has_authentication_result().
 */
void
tocsin_message_set_authserv_id (TocsinMessage *self, const char *authserv_id)
{
  g_return_if_fail (TOCSIN_IS_MESSAGE (self));

  g_free (self->authserv_id);
  self->authserv_id = g_strdup (authserv_id);
}

/**
 * tocsin_message_set_flags:
 * @self: a message
 * @flags: its flags
 * @keywords: (nullable) (array zero-terminated=1): its other flags, as the server writes them
 */
void
tocsin_message_set_flags (TocsinMessage *self,
                          TocsinMessageFlags flags,
                          const char *const *keywords)
{
  g_return_if_fail (TOCSIN_IS_MESSAGE (self));

  self->has_flags = TRUE;
  self->flags = flags;
  g_strfreev (self->keywords);
  self->keywords = keywords != NULL ? g_strdupv ((GStrv) keywords) : g_new0 (char *, 1);
}

/**
 * tocsin_message_set_received:
 * @self: a message
 * @received: when the server received it, microseconds since 1970
 */
void
tocsin_message_set_received (TocsinMessage *self, gint64 received)
{
  g_return_if_fail (TOCSIN_IS_MESSAGE (self));

  self->received = received;
}

/**
 * tocsin_message_set_size:
 * @self: a message
 * @size: its size in bytes, as the server says
 */
void
tocsin_message_set_size (TocsinMessage *self, guint64 size)
{
  g_return_if_fail (TOCSIN_IS_MESSAGE (self));

  self->size = size;
}

static gboolean
has_words_behind (GBytes *block, gsize offset)
{
  gsize size;
  const char *text = g_bytes_get_data (block, &size);

  while (offset < size && g_ascii_isspace (text[offset]))
    offset++;

  return offset < size;
}

/**
 * tocsin_message_set_headers:
 * @self: a message
 * @block: its header block as sent, with or without the blank line at its end
 *
 * Is ignored once the raw message is there, which knows better.
 */
void
tocsin_message_set_headers (TocsinMessage *self, GBytes *block)
{
  g_autoptr (TocsinRawSource) source = NULL;

  g_return_if_fail (TOCSIN_IS_MESSAGE (self) && block != NULL);

  if (self->raw != NULL)
    return;

  forget_from_headers (self);
  source = tocsin_raw_source_new_from_bytes (block);
  self->headers = tocsin_mime_scan_headers (source, &self->body, &self->truncated);
  self->holds_body = has_words_behind (block, self->body);
}

/* Whether the header block says something else than a server's structure, as it does of a multipart
 * without a boundary, where there are two Content-Types, and where the server did not see its end.
 */
static gboolean
is_contradicted (TocsinMessage *self, const TocsinPart *root)
{
  const char *content_type = tocsin_header_block_find_raw (self->headers, "Content-Type");
  g_autoptr (TocsinPart) said =
      tocsin_part_new ("", content_type != NULL ? content_type : "text/plain", NULL, NULL);

  return self->holds_body || !g_str_equal (said->type, root->type);
}

/**
 * tocsin_message_set_structure:
 * @self: a message
 * @root: (transfer full): its tree of parts
 *
 * Is ignored once the raw message is there, which knows better; and when a multipart in it has no
 * parts, or the header block, if that is known already, tells another type: then the structure is
 * not known (quirk 29).
 */
void
tocsin_message_set_structure (TocsinMessage *self, TocsinPart *root)
{
  g_return_if_fail (TOCSIN_IS_MESSAGE (self) && root != NULL);

  if (self->raw != NULL || tocsin_part_is_hollow (root)
      || (self->headers != NULL && is_contradicted (self, root)))
    {
      tocsin_part_unref (root);
      return;
    }
  forget_from_structure (self);
  self->root = root;
}

/**
 * tocsin_message_set_content:
 * @self: a message
 * @section: number of a part
 * @encoded: its content as sent, still encoded; may be cut after %TOCSIN_MESSAGE_MAX_TEXT bytes
 *
 * For the parts of tocsin_message_get_text_parts().
 */
void
tocsin_message_set_content (TocsinMessage *self, const char *section, GBytes *encoded)
{
  g_return_if_fail (TOCSIN_IS_MESSAGE (self) && section != NULL && encoded != NULL);

  forget_text (self);
  g_hash_table_insert (self->contents, g_strdup (section), g_bytes_ref (encoded));
}

/* Takes over @source. */
static gboolean
load (TocsinMessage *self, TocsinRawSource *source, GError **error)
{
  if (source == NULL)
    return FALSE;

  if (tocsin_raw_source_get_length (source) == 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                           _ ("The message is empty: there is nothing to read"));
      tocsin_raw_source_unref (source);
      return FALSE;
    }
  forget_from_headers (self);
  forget_from_structure (self);
  g_clear_pointer (&self->raw, tocsin_raw_source_unref);
  self->raw = source;
  self->headers = tocsin_mime_scan_headers (source, &self->body, &self->truncated);

  return TRUE;
}

/**
 * tocsin_message_load_file:
 * @self: a message
 * @path: a file that holds the raw message and nothing else; not to be changed while @self lives
 * @error: where to put what went wrong
 *
 * Only headers come into memory; the rest stays in the file until it is asked for.
 *
 * Returns: whether there is a message.
 */
gboolean
tocsin_message_load_file (TocsinMessage *self, const char *path, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && path != NULL, FALSE);

  return load (self, tocsin_raw_source_new_from_file (path, error), error);
}

/**
 * tocsin_message_load_fd:
 * @self: a message
 * @fd: a file in which the raw message stands; it is duplicated and its position never used
 * @offset: where the message begins
 * @length: how many bytes it has
 * @error: where to put what went wrong
 *
 * Returns: whether there is a message.
 */
gboolean
tocsin_message_load_fd (TocsinMessage *self, int fd, guint64 offset, guint64 length, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && fd >= 0, FALSE);

  return load (self, tocsin_raw_source_new_from_fd (fd, offset, length, error), error);
}

/**
 * tocsin_message_load_bytes:
 * @self: a message
 * @raw: the raw message
 * @error: where to put what went wrong
 *
 * Returns: whether there is a message.
 */
gboolean
tocsin_message_load_bytes (TocsinMessage *self, GBytes *raw, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && raw != NULL, FALSE);

  return load (self, tocsin_raw_source_new_from_bytes (raw), error);
}

/**
 * tocsin_message_is_truncated:
 * @self: a message
 *
 * Returns: whether it goes beyond one of the limits as far as it was looked at, so that not all of
 *   it is told.
 */
gboolean
tocsin_message_is_truncated (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), FALSE);

  return self->truncated;
}

/**
 * tocsin_message_get_flags:
 * @self: a message
 *
 * Returns: its flags, none while they are not known.
 */
TocsinMessageFlags
tocsin_message_get_flags (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), 0);

  return self->flags;
}

/**
 * tocsin_message_get_keywords:
 * @self: a message
 *
 * Returns: (transfer none) (array zero-terminated=1): its keywords.
 */
const char *const *
tocsin_message_get_keywords (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), NULL);

  return (const char *const *) self->keywords;
}

/**
 * tocsin_message_has_keyword:
 * @self: a message
 * @keyword: in any case, as in IMAP (RFC 9051, section 2.3.2)
 *
 * Returns: whether it has the keyword.
 */
gboolean
tocsin_message_has_keyword (TocsinMessage *self, const char *keyword)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && keyword != NULL, FALSE);

  for (char **known = self->keywords; *known != NULL; known++)
    if (g_ascii_strcasecmp (*known, keyword) == 0)
      return TRUE;

  return FALSE;
}

/**
 * tocsin_message_get_received:
 * @self: a message
 *
 * Returns: when the server received it, microseconds since 1970; of a message that no store gave,
 *   what its Received or Date header says; 0 when nothing does.
 */
gint64
tocsin_message_get_received (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), 0);

  if (self->received == 0 && self->headers != NULL)
    return tocsin_header_meaning_received (self->headers);

  return self->received;
}

/**
 * tocsin_message_get_size:
 * @self: a message
 *
 * Returns: its size in bytes: what the store said, else that of the raw message, 0 when unknown.
 */
guint64
tocsin_message_get_size (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), 0);

  if (self->size == 0 && self->raw != NULL)
    return tocsin_raw_source_get_length (self->raw);

  return self->size;
}
