/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"
#include "core/mail/query/node.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TOCSIN_QUERY_MAX_LENGTH:
 *
 * Bytes of a query.
 */
#define TOCSIN_QUERY_MAX_LENGTH (16 * 1024)

/**
 * TOCSIN_QUERY_MAX_DEPTH:
 *
 * Brackets and negations within each other.
 */
#define TOCSIN_QUERY_MAX_DEPTH 50

/**
 * TOCSIN_QUERY_MAX_EXCERPT:
 *
 * Characters of what tocsin_query_examine() shows of a match.
 */
#define TOCSIN_QUERY_MAX_EXCERPT 100

#define TOCSIN_TYPE_QUERY (tocsin_query_get_type ())

/**
 * TocsinQuery:
 *
 * Which mail a person asks for. Immutable, reference counted, used from any thread.
 */
typedef struct _TocsinQuery TocsinQuery;

/**
 * TocsinQueryVerdict:
 * @TOCSIN_QUERY_VERDICT_NO: the message does not match, whatever else it holds
 * @TOCSIN_QUERY_VERDICT_YES: it matches, whatever else it holds
 * @TOCSIN_QUERY_VERDICT_NEEDS_MORE: what is known of it does not decide; if nothing more is asked
 *   for, it can't be decided at all, because a regular expression had to be stopped
 */
typedef enum
{
  TOCSIN_QUERY_VERDICT_NO,
  TOCSIN_QUERY_VERDICT_YES,
  TOCSIN_QUERY_VERDICT_NEEDS_MORE,
} TocsinQueryVerdict;

GType tocsin_query_get_type (void);
TocsinQuery *tocsin_query_parse (const char *text, GError **error);
TocsinQuery *
tocsin_query_new_joined (TocsinQueryKind kind, TocsinQuery *const *queries, guint n_queries);
TocsinQuery *tocsin_query_new_negated (TocsinQuery *query);
TocsinQuery *tocsin_query_ref (TocsinQuery *self);
void tocsin_query_unref (TocsinQuery *self);
const TocsinQueryNode *tocsin_query_get_root (TocsinQuery *self);
gboolean tocsin_query_equal (TocsinQuery *a, TocsinQuery *b);
char *tocsin_query_to_string (TocsinQuery *self);
TocsinMessageLayers tocsin_query_get_needs (TocsinQuery *self);
GStrv tocsin_query_list_groups (TocsinQuery *self);
TocsinQueryVerdict tocsin_query_match (TocsinQuery *self,
                                       TocsinMessage *message,
                                       gint64 now,
                                       GTimeZone *zone,
                                       TocsinMessageLayers *needs);
TocsinQueryVerdict tocsin_query_examine (TocsinQuery *self,
                                         TocsinMessage *message,
                                         gint64 now,
                                         GTimeZone *zone,
                                         GPtrArray **findings,
                                         GHashTable **groups,
                                         GError **trouble);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinQuery, tocsin_query_unref)

G_END_DECLS
