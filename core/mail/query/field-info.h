/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"
#include "core/mail/query/field.h"

G_BEGIN_DECLS

/**
 * TocsinQueryValueType:
 * @TOCSIN_QUERY_VALUE_TYPE_TEXT: words
 * @TOCSIN_QUERY_VALUE_TYPE_ADDRESS: part of a name or an address
 * @TOCSIN_QUERY_VALUE_TYPE_HEADER: a header's name, and perhaps words
 * @TOCSIN_QUERY_VALUE_TYPE_CHOICE: one of the field's choices
 * @TOCSIN_QUERY_VALUE_TYPE_COMPARED_BYTES: a comparison with a number of bytes
 * @TOCSIN_QUERY_VALUE_TYPE_COMPARED_COUNT: a comparison with a number
 * @TOCSIN_QUERY_VALUE_TYPE_BYTES: a number of bytes
 * @TOCSIN_QUERY_VALUE_TYPE_DATE: a day or a moment
 * @TOCSIN_QUERY_VALUE_TYPE_AGE: a stretch of time
 *
 * What stands behind a field's colon.
 */
typedef enum
{
  TOCSIN_QUERY_VALUE_TYPE_TEXT,
  TOCSIN_QUERY_VALUE_TYPE_ADDRESS,
  TOCSIN_QUERY_VALUE_TYPE_HEADER,
  TOCSIN_QUERY_VALUE_TYPE_CHOICE,
  TOCSIN_QUERY_VALUE_TYPE_COMPARED_BYTES,
  TOCSIN_QUERY_VALUE_TYPE_COMPARED_COUNT,
  TOCSIN_QUERY_VALUE_TYPE_BYTES,
  TOCSIN_QUERY_VALUE_TYPE_DATE,
  TOCSIN_QUERY_VALUE_TYPE_AGE,
} TocsinQueryValueType;

/**
 * TocsinQueryFieldInfo:
 * @name: what a person writes; empty for bare words
 * @field: what it means
 * @type: what stands behind its colon
 * @needs: what must be known of a message to decide a term of it
 *
 * One row of the table of fields.
 */
typedef struct
{
  const char *name;
  TocsinQueryField field;
  TocsinQueryValueType type;
  TocsinMessageLayers needs;
} TocsinQueryFieldInfo;

/**
 * TocsinQueryChoice:
 * @field: whose value it can be
 * @word: the value
 * @needs: what must be known of a message to decide it
 *
 * One value of a field that has only a few.
 */
typedef struct
{
  TocsinQueryField field;
  const char *word;
  TocsinMessageLayers needs;
} TocsinQueryChoice;

const TocsinQueryFieldInfo *tocsin_query_field_get_info (TocsinQueryField field);
gboolean tocsin_query_field_takes_glob (TocsinQueryField field);
const TocsinQueryFieldInfo *tocsin_query_field_find (const char *name);
const char *tocsin_query_field_nearest (const char *name);
const TocsinQueryChoice *tocsin_query_choice_find (TocsinQueryField field, const char *word);
const char *tocsin_query_choice_nearest (TocsinQueryField field, const char *word);
GStrv tocsin_query_choice_list_words (TocsinQueryField field);
char *tocsin_query_choice_list (TocsinQueryField field);

G_END_DECLS
