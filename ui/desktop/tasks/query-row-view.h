/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/query-builder.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_QUERY_ROW_VIEW (tocsin_query_row_view_get_type ())

/**
 * TocsinQueryRowView:
 *
 * A row of the condition builder: a condition with its subject, comparison and value, the head of a
 * group, or a piece of text; with what is wrong with it below.
 */
G_DECLARE_FINAL_TYPE (
    TocsinQueryRowView, tocsin_query_row_view, TOCSIN, QUERY_ROW_VIEW, GtkListBoxRow)

GtkWidget *tocsin_query_row_view_new (TocsinQueryBuilder *builder, TocsinQueryRow *row);
TocsinQueryRow *tocsin_query_row_view_get_row (TocsinQueryRowView *self);
void tocsin_query_row_view_focus_value (TocsinQueryRowView *self);
void tocsin_query_row_view_insist (TocsinQueryRowView *self);
GtkWidget *tocsin_query_mode_chooser_new (TocsinQueryRow *group);

G_END_DECLS
