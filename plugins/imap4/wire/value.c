/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/value.h"

#include "plugins/imap4/wire/number.h"

/**
 * imap4_value_new:
 * @kind: what it is
 *
 * Returns: (transfer full): a value without text; a list is empty.
 */
Imap4Value *
imap4_value_new (Imap4ValueKind kind)
{
  Imap4Value *self = g_new0 (Imap4Value, 1);

  self->kind = kind;
  if (kind == IMAP4_VALUE_LIST)
    self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_value_free);

  return self;
}

/**
 * imap4_value_new_text:
 * @kind: %IMAP4_VALUE_ATOM or %IMAP4_VALUE_STRING
 * @text: its bytes
 * @length: how many
 *
 * Returns: (transfer full): a value with a copy of @text.
 */
Imap4Value *
imap4_value_new_text (Imap4ValueKind kind, const char *text, gsize length)
{
  Imap4Value *self = imap4_value_new (kind);

  self->bytes = g_string_free_to_bytes (g_string_new_len (text, (gssize) length));

  return self;
}

/**
 * imap4_value_new_bytes:
 * @bytes: bytes with a NUL behind their end
 *
 * Returns: (transfer full): a string.
 */
Imap4Value *
imap4_value_new_bytes (GBytes *bytes)
{
  Imap4Value *self = imap4_value_new (IMAP4_VALUE_STRING);

  self->bytes = g_bytes_ref (bytes);

  return self;
}

/**
 * imap4_value_free:
 * @self: (transfer full): a value
 */
void
imap4_value_free (Imap4Value *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}

/**
 * imap4_value_get_text:
 * @self: (nullable): a value
 *
 * Returns: (nullable) (transfer none): its text up to the first NUL; %NULL for a list and NIL.
 */
const char *
imap4_value_get_text (const Imap4Value *self)
{
  return self != NULL && self->bytes != NULL ? g_bytes_get_data (self->bytes, NULL) : NULL;
}

/**
 * imap4_value_get_number:
 * @self: (nullable): a value
 * @number: (out): the number
 *
 * Returns: whether it is a number that may be taken as an identity.
 */
gboolean
imap4_value_get_number (const Imap4Value *self, guint64 *number)
{
  return self != NULL && self->bytes != NULL
         && imap4_number_parse (g_bytes_get_data (self->bytes, NULL),
                                g_bytes_get_size (self->bytes), number);
}

/**
 * imap4_value_is:
 * @self: (nullable): a value
 * @word: ASCII
 *
 * Returns: whether its text is @word, in upper or lower case (quirk 15).
 */
gboolean
imap4_value_is (const Imap4Value *self, const char *word)
{
  const char *text = imap4_value_get_text (self);

  return text != NULL && g_ascii_strcasecmp (text, word) == 0;
}

/**
 * imap4_value_get_length:
 * @self: (nullable): a value
 *
 * Returns: how many items a list has, 0 for all else.
 */
guint
imap4_value_get_length (const Imap4Value *self)
{
  return self != NULL && self->items != NULL ? self->items->len : 0;
}

/**
 * imap4_value_get_item:
 * @self: (nullable): a value
 * @index: from 0
 *
 * Returns: (nullable) (transfer none): the item, %NULL beyond the end.
 */
const Imap4Value *
imap4_value_get_item (const Imap4Value *self, guint index)
{
  return index < imap4_value_get_length (self) ? g_ptr_array_index (self->items, index) : NULL;
}

/**
 * imap4_value_to_strv:
 * @self: (nullable): a list
 *
 * Returns: (transfer full): the texts of those items that have one.
 */
GStrv
imap4_value_to_strv (const Imap4Value *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < imap4_value_get_length (self); i++)
    {
      const char *text = imap4_value_get_text (imap4_value_get_item (self, i));

      if (text != NULL)
        g_strv_builder_add (builder, text);
    }

  return g_strv_builder_end (builder);
}
