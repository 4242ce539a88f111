/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_EVENT_ROW (tocsin_event_row_get_type ())

/**
 * TocsinEventRow:
 *
 * A row of the history. Property: `item` (the #TocsinEventItem it shows now).
 */
G_DECLARE_FINAL_TYPE (TocsinEventRow, tocsin_event_row, TOCSIN, EVENT_ROW, GtkBox)

G_END_DECLS
