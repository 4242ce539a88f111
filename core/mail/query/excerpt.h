/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef char *(*TocsinQueryFold) (const char *text);

/**
 * TocsinQueryExcerpt:
 * @text: what is shown of a text: one line
 * @begin: the byte of it where what matched begins
 * @end: the byte behind that; where nothing is to be told apart, the same as @begin
 *
 * What matched, with what stands around it. A plain value.
 */
typedef struct
{
  char *text;
  gsize begin;
  gsize end;
} TocsinQueryExcerpt;

TocsinQueryExcerpt tocsin_query_excerpt_cut (const char *text, gsize begin, gsize end);
TocsinQueryExcerpt
tocsin_query_excerpt_find (const char *text, const char *folded, TocsinQueryFold fold);
TocsinQueryExcerpt
tocsin_query_excerpt_mark (const char *text, const char *folded, TocsinQueryFold fold);

G_END_DECLS
