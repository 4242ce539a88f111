/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/field-info.h"

#include "core/base/text.h"

#define FLAGS TOCSIN_MESSAGE_LAYERS_FLAGS
#define HEADERS TOCSIN_MESSAGE_LAYERS_HEADERS
#define STRUCTURE TOCSIN_MESSAGE_LAYERS_STRUCTURE
#define TEXT TOCSIN_MESSAGE_LAYERS_TEXT
#define ROW(name, field, type, needs)                                                              \
  {                                                                                                \
    name, TOCSIN_QUERY_FIELD_##field, TOCSIN_QUERY_VALUE_TYPE_##type, needs, TRUE                  \
  }
#define LATER(name, field, type, needs)                                                            \
  {                                                                                                \
    name, TOCSIN_QUERY_FIELD_##field, TOCSIN_QUERY_VALUE_TYPE_##type, needs, FALSE                 \
  }

/* The first row of a field has its own name, further ones other names for it. What the store always
 * tells (received date, size) needs nothing here; the matcher asks for more if it was not told. */
static const TocsinQueryFieldInfo fields[] = {
  ROW ("", ANY, TEXT, HEADERS | STRUCTURE | TEXT),
  ROW ("from", FROM, ADDRESS, HEADERS),
  ROW ("to", TO, ADDRESS, HEADERS),
  ROW ("cc", CC, ADDRESS, HEADERS),
  ROW ("bcc", BCC, ADDRESS, HEADERS),
  ROW ("replyto", REPLY_TO, ADDRESS, HEADERS),
  ROW ("reply-to", REPLY_TO, ADDRESS, HEADERS),
  ROW ("participants", PARTICIPANTS, ADDRESS, HEADERS),
  ROW ("deliveredto", DELIVERED_TO, ADDRESS, HEADERS),
  ROW ("envelope", DELIVERED_TO, ADDRESS, HEADERS),
  ROW ("subject", SUBJECT, TEXT, HEADERS),
  ROW ("body", BODY, TEXT, STRUCTURE | TEXT),
  ROW ("text", TEXT, TEXT, HEADERS | STRUCTURE | TEXT),
  ROW ("header", HEADER, HEADER, HEADERS),
  ROW ("list", LIST, TEXT, HEADERS),
  ROW ("msgid", MESSAGE_ID, TEXT, HEADERS),
  ROW ("has", HAS, CHOICE, STRUCTURE),
  ROW ("filename", FILENAME, TEXT, STRUCTURE),
  ROW ("type", TYPE, TEXT, STRUCTURE),
  ROW ("attachment", ATTACHMENT, COMPARED_BYTES, STRUCTURE),
  ROW ("attachments", ATTACHMENTS, COMPARED_COUNT, STRUCTURE),
  ROW ("larger", LARGER, BYTES, 0),
  ROW ("smaller", SMALLER, BYTES, 0),
  ROW ("after", AFTER, DATE, 0),
  ROW ("before", BEFORE, DATE, 0),
  ROW ("on", ON, DATE, 0),
  ROW ("sent-after", SENT_AFTER, DATE, HEADERS),
  ROW ("sent-before", SENT_BEFORE, DATE, HEADERS),
  ROW ("newer", NEWER, AGE, 0),
  ROW ("older", OLDER, AGE, 0),
  ROW ("is", IS, CHOICE, 0),
  ROW ("keyword", KEYWORD, TEXT, FLAGS),
  ROW ("importance", IMPORTANCE, CHOICE, HEADERS),
  LATER ("sensitivity", SENSITIVITY, TEXT, HEADERS),
  LATER ("spf", SPF, TEXT, HEADERS),
  LATER ("dkim", DKIM, TEXT, HEADERS),
  LATER ("dmarc", DMARC, TEXT, HEADERS),
};

static const TocsinQueryChoice choices[] = {
  { TOCSIN_QUERY_FIELD_HAS, "attachment", STRUCTURE, TRUE },
  { TOCSIN_QUERY_FIELD_HAS, "html", STRUCTURE, TRUE },
  { TOCSIN_QUERY_FIELD_HAS, "invite", STRUCTURE, TRUE },
  { TOCSIN_QUERY_FIELD_HAS, "signature", STRUCTURE, FALSE },
  { TOCSIN_QUERY_FIELD_IS, "unread", FLAGS, TRUE },
  { TOCSIN_QUERY_FIELD_IS, "read", FLAGS, TRUE },
  { TOCSIN_QUERY_FIELD_IS, "flagged", FLAGS, TRUE },
  { TOCSIN_QUERY_FIELD_IS, "answered", FLAGS, TRUE },
  { TOCSIN_QUERY_FIELD_IS, "draft", FLAGS, TRUE },
  { TOCSIN_QUERY_FIELD_IS, "recent", FLAGS, TRUE },
  { TOCSIN_QUERY_FIELD_IS, "auto", HEADERS, TRUE },
  { TOCSIN_QUERY_FIELD_IS, "bulk", HEADERS, TRUE },
  { TOCSIN_QUERY_FIELD_IS, "list", HEADERS, TRUE },
  { TOCSIN_QUERY_FIELD_IS, "bounce", HEADERS, TRUE },
  { TOCSIN_QUERY_FIELD_IS, "encrypted", STRUCTURE, FALSE },
  { TOCSIN_QUERY_FIELD_IS, "signed", STRUCTURE, FALSE },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "high", HEADERS, TRUE },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "normal", HEADERS, TRUE },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "low", HEADERS, TRUE },
};

/**
 * tocsin_query_field_get_info:
 * @field: a field
 *
 * Returns: (transfer none): its row of the table.
 */
const TocsinQueryFieldInfo *
tocsin_query_field_get_info (TocsinQueryField field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].field == field)
      return &fields[i];

  g_return_val_if_reached (&fields[0]);
}

/**
 * tocsin_query_field_find:
 * @name: what somebody wrote before a colon, in any case
 *
 * Returns: (transfer none) (nullable): the field of that name.
 */
const TocsinQueryFieldInfo *
tocsin_query_field_find (const char *name)
{
  for (gsize i = 1; i < G_N_ELEMENTS (fields); i++)
    if (g_ascii_strcasecmp (fields[i].name, name) == 0)
      return &fields[i];

  return NULL;
}

/**
 * tocsin_query_field_nearest:
 * @name: what somebody wrote before a colon
 *
 * Returns: (transfer none) (nullable): the field that was probably meant.
 */
const char *
tocsin_query_field_nearest (const char *name)
{
  const char *names[G_N_ELEMENTS (fields)] = { NULL };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 1; i < G_N_ELEMENTS (fields); i++)
    names[i - 1] = fields[i].name;

  return tocsin_text_nearest (lower, names);
}

/**
 * tocsin_query_choice_find:
 * @field: a field that has choices
 * @word: what somebody wrote, in any case
 *
 * Returns: (transfer none) (nullable): the choice.
 */
const TocsinQueryChoice *
tocsin_query_choice_find (TocsinQueryField field, const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i].field == field && g_ascii_strcasecmp (choices[i].word, word) == 0)
      return &choices[i];

  return NULL;
}

/**
 * tocsin_query_choice_list:
 * @field: a field that has choices
 *
 * Returns: (transfer full): its choices, for an error message.
 */
char *
tocsin_query_choice_list (TocsinQueryField field)
{
  GString *list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i].field == field && choices[i].supported)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", choices[i].word);

  return g_string_free (list, FALSE);
}

/**
 * tocsin_query_field_get_name:
 * @field: a field
 *
 * Returns: (transfer none): what a person writes before the colon; empty for a bare word.
 */
const char *
tocsin_query_field_get_name (TocsinQueryField field)
{
  return tocsin_query_field_get_info (field)->name;
}
