/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/herald-item.h"

/**
 * tocsin_herald_item_new: (skip)
 * @kind: connection or task
 * @id: which one
 *
 * Returns: (transfer full): it.
 */
TocsinHeraldItem *
tocsin_herald_item_new (TocsinConfigKind kind, const char *id)
{
  TocsinHeraldItem *self = g_new0 (TocsinHeraldItem, 1);

  self->kind = kind;
  self->id = g_strdup (id);

  return self;
}

/**
 * tocsin_herald_item_free: (skip)
 * @self: (transfer full): an item
 */
void
tocsin_herald_item_free (gpointer self)
{
  g_free (((TocsinHeraldItem *) self)->id);
  g_free (self);
}

/**
 * tocsin_herald_item_hash: (skip)
 * @self: an item
 */
guint
tocsin_herald_item_hash (gconstpointer self)
{
  const TocsinHeraldItem *item = self;

  return g_str_hash (item->id) + item->kind;
}

/**
 * tocsin_herald_item_equal: (skip)
 * @one: an item
 * @other: an item
 */
gboolean
tocsin_herald_item_equal (gconstpointer one, gconstpointer other)
{
  const TocsinHeraldItem *first = one;
  const TocsinHeraldItem *second = other;

  return first->kind == second->kind && g_str_equal (first->id, second->id);
}
