/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/compose-part.h"

#include <string.h>

/**
 * tocsin_compose_part_new: (skip)
 * @type: its MIME type
 *
 * Returns: (transfer full): a part without content.
 */
TocsinComposePart *
tocsin_compose_part_new (const char *type)
{
  TocsinComposePart *self = g_new0 (TocsinComposePart, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->type = g_strdup (type);
  self->parameters = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * tocsin_compose_part_ref: (skip)
 * @self: a part
 *
 * Returns: (transfer full): @self.
 */
TocsinComposePart *
tocsin_compose_part_ref (TocsinComposePart *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_compose_part_unref: (skip)
 * @self: (transfer full): a part
 */
void
tocsin_compose_part_unref (TocsinComposePart *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->type);
  g_free (self->disposition);
  g_free (self->name);
  g_free (self->content_id);
  g_free (self->boundary);
  g_clear_pointer (&self->content, tocsin_raw_source_unref);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_ptr_array_unref (self->parameters);
  g_free (self);
}

/**
 * tocsin_compose_part_set_parameter: (skip)
 * @self: a part
 * @name: a parameter of its type that it does not have yet
 * @value: its value
 */
void
tocsin_compose_part_set_parameter (TocsinComposePart *self, const char *name, const char *value)
{
  g_ptr_array_add (self->parameters, g_strdup (name));
  g_ptr_array_add (self->parameters, g_strdup (value));
}

/**
 * tocsin_compose_part_take_child: (skip)
 * @self: a multipart
 * @child: (transfer full): its next part
 */
void
tocsin_compose_part_take_child (TocsinComposePart *self, TocsinComposePart *child)
{
  if (self->children == NULL)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_compose_part_unref);
  g_ptr_array_add (self->children, child);
}

static const char *
get_transfer_name (TocsinTransfer transfer)
{
  static const char *const names[] = { "7bit", "8bit", "quoted-printable", "base64" };

  return names[transfer];
}

/* A multipart is at most what its parts are (RFC 2045, section 6.4). */
static TocsinTransfer
get_transfer (const TocsinComposePart *self)
{
  if (self->children == NULL)
    return self->transfer;

  for (guint i = 0; i < self->children->len; i++)
    if (get_transfer (g_ptr_array_index (self->children, i)) == TOCSIN_TRANSFER_8BIT)
      return TOCSIN_TRANSFER_8BIT;

  return TOCSIN_TRANSFER_7BIT;
}

static void
write_type (const TocsinComposePart *self, TocsinHeaderWriter *writer)
{
  tocsin_header_writer_begin (writer, "Content-Type", self->type);
  for (guint i = 0; i + 1 < self->parameters->len; i += 2)
    tocsin_header_writer_add_parameter (writer, g_ptr_array_index (self->parameters, i),
                                        g_ptr_array_index (self->parameters, i + 1),
                                        TOCSIN_PARAMETER_EXTENDED);
  if (self->boundary != NULL)
    tocsin_header_writer_add_parameter (writer, "boundary", self->boundary,
                                        TOCSIN_PARAMETER_EXTENDED);
  /* Outlook and other old readers know a name only here, and only so. */
  if (self->name != NULL)
    tocsin_header_writer_add_parameter (writer, "name", self->name, TOCSIN_PARAMETER_ENCODED_WORDS);
  tocsin_header_writer_end (writer);
}

/**
 * tocsin_compose_part_write_headers: (skip)
 * @self: a part whose boundaries are chosen
 * @writer: where its headers go
 *
 * Writes the headers that say what the part is. 7bit goes without saying (RFC 2045, section 6.1).
 */
void
tocsin_compose_part_write_headers (const TocsinComposePart *self, TocsinHeaderWriter *writer)
{
  TocsinTransfer transfer = get_transfer (self);

  write_type (self, writer);
  if (transfer != TOCSIN_TRANSFER_7BIT)
    tocsin_header_writer_add_text (writer, "Content-Transfer-Encoding",
                                   get_transfer_name (transfer));
  if (self->disposition != NULL)
    {
      tocsin_header_writer_begin (writer, "Content-Disposition", self->disposition);
      if (self->name != NULL)
        tocsin_header_writer_add_parameter (writer, "filename", self->name,
                                            TOCSIN_PARAMETER_EXTENDED);
      tocsin_header_writer_end (writer);
    }
  if (self->content_id != NULL)
    {
      g_autofree char *id = g_strdup_printf ("<%s>", self->content_id);

      tocsin_header_writer_add_words (writer, "Content-ID", (const char *[]){ id, NULL });
    }
}
