/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/push-down.h"

G_BEGIN_DECLS

/**
 * TocsinExplainedTerm:
 * @term: the term, as printed
 * @how: how well the server can express it
 * @asked: whether the server is asked for it
 * @words: (nullable): the term in the server's own words
 * @why: (nullable): one phrase for a person: why it is not expressed exactly, or not asked for
 *
 * What becomes of one term of a query.
 */
typedef struct
{
  char *term;
  TocsinPushDown how;
  gboolean asked;
  char *words;
  char *why;
} TocsinExplainedTerm;

/**
 * TocsinMailExplanation:
 * @asked: what of the query the server is asked for; its root is %TOCSIN_QUERY_KIND_ALL when that
 * is everything
 * @terms: (element-type TocsinExplainedTerm): the terms of the query, as they stand in it from left
 *   to right
 * @commands: (element-type utf8): what is sent, in the server's own words and in this order; empty
 *   when the server is not asked at all
 * @fallback: (element-type utf8): what is sent instead to a server that refuses the character set;
 *   empty when there is nothing to fall back to
 *
 * What a store does for a query.
 */
typedef struct
{
  TocsinQuery *asked;
  GPtrArray *terms;
  GPtrArray *commands;
  GPtrArray *fallback;
} TocsinMailExplanation;

/**
 * TocsinExpressFunc:
 * @term: a node of kind %TOCSIN_QUERY_KIND_TERM
 * @words: (out) (optional) (nullable): the term in the server's own words, for the caller to free
 * @why: (out) (optional) (nullable): why it is not %TOCSIN_PUSH_DOWN_EXACT, for the caller to free
 * @user_data: as given to tocsin_mail_explanation_new()
 *
 * Returns: how well the server can express @term.
 */
typedef TocsinPushDown (*TocsinExpressFunc) (const TocsinQueryNode *term,
                                             char **words,
                                             char **why,
                                             gpointer user_data);

TocsinMailExplanation *
tocsin_mail_explanation_new (TocsinQuery *query, TocsinExpressFunc express, gpointer user_data);
void tocsin_mail_explanation_free (TocsinMailExplanation *self);
void tocsin_mail_explanation_add_command (TocsinMailExplanation *self, const char *command);
void tocsin_mail_explanation_add_fallback (TocsinMailExplanation *self, const char *command);
const char *tocsin_push_down_to_string (TocsinPushDown how);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinMailExplanation, tocsin_mail_explanation_free)

G_END_DECLS
