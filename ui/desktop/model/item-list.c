/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/item-list.h"

struct _TocsinItemList
{
  GObject parent_instance;

  GType item_type;
  GPtrArray *items;
  GHashTable *by_id; /* id of the item to the item, both borrowed from items */
};

static GType
get_item_type (GListModel *model)
{
  return TOCSIN_ITEM_LIST (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return TOCSIN_ITEM_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = TOCSIN_ITEM_LIST (model)->items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinItemList,
                               tocsin_item_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
tocsin_item_list_finalize (GObject *object)
{
  TocsinItemList *self = TOCSIN_ITEM_LIST (object);

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (tocsin_item_list_parent_class)->finalize (object);
}

static void
tocsin_item_list_class_init (TocsinItemListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_item_list_finalize;
}

static void
tocsin_item_list_init (TocsinItemList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * tocsin_item_list_new:
 * @item_type: a class derived from #TocsinItem
 *
 * Returns: (transfer full): an empty list.
 */
TocsinItemList *
tocsin_item_list_new (GType item_type)
{
  TocsinItemList *self = g_object_new (TOCSIN_TYPE_ITEM_LIST, NULL);

  self->item_type = item_type;

  return self;
}

/* An id that stands in the list twice is one row. */
static GPtrArray *
make_items (TocsinItemList *self, const char *const *ids, GHashTable *by_id)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *ids != NULL; ids++)
    {
      TocsinItem *known = g_hash_table_lookup (self->by_id, *ids);
      TocsinItem *item;

      if (g_hash_table_contains (by_id, *ids))
        continue;
      item =
          known != NULL ? g_object_ref (known) : g_object_new (self->item_type, "id", *ids, NULL);
      g_ptr_array_add (items, item);
      g_hash_table_insert (by_id, (char *) tocsin_item_get_id (item), item);
    }

  return items;
}

static guint
count_same (GPtrArray *old, GPtrArray *new, gboolean from_the_end, guint most)
{
  guint same = 0;

  while (same < most)
    {
      guint i = from_the_end ? old->len - 1 - same : same;
      guint j = from_the_end ? new->len - 1 - same : same;

      if (g_ptr_array_index (old, i) != g_ptr_array_index (new, j))
        break;
      same++;
    }

  return same;
}

/**
 * tocsin_item_list_set_ids:
 * @self: a list
 * @ids: which rows there are to be, in order
 *
 * Tells one change of what lies between the rows that stay at both ends.
 */
void
tocsin_item_list_set_ids (TocsinItemList *self, const char *const *ids)
{
  GHashTable *by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) old = self->items;
  g_autoptr (GHashTable) old_by_id = self->by_id;
  guint most, before, behind;

  self->items = make_items (self, ids, by_id);
  self->by_id = by_id;
  most = MIN (old->len, self->items->len);
  before = count_same (old, self->items, FALSE, most);
  behind = count_same (old, self->items, TRUE, most - before);
  if (old->len - before - behind > 0 || self->items->len - before - behind > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, old->len - before - behind,
                                self->items->len - before - behind);
}

/**
 * tocsin_item_list_find:
 * @self: a list
 * @id: an id
 *
 * Returns: (nullable) (transfer none): its row.
 */
TocsinItem *
tocsin_item_list_find (TocsinItemList *self, const char *id)
{
  g_return_val_if_fail (TOCSIN_IS_ITEM_LIST (self), NULL);

  return g_hash_table_lookup (self->by_id, id);
}
