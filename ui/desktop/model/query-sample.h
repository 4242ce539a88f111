/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"
#include "core/plugin/host.h"

G_BEGIN_DECLS

/**
 * TOCSIN_QUERY_SAMPLE_MESSAGES:
 *
 * How many of the newest messages a query is tried on.
 */
#define TOCSIN_QUERY_SAMPLE_MESSAGES 500

/**
 * TOCSIN_QUERY_SAMPLE_FOLDERS:
 *
 * How many folders are looked into: “*” may be hundreds, each of them a question to the server.
 */
#define TOCSIN_QUERY_SAMPLE_FOLDERS 10

/**
 * TocsinQueryCount:
 * @matches: how many messages the query finds
 * @of: among how many
 * @folders: in how many folders these are
 * @others: how many folders more there are that were not looked into
 * @undecided: whether there are messages of which nobody knows
 *
 * What a query finds. A plain value.
 */
typedef struct
{
  guint matches;
  guint of;
  guint folders;
  guint others;
  gboolean undecided;
} TocsinQueryCount;

char *tocsin_query_count_to_text (const TocsinQueryCount *self);

#define TOCSIN_TYPE_QUERY_SAMPLE (tocsin_query_sample_get_type ())

/**
 * TocsinQuerySample:
 *
 * The newest messages of some folders, on which queries are tried while they are typed. Which these
 * are is asked once. The server narrows each search; what comes back of these messages is decided
 * here. Thread safe: one query after the other.
 */
G_DECLARE_FINAL_TYPE (TocsinQuerySample, tocsin_query_sample, TOCSIN, QUERY_SAMPLE, GObject)

TocsinQuerySample *
tocsin_query_sample_new (TocsinHost *host, const char *connection, const char *const *folders);
TocsinHost *tocsin_query_sample_get_host (TocsinQuerySample *self);
gboolean tocsin_query_sample_count (TocsinQuerySample *self,
                                    TocsinQuery *query,
                                    TocsinQueryCount *count,
                                    GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
