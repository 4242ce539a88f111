/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/snapshot.h"

#include <string.h>

#include "core/settings/snapshot-private.h"

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
is_in_group (const char *name, const char *group)
{
  gsize length = strlen (group);

  return length == 0 || (strncmp (name, group, length) == 0 && name[length] == '.');
}

/* With the NUL bytes, so that no two lists of texts run together to the same bytes. */
static void
add_value (GChecksum *checksum, TocsinSnapshot *self, const char *name)
{
  g_autofree char *text = g_variant_print (tocsin_snapshot_get_value (self, name), TRUE);

  g_checksum_update (checksum, (const guchar *) name, (gssize) strlen (name) + 1);
  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text) + 1);
}

static char *
digest_keys (TocsinSnapshot *self, GPtrArray *names)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_ptr_array_sort (names, compare_strings);
  for (guint i = 0; i < names->len; i++)
    add_value (checksum, self, g_ptr_array_index (names, i));

  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * tocsin_snapshot_digest:
 * @self: a snapshot
 * @group: (nullable): a group such as `encryption`, %NULL or "" for everything
 *
 * What stands at its default does not count, so that a new version with more keys gives the same
 * digest for the same settings.
 *
 * Returns: (transfer full): 64 hexadecimal digits, equal for two snapshots of one kind and plugin
 *   exactly when all values in @group are
 */
char *
tocsin_snapshot_digest (TocsinSnapshot *self, const char *group)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self), NULL);

  for (const char *const *name = tocsin_snapshot_list_keys (self); *name != NULL; name++)
    if (is_in_group (*name, group != NULL ? group : "") && tocsin_snapshot_differs (self, *name))
      g_ptr_array_add (names, (gpointer) *name);

  return digest_keys (self, names);
}

/**
 * tocsin_snapshot_digest_without:
 * @self: a snapshot
 * @without: (array zero-terminated=1): dotted names of keys
 *
 * Returns: (transfer full): as tocsin_snapshot_digest() of everything, but whatever these keys say.
 */
char *
tocsin_snapshot_digest_without (TocsinSnapshot *self, const char *const *without)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self) && without != NULL, NULL);

  for (const char *const *name = tocsin_snapshot_list_keys (self); *name != NULL; name++)
    if (!g_strv_contains (without, *name) && tocsin_snapshot_differs (self, *name))
      g_ptr_array_add (names, (gpointer) *name);

  return digest_keys (self, names);
}
