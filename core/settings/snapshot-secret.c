/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/snapshot.h"

#include "core/settings/secret-reference.h"
#include "core/settings/snapshot-private.h"

/**
 * tocsin_snapshot_has_secret:
 * @self: a snapshot
 * @key: the dotted name of a secret
 *
 * Returns: whether the setting names a secret; it may still turn out to be unavailable
 */
gboolean
tocsin_snapshot_has_secret (TocsinSnapshot *self, const char *key)
{
  return tocsin_snapshot_get_string (self, key)[0] != '\0';
}

/**
 * tocsin_snapshot_resolve_secret:
 * @self: a snapshot
 * @key: the dotted name of a secret
 * @cancellable: (nullable): to give up
 * @error: as with tocsin_secret_resolve()
 *
 * Blocks; to be called on a worker when the secret is needed, and not before.
 *
 * Returns: (nullable) (transfer full): the secret
 */
TocsinSecret *
tocsin_snapshot_resolve_secret (TocsinSnapshot *self,
                                const char *key,
                                GCancellable *cancellable,
                                GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (self) && key != NULL, NULL);

  return tocsin_secret_resolve (tocsin_snapshot_get_string (self, key),
                                tocsin_snapshot_get_owner (self), key, cancellable, error);
}
