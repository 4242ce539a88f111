/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"

G_BEGIN_DECLS

/**
 * Chapter:
 * @title: what its queries are about
 * @text: a few words on that
 */
typedef struct
{
  char *title;
  char *text;
} Chapter;

/**
 * Row:
 * @chapter: where it stands
 * @text: the query as somebody types it
 * @query: the same, read
 * @answer: the messages it finds, as they stand in the table
 * @expected: (array): for each message of the mailbox whether it is found
 * @why: in a few words
 *
 * One line of queries.txt.
 */
typedef struct
{
  const Chapter *chapter;
  char *text;
  TocsinQuery *query;
  char *answer;
  gboolean *expected;
  char *why;
} Row;

GPtrArray *rows_read (GPtrArray *names);

G_END_DECLS
