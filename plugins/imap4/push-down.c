/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A query in the words of SEARCH (RFC 9051, section 6.4.4). What is said here may find more than
 * the query means, never less. */
#include "plugins/imap4/push-down.h"

#include "core/mail/query/push-down.h"
#include "plugins/imap4/wire/date.h"

#include <string.h>

/* SEARCH compares the day in the zone of whoever received the message: up to 14 hours from UTC. */
#define ZONE_SLACK ((gint64) 14 * 3600 * G_USEC_PER_SEC)
#define DAY ((gint64) 24 * 3600 * G_USEC_PER_SEC)

typedef struct
{
  TocsinImap4Session *session;
  gint64 now;
  gboolean ascii_only;
} Expression;

/* Fields that hold text, and how a server searches in them. */
static const struct
{
  TocsinQueryField field;
  const char *key;
  gboolean is_address;
} text_fields[] = {
  { TOCSIN_QUERY_FIELD_SUBJECT, "SUBJECT", FALSE },
  { TOCSIN_QUERY_FIELD_FROM, "FROM", TRUE },
  { TOCSIN_QUERY_FIELD_TO, "TO", TRUE },
  { TOCSIN_QUERY_FIELD_CC, "CC", TRUE },
  { TOCSIN_QUERY_FIELD_BCC, "BCC", TRUE },
  { TOCSIN_QUERY_FIELD_LIST, "HEADER List-Id", FALSE },
  { TOCSIN_QUERY_FIELD_MESSAGE_ID, "HEADER Message-ID", FALSE },
};

static gboolean
find_text_field (const TocsinQueryNode *term, guint *index)
{
  for (*index = 0; *index < G_N_ELEMENTS (text_fields); (*index)++)
    if (tocsin_query_node_get_field (term) == text_fields[*index].field)
      return TRUE;

  return FALSE;
}

/* The longest word of a value: a text that holds the value holds the word, however blanks between
 * words were folded, and that is all that can be said for sure. */
static char *
longest_word (const char *value)
{
  g_auto (GStrv) words = g_strsplit_set (value != NULL ? value : "", " \t", -1);
  const char *longest = "";

  for (guint i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) > strlen (longest))
      longest = words[i];

  return g_strdup (longest);
}

/* Whether a server that knows letters as ASCII does finds the word wherever we would. Not so with
 * "ss", which is an "\u00df" too; nor, in addresses, with what may stand there quoted. */
static gboolean
is_searchable (const char *word, gboolean is_address)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);

  if (*word == '\0' || strchr (word, '*') != NULL || strstr (lower, "ss") != NULL)
    return FALSE;
  for (const char *p = word; *p != '\0'; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f
        || (is_address && !g_ascii_isalnum (*p) && strchr ("@.-_+", *p) == NULL))
      return FALSE;

  return TRUE;
}

/* Quirk 43: Gmail finds whole words only, in SUBJECT and the addresses too, and X-GM-RAW is no
 * better: both find less than the query means. So words are compared here. */
static gboolean
finds_substrings (const Expression *self)
{
  return !tocsin_imap4_session_has (self->session, "X-GM-EXT-1");
}

static TocsinPushDown
rate_text (const Expression *self, const TocsinQueryNode *term, guint field)
{
  g_autofree char *word = longest_word (tocsin_query_node_get_value (term));

  if (tocsin_query_node_get_operator (term) != TOCSIN_QUERY_OPERATOR_IS || !finds_substrings (self)
      || !is_searchable (word, text_fields[field].is_address)
      || (self->ascii_only && !g_str_is_ascii (word)))
    return TOCSIN_PUSH_DOWN_NO;

  return TOCSIN_PUSH_DOWN_SUPERSET;
}

static const char *
flag_key (const TocsinQueryNode *term)
{
  static const char *const keys[][2] = { { "unread", "UNSEEN" },   { "read", "SEEN" },
                                         { "flagged", "FLAGGED" }, { "answered", "ANSWERED" },
                                         { "draft", "DRAFT" },     { "recent", "RECENT" } };
  const char *value = tocsin_query_node_get_value (term);

  for (guint i = 0; value != NULL && i < G_N_ELEMENTS (keys); i++)
    if (g_ascii_strcasecmp (value, keys[i][0]) == 0)
      return keys[i][1];

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

static TocsinPushDown
rate (const TocsinQueryNode *term, gpointer user_data)
{
  const Expression *self = user_data;
  guint field;

  if (find_text_field (term, &field))
    return rate_text (self, term, field);

  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_AFTER:
    case TOCSIN_QUERY_FIELD_BEFORE:
    case TOCSIN_QUERY_FIELD_ON:
    case TOCSIN_QUERY_FIELD_NEWER:
    case TOCSIN_QUERY_FIELD_OLDER:
      return TOCSIN_PUSH_DOWN_SUPERSET;
    case TOCSIN_QUERY_FIELD_IS:
      return flag_key (term) != NULL ? TOCSIN_PUSH_DOWN_EXACT : TOCSIN_PUSH_DOWN_NO;
    case TOCSIN_QUERY_FIELD_KEYWORD:
      return tocsin_query_node_get_operator (term) == TOCSIN_QUERY_OPERATOR_IS
                     && is_keyword (tocsin_query_node_get_value (term))
                 ? TOCSIN_PUSH_DOWN_EXACT
                 : TOCSIN_PUSH_DOWN_NO;
    default:
      /* Sizes: a calculated one (quirk 28) differs from ours; bodies: some servers search the
       * encoded text, and none sees what a reader is shown of HTML. Either would find less. */
      return TOCSIN_PUSH_DOWN_NO;
    }
}

static void write_node (const Expression *self, Imap4Command *out, const TocsinQueryNode *node);

static void
write_days (const Expression *self, Imap4Command *out, const TocsinQueryNode *term)
{
  gint64 from = G_MININT64, until = G_MAXINT64;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *since = NULL;
  g_autofree char *before = NULL;
  gboolean has_from, has_until;

  tocsin_query_node_get_range (term, self->now, zone, &from, &until);
  has_from = from > ZONE_SLACK;
  has_until = until < G_MAXINT64 - ZONE_SLACK - DAY;
  since = imap4_date_format_day (has_from ? from - ZONE_SLACK : 0);
  before = imap4_date_format_day (has_until ? until + ZONE_SLACK + DAY : 0);

  if (has_from && has_until)
    imap4_command_add (out, "SINCE %s BEFORE %s", since, before);
  else if (has_until)
    imap4_command_add (out, "BEFORE %s", before);
  else
    imap4_command_add (out, "SINCE %s", since);
}

/* A server may search in a field as it was sent: there words can be encoded (RFC 2047) and domains
 * too (RFC 3492), so whatever holds something encoded is taken along. */
static void
write_text (const Expression *self, Imap4Command *out, const TocsinQueryNode *term, guint field)
{
  g_autofree char *word = longest_word (tocsin_query_node_get_value (term));
  const char *key = text_fields[field].key;

  imap4_command_add (out, "OR %s ", key);
  imap4_command_add_string (out, word, tocsin_imap4_session_is_utf8 (self->session));
  if (text_fields[field].is_address)
    imap4_command_add (out, " OR %s \"xn--\"", key);
  imap4_command_add (out, " %s \"=?\"", key);
}

static void
write_term (const Expression *self, Imap4Command *out, const TocsinQueryNode *term)
{
  guint field;

  if (find_text_field (term, &field))
    {
      write_text (self, out, term, field);
      return;
    }

  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_IS:
      imap4_command_add (out, "%s", flag_key (term));
      break;
    case TOCSIN_QUERY_FIELD_KEYWORD:
      imap4_command_add (out, "KEYWORD %s", tocsin_query_node_get_value (term));
      break;
    default:
      write_days (self, out, term);
      break;
    }
}

/* OR takes two keys: OR a (OR b c) */
static void
write_or (const Expression *self, Imap4Command *out, const TocsinQueryNode *node)
{
  guint n = tocsin_query_node_get_n_children (node);

  for (guint i = 0; i < n; i++)
    {
      if (i + 1 < n)
        imap4_command_add (out, "OR ");
      write_node (self, out, tocsin_query_node_get_child (node, i));
      if (i + 1 < n)
        imap4_command_add (out, " ");
    }
}

static void
write_and (const Expression *self, Imap4Command *out, const TocsinQueryNode *node)
{
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    {
      if (i > 0)
        imap4_command_add (out, " ");
      write_node (self, out, tocsin_query_node_get_child (node, i));
    }
}

static void
write_node (const Expression *self, Imap4Command *out, const TocsinQueryNode *node)
{
  /* In parentheses each is one key, whatever stands around it. */
  imap4_command_add (out, "(");
  switch (tocsin_query_node_get_kind (node))
    {
    case TOCSIN_QUERY_KIND_AND:
      write_and (self, out, node);
      break;
    case TOCSIN_QUERY_KIND_OR:
      write_or (self, out, node);
      break;
    case TOCSIN_QUERY_KIND_NOT:
      imap4_command_add (out, "NOT ");
      write_node (self, out, tocsin_query_node_get_child (node, 0));
      break;
    case TOCSIN_QUERY_KIND_TERM:
      write_term (self, out, node);
      break;
    case TOCSIN_QUERY_KIND_ALL:
    default:
      imap4_command_add (out, "ALL");
      break;
    }
  imap4_command_add (out, ")");
}

static gboolean
has_non_ascii (const TocsinQueryNode *node)
{
  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_TERM)
    {
      g_autofree char *word = longest_word (tocsin_query_node_get_value (node));

      return !g_str_is_ascii (word);
    }
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    if (has_non_ascii (tocsin_query_node_get_child (node, i)))
      return TRUE;

  return FALSE;
}

static Imap4Command *
express (Expression *self, TocsinQuery *query, gboolean *non_ascii)
{
  g_autoptr (TocsinQuery) pushed = tocsin_query_push_down (query, rate, self);
  const TocsinQueryNode *root = tocsin_query_get_root (pushed);
  Imap4Command *out;

  *non_ascii = FALSE;
  if (tocsin_query_node_get_kind (root) == TOCSIN_QUERY_KIND_ALL)
    return NULL;
  *non_ascii = has_non_ascii (root);
  out = imap4_command_new ("%s", "");
  write_node (self, out, root);

  return out;
}

/**
 * imap4_criteria_new:
 * @query: (nullable): which mail is wanted, %NULL for all
 * @session: the session that will ask; it may know extensions
 * @now: microseconds since 1970, for ages
 *
 * Returns: (transfer full): what to search for.
 */
Imap4Criteria *
imap4_criteria_new (TocsinQuery *query, TocsinImap4Session *session, gint64 now)
{
  Imap4Criteria *self = g_new0 (Imap4Criteria, 1);
  Expression expression = { session, now, FALSE };
  gboolean non_ascii;

  if (query == NULL)
    return self;

  self->full = express (&expression, query, &self->needs_charset);
  if (self->needs_charset)
    {
      expression.ascii_only = TRUE;
      self->ascii = express (&expression, query, &non_ascii);
    }

  return self;
}

static TocsinPushDown
express_term (const TocsinQueryNode *term, char **words, char **why, gpointer user_data)
{
  TocsinPushDown how = rate (term, user_data);
  g_autoptr (Imap4Command) command = imap4_command_new ("%s", "");

  if (how != TOCSIN_PUSH_DOWN_NO && words != NULL)
    {
      write_term (user_data, command, term);
      *words = imap4_command_to_string (command);
    }

  return how;
}

/**
 * imap4_criteria_explain:
 * @query: which mail is wanted
 * @session: the session that would ask
 * @now: microseconds since 1970, for ages
 *
 * Returns: (transfer full): what it would ask for, term by term.
 */
TocsinMailExplanation *
imap4_criteria_explain (TocsinQuery *query, TocsinImap4Session *session, gint64 now)
{
  Expression expression = { session, now, FALSE };
  TocsinMailExplanation *self = tocsin_mail_explanation_new (query, express_term, &expression);
  g_autoptr (Imap4Criteria) criteria = imap4_criteria_new (query, session, now);
  g_autofree char *full = NULL;
  g_autofree char *ascii = NULL;

  if (criteria->full == NULL)
    return self;
  full = imap4_command_to_string (criteria->full);
  tocsin_mail_explanation_add_command (self, full);
  if (criteria->ascii == NULL)
    return self;
  ascii = imap4_command_to_string (criteria->ascii);
  tocsin_mail_explanation_add_fallback (self, ascii);

  return self;
}
