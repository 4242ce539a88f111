/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/excerpt.h"
#include "core/mail/query/matcher.h"

G_BEGIN_DECLS

/**
 * TocsinQueryLook:
 * @matcher: for whom
 * @term: what is looked for
 * @stopped: whether a regular expression was stopped in some text, so that only a match elsewhere
 *   decides
 * @where: (nullable): where it was found
 * @excerpt: what was found; its text is %NULL where that is not told
 *
 * One term's look at the texts of one message. A plain value.
 */
typedef struct
{
  TocsinQueryMatcher *matcher;
  const TocsinQueryNode *term;
  gboolean stopped;
  char *where;
  TocsinQueryExcerpt excerpt;
} TocsinQueryLook;

typedef gboolean (*TocsinQueryCompare) (const char *text, const char *folded);

gboolean tocsin_query_look_at (TocsinQueryLook *self,
                               const char *where,
                               const char *text,
                               TocsinQueryCompare compare);
gboolean tocsin_query_look_at_address (TocsinQueryLook *self,
                                       const char *where,
                                       const TocsinAddress *address);
gboolean tocsin_query_look_at_body (TocsinQueryLook *self);
gboolean tocsin_query_look_note (TocsinQueryLook *self, const char *where, const char *excerpt);
void tocsin_query_look_clear (TocsinQueryLook *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinQueryLook, tocsin_query_look_clear)

G_END_DECLS
