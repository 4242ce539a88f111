/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is new where messages have names and no numbers: whatever is there and was not told before.
 *
 * The cursor is the set of what was told, eight bytes a message, in order: the begin of the SHA-256
 * of its key. A set of 100,000 takes 800 kB; that one more message has the digest of any of them is
 * one chance in 10^14. */
#include "core/mail/key-changes.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define CURSOR_TYPE "at"

/* What was told: borrowed from the cursor, in ascending order. */
typedef struct
{
  const guint64 *digests;
  gsize length;
} Told;

static guint64
digest_of (GChecksum *checksum, const char *key)
{
  guint8 bytes[32];
  gsize length = sizeof bytes;
  guint64 digest;

  g_checksum_reset (checksum);
  g_checksum_update (checksum, (const guchar *) key, (gssize) strlen (key));
  g_checksum_get_digest (checksum, bytes, &length);
  memcpy (&digest, bytes, sizeof digest);

  return GUINT64_FROM_BE (digest);
}

static int
compare_digests (gconstpointer a, gconstpointer b)
{
  guint64 left = *(const guint64 *) a, right = *(const guint64 *) b;

  return left < right ? -1 : left > right;
}

static gboolean
is_told (const Told *told, guint64 digest)
{
  return told->length > 0
         && bsearch (&digest, told->digests, told->length, sizeof digest, compare_digests) != NULL;
}

static gboolean
read_cursor (Told *told, GVariant *cursor, GError **error)
{
  if (g_variant_is_of_type (cursor, G_VARIANT_TYPE (CURSOR_TYPE)))
    {
      told->digests = g_variant_get_fixed_array (cursor, &told->length, sizeof (guint64));
      return TRUE;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER,
               _ ("the stored position in the folder (%s) is none that this version wrote"),
               g_variant_get_type_string (cursor));
  return FALSE;
}

static GVariant *
make_cursor (GArray *digests)
{
  guint64 *all = (guint64 *) (gpointer) digests->data;
  gsize kept = 0;

  g_array_sort (digests, compare_digests);
  for (guint i = 0; i < digests->len; i++)
    if (kept == 0 || all[kept - 1] != all[i])
      all[kept++] = all[i];

  return g_variant_ref_sink (
      g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, all, kept, sizeof (guint64)));
}

/* Parts @present into what was told before and what is new. With @told %NULL nothing is: this is
 * where somebody begins. */
static TocsinMailChanges *
part_fresh (const TocsinKeyList *present, const Told *told, gboolean complete, guint limit)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GArray) digests = g_array_new (FALSE, FALSE, sizeof (guint64));
  TocsinMailChanges *changes = g_new0 (TocsinMailChanges, 1);

  changes->refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  if (told != NULL && !complete && told->length > 0)
    g_array_append_vals (digests, told->digests, (guint) told->length);
  for (guint i = 0; i < present->length; i++)
    {
      guint64 digest = digest_of (checksum, present->get_key (i, present->user_data));
      gboolean fresh = told != NULL && !is_told (told, digest);

      if (fresh && limit > 0 && changes->refs->len >= limit)
        {
          changes->more = TRUE;
          continue;
        }
      if (fresh)
        g_ptr_array_add (changes->refs, present->make_ref (i, present->user_data));
      g_array_append_val (digests, digest);
    }
  changes->cursor = make_cursor (digests);

  return changes;
}

/**
 * tocsin_key_changes_new_for_list: (skip)
 * @present: the messages of a folder
 * @cursor: as of tocsin_key_changes_new()
 * @complete: as of tocsin_key_changes_new()
 * @limit: as of tocsin_key_changes_new()
 * @error: as of tocsin_key_changes_new()
 *
 * As tocsin_key_changes_new(), without a reference to each message.
 *
 * Returns: (transfer full): what is new among them.
 */
TocsinMailChanges *
tocsin_key_changes_new_for_list (
    const TocsinKeyList *present, GVariant *cursor, gboolean complete, guint limit, GError **error)
{
  Told told = { NULL, 0 };

  g_return_val_if_fail (present != NULL, NULL);

  if (cursor != NULL && !read_cursor (&told, cursor, error))
    return NULL;

  return part_fresh (present, cursor != NULL ? &told : NULL, complete, limit);
}

/**
 * tocsin_key_changes_count_told: (skip)
 * @present: the messages of a folder
 * @cursor: what was told of it, as tocsin_key_changes_new() made it
 *
 * Returns: how many of them were told.
 */
guint
tocsin_key_changes_count_told (const TocsinKeyList *present, GVariant *cursor)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  Told told = { NULL, 0 };
  guint count = 0;

  g_return_val_if_fail (present != NULL && cursor != NULL, 0);

  if (!read_cursor (&told, cursor, NULL))
    return 0;
  for (guint i = 0; i < present->length; i++)
    count += is_told (&told, digest_of (checksum, present->get_key (i, present->user_data)));

  return count;
}

/**
 * tocsin_key_changes_forget: (skip)
 * @cursor: what was told, as tocsin_key_changes_new() made it
 * @keys: (array zero-terminated=1): messages that are gone
 * @error: where to put that the cursor is none of ours
 *
 * For a store whose server tells what is gone: what never comes back need not be remembered.
 *
 * Returns: (transfer full): what was told of the others.
 */
GVariant *
tocsin_key_changes_forget (GVariant *cursor, const char *const *keys, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (guint64));
  Told told = { NULL, 0 };
  Told forgotten;

  g_return_val_if_fail (cursor != NULL && keys != NULL, NULL);

  if (!read_cursor (&told, cursor, error))
    return NULL;
  for (gsize i = 0; keys[i] != NULL; i++)
    {
      guint64 digest = digest_of (checksum, keys[i]);

      g_array_append_val (gone, digest);
    }
  g_array_sort (gone, compare_digests);
  forgotten = (Told){ (const guint64 *) (gpointer) gone->data, gone->len };
  for (gsize i = 0; i < told.length; i++)
    if (!is_told (&forgotten, told.digests[i]))
      g_array_append_val (kept, told.digests[i]);

  return make_cursor (kept);
}

static const char *
get_key (guint index, gpointer refs)
{
  return ((TocsinMessageRef *) g_ptr_array_index ((GPtrArray *) refs, index))->key;
}

static TocsinMessageRef *
take_ref (guint index, gpointer refs)
{
  return tocsin_message_ref_ref (g_ptr_array_index ((GPtrArray *) refs, index));
}

/**
 * tocsin_key_changes_new: (skip)
 * @present: (element-type TocsinMessageRef): the messages of a folder, oldest first; each has a key
 *   that stays and that no other message ever gets
 * @cursor: (nullable): which of them were told, as this function made it; %NULL when all are
 * @complete: whether @present is surely all there is. Otherwise what was told and is not in it is
 *   remembered, so that it is not new when it is seen again
 * @limit: the most references to return, 0 for no limit
 * @error: where to put that the cursor is none of ours
 *
 * For stores whose messages have names and no numbers that grow: tocsin_mail_store_changes().
 *
 * Returns: (transfer full): what is new among them.
 */
TocsinMailChanges *
tocsin_key_changes_new (
    GPtrArray *present, GVariant *cursor, gboolean complete, guint limit, GError **error)
{
  TocsinKeyList list = { 0, get_key, take_ref, present };

  g_return_val_if_fail (present != NULL, NULL);

  list.length = present->len;

  return tocsin_key_changes_new_for_list (&list, cursor, complete, limit, error);
}
