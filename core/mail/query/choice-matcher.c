/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/choice-matcher.h"

#include "core/mail/query/node-private.h"

/* What is:… asks of a message. */
static const struct
{
  const char *word;
  TocsinMessageFlags set;
  TocsinMessageFlags unset;
  TocsinMessageMarks mark;
  TocsinMessageProtection protection;
} states[] = {
  { .word = "unread", .unset = TOCSIN_MESSAGE_FLAGS_SEEN },
  { .word = "read", .set = TOCSIN_MESSAGE_FLAGS_SEEN },
  { .word = "flagged", .set = TOCSIN_MESSAGE_FLAGS_FLAGGED },
  { .word = "answered", .set = TOCSIN_MESSAGE_FLAGS_ANSWERED },
  { .word = "draft", .set = TOCSIN_MESSAGE_FLAGS_DRAFT },
  { .word = "recent", .set = TOCSIN_MESSAGE_FLAGS_RECENT },
  { .word = "auto", .mark = TOCSIN_MESSAGE_MARKS_AUTO },
  { .word = "bulk", .mark = TOCSIN_MESSAGE_MARKS_BULK },
  { .word = "list", .mark = TOCSIN_MESSAGE_MARKS_LIST },
  { .word = "bounce", .mark = TOCSIN_MESSAGE_MARKS_BOUNCE },
  { .word = "encrypted", .protection = TOCSIN_MESSAGE_PROTECTION_ENCRYPTED },
  { .word = "signed", .protection = TOCSIN_MESSAGE_PROTECTION_SIGNED },
};

static gboolean
match_state (TocsinQueryLook *look)
{
  TocsinMessage *message = look->matcher->message;

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (!g_str_equal (states[i].word, look->term->value))
        continue;
      if (states[i].mark != 0)
        return (tocsin_message_get_marks (message) & states[i].mark) != 0
               && tocsin_query_look_note (look, "headers", NULL);
      if (states[i].protection != 0)
        return (tocsin_message_get_protection (message) & states[i].protection) != 0
               && tocsin_query_look_note (look, "structure", NULL);
      return (tocsin_message_get_flags (message) & (states[i].set | states[i].unset))
                 == states[i].set
             && tocsin_query_look_note (look, "flags", NULL);
    }

  return FALSE;
}

static gboolean
match_has (TocsinQueryLook *look)
{
  TocsinMessage *message = look->matcher->message;
  GPtrArray *attachments = tocsin_message_get_attachments (message);

  if (g_str_equal (look->term->value, "attachment"))
    return attachments->len > 0
           && tocsin_query_look_note (look, "attachment",
                                      ((TocsinPart *) g_ptr_array_index (attachments, 0))->name);
  if (g_str_equal (look->term->value, "html"))
    return tocsin_message_has_html (message)
           && tocsin_query_look_note (look, "structure", "text/html");
  if (g_str_equal (look->term->value, "signature"))
    return tocsin_message_has_signature (message)
           && tocsin_query_look_note (look, "structure", NULL);

  return tocsin_message_has_invite (message)
         && tocsin_query_look_note (look, "structure", "text/calendar");
}

static gboolean
is_value (TocsinQueryLook *look, const char *header, const char *value)
{
  return g_str_equal (value, look->term->value) && tocsin_query_look_note (look, header, value);
}

static gboolean
match_result (TocsinQueryLook *look)
{
  return tocsin_message_has_authentication_result (look->matcher->message,
                                                   tocsin_query_field_get_name (look->term->field),
                                                   look->term->value)
         && tocsin_query_look_note (look, "authentication-results", look->term->value);
}

/**
 * tocsin_query_choice_match:
 * @look: a look of a term whose field has choices, at a message of which enough is known
 *
 * Returns: whether the message is what the choice says.
 */
gboolean
tocsin_query_choice_match (TocsinQueryLook *look)
{
  TocsinMessage *message = look->matcher->message;

  switch (look->term->field)
    {
    case TOCSIN_QUERY_FIELD_HAS:
      return match_has (look);

    case TOCSIN_QUERY_FIELD_IMPORTANCE:
      return is_value (look, "importance", tocsin_message_get_importance (message));

    case TOCSIN_QUERY_FIELD_SENSITIVITY:
      return is_value (look, "sensitivity", tocsin_message_get_sensitivity (message));

    case TOCSIN_QUERY_FIELD_SPF:
    case TOCSIN_QUERY_FIELD_DKIM:
    case TOCSIN_QUERY_FIELD_DMARC:
      return match_result (look);

    case TOCSIN_QUERY_FIELD_IS:
    default:
      return match_state (look);
    }
}
