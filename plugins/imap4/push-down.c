/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A query as searches. What is asked may find more than the query means, never less. */
#include "plugins/imap4/push-down.h"

#include "core/mail/query/push-down.h"
#include "plugins/imap4/express.h"
#include "plugins/imap4/labels.h"

/* Quirk 35: most servers take commands of 8000 bytes, and all of 1000; the words around the keys
 * are in neither. */
#define LONG_BYTES 7800
#define SHORT_BYTES 900

typedef struct
{
  Imap4Expression words;
  gboolean lasting;
  gboolean with_flags;
} Builder;

static TocsinPushDown
rate (const TocsinQueryNode *term, gpointer user_data)
{
  const char *why;

  return imap4_express_rate (user_data, term, &why);
}

static Imap4SearchMemory *
memory_of (TocsinImap4Session *session)
{
  return imap4_search_memory_of (tocsin_session_get_endpoint (TOCSIN_SESSION (session)));
}

/* RFC 5255, section 4.5: a server with I18NLEVEL compares by i;unicode-casemap. Others owe us the
 * case of ASCII letters and nothing else, not even that they read the charset of a header as we
 * do. */
static Imap4Expression
choose_words (TocsinImap4Session *session, gint64 now)
{
  Imap4Expression words = {
    .text = imap4_search_memory_get_substrings (memory_of (session)) == IMAP4_SUBSTRINGS_FOUND,
    .unicode = tocsin_imap4_session_has (session, "I18NLEVEL=1")
               || tocsin_imap4_session_has (session, "I18NLEVEL=2"),
    .utf8 = tocsin_imap4_session_is_utf8 (session),
    .within = tocsin_imap4_session_has (session, "WITHIN"),
    .gmail = imap4_labels_are_kept (session),
    .labels = imap4_labels_are_kept (session),
    .folder = tocsin_imap4_session_get_mailbox (session)->folder,
    .recent = !tocsin_imap4_session_is_rev2 (session),
    .now = now,
  };

  return words;
}

/* What was too young an hour ago may be old enough now; what was young enough may not be, but to
 * find it still is to find more. */
static void
note_nature (Builder *self, const TocsinQueryNode *term, gboolean at_least)
{
  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_IS:
      /* No mod-sequence tells when \Recent goes. */
      if (g_ascii_strcasecmp (tocsin_query_node_get_value (term), "recent") == 0)
        self->lasting = FALSE;
      self->with_flags = TRUE;
      break;
    case TOCSIN_QUERY_FIELD_KEYWORD:
      self->with_flags = TRUE;
      break;
    case TOCSIN_QUERY_FIELD_NEWER:
      self->lasting = self->lasting && (at_least || !self->words.within);
      break;
    case TOCSIN_QUERY_FIELD_OLDER:
      self->lasting = self->lasting && (!at_least || !self->words.within);
      break;
    default:
      break;
    }
}

/* Of a query of which tocsin_query_push_down() left only what can be expressed. */
static Imap4SearchKey *
build (Builder *self, const TocsinQueryNode *node, gboolean at_least)
{
  gboolean is_and = tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_AND;
  g_autoptr (GPtrArray) children = NULL;

  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_TERM)
    {
      note_nature (self, node, at_least);
      return imap4_express (&self->words, node, at_least);
    }
  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_NOT)
    return imap4_search_key_new_not (
        build (self, tocsin_query_node_get_child (node, 0), !at_least));

  children = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    g_ptr_array_add (children, build (self, tocsin_query_node_get_child (node, i), at_least));

  return imap4_search_key_new_joined (is_and ? IMAP4_SEARCH_KEY_AND : IMAP4_SEARCH_KEY_OR,
                                      children);
}

static GPtrArray *
make_commands (Builder *builder, TocsinQuery *query, gsize max_bytes)
{
  g_autoptr (TocsinQuery) pushed = tocsin_query_push_down (query, rate, &builder->words);
  const TocsinQueryNode *root = tocsin_query_get_root (pushed);
  g_autoptr (Imap4SearchKey) key = NULL;
  g_autoptr (GPtrArray) keys = NULL;
  GPtrArray *commands;

  if (tocsin_query_node_get_kind (root) == TOCSIN_QUERY_KIND_ALL)
    return NULL;
  key = build (builder, root, TRUE);
  keys = imap4_search_key_cut (key, max_bytes);
  if (keys == NULL)
    return NULL;

  commands = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_command_free);
  for (guint i = 0; i < keys->len; i++)
    {
      Imap4Command *command = imap4_command_new ("%s", "");

      imap4_search_key_write (g_ptr_array_index (keys, i), command);
      g_ptr_array_add (commands, command);
    }

  return commands;
}

/* A way that asks for the same as the one before is none. */
static void
add_plan (Imap4Criteria *self,
          Builder *builder,
          TocsinQuery *query,
          Imap4SearchLevel level,
          gsize max_bytes)
{
  GPtrArray *commands = make_commands (builder, query, max_bytes);
  g_autoptr (Imap4SearchPlan) plan =
      commands != NULL ? imap4_search_plan_new (level, commands) : NULL;
  Imap4SearchPlan *last =
      self->plans->len > 0 ? g_ptr_array_index (self->plans, self->plans->len - 1) : NULL;

  if (plan == NULL)
    return;
  if (last != NULL && g_str_equal (last->words, plan->words))
    {
      last->level = level;
      return;
    }
  g_ptr_array_add (self->plans, g_steal_pointer (&plan));
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
  Imap4Criteria *self = imap4_criteria_new_all ();
  Builder builder = { choose_words (session, now), TRUE, FALSE };

  if (query == NULL)
    return self;

  add_plan (self, &builder, query, IMAP4_SEARCH_FULL, LONG_BYTES);
  builder.words.unicode = FALSE;
  add_plan (self, &builder, query, IMAP4_SEARCH_ASCII, LONG_BYTES);
  add_plan (self, &builder, query, IMAP4_SEARCH_SHORT, SHORT_BYTES);
  builder.words.text = builder.words.within = builder.words.gmail = FALSE;
  add_plan (self, &builder, query, IMAP4_SEARCH_PLAIN, SHORT_BYTES);
  self->lasting = builder.lasting;
  self->with_flags = builder.with_flags;

  return self;
}

static gboolean
has_text (const TocsinQueryNode *node)
{
  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_TERM)
    return imap4_express_is_text (node);
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    if (has_text (tocsin_query_node_get_child (node, i)))
      return TRUE;

  return FALSE;
}

/**
 * imap4_criteria_need_text:
 * @query: which mail is wanted
 *
 * Returns: whether it matters how the server compares words.
 */
gboolean
imap4_criteria_need_text (TocsinQuery *query)
{
  return has_text (tocsin_query_get_root (query));
}

static TocsinPushDown
express_term (const TocsinQueryNode *term, char **words, char **why, gpointer user_data)
{
  g_autoptr (Imap4SearchKey) key = imap4_express (user_data, term, TRUE);
  const char *reason;
  TocsinPushDown how = imap4_express_rate (user_data, term, &reason);

  if (words != NULL && key != NULL)
    {
      g_autoptr (Imap4Command) command = imap4_command_new ("%s", "");

      imap4_search_key_write (key, command);
      *words = imap4_command_to_string (command);
    }
  if (why != NULL)
    *why = g_strdup (reason);

  return how;
}

static void
add_commands (TocsinMailExplanation *self,
              TocsinImap4Session *session,
              const Imap4SearchPlan *plan,
              void (*add) (TocsinMailExplanation *self, const char *command))
{
  for (guint i = 0; i < plan->commands->len; i++)
    {
      g_autoptr (Imap4Command) command = imap4_search_command (session, plan, i, 1, 0);
      g_autofree char *text = imap4_command_to_string (command);

      add (self, text);
    }
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
  Imap4Expression words = choose_words (session, now);
  TocsinMailExplanation *self = tocsin_mail_explanation_new (query, express_term, &words);
  g_autoptr (Imap4Criteria) criteria = imap4_criteria_new (query, session, now);
  const Imap4SearchPlan *first =
      criteria->plans->len > 0 ? g_ptr_array_index (criteria->plans, 0) : NULL;

  if (first == NULL)
    return self;
  add_commands (self, session, first, tocsin_mail_explanation_add_command);
  if (first->needs_charset && criteria->plans->len > 1)
    add_commands (self, session, g_ptr_array_index (criteria->plans, 1),
                  tocsin_mail_explanation_add_fallback);

  return self;
}
