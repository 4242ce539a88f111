/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"
#include "core/mail/query/regex.h"

G_BEGIN_DECLS

/**
 * TocsinQueryMatcher:
 * @message: the message
 * @now: the time, microseconds since 1970
 * @zone: (nullable): whose days are meant
 * @budget: how long regular expressions may take
 * @findings: (nullable) (element-type TocsinQueryFinding): where each term leaves what it found;
 *   with it no term is passed over
 * @groups: (nullable) (element-type utf8): names and texts of groups, in turns
 * @trouble: (nullable): why the first term that was stopped could not be decided
 *
 * What a query is matched against, and what came of it. A plain value.
 */
typedef struct
{
  TocsinMessage *message;
  gint64 now;
  GTimeZone *zone;
  TocsinQueryRegexBudget budget;
  GPtrArray *findings;
  GPtrArray *groups;
  GError *trouble;
} TocsinQueryMatcher;

TocsinQueryVerdict tocsin_query_matcher_match (TocsinQueryMatcher *self,
                                               const TocsinQueryNode *node,
                                               TocsinMessageLayers *missing);

G_END_DECLS
