/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A term in the words of SEARCH (RFC 9051, section 6.4.4).
 *
 * Asked for at least what a term means, a key finds all messages that match it, on any server that
 * keeps to the RFC, whatever the messages are. Asked for at most that, it finds nothing else. */
#include "plugins/imap4/express.h"

#include "core/base/text.h"
#include "plugins/imap4/express-text.h"
#include "plugins/imap4/labels.h"
#include "plugins/imap4/wire/date.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define DAY (24 * 3600 * SECOND)

/* SEARCH compares the day in a zone that only the server knows: its own, or that of whoever stored
 * the message. */
#define ZONE_SLACK DAY

/* OLDER and YOUNGER count from what the server's clock says now. */
#define CLOCK_SLACK DAY

static const char *
flag_key (const Imap4Expression *self, const TocsinQueryNode *term)
{
  static const char *const keys[][2] = { { "unread", "UNSEEN" },   { "read", "SEEN" },
                                         { "flagged", "FLAGGED" }, { "answered", "ANSWERED" },
                                         { "draft", "DRAFT" },     { "recent", "RECENT" } };
  const char *value = tocsin_query_node_get_value (term);

  for (guint i = 0; value != NULL && i < G_N_ELEMENTS (keys); i++)
    if (g_ascii_strcasecmp (value, keys[i][0]) == 0)
      return g_str_equal (keys[i][1], "RECENT") && !self->recent ? NULL : keys[i][1];

  return NULL;
}

/* RFC 9051, section 9, flag-keyword: an atom. */
static gboolean
is_keyword (const char *value)
{
  if (value == NULL || *value == '\0')
    return FALSE;
  for (const char *p = value; *p != '\0'; p++)
    if (*p <= ' ' || *p == 0x7f || (guchar) *p >= 0x80 || strchr ("(){%*\"\\]", *p) != NULL)
      return FALSE;

  return TRUE;
}

/* A day of four digits, far enough from both ends of what servers can count. */
static gboolean
is_bound (gint64 moment)
{
  return moment > 4 * DAY && moment < G_GINT64_CONSTANT (253370764800) * SECOND;
}

/* Whether a bound is meant, though there is no day to say it with. */
static gboolean
loses_bound (gint64 from, gint64 until)
{
  return (from != G_MININT64 && !is_bound (from)) || (until != G_MAXINT64 && !is_bound (until));
}

/* Whole days that reach over both ends of the range, or lie within it. */
static Imap4SearchKey *
express_days (gint64 from, gint64 until, gboolean at_least)
{
  g_autoptr (GPtrArray) keys =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);
  gint64 first = 0, behind = G_MAXINT64;

  if (!at_least && loses_bound (from, until))
    return NULL;
  if (is_bound (from))
    {
      g_autofree char *day = NULL;

      first = at_least ? from - ZONE_SLACK : from + ZONE_SLACK + DAY;
      day = imap4_date_format_day (first);
      g_ptr_array_add (keys, imap4_search_key_new_day (day, TRUE));
    }
  if (is_bound (until))
    {
      g_autofree char *day = NULL;

      behind = at_least ? until + ZONE_SLACK + DAY : until - ZONE_SLACK;
      day = imap4_date_format_day (behind);
      g_ptr_array_add (keys, imap4_search_key_new_day (day, FALSE));
    }
  if (keys->len == 0 || (!at_least && first >= behind))
    return NULL;

  return imap4_search_key_new_joined (IMAP4_SEARCH_KEY_AND, keys);
}

/* In whole seconds, with the difference of the clocks on the safe side. */
static Imap4SearchKey *
express_age (const Imap4Expression *self, gint64 from, gint64 until, gboolean at_least)
{
  gboolean younger = is_bound (from);
  gint64 age = self->now - (younger ? from : until);
  gint64 slack = younger == at_least ? CLOCK_SLACK : -CLOCK_SLACK;
  gint64 seconds = (age + slack) / SECOND;

  if (seconds <= 0 || seconds > G_MAXUINT32)
    return NULL;

  return imap4_search_key_new (imap4_command_new (
      younger ? "YOUNGER %" G_GINT64_FORMAT : "OLDER %" G_GINT64_FORMAT, seconds));
}

static Imap4SearchKey *
express_received (const Imap4Expression *self, const TocsinQueryNode *term, gboolean at_least)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  TocsinQueryField field = tocsin_query_node_get_field (term);
  gint64 from = G_MININT64, until = G_MAXINT64;

  tocsin_query_node_get_range (term, self->now, zone, &from, &until);
  if (self->within && (field == TOCSIN_QUERY_FIELD_NEWER || field == TOCSIN_QUERY_FIELD_OLDER)
      && is_bound (from) != is_bound (until))
    return express_age (self, from, until, at_least);

  return express_days (from, until, at_least);
}

static Imap4SearchKey *
express_flag (const char *keyword)
{
  return is_keyword (keyword) ? imap4_search_key_new (imap4_command_new ("KEYWORD %s", keyword))
                              : NULL;
}

/* Gmail's labels are keywords too, and it finds them by their decoded names. What it makes of those
 * that lie below another is its own affair, so nothing is left out for having a label. */
static Imap4SearchKey *
express_label (const Imap4Expression *self, const char *keyword)
{
  g_autoptr (GPtrArray) any =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);
  g_autofree char *label = imap4_label_of_keyword (keyword);
  g_autofree char *own = imap4_label_of_folder (self->folder);
  Imap4Command *words;

  if (!g_str_is_ascii (keyword) || !tocsin_text_is_line_safe (keyword)
      || (own != NULL && g_ascii_strcasecmp (own, keyword) == 0))
    return NULL;

  words = imap4_command_new ("X-GM-LABELS ");
  imap4_command_add_string (words, label, self->utf8);
  g_ptr_array_add (any, imap4_search_key_new (words));
  if (is_keyword (keyword))
    g_ptr_array_add (any, express_flag (keyword));

  return imap4_search_key_new_joined (IMAP4_SEARCH_KEY_OR, any);
}

static Imap4SearchKey *
express_keyword (const Imap4Expression *self, const TocsinQueryNode *term, gboolean at_least)
{
  const char *keyword = tocsin_query_node_get_value (term);

  if (tocsin_query_node_get_operator (term) != TOCSIN_QUERY_OPERATOR_IS || keyword == NULL
      || *keyword == '\0')
    return NULL;
  if (!self->labels)
    return express_flag (keyword);

  return at_least && self->gmail ? express_label (self, keyword) : NULL;
}

/**
 * imap4_express:
 * @self: in which words
 * @term: a term
 * @at_least: whether to find all that match it, and perhaps more; else only such, and perhaps not
 *   all
 *
 * Returns: (transfer full) (nullable): the key, %NULL when the server has no words for it.
 */
Imap4SearchKey *
imap4_express (const Imap4Expression *self, const TocsinQueryNode *term, gboolean at_least)
{
  const char *key;

  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_AFTER:
    case TOCSIN_QUERY_FIELD_BEFORE:
    case TOCSIN_QUERY_FIELD_ON:
    case TOCSIN_QUERY_FIELD_NEWER:
    case TOCSIN_QUERY_FIELD_OLDER:
      return express_received (self, term, at_least);

    case TOCSIN_QUERY_FIELD_KEYWORD:
      return express_keyword (self, term, at_least);

    case TOCSIN_QUERY_FIELD_IS:
      key = flag_key (self, term);
      if (key != NULL)
        return imap4_search_key_new_plain (key);
      G_GNUC_FALLTHROUGH;

    default:
      if (!at_least)
        return NULL;
      return self->text ? imap4_express_text (self, term) : imap4_express_whole_id (self, term);
    }
}

/**
 * imap4_express_is_text:
 * @term: a term
 *
 * Returns: whether it is expressed only where a server is known to find parts of words.
 */
gboolean
imap4_express_is_text (const TocsinQueryNode *term)
{
  const Imap4Expression without = { .recent = TRUE, .now = g_get_real_time () };
  const Imap4Expression with = {
    .text = TRUE, .unicode = TRUE, .recent = TRUE, .now = without.now
  };
  g_autoptr (Imap4SearchKey) plain = imap4_express (&without, term, TRUE);
  g_autoptr (Imap4SearchKey) text = imap4_express (&with, term, TRUE);

  return plain == NULL && text != NULL;
}

static const char *
say_why_not (const Imap4Expression *self, const TocsinQueryNode *term)
{
  if (self->labels && tocsin_query_node_get_field (term) == TOCSIN_QUERY_FIELD_KEYWORD)
    return _ ("Gmail does not search by this label here");
  if (!self->text && imap4_express_is_text (term))
    return _ ("this server finds whole words only, as far as is known: less than what is meant");

  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_LARGER:
    case TOCSIN_QUERY_FIELD_SMALLER:
      return _ ("some servers search by another size than they tell; sizes come along anyhow");
    case TOCSIN_QUERY_FIELD_SENT_AFTER:
    case TOCSIN_QUERY_FIELD_SENT_BEFORE:
      return _ ("servers read dates that are written wrongly in ways of their own");
    case TOCSIN_QUERY_FIELD_ANY:
    case TOCSIN_QUERY_FIELD_BODY:
    case TOCSIN_QUERY_FIELD_TEXT:
      return _ ("servers search in texts as they were sent, not as they are read");
    case TOCSIN_QUERY_FIELD_HAS:
    case TOCSIN_QUERY_FIELD_FILENAME:
    case TOCSIN_QUERY_FIELD_TYPE:
    case TOCSIN_QUERY_FIELD_ATTACHMENT:
    case TOCSIN_QUERY_FIELD_ATTACHMENTS:
      return _ ("IMAP can't search by the parts of a message");
    default:
      return _ ("no part of it surely stands in every message that matches");
    }
}

static const char *
say_why_more (const Imap4Expression *self, const TocsinQueryNode *term)
{
  if (tocsin_query_node_get_field (term) == TOCSIN_QUERY_FIELD_KEYWORD)
    return _ ("Gmail searches labels by rules of its own");
  if (!imap4_express_is_text (term))
    return _ ("the server compares by days in a zone, or by a clock, that may differ from ours");
  if (!self->text)
    return _ ("Gmail finds no parts of words, but messages by their whole Message-ID");

  return _ ("the server compares letter by letter, so it is asked for parts that are sure");
}

/**
 * imap4_express_rate:
 * @self: in which words
 * @term: a term
 * @why: (out) (nullable) (transfer none): for people: why it is not expressed exactly
 *
 * Returns: how well the server can express it.
 */
TocsinPushDown
imap4_express_rate (const Imap4Expression *self, const TocsinQueryNode *term, const char **why)
{
  g_autoptr (Imap4SearchKey) above = imap4_express (self, term, TRUE);
  g_autoptr (Imap4SearchKey) below = NULL;

  *why = NULL;
  if (above == NULL)
    {
      *why = say_why_not (self, term);
      return TOCSIN_PUSH_DOWN_NO;
    }
  if ((tocsin_query_node_get_field (term) == TOCSIN_QUERY_FIELD_KEYWORD && !self->labels)
      || (tocsin_query_node_get_field (term) == TOCSIN_QUERY_FIELD_IS
          && flag_key (self, term) != NULL))
    return TOCSIN_PUSH_DOWN_EXACT;

  below = imap4_express (self, term, FALSE);
  *why = say_why_more (self, term);

  return below != NULL ? TOCSIN_PUSH_DOWN_BOUNDED : TOCSIN_PUSH_DOWN_SUPERSET;
}
