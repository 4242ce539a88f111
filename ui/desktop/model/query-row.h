/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"
#include "ui/desktop/model/query-subject.h"

G_BEGIN_DECLS

/**
 * TocsinQueryRowKind:
 * @TOCSIN_QUERY_ROW_GROUP: rows that are joined
 * @TOCSIN_QUERY_ROW_CONDITION: a subject, a comparison and a value
 * @TOCSIN_QUERY_ROW_TEXT: a piece of the query language as it is written
 *
 * What a row of the condition builder is.
 */
typedef enum
{
  TOCSIN_QUERY_ROW_GROUP,
  TOCSIN_QUERY_ROW_CONDITION,
  TOCSIN_QUERY_ROW_TEXT,
} TocsinQueryRowKind;

/**
 * TocsinQueryRowMode:
 * @TOCSIN_QUERY_ROW_ALL: all of them hold
 * @TOCSIN_QUERY_ROW_ANY: at least one holds
 * @TOCSIN_QUERY_ROW_NONE: none of them holds
 * @TOCSIN_QUERY_ROW_NOT_ALL: at least one does not hold
 *
 * How the rows of a group are joined.
 */
typedef enum
{
  TOCSIN_QUERY_ROW_ALL,
  TOCSIN_QUERY_ROW_ANY,
  TOCSIN_QUERY_ROW_NONE,
  TOCSIN_QUERY_ROW_NOT_ALL,
} TocsinQueryRowMode;

#define TOCSIN_TYPE_QUERY_ROW (tocsin_query_row_get_type ())

/**
 * TocsinQueryRow:
 *
 * One row of the condition builder. A change of it or of a row below it is told by "edited"; what
 * keeps it from being part of a query is its property `error`.
 */
G_DECLARE_FINAL_TYPE (TocsinQueryRow, tocsin_query_row, TOCSIN, QUERY_ROW, GObject)

TocsinQueryRow *tocsin_query_row_new_group (TocsinQueryRowMode mode);
TocsinQueryRow *tocsin_query_row_new_condition (guint subject);
TocsinQueryRow *tocsin_query_row_new_text (const char *text);
TocsinQueryRow *tocsin_query_row_new_for_node (const TocsinQueryNode *node, guint room);

TocsinQueryRowKind tocsin_query_row_get_kind (TocsinQueryRow *self);
TocsinQueryRow *tocsin_query_row_get_parent (TocsinQueryRow *self);
guint tocsin_query_row_get_depth (TocsinQueryRow *self);
const GError *tocsin_query_row_get_error (TocsinQueryRow *self);

TocsinQueryRowMode tocsin_query_row_get_mode (TocsinQueryRow *self);
void tocsin_query_row_set_mode (TocsinQueryRow *self, TocsinQueryRowMode mode);
guint tocsin_query_row_get_n_children (TocsinQueryRow *self);
TocsinQueryRow *tocsin_query_row_get_child (TocsinQueryRow *self, guint index);
void tocsin_query_row_add (TocsinQueryRow *self, TocsinQueryRow *child);
void tocsin_query_row_remove (TocsinQueryRow *self, TocsinQueryRow *child);

guint tocsin_query_row_get_subject (TocsinQueryRow *self);
void tocsin_query_row_set_subject (TocsinQueryRow *self, guint subject);
guint tocsin_query_row_get_comparison (TocsinQueryRow *self);
void tocsin_query_row_set_comparison (TocsinQueryRow *self, guint comparison);
const TocsinQueryComparison *tocsin_query_row_get_compared (TocsinQueryRow *self);
const char *tocsin_query_row_get_value (TocsinQueryRow *self);
void tocsin_query_row_set_value (TocsinQueryRow *self, const char *value);
const char *tocsin_query_row_get_header_name (TocsinQueryRow *self);
void tocsin_query_row_set_header_name (TocsinQueryRow *self, const char *name);
gboolean tocsin_query_row_get_ignore_case (TocsinQueryRow *self);
void tocsin_query_row_set_ignore_case (TocsinQueryRow *self, gboolean ignore_case);

TocsinQuery *tocsin_query_row_make_query (TocsinQueryRow *self, GError **error);

G_END_DECLS
