/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"

G_BEGIN_DECLS

/**
 * TocsinQueryMatcher:
 * @message: the message
 * @now: the time, microseconds since 1970
 * @zone: (nullable): whose days are meant
 *
 * What a query is matched against. A plain value.
 */
typedef struct
{
  TocsinMessage *message;
  gint64 now;
  GTimeZone *zone;
} TocsinQueryMatcher;

TocsinQueryVerdict tocsin_query_matcher_match (const TocsinQueryMatcher *self,
                                               const TocsinQueryNode *node,
                                               TocsinMessageLayers *missing);

G_END_DECLS
