/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/live/property/filled.h"

Filled *
filled_take (const char *folder, Mailbox *mailbox)
{
  Filled *self = g_new0 (Filled, 1);

  self->folder = g_strdup (folder);
  self->mailbox = mailbox;

  return self;
}

void
filled_free (Filled *self)
{
  g_free (self->folder);
  mailbox_free (self->mailbox);
  g_clear_pointer (&self->indexes, g_hash_table_unref);
  g_free (self);
}

void
filled_open (Filled *self, TocsinMailStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = tocsin_mail_store_search (store, self->folder, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, self->mailbox->letters->len);
  g_clear_pointer (&self->indexes, g_hash_table_unref);
  self->indexes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < all->len; i++)
    {
      const TocsinMessageRef *ref = g_ptr_array_index (all, i);

      g_hash_table_insert (self->indexes, g_strdup (ref->key), GUINT_TO_POINTER (i));
    }
}

char *
filled_mark (const Filled *self, GPtrArray *refs)
{
  char *marks = g_strnfill (self->mailbox->letters->len, 'n');

  for (guint i = 0; i < refs->len; i++)
    {
      const TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      gpointer index;

      g_assert_true (g_hash_table_lookup_extended (self->indexes, ref->key, NULL, &index));
      marks[GPOINTER_TO_UINT (index)] = 'y';
    }

  return marks;
}
