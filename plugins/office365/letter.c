/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Graph knows no envelope: a message goes to whom its headers name. Those whom no header is to name
 * go into Bcc, which Exchange takes away again. */
#include "plugins/office365/letter.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Behind the empty line, or 0. */
static gsize
find_body (const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] != '\n')
        continue;
      if (i + 1 < length && bytes[i + 1] == '\n')
        return i + 2;
      if (i + 2 < length && bytes[i + 1] == '\r' && bytes[i + 2] == '\n')
        return i + 3;
    }

  return 0;
}

static GByteArray *
read_head (GraphLetter *self, GCancellable *cancellable, GError **error)
{
  gsize most = (gsize) MIN (self->size, TOCSIN_MESSAGE_MAX_HEADER_BYTES);
  g_autoptr (GByteArray) head = g_byte_array_sized_new ((guint) most);
  gsize n_read, end;

  g_byte_array_set_size (head, (guint) most);
  if (!g_input_stream_read_all (self->source, head->data, most, &n_read, cancellable, error))
    {
      tocsin_error_translate (error, _ ("reading the message"));
      return NULL;
    }
  end = find_body ((const char *) head->data, n_read);
  if (end == 0 && n_read == self->size)
    end = n_read;
  if (end > 0)
    {
      g_byte_array_set_size (head, (guint) end);
      return g_steal_pointer (&head);
    }
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                       _ ("the headers of the message have no end"));

  return NULL;
}

/* Without Bcc, which is written anew. */
static void
append_others (GString *head, const char *bytes, gsize length)
{
  gboolean skips = FALSE;

  for (gsize i = 0; i < length;)
    {
      const char *end = memchr (bytes + i, '\n', length - i);
      gsize n_line = end != NULL ? (gsize) (end - bytes) - i + 1 : length - i;

      if (bytes[i] != ' ' && bytes[i] != '\t')
        skips = n_line > 4 && g_ascii_strncasecmp (bytes + i, "Bcc:", 4) == 0;
      if (!skips)
        g_string_append_len (head, bytes + i, (gssize) n_line);
      i += n_line;
    }
}

static GBytes *
write_head (const GraphLetter *self, const GByteArray *old)
{
  g_autoptr (GString) head = g_string_sized_new (old->len);

  for (guint i = 0; i < self->hidden->len; i++)
    g_string_append_printf (head, "%s<%s>%s", i == 0 ? "Bcc: " : " ",
                            (const char *) g_ptr_array_index (self->hidden, i),
                            i + 1 < self->hidden->len ? ",\r\n" : "\r\n");
  append_others (head, (const char *) old->data, old->len);

  return g_string_free_to_bytes (g_steal_pointer (&head));
}

static void
add_named (TocsinMessage *message, const char *header, GHashTable *named)
{
  GPtrArray *addresses = tocsin_message_get_addresses (message, header);

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      if (address->address != NULL && address->address[0] != '\0')
        g_hash_table_add (named, tocsin_text_fold (address->address));
    }
}

static gboolean
refuse_named (GHashTable *named, GError **error)
{
  GHashTableIter iter;
  gpointer address;
  g_autofree char *shown = NULL;

  g_hash_table_iter_init (&iter, named);
  if (!g_hash_table_iter_next (&iter, &address, NULL))
    return TRUE;
  shown = tocsin_text_escape (address, -1, 0);
  g_set_error (
      error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
      _ ("Microsoft Graph sends a message to everybody whom its headers name: %s stands in "
         "To or Cc and is not to get it"),
      shown);

  return FALSE;
}

/* Who is to get it and is not named goes into Bcc. */
static gboolean
match_recipients (GraphLetter *self, TocsinEnvelope *envelope, GError **error)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_named (self->message, "To", named);
  add_named (self->message, "Cc", named);
  for (guint i = 0; i < recipients->len; i++)
    {
      const TocsinRecipient *recipient = g_ptr_array_index (recipients, i);
      char *folded = tocsin_text_fold (recipient->address);

      if (!g_hash_table_contains (named, folded) && !g_hash_table_contains (wanted, folded))
        g_ptr_array_add (self->hidden, g_strdup (recipient->address));
      g_hash_table_add (wanted, folded);
    }
  for (guint i = 0; i < recipients->len; i++)
    {
      const TocsinRecipient *recipient = g_ptr_array_index (recipients, i);
      g_autofree char *folded = tocsin_text_fold (recipient->address);

      g_hash_table_remove (named, folded);
    }

  return refuse_named (named, error);
}

/**
 * graph_letter_init:
 * @self: (out caller-allocates): the letter
 * @envelope: whom it goes to
 * @source: a message, where it begins; can be sought in
 * @size: its size in bytes
 * @cancellable: (nullable): to stop it
 * @error: where to put that it can't be read, or that it would go to others, too
 *
 * Returns: whether it can be sent.
 */
gboolean
graph_letter_init (GraphLetter *self,
                   TocsinEnvelope *envelope,
                   GInputStream *source,
                   guint64 size,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GByteArray) head = NULL;
  g_autoptr (GBytes) block = NULL;

  memset (self, 0, sizeof *self);
  self->source = g_object_ref (source);
  self->begin = (guint64) g_seekable_tell (G_SEEKABLE (source));
  self->size = size;
  self->message = tocsin_message_new ();
  self->hidden = g_ptr_array_new_with_free_func (g_free);
  head = read_head (self, cancellable, error);
  if (head == NULL)
    return FALSE;
  block = g_bytes_new (head->data, head->len);
  tocsin_message_set_headers (self->message, block);
  if (!match_recipients (self, envelope, error))
    return FALSE;
  self->head = write_head (self, head);
  self->offset = self->begin + head->len;
  self->rest = size - head->len;

  return graph_letter_rewind (self, cancellable, error);
}

/**
 * graph_letter_clear:
 * @self: a letter
 */
void
graph_letter_clear (GraphLetter *self)
{
  g_clear_object (&self->source);
  g_clear_pointer (&self->head, g_bytes_unref);
  g_clear_object (&self->message);
  g_clear_pointer (&self->hidden, g_ptr_array_unref);
}

/**
 * graph_letter_rewind:
 * @self: a letter
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether its source stands behind its headers.
 */
gboolean
graph_letter_rewind (GraphLetter *self, GCancellable *cancellable, GError **error)
{
  if (g_seekable_seek (G_SEEKABLE (self->source), (goffset) self->offset, G_SEEK_SET, cancellable,
                       error))
    return TRUE;
  tocsin_error_translate (error, _ ("reading the message"));

  return FALSE;
}
