/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/term-matcher.h"

#include "core/mail/query/choice-matcher.h"
#include "core/mail/query/compare.h"
#include "core/mail/query/finding.h"
#include "core/mail/query/look.h"
#include "core/mail/query/node-private.h"
#include "core/mail/query/number.h"
#include "core/mail/query/printer.h"

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
match_addresses (TocsinQueryLook *look, const char *const *headers)
{
  for (; *headers != NULL; headers++)
    {
      GPtrArray *addresses = tocsin_message_get_addresses (look->matcher->message, *headers);

      for (guint i = 0; i < addresses->len; i++)
        if (tocsin_query_look_at_address (look, *headers, g_ptr_array_index (addresses, i)))
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
match_headers (TocsinQueryLook *look, const char *name)
{
  TocsinMessage *message = look->matcher->message;

  for (guint i = 0; i < tocsin_message_get_n_headers (message); i++)
    {
      TocsinHeader header = tocsin_message_get_header_at (message, i);

      if (g_ascii_strcasecmp (header.name, name) != 0)
        continue;
      if (look->term->op == TOCSIN_QUERY_OPERATOR_PRESENT)
        return tocsin_query_look_note (look, header.name, header.value);
      if (tocsin_query_look_at (look, header.name, header.value, tocsin_query_compare_text))
        return TRUE;
    }

  return FALSE;
}

static gboolean
match_names (TocsinQueryLook *look, TocsinQueryCompare compare)
{
  GPtrArray *attachments = tocsin_message_get_attachments (look->matcher->message);

  for (guint i = 0; i < attachments->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (attachments, i);

      if (tocsin_query_look_at (look, "attachment", part->name, compare))
        return TRUE;
    }

  return FALSE;
}

static gboolean
match_type (TocsinQueryLook *look, const TocsinPart *part)
{
  if (part == NULL)
    return FALSE;
  if (tocsin_query_look_at (look, "structure", part->type, tocsin_query_compare_type))
    return TRUE;
  for (guint i = 0; !tocsin_part_is_leaf (part) && i < part->children->len; i++)
    if (match_type (look, g_ptr_array_index (part->children, i)))
      return TRUE;

  return FALSE;
}

static gboolean
match_subject (TocsinQueryLook *look)
{
  return tocsin_query_look_at (look, "subject", tocsin_message_get_subject (look->matcher->message),
                               tocsin_query_compare_text);
}

/* Words in several places: yes as soon as one place has them, no when all were seen. */
static TocsinQueryVerdict
match_text (TocsinQueryLook *look, TocsinMessageLayers known, TocsinMessageLayers *missing)
{
  gboolean anywhere = look->term->field == TOCSIN_QUERY_FIELD_ANY;
  gboolean in_subject = look->term->field != TOCSIN_QUERY_FIELD_BODY;
  TocsinMessageLayers needed = TEXT;

  if (in_subject && known & HEADERS && match_subject (look))
    return TOCSIN_QUERY_VERDICT_YES;
  if (anywhere && known & HEADERS
      && match_addresses (look, get_address_headers (TOCSIN_QUERY_FIELD_PARTICIPANTS)))
    return TOCSIN_QUERY_VERDICT_YES;
  if (anywhere && known & STRUCTURE && match_names (look, tocsin_query_compare_text))
    return TOCSIN_QUERY_VERDICT_YES;
  if (known & TEXT && tocsin_query_look_at_body (look))
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
match_attachment_sizes (TocsinQueryLook *look, TocsinMessageLayers *missing)
{
  TocsinMessage *message = look->matcher->message;
  GPtrArray *attachments = tocsin_message_get_attachments (message);
  gboolean open = FALSE;

  for (guint i = 0; i < attachments->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (attachments, i);
      TocsinQueryVerdict verdict = match_attachment_size (message, look->term, part);

      if (verdict == TOCSIN_QUERY_VERDICT_YES)
        return decide (tocsin_query_look_note (look, "attachment", part->name));
      open = open || verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE;
    }

  return open ? ask_for (RAW, missing) : TOCSIN_QUERY_VERDICT_NO;
}

static gboolean
match_range (TocsinQueryLook *look, const char *where, gint64 moment)
{
  const TocsinQueryMatcher *matcher = look->matcher;
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *text = NULL;
  gint64 from, until;

  tocsin_query_node_get_range (look->term, matcher->now, matcher->zone, &from, &until);
  if (moment < from || moment >= until)
    return FALSE;
  date = g_date_time_new_from_unix_utc (moment / G_USEC_PER_SEC);
  text = date != NULL ? g_date_time_format_iso8601 (date) : NULL;

  return tocsin_query_look_note (look, where, text);
}

static TocsinQueryVerdict
match_received (TocsinQueryLook *look, TocsinMessageLayers known, TocsinMessageLayers *missing)
{
  gint64 received = tocsin_message_get_received (look->matcher->message);

  if (received != 0)
    return decide (match_range (look, "received", received));

  return known & HEADERS ? TOCSIN_QUERY_VERDICT_NO : ask_for (HEADERS, missing);
}

static gboolean
match_sent (TocsinQueryLook *look)
{
  GDateTime *date = tocsin_message_get_date (look->matcher->message);

  return date != NULL && match_range (look, "date", g_date_time_to_unix (date) * G_USEC_PER_SEC);
}

static TocsinQueryVerdict
match_size (TocsinQueryLook *look, TocsinMessageLayers known, TocsinMessageLayers *missing)
{
  guint64 size = tocsin_message_get_size (look->matcher->message);
  g_autofree char *text = NULL;

  if (size == 0 && !(known & RAW))
    return ask_for (RAW, missing);
  if (look->term->field == TOCSIN_QUERY_FIELD_LARGER ? size <= look->term->number
                                                     : size >= look->term->number)
    return TOCSIN_QUERY_VERDICT_NO;
  text = tocsin_query_number_to_string (size, TRUE);

  return decide (tocsin_query_look_note (look, "size", text));
}

static gboolean
match_keyword (TocsinQueryLook *look)
{
  TocsinMessage *message = look->matcher->message;
  const char *const *keywords = tocsin_message_get_keywords (message);

  if (look->term->regex == NULL)
    return tocsin_message_has_keyword (message, look->term->value)
           && tocsin_query_look_note (look, "flags", look->term->value);
  for (; keywords != NULL && *keywords != NULL; keywords++)
    if (tocsin_query_look_at (look, "flags", *keywords, NULL))
      return TRUE;

  return FALSE;
}

static gboolean
match_count (TocsinQueryLook *look)
{
  guint count = tocsin_message_get_attachments (look->matcher->message)->len;
  g_autofree char *text = g_strdup_printf ("%u", count);

  return tocsin_query_number_compare (count, look->term->op, look->term->number)
         && tocsin_query_look_note (look, "attachment", text);
}

/* Terms that are decided once all they need is known. */
static gboolean
match_known (TocsinQueryLook *look)
{
  TocsinMessage *message = look->matcher->message;
  const TocsinQueryNode *term = look->term;

  switch (term->field)
    {
    case TOCSIN_QUERY_FIELD_SUBJECT:
      return match_subject (look);
    case TOCSIN_QUERY_FIELD_HEADER:
      return match_headers (look, term->header_name);
    case TOCSIN_QUERY_FIELD_LIST:
      return match_headers (look, "List-Id");
    case TOCSIN_QUERY_FIELD_MESSAGE_ID:
      return match_headers (look, "Message-ID");
    case TOCSIN_QUERY_FIELD_FILENAME:
      return match_names (look, tocsin_query_compare_glob);
    case TOCSIN_QUERY_FIELD_TYPE:
      return match_type (look, tocsin_message_get_structure (message));
    case TOCSIN_QUERY_FIELD_ATTACHMENTS:
      return match_count (look);
    case TOCSIN_QUERY_FIELD_KEYWORD:
      return match_keyword (look);
    case TOCSIN_QUERY_FIELD_HAS:
    case TOCSIN_QUERY_FIELD_IS:
    case TOCSIN_QUERY_FIELD_IMPORTANCE:
    case TOCSIN_QUERY_FIELD_SENSITIVITY:
    case TOCSIN_QUERY_FIELD_SPF:
    case TOCSIN_QUERY_FIELD_DKIM:
    case TOCSIN_QUERY_FIELD_DMARC:
      return tocsin_query_choice_match (look);
    case TOCSIN_QUERY_FIELD_SENT_AFTER:
    case TOCSIN_QUERY_FIELD_SENT_BEFORE:
      return match_sent (look);
    default:
      return match_addresses (look, get_address_headers (term->field));
    }
}

static TocsinQueryVerdict
match_term (TocsinQueryLook *look, TocsinMessageLayers *missing)
{
  TocsinMessageLayers known = tocsin_message_get_layers (look->matcher->message);
  const TocsinQueryNode *term = look->term;

  switch (term->field)
    {
    case TOCSIN_QUERY_FIELD_ANY:
    case TOCSIN_QUERY_FIELD_TEXT:
    case TOCSIN_QUERY_FIELD_BODY:
      return match_text (look, known, missing);

    case TOCSIN_QUERY_FIELD_LARGER:
    case TOCSIN_QUERY_FIELD_SMALLER:
      return match_size (look, known, missing);

    case TOCSIN_QUERY_FIELD_AFTER:
    case TOCSIN_QUERY_FIELD_BEFORE:
    case TOCSIN_QUERY_FIELD_ON:
    case TOCSIN_QUERY_FIELD_NEWER:
    case TOCSIN_QUERY_FIELD_OLDER:
      return match_received (look, known, missing);

    default:
      break;
    }

  if ((term->needs & ~known) != 0)
    return ask_for (term->needs & ~known, missing);
  if (term->field == TOCSIN_QUERY_FIELD_ATTACHMENT)
    return match_attachment_sizes (look, missing);

  return decide (match_known (look));
}

static void
add_finding (TocsinQueryLook *look, TocsinQueryVerdict verdict)
{
  g_autofree char *printed = tocsin_query_printer_print (look->term);
  TocsinQueryFinding *finding = tocsin_query_finding_new (printed, verdict);

  finding->where = g_steal_pointer (&look->where);
  finding->excerpt = g_steal_pointer (&look->excerpt.text);
  finding->begin = look->excerpt.begin;
  finding->end = look->excerpt.end;
  g_ptr_array_add (look->matcher->findings, finding);
}

/**
 * tocsin_query_term_match:
 * @self: what to match against
 * @term: a term
 * @missing: (out): what would have to be known; untouched when the answer is yes or no, and when
 *   nothing that could be fetched would help
 *
 * Returns: whether the message matches.
 */
TocsinQueryVerdict
tocsin_query_term_match (TocsinQueryMatcher *self,
                         const TocsinQueryNode *term,
                         TocsinMessageLayers *missing)
{
  g_auto (TocsinQueryLook) look = { .matcher = self, .term = term };
  TocsinQueryVerdict verdict = match_term (&look, missing);

  /* A text in which the search was stopped may hold it. */
  if (verdict == TOCSIN_QUERY_VERDICT_NO && look.stopped)
    verdict = TOCSIN_QUERY_VERDICT_NEEDS_MORE;
  if (self->findings != NULL)
    add_finding (&look, verdict);

  return verdict;
}
