/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"
#include "ui/desktop/model/query-subject.h"

G_BEGIN_DECLS

/**
 * TocsinQueryCondition:
 * @subject: index of a subject
 * @comparison: index of a comparison of it
 * @value: what it is compared with; a pattern without its slashes
 * @header_name: the name of a header, "" where it is about another thing
 * @flags: the letters behind a pattern, "" where there is none
 *
 * A term of a query as a person fills it in. A plain value.
 */
typedef struct
{
  guint subject;
  guint comparison;
  char *value;
  char *header_name;
  char *flags;
} TocsinQueryCondition;

gboolean tocsin_query_condition_read (TocsinQueryCondition *self, const TocsinQueryNode *node);
TocsinQuery *tocsin_query_condition_make_query (const TocsinQueryCondition *self, GError **error);
void tocsin_query_condition_clear (TocsinQueryCondition *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinQueryCondition, tocsin_query_condition_clear)

G_END_DECLS
