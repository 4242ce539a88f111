/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/event-item.h"
#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

/* Arrays of #TocsinEventItem, newest first. */

gint64 tocsin_event_rows_get_id (GPtrArray *rows, guint position);
TocsinEventItem *tocsin_event_rows_find (GPtrArray *rows, gint64 id);
void tocsin_event_rows_name_tasks (GPtrArray *rows, TocsinWorkbench *workbench);
void tocsin_event_rows_append (GPtrArray *rows, GPtrArray *older);

G_END_DECLS
