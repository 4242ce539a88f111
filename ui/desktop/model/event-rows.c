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

/**
 * tocsin_event_rows_name_tasks:
 * @rows: (element-type TocsinEventItem): rows
 * @workbench: knows the tasks by their ids
 *
 * Gives each row the name that a person knows its task by.
 */
void
tocsin_event_rows_name_tasks (GPtrArray *rows, TocsinWorkbench *workbench)
{
  for (guint i = 0; i < rows->len; i++)
    {
      TocsinEventItem *item = g_ptr_array_index (rows, i);
      const char *id = tocsin_event_item_get_task (item);
      TocsinItem *task = tocsin_workbench_look_up (workbench, TOCSIN_CONFIG_TASK, id);

      tocsin_event_item_set_task_name (item, task != NULL ? tocsin_item_get_name (task) : id);
    }
}

static gpointer
copy_row (gconstpointer row, gpointer user_data)
{
  return g_object_ref ((gpointer) row);
}

/**
 * tocsin_event_rows_append:
 * @rows: (element-type TocsinEventItem): rows, which get more
 * @older: (element-type TocsinEventItem): those behind them
 */
void
tocsin_event_rows_append (GPtrArray *rows, GPtrArray *older)
{
  g_ptr_array_extend (rows, older, copy_row, NULL);
}
