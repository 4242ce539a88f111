/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a pattern may be, and what looking for it may cost. */

/**
 * TOCSIN_QUERY_REGEX_MAX_LENGTH:
 *
 * Bytes of a pattern.
 */
#define TOCSIN_QUERY_REGEX_MAX_LENGTH 1000

/**
 * TOCSIN_QUERY_REGEX_MAX_DEPTH:
 *
 * Brackets within each other in a pattern.
 */
#define TOCSIN_QUERY_REGEX_MAX_DEPTH 50

/**
 * TOCSIN_QUERY_REGEX_MAX_COMPILED:
 *
 * Bytes of a pattern when compiled: what `(…){1000}` blows up.
 */
#define TOCSIN_QUERY_REGEX_MAX_COMPILED (32 * 1024)

/**
 * TOCSIN_QUERY_REGEX_MAX_HEAP:
 *
 * KiB that one match may take to remember where it can go back to.
 */
#define TOCSIN_QUERY_REGEX_MAX_HEAP (32 * 1024)

/**
 * TOCSIN_QUERY_REGEX_MAX_WORK:
 *
 * Bytes of a text times members of the largest set in a pattern. A repeated set is compared with
 * no look at the clock in between, member by member: this keeps the time for it below 50 ms.
 */
#define TOCSIN_QUERY_REGEX_MAX_WORK (32 * 1024 * 1024)

/**
 * TOCSIN_QUERY_REGEX_MAX_COMPOSED:
 *
 * Bytes of a text in which accents are marks of their own: they are composed before the clock is
 * looked at. Other texts are not bounded so.
 */
#define TOCSIN_QUERY_REGEX_MAX_COMPOSED (1024 * 1024)

/**
 * TOCSIN_QUERY_REGEX_MAX_TIME:
 *
 * Microseconds for one match of one text. With what can pass between two looks at the clock, a
 * match is over within 200 ms.
 */
#define TOCSIN_QUERY_REGEX_MAX_TIME (100 * 1000)

/**
 * TOCSIN_QUERY_REGEX_MAX_MESSAGE_TIME:
 *
 * Microseconds for all texts of one message and all regular expressions of a query.
 */
#define TOCSIN_QUERY_REGEX_MAX_MESSAGE_TIME (1000 * 1000)

/**
 * TocsinQueryRegex:
 *
 * A regular expression of a query, on PCRE2: UTF-8 with Unicode's classes. Immutable, used from any
 * thread. It has no access to single bytes (`\C`), and no `\X`, which on some texts takes quadratic
 * time between two looks at the clock.
 */
typedef struct _TocsinQueryRegex TocsinQueryRegex;

/**
 * TocsinQueryRegexResult:
 * @TOCSIN_QUERY_REGEX_RESULT_NO: it does not match
 * @TOCSIN_QUERY_REGEX_RESULT_YES: it matches
 * @TOCSIN_QUERY_REGEX_RESULT_STOPPED: it took too much time or memory, so nobody knows
 *
 * What came of looking for a regular expression in a text.
 */
typedef enum
{
  TOCSIN_QUERY_REGEX_RESULT_NO,
  TOCSIN_QUERY_REGEX_RESULT_YES,
  TOCSIN_QUERY_REGEX_RESULT_STOPPED,
} TocsinQueryRegexResult;

/**
 * TocsinQueryRegexBudget:
 * @clock: which clock counts
 * @left: microseconds that are left for a message
 *
 * How long regular expressions may go on. A plain value.
 */
typedef struct
{
  TocsinClock *clock;
  gint64 left;
} TocsinQueryRegexBudget;

/**
 * TocsinQueryRegexHit:
 * @text: the text that was looked at, in NFC, as all offsets count
 * @begin: the byte where the match begins
 * @end: the byte behind it
 * @groups: (element-type utf8): names and texts of the named groups that took part, in turns
 *
 * What a regular expression matched. A plain value.
 */
typedef struct
{
  char *text;
  gsize begin;
  gsize end;
  GPtrArray *groups;
} TocsinQueryRegexHit;

TocsinQueryRegex *
tocsin_query_regex_new (const char *pattern, const char *flags, gsize *offset, GError **error);
void tocsin_query_regex_free (TocsinQueryRegex *self);
const char *tocsin_query_regex_get_flags (const TocsinQueryRegex *self);
void tocsin_query_regex_list_groups (const TocsinQueryRegex *self, GHashTable *names);
TocsinQueryRegexResult tocsin_query_regex_match (const TocsinQueryRegex *self,
                                                 const char *text,
                                                 TocsinQueryRegexBudget *budget,
                                                 TocsinQueryRegexHit *hit);
void tocsin_query_regex_hit_clear (TocsinQueryRegexHit *hit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinQueryRegex, tocsin_query_regex_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinQueryRegexHit, tocsin_query_regex_hit_clear)

G_END_DECLS
