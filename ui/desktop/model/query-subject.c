/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/query-subject.h"

#include <glib/gi18n.h>

/* The language's fields as a person says them. A field that is not here is shown as text; the tests
 * say which. A negation that nobody would say so ("not received after") is not here either: the
 * builder then shows a group of which none holds. */

#define IS(field, negated, label)                                                                  \
  {                                                                                                \
    TOCSIN_QUERY_FIELD_##field, TOCSIN_QUERY_OPERATOR_IS, negated, label                           \
  }
#define REGEX(field, negated, label)                                                               \
  {                                                                                                \
    TOCSIN_QUERY_FIELD_##field, TOCSIN_QUERY_OPERATOR_REGEX, negated, label                        \
  }
#define COMPARED(field, op, label)                                                                 \
  {                                                                                                \
    TOCSIN_QUERY_FIELD_##field, TOCSIN_QUERY_OPERATOR_##op, FALSE, label                           \
  }

#define TEXT(array, field)                                                                         \
  static const TocsinQueryComparison array[] = {                                                   \
    IS (field, FALSE, N_ ("contains")),                                                            \
    IS (field, TRUE, N_ ("does not contain")),                                                     \
    REGEX (field, FALSE, N_ ("matches the pattern")),                                              \
    REGEX (field, TRUE, N_ ("does not match the pattern")),                                        \
  }

/* `type:` takes whole words and stars. */
#define WORDS(array, field)                                                                        \
  static const TocsinQueryComparison array[] = {                                                   \
    IS (field, FALSE, N_ ("is")),                                                                  \
    IS (field, TRUE, N_ ("is not")),                                                               \
    REGEX (field, FALSE, N_ ("matches the pattern")),                                              \
    REGEX (field, TRUE, N_ ("does not match the pattern")),                                        \
  }

#define CHOICE(array, field)                                                                       \
  static const TocsinQueryComparison array[] = {                                                   \
    IS (field, FALSE, N_ ("is")),                                                                  \
    IS (field, TRUE, N_ ("is not")),                                                               \
  }

TEXT (any, ANY);
TEXT (from, FROM);
TEXT (to, TO);
TEXT (cc, CC);
TEXT (bcc, BCC);
TEXT (reply_to, REPLY_TO);
TEXT (participants, PARTICIPANTS);
TEXT (delivered_to, DELIVERED_TO);
TEXT (title, SUBJECT);
TEXT (body, BODY);
TEXT (text, TEXT);
TEXT (list, LIST);
TEXT (message_id, MESSAGE_ID);
TEXT (filename, FILENAME);
WORDS (type, TYPE);
WORDS (keyword, KEYWORD);
CHOICE (status, IS);
CHOICE (importance, IMPORTANCE);
CHOICE (sensitivity, SENSITIVITY);
CHOICE (spf, SPF);
CHOICE (dkim, DKIM);
CHOICE (dmarc, DMARC);

static const TocsinQueryComparison has[] = {
  IS (HAS, FALSE, N_ ("includes")),
  IS (HAS, TRUE, N_ ("does not include")),
};

static const TocsinQueryComparison header[] = {
  IS (HEADER, FALSE, N_ ("contains")),
  IS (HEADER, TRUE, N_ ("does not contain")),
  REGEX (HEADER, FALSE, N_ ("matches the pattern")),
  REGEX (HEADER, TRUE, N_ ("does not match the pattern")),
  { TOCSIN_QUERY_FIELD_HEADER, TOCSIN_QUERY_OPERATOR_PRESENT, FALSE, N_ ("is there") },
  { TOCSIN_QUERY_FIELD_HEADER, TOCSIN_QUERY_OPERATOR_PRESENT, TRUE, N_ ("is not there") },
};

static const TocsinQueryComparison attachment[] = {
  COMPARED (ATTACHMENT, GREATER, N_ ("is larger than")),
  COMPARED (ATTACHMENT, AT_LEAST, N_ ("is at least")),
  COMPARED (ATTACHMENT, EQUAL, N_ ("is exactly")),
  COMPARED (ATTACHMENT, AT_MOST, N_ ("is at most")),
  COMPARED (ATTACHMENT, LESS, N_ ("is smaller than")),
};

static const TocsinQueryComparison attachments[] = {
  COMPARED (ATTACHMENTS, GREATER, N_ ("is more than")),
  COMPARED (ATTACHMENTS, AT_LEAST, N_ ("is at least")),
  COMPARED (ATTACHMENTS, EQUAL, N_ ("is exactly")),
  COMPARED (ATTACHMENTS, AT_MOST, N_ ("is at most")),
  COMPARED (ATTACHMENTS, LESS, N_ ("is less than")),
};

static const TocsinQueryComparison size[] = {
  IS (LARGER, FALSE, N_ ("is larger than")),
  IS (SMALLER, FALSE, N_ ("is smaller than")),
};

static const TocsinQueryComparison received[] = {
  IS (NEWER, FALSE, N_ ("within the last")),
  IS (OLDER, FALSE, N_ ("longer ago than")),
  IS (AFTER, FALSE, N_ ("on or after")),
  IS (BEFORE, FALSE, N_ ("before")),
  IS (ON, FALSE, N_ ("on")),
  IS (ON, TRUE, N_ ("not on")),
};

static const TocsinQueryComparison sent[] = {
  IS (SENT_AFTER, FALSE, N_ ("on or after")),
  IS (SENT_BEFORE, FALSE, N_ ("before")),
};

#define ROW(label, array)                                                                          \
  {                                                                                                \
    label, array, G_N_ELEMENTS (array)                                                             \
  }

/* In the order in which they are offered: what is asked most often comes first. */
static const TocsinQuerySubject subjects[] = {
  ROW (N_ ("Subject"), title),
  ROW (N_ ("Sender"), from),
  ROW (N_ ("Recipient (To)"), to),
  ROW (N_ ("Copy (Cc)"), cc),
  ROW (N_ ("Any sender or recipient"), participants),
  ROW (N_ ("Text"), body),
  ROW (N_ ("Subject or text"), text),
  ROW (N_ ("Anywhere"), any),
  ROW (N_ ("Message"), has),
  ROW (N_ ("Status"), status),
  ROW (N_ ("Attachment name"), filename),
  ROW (N_ ("Attachment size"), attachment),
  ROW (N_ ("Number of attachments"), attachments),
  ROW (N_ ("Type of a part"), type),
  ROW (N_ ("Message size"), size),
  ROW (N_ ("Received"), received),
  ROW (N_ ("Sent"), sent),
  ROW (N_ ("Blind copy (Bcc)"), bcc),
  ROW (N_ ("Reply address"), reply_to),
  ROW (N_ ("Delivered to"), delivered_to),
  ROW (N_ ("Mailing list"), list),
  ROW (N_ ("Keyword"), keyword),
  ROW (N_ ("Importance"), importance),
  ROW (N_ ("Sensitivity"), sensitivity),
  ROW (N_ ("Header"), header),
  ROW (N_ ("Message ID"), message_id),
  ROW (N_ ("SPF result"), spf),
  ROW (N_ ("DKIM result"), dkim),
  ROW (N_ ("DMARC result"), dmarc),
};

/* What the language's words mean. Results of SPF and the like are said as the standards do. */
static const struct
{
  TocsinQueryField field;
  const char *word;
  const char *label;
} choices[] = {
  { TOCSIN_QUERY_FIELD_HAS, "attachment", N_ ("an attachment") },
  { TOCSIN_QUERY_FIELD_HAS, "html", N_ ("HTML") },
  { TOCSIN_QUERY_FIELD_HAS, "invite", N_ ("an invitation") },
  { TOCSIN_QUERY_FIELD_HAS, "signature", N_ ("a digital signature") },
  { TOCSIN_QUERY_FIELD_IS, "unread", N_ ("unread") },
  { TOCSIN_QUERY_FIELD_IS, "read", N_ ("read") },
  { TOCSIN_QUERY_FIELD_IS, "flagged", N_ ("flagged") },
  { TOCSIN_QUERY_FIELD_IS, "answered", N_ ("answered") },
  { TOCSIN_QUERY_FIELD_IS, "draft", N_ ("a draft") },
  { TOCSIN_QUERY_FIELD_IS, "recent", N_ ("recent") },
  { TOCSIN_QUERY_FIELD_IS, "auto", N_ ("sent by a program") },
  { TOCSIN_QUERY_FIELD_IS, "bulk", N_ ("bulk mail") },
  { TOCSIN_QUERY_FIELD_IS, "list", N_ ("from a mailing list") },
  { TOCSIN_QUERY_FIELD_IS, "bounce", N_ ("a report of failed delivery") },
  { TOCSIN_QUERY_FIELD_IS, "encrypted", N_ ("encrypted") },
  { TOCSIN_QUERY_FIELD_IS, "signed", N_ ("signed") },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "high", N_ ("high") },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "normal", N_ ("normal") },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "low", N_ ("low") },
  { TOCSIN_QUERY_FIELD_SENSITIVITY, "normal", N_ ("normal") },
  { TOCSIN_QUERY_FIELD_SENSITIVITY, "personal", N_ ("personal") },
  { TOCSIN_QUERY_FIELD_SENSITIVITY, "private", N_ ("private") },
  { TOCSIN_QUERY_FIELD_SENSITIVITY, "confidential", N_ ("confidential") },
};

/**
 * tocsin_query_subject_get_n:
 *
 * Returns: how many subjects there are.
 */
guint
tocsin_query_subject_get_n (void)
{
  return G_N_ELEMENTS (subjects);
}

/**
 * tocsin_query_subject_get:
 * @index: less than tocsin_query_subject_get_n()
 *
 * Returns: (transfer none): the subject.
 */
const TocsinQuerySubject *
tocsin_query_subject_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (subjects), &subjects[0]);

  return &subjects[index];
}

static gboolean
is_same (const TocsinQueryComparison *self,
         TocsinQueryField field,
         TocsinQueryOperator op,
         gboolean negated)
{
  return self->field == field && self->op == op && self->negated == negated;
}

/**
 * tocsin_query_subject_find:
 * @field: a field
 * @op: how it is compared
 * @negated: whether that is negated
 * @subject: (out): the subject's index
 * @comparison: (out): the comparison's index in it
 *
 * Returns: whether a condition can say that.
 */
gboolean
tocsin_query_subject_find (TocsinQueryField field,
                           TocsinQueryOperator op,
                           gboolean negated,
                           guint *subject,
                           guint *comparison)
{
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    for (guint k = 0; k < subjects[i].n_comparisons; k++)
      if (is_same (&subjects[i].comparisons[k], field, op, negated))
        {
          *subject = i;
          *comparison = k;
          return TRUE;
        }

  return FALSE;
}

/**
 * tocsin_query_comparison_get_value_type:
 * @self: a comparison
 *
 * Returns: what its value is.
 */
TocsinQueryValueType
tocsin_query_comparison_get_value_type (const TocsinQueryComparison *self)
{
  return tocsin_query_field_get_info (self->field)->type;
}

/**
 * tocsin_query_comparison_has_value:
 * @self: a comparison
 *
 * Returns: whether it compares with a value, as "is there" does not.
 */
gboolean
tocsin_query_comparison_has_value (const TocsinQueryComparison *self)
{
  return self->op != TOCSIN_QUERY_OPERATOR_PRESENT;
}

/**
 * tocsin_query_comparison_get_example:
 * @self: a comparison
 *
 * Returns: (transfer none) (nullable): what may be typed for its value, to be shown where nothing
 *   is yet. In the query language, which is not translated.
 */
const char *
tocsin_query_comparison_get_example (const TocsinQueryComparison *self)
{
  if (self->op == TOCSIN_QUERY_OPERATOR_REGEX)
    return "Invoice (\\d+)";
  if (self->field == TOCSIN_QUERY_FIELD_FILENAME)
    return "*.pdf";
  if (self->field == TOCSIN_QUERY_FIELD_TYPE)
    return "image/*";

  switch (tocsin_query_comparison_get_value_type (self))
    {
    case TOCSIN_QUERY_VALUE_TYPE_ADDRESS:
      return "@example.com";
    case TOCSIN_QUERY_VALUE_TYPE_COMPARED_BYTES:
    case TOCSIN_QUERY_VALUE_TYPE_BYTES:
      return "5M";
    case TOCSIN_QUERY_VALUE_TYPE_COMPARED_COUNT:
      return "2";
    case TOCSIN_QUERY_VALUE_TYPE_DATE:
      return "2026-11-01";
    case TOCSIN_QUERY_VALUE_TYPE_AGE:
      return "7d";
    default:
      return NULL;
    }
}

/**
 * tocsin_query_choice_get_label:
 * @field: a field that has choices
 * @word: one of them
 *
 * Returns: (transfer none): what a person calls it, translated; @word itself where the language
 *   has nothing plainer.
 */
const char *
tocsin_query_choice_get_label (TocsinQueryField field, const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i].field == field && g_str_equal (choices[i].word, word))
      return _ (choices[i].label);

  return word;
}
