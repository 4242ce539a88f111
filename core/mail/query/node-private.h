/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/field-info.h"
#include "core/mail/query/node.h"
#include "core/mail/query/regex.h"

G_BEGIN_DECLS

struct _TocsinQueryNode
{
  TocsinQueryKind kind;
  GPtrArray *children;

  TocsinQueryField field;
  TocsinQueryOperator op;
  char *value;
  char *header_name;
  guint64 number;
  TocsinMessageLayers needs;
  /* The value in the form in which texts are compared. */
  char *folded;
  /* The same without invisible characters, for the text that a reader is shown. */
  char *shown;
  /* (nullable): the value, compiled. */
  TocsinQueryRegex *regex;
  /* Whether it or anything below it is a regular expression. */
  gboolean costly;

  gatomicrefcount ref_count;
};

TocsinQueryNode *tocsin_query_node_new_all (void);
TocsinQueryNode *tocsin_query_node_new_not (TocsinQueryNode *child);
TocsinQueryNode *tocsin_query_node_new_joined (TocsinQueryKind kind, GPtrArray *children);
TocsinQueryNode *tocsin_query_node_new_term (TocsinQueryField field,
                                             TocsinQueryOperator op,
                                             const char *value,
                                             const char *header_name,
                                             guint64 number);
TocsinQueryNode *tocsin_query_node_new_regex (TocsinQueryField field,
                                              TocsinQueryRegex *regex,
                                              const char *pattern,
                                              const char *header_name);
TocsinQueryNode *tocsin_query_node_ref (const TocsinQueryNode *self);
void tocsin_query_node_unref (TocsinQueryNode *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinQueryNode, tocsin_query_node_unref)

G_END_DECLS
