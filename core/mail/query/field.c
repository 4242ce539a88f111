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
    name, TOCSIN_QUERY_FIELD_##field, TOCSIN_QUERY_VALUE_TYPE_##type, needs                        \
  }
#define CHOICE(field, word, needs)                                                                 \
  {                                                                                                \
    TOCSIN_QUERY_FIELD_##field, word, needs                                                        \
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
  ROW ("sensitivity", SENSITIVITY, CHOICE, HEADERS),
  ROW ("spf", SPF, CHOICE, HEADERS),
  ROW ("dkim", DKIM, CHOICE, HEADERS),
  ROW ("dmarc", DMARC, CHOICE, HEADERS),
};

static const TocsinQueryChoice choices[] = {
  CHOICE (HAS, "attachment", STRUCTURE),
  CHOICE (HAS, "html", STRUCTURE),
  CHOICE (HAS, "invite", STRUCTURE),
  CHOICE (HAS, "signature", STRUCTURE),
  CHOICE (IS, "unread", FLAGS),
  CHOICE (IS, "read", FLAGS),
  CHOICE (IS, "flagged", FLAGS),
  CHOICE (IS, "answered", FLAGS),
  CHOICE (IS, "draft", FLAGS),
  CHOICE (IS, "recent", FLAGS),
  CHOICE (IS, "auto", HEADERS),
  CHOICE (IS, "bulk", HEADERS),
  CHOICE (IS, "list", HEADERS),
  CHOICE (IS, "bounce", HEADERS),
  CHOICE (IS, "encrypted", STRUCTURE),
  CHOICE (IS, "signed", STRUCTURE),
  CHOICE (IMPORTANCE, "high", HEADERS),
  CHOICE (IMPORTANCE, "normal", HEADERS),
  CHOICE (IMPORTANCE, "low", HEADERS),
  CHOICE (SENSITIVITY, "normal", HEADERS),
  CHOICE (SENSITIVITY, "personal", HEADERS),
  CHOICE (SENSITIVITY, "private", HEADERS),
  CHOICE (SENSITIVITY, "confidential", HEADERS),
  /* What a server may have found: RFC 8601, section 2.7. */
  CHOICE (SPF, "pass", HEADERS),
  CHOICE (SPF, "fail", HEADERS),
  CHOICE (SPF, "softfail", HEADERS),
  CHOICE (SPF, "neutral", HEADERS),
  CHOICE (SPF, "none", HEADERS),
  CHOICE (SPF, "policy", HEADERS),
  CHOICE (SPF, "temperror", HEADERS),
  CHOICE (SPF, "permerror", HEADERS),
  CHOICE (DKIM, "pass", HEADERS),
  CHOICE (DKIM, "fail", HEADERS),
  CHOICE (DKIM, "neutral", HEADERS),
  CHOICE (DKIM, "none", HEADERS),
  CHOICE (DKIM, "policy", HEADERS),
  CHOICE (DKIM, "temperror", HEADERS),
  CHOICE (DKIM, "permerror", HEADERS),
  CHOICE (DMARC, "pass", HEADERS),
  CHOICE (DMARC, "fail", HEADERS),
  CHOICE (DMARC, "none", HEADERS),
  CHOICE (DMARC, "policy", HEADERS),
  CHOICE (DMARC, "temperror", HEADERS),
  CHOICE (DMARC, "permerror", HEADERS),
  CHOICE (DMARC, "bestguesspass", HEADERS),
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
 * tocsin_query_field_takes_glob:
 * @field: a field
 *
 * Returns: whether a star in its value stands for anything; in others it is a star.
 */
gboolean
tocsin_query_field_takes_glob (TocsinQueryField field)
{
  return field == TOCSIN_QUERY_FIELD_FILENAME || field == TOCSIN_QUERY_FIELD_TYPE
         || tocsin_query_field_get_info (field)->type == TOCSIN_QUERY_VALUE_TYPE_ADDRESS;
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
 * tocsin_query_choice_nearest:
 * @field: a field that has choices
 * @word: what somebody wrote
 *
 * Returns: (transfer none) (nullable): the choice that was probably meant.
 */
const char *
tocsin_query_choice_nearest (TocsinQueryField field, const char *word)
{
  const char *words[G_N_ELEMENTS (choices) + 1] = { NULL };
  g_autofree char *lower = g_ascii_strdown (word, -1);
  gsize n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i].field == field)
      words[n++] = choices[i].word;

  return tocsin_text_nearest (lower, words);
}

/**
 * tocsin_query_choice_list_words:
 * @field: a field that has choices
 *
 * Returns: (transfer full): its choices.
 */
GStrv
tocsin_query_choice_list_words (TocsinQueryField field)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i].field == field)
      g_strv_builder_add (words, choices[i].word);

  return g_strv_builder_end (words);
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
  g_auto (GStrv) words = tocsin_query_choice_list_words (field);

  return g_strjoinv (", ", words);
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
