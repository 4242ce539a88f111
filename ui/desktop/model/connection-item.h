/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/item.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_CONNECTION_ITEM (tocsin_connection_item_get_type ())

/**
 * TocsinConnectionItem:
 *
 * A connection as a row. Besides what every #TocsinItem has: `protocol`.
 */
G_DECLARE_FINAL_TYPE (
    TocsinConnectionItem, tocsin_connection_item, TOCSIN, CONNECTION_ITEM, TocsinItem)

G_END_DECLS
