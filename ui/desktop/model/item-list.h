/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/item.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_ITEM_LIST (tocsin_item_list_get_type ())

/**
 * TocsinItemList:
 *
 * A #GListModel of rows that is brought in line with the settings: a row that stays is the same
 * object at its place, so no view builds it again.
 */
G_DECLARE_FINAL_TYPE (TocsinItemList, tocsin_item_list, TOCSIN, ITEM_LIST, GObject)

TocsinItemList *tocsin_item_list_new (GType item_type);
void tocsin_item_list_set_ids (TocsinItemList *self, const char *const *ids);
TocsinItem *tocsin_item_list_find (TocsinItemList *self, const char *id);

G_END_DECLS
