/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/term-matcher.h"

#include "core/mail/query/compare.h"
#include "core/mail/query/node-private.h"
#include "core/mail/query/number.h"

#include <string.h>

#define HEADERS TOCSIN_MESSAGE_LAYERS_HEADERS
#define STRUCTURE TOCSIN_MESSAGE_LAYERS_STRUCTURE
#define TEXT TOCSIN_MESSAGE_LAYERS_TEXT
#define RAW TOCSIN_MESSAGE_LAYERS_RAW

static TocsinQueryVerdict
decide (gboolean matches)
{
  return matches ? TOCSIN_QUERY_VERDICT_YES : TOCSIN_QUERY_VERDICT_NO;
}

static TocsinQueryVerdict
ask_for (TocsinMessageLayers layers, TocsinMessageLayers *missing)
{
  *missing = layers;
  return TOCSIN_QUERY_VERDICT_NEEDS_MORE;
}

static gboolean
match_addresses (TocsinMessage *message, const char *const *headers, const char *folded)
{
  for (; *headers != NULL; headers++)
    {
      GPtrArray *addresses = tocsin_message_get_addresses (message, *headers);

      for (guint i = 0; i < addresses->len; i++)
        if (tocsin_query_compare_address (g_ptr_array_index (addresses, i), folded))
          return TRUE;
    }

  return FALSE;
}

static const char *const *
get_address_headers (TocsinQueryField field)
{
  static const char *const from[] = { "From", NULL };
  static const char *const to[] = { "To", NULL };
  static const char *const cc[] = { "Cc", NULL };
  static const char *const bcc[] = { "Bcc", NULL };
  static const char *const reply_to[] = { "Reply-To", NULL };
  static const char *const delivered_to[] = { "Delivered-To", "X-Original-To", "Envelope-To",
                                              NULL };
  static const char *const everybody[] = { "From", "Sender", "To", "Cc", "Bcc", "Reply-To", NULL };

  switch (field)
    {
    case TOCSIN_QUERY_FIELD_FROM:
      return from;
    case TOCSIN_QUERY_FIELD_TO:
      return to;
    case TOCSIN_QUERY_FIELD_CC:
      return cc;
    case TOCSIN_QUERY_FIELD_BCC:
      return bcc;
    case TOCSIN_QUERY_FIELD_REPLY_TO:
      return reply_to;
    case TOCSIN_QUERY_FIELD_DELIVERED_TO:
      return delivered_to;
    default:
      return everybody;
    }
}

static gboolean
match_headers (TocsinMessage *message, const char *name, const TocsinQueryNode *term)
{
  for (guint i = 0; i < tocsin_message_get_n_headers (message); i++)
    {
      TocsinHeader header = tocsin_message_get_header_at (message, i);

      if (g_ascii_strcasecmp (header.name, name) != 0)
        continue;
      if (term->op == TOCSIN_QUERY_OPERATOR_PRESENT
          || tocsin_query_compare_text (header.value, term->folded))
        return TRUE;
    }

  return FALSE;
}

static gboolean
match_names (TocsinMessage *message,
             gboolean (*compare) (const char *text, const char *folded),
             const char *folded)
{
  GPtrArray *attachments = tocsin_message_get_attachments (message);

  for (guint i = 0; i < attachments->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (attachments, i);

      if (compare (part->name, folded))
        return TRUE;
    }

  return FALSE;
}

static gboolean
match_type (const TocsinPart *part, const char *folded)
{
  if (part == NULL)
    return FALSE;
  if (tocsin_query_compare_type (part->type, folded))
    return TRUE;
  for (guint i = 0; !tocsin_part_is_leaf (part) && i < part->children->len; i++)
    if (match_type (g_ptr_array_index (part->children, i), folded))
      return TRUE;

  return FALSE;
}

/* Words in several places: yes as soon as one place has them, no when all were seen. */
static TocsinQueryVerdict
match_text (const TocsinQueryMatcher *self,
            const TocsinQueryNode *term,
            TocsinMessageLayers known,
            TocsinMessageLayers *missing)
{
  gboolean anywhere = term->field == TOCSIN_QUERY_FIELD_ANY;
  gboolean in_subject = term->field != TOCSIN_QUERY_FIELD_BODY;
  TocsinMessageLayers needed = TEXT;

  if (in_subject && known & HEADERS
      && tocsin_query_compare_text (tocsin_message_get_subject (self->message), term->folded))
    return TOCSIN_QUERY_VERDICT_YES;
  if (anywhere && known & HEADERS
      && match_addresses (self->message, get_address_headers (TOCSIN_QUERY_FIELD_PARTICIPANTS),
                          term->folded))
    return TOCSIN_QUERY_VERDICT_YES;
  if (anywhere && known & STRUCTURE
      && match_names (self->message, tocsin_query_compare_text, term->folded))
    return TOCSIN_QUERY_VERDICT_YES;
  if (known & TEXT && strstr (tocsin_message_get_folded_text (self->message), term->folded) != NULL)
    return TOCSIN_QUERY_VERDICT_YES;

  /* Without the structure nobody knows which parts the text is in. */
  if (!(known & TEXT) || anywhere)
    needed |= STRUCTURE;
  if (in_subject)
    needed |= HEADERS;
  if ((needed & ~known) == 0)
    return TOCSIN_QUERY_VERDICT_NO;

  return ask_for (needed & ~known, missing);
}

/* A size as sent tells a range: it decides when both ends do, and nothing in between can differ. */
static TocsinQueryVerdict
compare_range (const TocsinQueryNode *term, guint64 least, guint64 most)
{
  gboolean first = tocsin_query_number_compare (least, term->op, term->number);
  gboolean last = tocsin_query_number_compare (most, term->op, term->number);

  if (term->op == TOCSIN_QUERY_OPERATOR_EQUAL && least < most)
    return term->number < least || term->number > most ? TOCSIN_QUERY_VERDICT_NO
                                                       : TOCSIN_QUERY_VERDICT_NEEDS_MORE;

  return first == last ? decide (first) : TOCSIN_QUERY_VERDICT_NEEDS_MORE;
}

static TocsinQueryVerdict
match_attachment_size (TocsinMessage *message, const TocsinQueryNode *term, const TocsinPart *part)
{
  guint64 least, most;

  if (!(tocsin_message_get_layers (message) & RAW))
    tocsin_part_get_decoded_size (part, &least, &most);
  else if (tocsin_message_measure_part (message, part, &least, NULL, NULL))
    most = least;
  else
    return TOCSIN_QUERY_VERDICT_NO;

  return compare_range (term, least, most);
}

/* Only if the wanted number lies within that range must an attachment be read to decide. */
static TocsinQueryVerdict
match_attachment_sizes (TocsinMessage *message,
                        const TocsinQueryNode *term,
                        TocsinMessageLayers *missing)
{
  GPtrArray *attachments = tocsin_message_get_attachments (message);
  gboolean open = FALSE;

  for (guint i = 0; i < attachments->len; i++)
    {
      TocsinQueryVerdict verdict =
          match_attachment_size (message, term, g_ptr_array_index (attachments, i));

      if (verdict == TOCSIN_QUERY_VERDICT_YES)
        return verdict;
      open = open || verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE;
    }

  return open ? ask_for (RAW, missing) : TOCSIN_QUERY_VERDICT_NO;
}

static TocsinQueryVerdict
match_range (const TocsinQueryMatcher *self, const TocsinQueryNode *term, gint64 moment)
{
  gint64 from, until;

  tocsin_query_node_get_range (term, self->now, self->zone, &from, &until);

  return decide (moment >= from && moment < until);
}

static TocsinQueryVerdict
match_received (const TocsinQueryMatcher *self,
                const TocsinQueryNode *term,
                TocsinMessageLayers known,
                TocsinMessageLayers *missing)
{
  gint64 received = tocsin_message_get_received (self->message);

  if (received != 0)
    return match_range (self, term, received);

  return known & HEADERS ? TOCSIN_QUERY_VERDICT_NO : ask_for (HEADERS, missing);
}

static TocsinQueryVerdict
match_sent (const TocsinQueryMatcher *self, const TocsinQueryNode *term)
{
  GDateTime *date = tocsin_message_get_date (self->message);

  if (date == NULL)
    return TOCSIN_QUERY_VERDICT_NO;

  return match_range (self, term, g_date_time_to_unix (date) * G_USEC_PER_SEC);
}

static TocsinQueryVerdict
match_size (const TocsinQueryMatcher *self,
            const TocsinQueryNode *term,
            TocsinMessageLayers known,
            TocsinMessageLayers *missing)
{
  guint64 size = tocsin_message_get_size (self->message);

  if (size == 0 && !(known & RAW))
    return ask_for (RAW, missing);

  return decide (term->field == TOCSIN_QUERY_FIELD_LARGER ? size > term->number
                                                          : size < term->number);
}

static gboolean
match_mark (TocsinMessage *message, const char *word)
{
  static const struct
  {
    const char *word;
    TocsinMessageFlags flag;
    gboolean set;
    TocsinMessageMarks mark;
  } rows[] = {
    { "unread", TOCSIN_MESSAGE_FLAGS_SEEN, FALSE, 0 },
    { "read", TOCSIN_MESSAGE_FLAGS_SEEN, TRUE, 0 },
    { "flagged", TOCSIN_MESSAGE_FLAGS_FLAGGED, TRUE, 0 },
    { "answered", TOCSIN_MESSAGE_FLAGS_ANSWERED, TRUE, 0 },
    { "draft", TOCSIN_MESSAGE_FLAGS_DRAFT, TRUE, 0 },
    { "recent", TOCSIN_MESSAGE_FLAGS_RECENT, TRUE, 0 },
    { "auto", 0, FALSE, TOCSIN_MESSAGE_MARKS_AUTO },
    { "bulk", 0, FALSE, TOCSIN_MESSAGE_MARKS_BULK },
    { "list", 0, FALSE, TOCSIN_MESSAGE_MARKS_LIST },
    { "bounce", 0, FALSE, TOCSIN_MESSAGE_MARKS_BOUNCE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (!g_str_equal (rows[i].word, word))
        continue;
      if (rows[i].flag != 0)
        return ((tocsin_message_get_flags (message) & rows[i].flag) != 0) == rows[i].set;
      return (tocsin_message_get_marks (message) & rows[i].mark) != 0;
    }

  return FALSE;
}

static gboolean
match_has (TocsinMessage *message, const char *word)
{
  const TocsinPart *root = tocsin_message_get_structure (message);

  if (g_str_equal (word, "attachment"))
    return tocsin_message_get_attachments (message)->len > 0;
  if (g_str_equal (word, "html"))
    return tocsin_message_has_html (message);

  return match_type (root, "text/calendar") || match_type (root, "application/ics");
}

/* Terms that are decided once all they need is known. */
static gboolean
match_known (const TocsinQueryMatcher *self, const TocsinQueryNode *term)
{
  TocsinMessage *message = self->message;

  switch (term->field)
    {
    case TOCSIN_QUERY_FIELD_SUBJECT:
      return tocsin_query_compare_text (tocsin_message_get_subject (message), term->folded);
    case TOCSIN_QUERY_FIELD_HEADER:
      return match_headers (message, term->header_name, term);
    case TOCSIN_QUERY_FIELD_LIST:
      return match_headers (message, "List-Id", term);
    case TOCSIN_QUERY_FIELD_MESSAGE_ID:
      return match_headers (message, "Message-ID", term);
    case TOCSIN_QUERY_FIELD_HAS:
      return match_has (message, term->value);
    case TOCSIN_QUERY_FIELD_FILENAME:
      return match_names (message, tocsin_query_compare_glob, term->folded);
    case TOCSIN_QUERY_FIELD_TYPE:
      return match_type (tocsin_message_get_structure (message), term->folded);
    case TOCSIN_QUERY_FIELD_ATTACHMENTS:
      return tocsin_query_number_compare (tocsin_message_get_attachments (message)->len, term->op,
                                          term->number);
    case TOCSIN_QUERY_FIELD_IS:
      return match_mark (message, term->value);
    case TOCSIN_QUERY_FIELD_KEYWORD:
      return tocsin_message_has_keyword (message, term->value);
    case TOCSIN_QUERY_FIELD_IMPORTANCE:
      return g_str_equal (tocsin_message_get_importance (message), term->value);
    default:
      return match_addresses (message, get_address_headers (term->field), term->folded);
    }
}

/**
 * tocsin_query_term_match:
 * @self: what to match against
 * @term: a term
 * @missing: (out): what would have to be known; untouched when the answer is yes or no
 *
 * Returns: whether the message matches.
 */
TocsinQueryVerdict
tocsin_query_term_match (const TocsinQueryMatcher *self,
                         const TocsinQueryNode *term,
                         TocsinMessageLayers *missing)
{
  TocsinMessageLayers known = tocsin_message_get_layers (self->message);

  switch (term->field)
    {
    case TOCSIN_QUERY_FIELD_ANY:
    case TOCSIN_QUERY_FIELD_TEXT:
    case TOCSIN_QUERY_FIELD_BODY:
      return match_text (self, term, known, missing);

    case TOCSIN_QUERY_FIELD_LARGER:
    case TOCSIN_QUERY_FIELD_SMALLER:
      return match_size (self, term, known, missing);

    case TOCSIN_QUERY_FIELD_AFTER:
    case TOCSIN_QUERY_FIELD_BEFORE:
    case TOCSIN_QUERY_FIELD_ON:
    case TOCSIN_QUERY_FIELD_NEWER:
    case TOCSIN_QUERY_FIELD_OLDER:
      return match_received (self, term, known, missing);

    default:
      break;
    }

  if ((term->needs & ~known) != 0)
    return ask_for (term->needs & ~known, missing);
  if (term->field == TOCSIN_QUERY_FIELD_ATTACHMENT)
    return match_attachment_sizes (self->message, term, missing);
  if (term->field == TOCSIN_QUERY_FIELD_SENT_AFTER || term->field == TOCSIN_QUERY_FIELD_SENT_BEFORE)
    return match_sent (self, term);

  return decide (match_known (self, term));
}
