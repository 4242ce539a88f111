/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/query-row.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_QUERY_BUILDER_ROOM:
 *
 * How many groups may stand within each other as rows; what is deeper is shown as text.
 */
#define TOCSIN_QUERY_BUILDER_ROOM 4

/**
 * TOCSIN_QUERY_BUILDER_MAX_ROWS:
 *
 * Rows that anybody would want to look at; a longer query is shown as text.
 */
#define TOCSIN_QUERY_BUILDER_MAX_ROWS 100

#define TOCSIN_TYPE_QUERY_BUILDER (tocsin_query_builder_get_type ())

/**
 * TocsinQueryBuilder:
 *
 * A query as a text and as rows of conditions: two views of one tree, each of which can be changed
 * and then changes the other. As a #GListModel it is the rows in the order in which they are read,
 * without the outermost group.
 *
 * A text that can't be understood leaves the rows as they were; rows that are not filled in yet
 * leave the text. `error` says so, and then there is no query.
 */
G_DECLARE_FINAL_TYPE (TocsinQueryBuilder, tocsin_query_builder, TOCSIN, QUERY_BUILDER, GObject)

TocsinQueryBuilder *tocsin_query_builder_new (const char *text);
const char *tocsin_query_builder_get_text (TocsinQueryBuilder *self);
void tocsin_query_builder_set_text (TocsinQueryBuilder *self, const char *text);
TocsinQuery *tocsin_query_builder_get_query (TocsinQueryBuilder *self);
const GError *tocsin_query_builder_get_error (TocsinQueryBuilder *self);
gboolean tocsin_query_builder_is_text_wrong (TocsinQueryBuilder *self);
TocsinQueryRow *tocsin_query_builder_get_root (TocsinQueryBuilder *self);
TocsinQueryRow *
tocsin_query_builder_add_condition (TocsinQueryBuilder *self, TocsinQueryRow *group, guint subject);
TocsinQueryRow *tocsin_query_builder_add_group (TocsinQueryBuilder *self, TocsinQueryRow *group);
void tocsin_query_builder_remove (TocsinQueryBuilder *self, TocsinQueryRow *row);

G_END_DECLS
