/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/offline-changes.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/* Keys of the messages that were told, or were there before. */
#define CURSOR_TYPE "as"

static GHashTable *
keys_from_cursor (GVariant *cursor, GError **error)
{
  g_autoptr (GHashTable) keys = NULL;
  GVariantIter iter;
  const char *key;

  if (!g_variant_is_of_type (cursor, G_VARIANT_TYPE (CURSOR_TYPE)))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER,
                   _ ("the stored position in the folder (%s) is none that this version wrote"),
                   g_variant_get_type_string (cursor));
      return NULL;
    }
  keys = g_hash_table_new (g_str_hash, g_str_equal);
  g_variant_iter_init (&iter, cursor);
  while (g_variant_iter_next (&iter, "&s", &key))
    g_hash_table_add (keys, (gpointer) key);

  return g_steal_pointer (&keys);
}

/* Parts @present into those that were told before and @fresh ones; the cursor has the keys of those
 * that were told once this is. Keys of messages that are gone are dropped from it. */
static TocsinMailChanges *
part_fresh (GPtrArray *present, GHashTable *told, guint limit)
{
  TocsinMailChanges *changes = g_new0 (TocsinMailChanges, 1);
  GVariantBuilder keys;

  g_variant_builder_init (&keys, G_VARIANT_TYPE (CURSOR_TYPE));
  changes->refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  for (guint i = 0; i < present->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (present, i);
      gboolean fresh = told != NULL && !g_hash_table_contains (told, ref->key);

      if (fresh && limit > 0 && changes->refs->len >= limit)
        {
          changes->more = TRUE;
          continue;
        }
      if (fresh)
        g_ptr_array_add (changes->refs, tocsin_message_ref_ref (ref));
      g_variant_builder_add (&keys, "s", ref->key);
    }
  changes->cursor = g_variant_ref_sink (g_variant_builder_end (&keys));

  return changes;
}

/**
 * tocsin_offline_changes_new:
 * @present: (element-type TocsinMessageRef): all messages of a folder, oldest first
 * @cursor: (nullable): which of them were told, %NULL when all are
 * @limit: the most references to return, 0 for no limit
 * @error: where to put that the cursor is none of ours
 *
 * Returns: (transfer full): what is new among them.
 */
TocsinMailChanges *
tocsin_offline_changes_new (GPtrArray *present, GVariant *cursor, guint limit, GError **error)
{
  g_autoptr (GHashTable) told = NULL;

  g_return_val_if_fail (present != NULL, NULL);

  if (cursor != NULL)
    {
      told = keys_from_cursor (cursor, error);
      if (told == NULL)
        return NULL;
    }

  return part_fresh (present, told, limit);
}
