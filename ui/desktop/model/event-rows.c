/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/event-rows.h"

/**
 * tocsin_event_rows_get_id:
 * @rows: (element-type TocsinEventItem): rows
 * @position: which
 *
 * Returns: the event's number, 0 where there is no row.
 */
gint64
tocsin_event_rows_get_id (GPtrArray *rows, guint position)
{
  return position < rows->len ? tocsin_event_item_get_id (g_ptr_array_index (rows, position)) : 0;
}

/**
 * tocsin_event_rows_find:
 * @rows: (element-type TocsinEventItem): rows
 * @id: an event's number
 *
 * Returns: (nullable) (transfer none): its row.
 */
TocsinEventItem *
tocsin_event_rows_find (GPtrArray *rows, gint64 id)
{
  guint low = 0, high = rows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      gint64 here = tocsin_event_rows_get_id (rows, middle);

      if (here == id)
        return g_ptr_array_index (rows, middle);
      if (here > id)
        low = middle + 1;
      else
        high = middle;
    }

  return NULL;
}

static gpointer
copy_row (gconstpointer row, gpointer user_data)
{
  return g_object_ref ((gpointer) row);
}

/**
 * tocsin_event_rows_join:
 * @newer: (element-type TocsinEventItem): rows
 * @older: (element-type TocsinEventItem): those behind them
 *
 * Returns: (transfer full) (element-type TocsinEventItem): all of them.
 */
GPtrArray *
tocsin_event_rows_join (GPtrArray *newer, GPtrArray *older)
{
  GPtrArray *rows = g_ptr_array_new_full (newer->len + older->len, g_object_unref);

  g_ptr_array_extend (rows, newer, copy_row, NULL);
  g_ptr_array_extend (rows, older, copy_row, NULL);

  return rows;
}
