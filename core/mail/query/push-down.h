/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"

G_BEGIN_DECLS

/**
 * TocsinPushDown:
 * @TOCSIN_PUSH_DOWN_NO: the server has no word for the term
 * @TOCSIN_PUSH_DOWN_SUPERSET: what the server finds holds all matches of the term, and others
 * @TOCSIN_PUSH_DOWN_BOUNDED: the server can be asked for all matches and some others, and, under a
 *   negation, for nothing but matches, though not all; whoever writes the command minds which
 * @TOCSIN_PUSH_DOWN_EXACT: the server finds the matches of the term and nothing else
 *
 * How well a server can express a term. When in doubt say the lesser: a claim of exactness that
 * is wrong loses mail under a negation.
 */
typedef enum
{
  TOCSIN_PUSH_DOWN_NO,
  TOCSIN_PUSH_DOWN_SUPERSET,
  TOCSIN_PUSH_DOWN_BOUNDED,
  TOCSIN_PUSH_DOWN_EXACT,
} TocsinPushDown;

/**
 * TocsinPushDownFunc:
 * @term: a node of kind %TOCSIN_QUERY_KIND_TERM
 * @user_data: as given to tocsin_query_push_down()
 *
 * Returns: how well the server can express @term.
 */
typedef TocsinPushDown (*TocsinPushDownFunc) (const TocsinQueryNode *term, gpointer user_data);

TocsinQuery *
tocsin_query_push_down (TocsinQuery *self, TocsinPushDownFunc express, gpointer user_data);

G_END_DECLS
