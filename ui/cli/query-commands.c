/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/text.h"
#include "core/mail/mail-store.h"
#include "ui/cli/command.h"
#include "ui/cli/output.h"
#include "ui/cli/progress.h"

#include <glib/gi18n.h>

/* A query, and what a store does for it. Its terms stand in the tree from left to right as they do
 * in the explanation. */
typedef struct
{
  TocsinQuery *query;
  TocsinMailExplanation *explanation;
  gboolean reads_texts;
  guint next_term;
} Explained;

static void
explained_clear (Explained *self)
{
  g_clear_pointer (&self->query, tocsin_query_unref);
  g_clear_pointer (&self->explanation, tocsin_mail_explanation_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Explained, explained_clear)

static const TocsinExplainedTerm *
take_term (Explained *self)
{
  return g_ptr_array_index (self->explanation->terms, self->next_term++);
}

/* What has to be fetched of a candidate, in the order in which it is. */
static const char *const *
list_layers (const Explained *self, gboolean for_people)
{
  static const struct
  {
    TocsinMessageLayers layer;
    const char *name;
    const char *text;
  } layers[] = {
    { TOCSIN_MESSAGE_LAYERS_FLAGS, "flags", N_ ("flags") },
    { TOCSIN_MESSAGE_LAYERS_HEADERS, "headers", N_ ("headers") },
    { TOCSIN_MESSAGE_LAYERS_STRUCTURE, "structure", N_ ("structure") },
    { TOCSIN_MESSAGE_LAYERS_TEXT, "text", N_ ("text (no attachments)") },
  };
  static const char *names[G_N_ELEMENTS (layers) + 1];
  TocsinMessageLayers needs = tocsin_query_get_needs (self->query);
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      if ((needs & layers[i].layer) == 0)
        continue;
      names[n++] = for_people ? _ (layers[i].text) : layers[i].name;
      if (layers[i].layer == TOCSIN_MESSAGE_LAYERS_TEXT && !self->reads_texts)
        names[n - 1] = for_people ? _ ("the whole message") : "raw";
    }
  names[n] = NULL;

  return names;
}

static void print_line (guint depth, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* What was typed, and what a server is sent, never speaks to the terminal. */
static void
print_line (guint depth, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  escaped = tocsin_text_show (text, 0);
  g_print ("%*s%s\n", (int) (2 * depth), "", escaped);
}

static void
print_term (Explained *self, guint depth)
{
  const TocsinExplainedTerm *term = take_term (self);

  print_line (depth, "%s", term->term);
  if (!term->asked)
    print_line (depth + 2, _ ("not asked for: %s"), term->why);
  else if (term->how == TOCSIN_PUSH_DOWN_EXACT)
    print_line (depth + 2, _ ("asked for exactly: %s"), term->words);
  else if (term->how == TOCSIN_PUSH_DOWN_BOUNDED)
    print_line (depth + 2, _ ("asked for as nearly as the server can say it: %s"), term->words);
  else
    print_line (depth + 2, _ ("asked for, with more than that: %s"), term->words);
  if (term->asked && term->why != NULL)
    print_line (depth + 2, "(%s)", term->why);
}

static void
print_node (Explained *self, const TocsinQueryNode *node, guint depth)
{
  switch (tocsin_query_node_get_kind (node))
    {
    case TOCSIN_QUERY_KIND_TERM:
      print_term (self, depth);
      return;
    case TOCSIN_QUERY_KIND_AND:
      print_line (depth, _ ("all of"));
      break;
    case TOCSIN_QUERY_KIND_OR:
      print_line (depth, _ ("any of"));
      break;
    case TOCSIN_QUERY_KIND_NOT:
      print_line (depth, _ ("not"));
      break;
    case TOCSIN_QUERY_KIND_ALL:
    default:
      print_line (depth, _ ("all mail"));
      return;
    }
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    print_node (self, tocsin_query_node_get_child (node, i), depth + 1);
}

static void
print_commands (GPtrArray *commands)
{
  for (guint i = 0; i < commands->len; i++)
    print_line (1, "%s", (const char *) g_ptr_array_index (commands, i));
}

static void
print_text (Explained *self)
{
  const TocsinMailExplanation *explanation = self->explanation;
  g_autofree char *checked = tocsin_query_to_string (self->query);
  g_autofree char *fetched = g_strjoinv (", ", (char **) list_layers (self, TRUE));

  g_print ("%s\n", _ ("The query:"));
  print_node (self, tocsin_query_get_root (self->query), 1);
  g_print ("\n%s\n", _ ("Asked of the server:"));
  if (explanation->commands->len == 0)
    print_line (1, "%s", _ ("nothing, so every message is a candidate"));
  print_commands (explanation->commands);
  if (explanation->fallback->len > 0)
    g_print ("%s\n", _ ("If it refuses the character set:"));
  print_commands (explanation->fallback);
  g_print ("\n%s\n", _ ("Fetched of each candidate, as far as needed:"));
  print_line (1, "%s", *fetched != '\0' ? fetched : _ ("nothing but what the server tells anyway"));
  g_print ("\n%s\n", _ ("Checked here:"));
  print_line (1, "%s", *checked != '\0' ? checked : _ ("nothing: all mail matches"));
}

static const char *
name_operator (TocsinQueryOperator op)
{
  static const char *const names[] = { "is", "regex", "<", "<=", "=", ">=", ">", "present" };

  return (gsize) op < G_N_ELEMENTS (names) ? names[op] : "is";
}

static void
describe_term (Explained *self, const TocsinQueryNode *node, GVariantDict *dict)
{
  const TocsinExplainedTerm *term = take_term (self);
  const char *header = tocsin_query_node_get_header_name (node);
  const char *field = tocsin_query_field_get_name (tocsin_query_node_get_field (node));

  g_variant_dict_insert (dict, "term", "s", term->term);
  if (*field != '\0')
    g_variant_dict_insert (dict, "field", "s", field);
  if (header != NULL)
    g_variant_dict_insert (dict, "header", "s", header);
  g_variant_dict_insert (dict, "operator", "s",
                         name_operator (tocsin_query_node_get_operator (node)));
  g_variant_dict_insert (dict, "value", "s", tocsin_query_node_get_value (node));
  g_variant_dict_insert (dict, "push-down", "s", tocsin_push_down_to_string (term->how));
  g_variant_dict_insert (dict, "asked", "b", term->asked);
  if (term->words != NULL)
    g_variant_dict_insert (dict, "words", "s", term->words);
  if (term->why != NULL)
    g_variant_dict_insert (dict, "why", "s", term->why);
}

static GVariant *
describe_node (Explained *self, const TocsinQueryNode *node)
{
  static const char *const kinds[] = { "all", "and", "or", "not", "term" };
  TocsinQueryKind kind = tocsin_query_node_get_kind (node);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  GVariantBuilder children;

  g_variant_dict_insert (&dict, "kind", "s", kinds[kind]);
  if (kind == TOCSIN_QUERY_KIND_TERM)
    {
      describe_term (self, node, &dict);
      return g_variant_dict_end (&dict);
    }
  g_variant_builder_init (&children, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    g_variant_builder_add_value (&children,
                                 describe_node (self, tocsin_query_node_get_child (node, i)));
  g_variant_dict_insert_value (&dict, "children", g_variant_builder_end (&children));

  return g_variant_dict_end (&dict);
}

static GVariant *
describe_commands (GPtrArray *commands)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < commands->len; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (g_ptr_array_index (commands, i), -1);

      g_variant_builder_add (&builder, "s", valid);
    }

  return g_variant_builder_end (&builder);
}

static void
print_json (Explained *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *query = tocsin_query_to_string (self->query);
  g_autofree char *asked = tocsin_query_to_string (self->explanation->asked);

  g_variant_dict_insert (&dict, "query", "s", query);
  g_variant_dict_insert_value (&dict, "tree",
                               describe_node (self, tocsin_query_get_root (self->query)));
  g_variant_dict_insert (&dict, "asked", "s", asked);
  g_variant_dict_insert_value (&dict, "commands", describe_commands (self->explanation->commands));
  g_variant_dict_insert_value (&dict, "fallback", describe_commands (self->explanation->fallback));
  g_variant_dict_insert (&dict, "fetched", "^as", list_layers (self, FALSE));
  tocsin_output_json (g_variant_dict_end (&dict));
}

static gboolean
explain (Explained *self, TocsinCli *cli, const char *name, GError **error)
{
  g_autoptr (TocsinConnection) connection = tocsin_cli_open_store (cli, name, error);
  g_autoptr (TocsinProgress) progress = NULL;

  if (connection == NULL)
    return FALSE;
  progress = tocsin_progress_new (_ ("asking the server"));
  self->explanation = tocsin_mail_store_explain (TOCSIN_MAIL_STORE (connection), self->query,
                                                 cli->cancellable, error);
  self->reads_texts = tocsin_mail_store_can_read_texts (TOCSIN_MAIL_STORE (connection));
  tocsin_connection_close (connection);

  return self->explanation != NULL;
}

static gboolean
run_explain (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_auto (Explained) explained = { 0 };

  explained.query = tocsin_query_parse (arguments[1], error);
  if (explained.query == NULL || !explain (&explained, cli, arguments[0], error))
    return FALSE;
  if (cli->json)
    print_json (&explained);
  else
    print_text (&explained);

  return TRUE;
}

const TocsinCommand tocsin_query_commands[] = {
  { "query explain", N_ ("CONNECTION QUERY"), 2, 2,
    N_ ("Show term by term what the server is asked for and what is checked here"), NULL,
    run_explain },
  { NULL },
};
