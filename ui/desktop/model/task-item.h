/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/item.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_TASK_ITEM (tocsin_task_item_get_type ())

/**
 * TocsinTaskItem:
 *
 * A task as a row. Besides what every #TocsinItem has: `trigger`.
 */
G_DECLARE_FINAL_TYPE (TocsinTaskItem, tocsin_task_item, TOCSIN, TASK_ITEM, TocsinItem)

G_END_DECLS
