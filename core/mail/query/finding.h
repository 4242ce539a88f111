/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_QUERY_FINDING (tocsin_query_finding_get_type ())

/**
 * TocsinQueryFinding:
 * @term: the term as it is printed, without the negations it stands under
 * @verdict: what the message says to it
 * @where: (nullable): where it matched: the name of a header in lower case (`subject`, `from`),
 *   `body`, `attachment`, `headers` (several of them), `structure`, `flags`, `received` or `size`;
 *   %NULL where it did not
 * @excerpt: (nullable): what matched, with what stands around it; one line of valid UTF-8 of at
 *   most %TOCSIN_QUERY_MAX_EXCERPT characters
 * @begin: the byte of @excerpt where what matched begins
 * @end: the byte behind that; the same as @begin where it is not told apart
 *
 * What one term of a query found in a message. A plain value.
 */
typedef struct
{
  char *term;
  TocsinQueryVerdict verdict;
  char *where;
  char *excerpt;
  gsize begin;
  gsize end;
} TocsinQueryFinding;

GType tocsin_query_finding_get_type (void);
TocsinQueryFinding *tocsin_query_finding_new (const char *term, TocsinQueryVerdict verdict);
TocsinQueryFinding *tocsin_query_finding_copy (const TocsinQueryFinding *self);
void tocsin_query_finding_free (TocsinQueryFinding *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinQueryFinding, tocsin_query_finding_free)

G_END_DECLS
