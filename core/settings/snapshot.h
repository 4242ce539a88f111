/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_SNAPSHOT (tocsin_snapshot_get_type ())

/**
 * TocsinSnapshot:
 *
 * The values of one settings tree at one moment, under dotted keys relative to its root
 * (`encryption.mode`). Made by #TocsinConfig in the main context, never changed again, and so free
 * to be read by any thread. A getter given a key that no schema of this tree has, or a key of
 * another type, is a mistake of the caller: it warns and gives "", 0, %FALSE or an empty list.
 */
G_DECLARE_DERIVABLE_TYPE (TocsinSnapshot, tocsin_snapshot, TOCSIN, SNAPSHOT, GObject)

struct _TocsinSnapshotClass
{
  GObjectClass parent_class;

  /*< private >*/
  gpointer padding[4];
};

const char *tocsin_snapshot_get_id (TocsinSnapshot *self);
const char *tocsin_snapshot_get_name (TocsinSnapshot *self);
const char *tocsin_snapshot_get_plugin (TocsinSnapshot *self);

gboolean tocsin_snapshot_has_key (TocsinSnapshot *self, const char *key);
gboolean tocsin_snapshot_is_set (TocsinSnapshot *self, const char *key);
const char *tocsin_snapshot_get_string (TocsinSnapshot *self, const char *key);
gboolean tocsin_snapshot_get_boolean (TocsinSnapshot *self, const char *key);
guint tocsin_snapshot_get_uint (TocsinSnapshot *self, const char *key);
guint64 tocsin_snapshot_get_uint64 (TocsinSnapshot *self, const char *key);
const char *const *tocsin_snapshot_get_strv (TocsinSnapshot *self, const char *key);
GVariant *tocsin_snapshot_get_value (TocsinSnapshot *self, const char *key);
char *tocsin_snapshot_get_text (TocsinSnapshot *self, const char *key);
const char *const *tocsin_snapshot_list_keys (TocsinSnapshot *self);

gboolean tocsin_snapshot_has_secret (TocsinSnapshot *self, const char *key);
TocsinSecret *tocsin_snapshot_resolve_secret (TocsinSnapshot *self,
                                              const char *key,
                                              GCancellable *cancellable,
                                              GError **error);

char *tocsin_snapshot_digest (TocsinSnapshot *self, const char *group);
char *tocsin_snapshot_digest_without (TocsinSnapshot *self, const char *const *without);

G_END_DECLS
