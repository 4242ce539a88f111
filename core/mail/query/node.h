/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/field.h"

G_BEGIN_DECLS

/**
 * TocsinQueryKind:
 * @TOCSIN_QUERY_KIND_ALL: every message; only ever the whole query
 * @TOCSIN_QUERY_KIND_AND: all children; at least two, none of them an AND
 * @TOCSIN_QUERY_KIND_OR: any child; at least two, none of them an OR
 * @TOCSIN_QUERY_KIND_NOT: not its one child
 * @TOCSIN_QUERY_KIND_TERM: a field and a value
 *
 * What a node of a query's tree is.
 */
typedef enum
{
  TOCSIN_QUERY_KIND_ALL,
  TOCSIN_QUERY_KIND_AND,
  TOCSIN_QUERY_KIND_OR,
  TOCSIN_QUERY_KIND_NOT,
  TOCSIN_QUERY_KIND_TERM,
} TocsinQueryKind;

/**
 * TocsinQueryOperator:
 * @TOCSIN_QUERY_OPERATOR_IS: the field's ordinary comparison with the value
 * @TOCSIN_QUERY_OPERATOR_REGEX: the value is a regular expression
 * @TOCSIN_QUERY_OPERATOR_LESS: less than the number
 * @TOCSIN_QUERY_OPERATOR_AT_MOST: the number or less
 * @TOCSIN_QUERY_OPERATOR_EQUAL: exactly the number
 * @TOCSIN_QUERY_OPERATOR_AT_LEAST: the number or more
 * @TOCSIN_QUERY_OPERATOR_GREATER: more than the number
 * @TOCSIN_QUERY_OPERATOR_PRESENT: a header of that name is there at all
 *
 * How a term compares.
 */
typedef enum
{
  TOCSIN_QUERY_OPERATOR_IS,
  TOCSIN_QUERY_OPERATOR_REGEX,
  TOCSIN_QUERY_OPERATOR_LESS,
  TOCSIN_QUERY_OPERATOR_AT_MOST,
  TOCSIN_QUERY_OPERATOR_EQUAL,
  TOCSIN_QUERY_OPERATOR_AT_LEAST,
  TOCSIN_QUERY_OPERATOR_GREATER,
  TOCSIN_QUERY_OPERATOR_PRESENT,
} TocsinQueryOperator;

/**
 * TocsinQueryNode:
 *
 * A node of a query's tree: immutable, borrowed from its query. This is what a plugin walks to say
 * a query in its server's words; tocsin_query_push_down() first takes away what the server can't
 * express.
 */
typedef struct _TocsinQueryNode TocsinQueryNode;

TocsinQueryKind tocsin_query_node_get_kind (const TocsinQueryNode *self);
guint tocsin_query_node_get_n_children (const TocsinQueryNode *self);
const TocsinQueryNode *tocsin_query_node_get_child (const TocsinQueryNode *self, guint index);
TocsinQueryField tocsin_query_node_get_field (const TocsinQueryNode *self);
TocsinQueryOperator tocsin_query_node_get_operator (const TocsinQueryNode *self);
const char *tocsin_query_node_get_value (const TocsinQueryNode *self);
const char *tocsin_query_node_get_flags (const TocsinQueryNode *self);
const char *tocsin_query_node_get_header_name (const TocsinQueryNode *self);
guint64 tocsin_query_node_get_number (const TocsinQueryNode *self);
void tocsin_query_node_get_range (
    const TocsinQueryNode *self, gint64 now, GTimeZone *zone, gint64 *from, gint64 *until);
gboolean tocsin_query_node_equal (const TocsinQueryNode *a, const TocsinQueryNode *b);

G_END_DECLS
