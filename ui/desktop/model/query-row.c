/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/query-row.h"

#include "core/base/error.h"
#include "core/mail/query/printer.h"
#include "ui/desktop/model/query-condition.h"

#include <glib/gi18n.h>
#include <string.h>

struct _TocsinQueryRow
{
  GObject parent_instance;

  TocsinQueryRowKind kind;
  TocsinQueryRow *parent; /* not owned */
  GError *error;

  TocsinQueryRowMode mode;
  GPtrArray *children;
  TocsinQueryCondition condition; /* of a text, only its value */
};

enum
{
  PROP_ERROR = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  EDITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TocsinQueryRow, tocsin_query_row, G_TYPE_OBJECT)

static void
set_error (TocsinQueryRow *self, GError *error)
{
  gboolean same = (self->error == NULL) == (error == NULL)
                  && (error == NULL || g_str_equal (self->error->message, error->message));

  g_clear_error (&self->error);
  self->error = error;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
tell (TocsinQueryRow *self)
{
  for (TocsinQueryRow *row = self; row != NULL; row = row->parent)
    g_signal_emit (row, signals[EDITED], 0);
}

static void
leave (gpointer data)
{
  TocsinQueryRow *child = data;

  child->parent = NULL;
  g_object_unref (child);
}

static void
tocsin_query_row_finalize (GObject *object)
{
  TocsinQueryRow *self = TOCSIN_QUERY_ROW (object);

  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_error (&self->error);
  tocsin_query_condition_clear (&self->condition);

  G_OBJECT_CLASS (tocsin_query_row_parent_class)->finalize (object);
}

static void
tocsin_query_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ERROR)
    g_value_set_boxed (value, TOCSIN_QUERY_ROW (object)->error);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tocsin_query_row_class_init (TocsinQueryRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tocsin_query_row_finalize;
  object_class->get_property = tocsin_query_row_get_property;

  properties[PROP_ERROR] =
      g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[EDITED] = g_signal_new ("edited", TOCSIN_TYPE_QUERY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
tocsin_query_row_init (TocsinQueryRow *self)
{
  self->children = g_ptr_array_new_with_free_func (leave);
}

static TocsinQueryRow *
row_new (TocsinQueryRowKind kind)
{
  TocsinQueryRow *self = g_object_new (TOCSIN_TYPE_QUERY_ROW, NULL);

  self->kind = kind;
  self->condition.value = g_strdup ("");
  self->condition.header_name = g_strdup ("");
  self->condition.flags = g_strdup ("");

  return self;
}

/**
 * tocsin_query_row_new_group:
 * @mode: how its rows are joined
 *
 * Returns: (transfer full): a group without rows.
 */
TocsinQueryRow *
tocsin_query_row_new_group (TocsinQueryRowMode mode)
{
  TocsinQueryRow *self = row_new (TOCSIN_QUERY_ROW_GROUP);

  self->mode = mode;

  return self;
}

/**
 * tocsin_query_row_new_condition:
 * @subject: what it is about, an index of a subject
 *
 * Returns: (transfer full): a condition that is still to be filled in.
 */
TocsinQueryRow *
tocsin_query_row_new_condition (guint subject)
{
  TocsinQueryRow *self = row_new (TOCSIN_QUERY_ROW_CONDITION);

  tocsin_query_row_set_subject (self, subject);

  return self;
}

/**
 * tocsin_query_row_new_text:
 * @text: a piece of the query language
 *
 * Returns: (transfer full): a row that holds it as it is.
 */
TocsinQueryRow *
tocsin_query_row_new_text (const char *text)
{
  TocsinQueryRow *self = row_new (TOCSIN_QUERY_ROW_TEXT);

  tocsin_query_row_set_value (self, text);

  return self;
}

static TocsinQueryRow *
new_group_for_node (const TocsinQueryNode *node, TocsinQueryRowMode mode, guint room)
{
  TocsinQueryRow *self = tocsin_query_row_new_group (mode);

  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    {
      g_autoptr (TocsinQueryRow) child =
          tocsin_query_row_new_for_node (tocsin_query_node_get_child (node, i), room - 1);

      tocsin_query_row_add (self, child);
    }

  return self;
}

static TocsinQueryRow *
new_text_for_node (const TocsinQueryNode *node)
{
  g_autofree char *text = tocsin_query_printer_print (node);

  return tocsin_query_row_new_text (text);
}

/* The negation itself is the group where what it negates is joined; or else it has one row. */
static TocsinQueryRow *
new_negation_for_node (const TocsinQueryNode *node, guint room)
{
  const TocsinQueryNode *child = tocsin_query_node_get_child (node, 0);

  switch (tocsin_query_node_get_kind (child))
    {
    case TOCSIN_QUERY_KIND_OR:
      return new_group_for_node (child, TOCSIN_QUERY_ROW_NONE, room);
    case TOCSIN_QUERY_KIND_AND:
      return new_group_for_node (child, TOCSIN_QUERY_ROW_NOT_ALL, room);
    default:
      return new_group_for_node (node, TOCSIN_QUERY_ROW_NONE, room);
    }
}

/**
 * tocsin_query_row_new_for_node:
 * @node: a part of a query's tree that is not "all messages"
 * @room: how many groups may still stand within each other; what would be deeper is a text
 *
 * Returns: (transfer full): a row that says the same.
 */
TocsinQueryRow *
tocsin_query_row_new_for_node (const TocsinQueryNode *node, guint room)
{
  g_auto (TocsinQueryCondition) condition = { 0 };
  TocsinQueryRow *self;

  if (tocsin_query_condition_read (&condition, node))
    {
      self = row_new (TOCSIN_QUERY_ROW_CONDITION);
      tocsin_query_condition_clear (&self->condition);
      self->condition = condition;
      condition = (TocsinQueryCondition){ 0 };
      return self;
    }
  if (room == 0)
    return new_text_for_node (node);

  switch (tocsin_query_node_get_kind (node))
    {
    case TOCSIN_QUERY_KIND_AND:
      return new_group_for_node (node, TOCSIN_QUERY_ROW_ALL, room);
    case TOCSIN_QUERY_KIND_OR:
      return new_group_for_node (node, TOCSIN_QUERY_ROW_ANY, room);
    case TOCSIN_QUERY_KIND_NOT:
      return new_negation_for_node (node, room);
    default:
      return new_text_for_node (node);
    }
}

/**
 * tocsin_query_row_get_kind:
 * @self: a row
 *
 * Returns: what it is.
 */
TocsinQueryRowKind
tocsin_query_row_get_kind (TocsinQueryRow *self)
{
  return self->kind;
}

/**
 * tocsin_query_row_get_parent:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the group it is in.
 */
TocsinQueryRow *
tocsin_query_row_get_parent (TocsinQueryRow *self)
{
  return self->parent;
}

/**
 * tocsin_query_row_get_depth:
 * @self: a row
 *
 * Returns: how many groups it is in.
 */
guint
tocsin_query_row_get_depth (TocsinQueryRow *self)
{
  guint depth = 0;

  for (TocsinQueryRow *row = self->parent; row != NULL; row = row->parent)
    depth++;

  return depth;
}

/**
 * tocsin_query_row_get_error:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what was wrong with it when a query was last made of it.
 */
const GError *
tocsin_query_row_get_error (TocsinQueryRow *self)
{
  return self->error;
}

/**
 * tocsin_query_row_get_mode:
 * @self: a group
 *
 * Returns: how its rows are joined.
 */
TocsinQueryRowMode
tocsin_query_row_get_mode (TocsinQueryRow *self)
{
  return self->mode;
}

/**
 * tocsin_query_row_set_mode:
 * @self: a group
 * @mode: how its rows are joined
 */
void
tocsin_query_row_set_mode (TocsinQueryRow *self, TocsinQueryRowMode mode)
{
  if (self->mode == mode)
    return;
  self->mode = mode;
  tell (self);
}

/**
 * tocsin_query_row_get_n_children:
 * @self: a row
 *
 * Returns: how many rows are in it; 0 for what is no group.
 */
guint
tocsin_query_row_get_n_children (TocsinQueryRow *self)
{
  return self->children->len;
}

/**
 * tocsin_query_row_get_child:
 * @self: a group
 * @index: less than the number of its rows
 *
 * Returns: (transfer none): that row.
 */
TocsinQueryRow *
tocsin_query_row_get_child (TocsinQueryRow *self, guint index)
{
  g_return_val_if_fail (index < self->children->len, NULL);

  return g_ptr_array_index (self->children, index);
}

/**
 * tocsin_query_row_add:
 * @self: a group
 * @child: a row that is in no group
 *
 * Puts it behind the others.
 */
void
tocsin_query_row_add (TocsinQueryRow *self, TocsinQueryRow *child)
{
  g_return_if_fail (self->kind == TOCSIN_QUERY_ROW_GROUP && child->parent == NULL);

  child->parent = self;
  g_ptr_array_add (self->children, g_object_ref (child));
  tell (self);
}

/**
 * tocsin_query_row_remove:
 * @self: a group
 * @child: a row in it
 *
 * A group that is left with no row goes, too, unless it is the outermost.
 */
void
tocsin_query_row_remove (TocsinQueryRow *self, TocsinQueryRow *child)
{
  g_return_if_fail (child->parent == self);

  g_ptr_array_remove (self->children, child);
  if (self->children->len == 0 && self->parent != NULL)
    tocsin_query_row_remove (self->parent, self);
  else
    tell (self);
}

/**
 * tocsin_query_row_get_subject:
 * @self: a condition
 *
 * Returns: the index of what it is about.
 */
guint
tocsin_query_row_get_subject (TocsinQueryRow *self)
{
  return self->condition.subject;
}

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

/* A choice is always one of those that fit, and nothing typed for another sort of value stays. */
static void
adapt_value (TocsinQueryRow *self, const TocsinQueryComparison *before)
{
  const TocsinQueryComparison *now = tocsin_query_row_get_compared (self);
  TocsinQueryValueType type = tocsin_query_comparison_get_value_type (now);
  g_auto (GStrv) words = tocsin_query_choice_list_words (now->field);

  if (type == TOCSIN_QUERY_VALUE_TYPE_CHOICE)
    {
      if (!g_strv_contains ((const char *const *) words, self->condition.value))
        set_text (&self->condition.value, words[0]);
    }
  else if (before != NULL && type != tocsin_query_comparison_get_value_type (before)
           && (type >= TOCSIN_QUERY_VALUE_TYPE_CHOICE
               || tocsin_query_comparison_get_value_type (before)
                      >= TOCSIN_QUERY_VALUE_TYPE_CHOICE))
    set_text (&self->condition.value, "");
  if (!tocsin_query_comparison_has_value (now))
    set_text (&self->condition.value, "");
  if (now->field != TOCSIN_QUERY_FIELD_HEADER)
    set_text (&self->condition.header_name, "");
  if (now->op != TOCSIN_QUERY_OPERATOR_REGEX)
    set_text (&self->condition.flags, "");
  else if (before == NULL || before->op != TOCSIN_QUERY_OPERATOR_REGEX)
    set_text (&self->condition.flags, "i");
}

static void
set_compared (TocsinQueryRow *self, guint subject, guint comparison)
{
  const TocsinQueryComparison *before = tocsin_query_row_get_compared (self);

  self->condition.subject = subject;
  self->condition.comparison = comparison;
  adapt_value (self, before);
  tell (self);
}

/**
 * tocsin_query_row_set_subject:
 * @self: a condition
 * @subject: the index of what it is about
 *
 * The comparison becomes the subject's first.
 */
void
tocsin_query_row_set_subject (TocsinQueryRow *self, guint subject)
{
  g_return_if_fail (subject < tocsin_query_subject_get_n ());

  set_compared (self, subject, 0);
}

/**
 * tocsin_query_row_get_comparison:
 * @self: a condition
 *
 * Returns: the index of how its subject is compared.
 */
guint
tocsin_query_row_get_comparison (TocsinQueryRow *self)
{
  return self->condition.comparison;
}

/**
 * tocsin_query_row_set_comparison:
 * @self: a condition
 * @comparison: the index of how its subject is compared
 */
void
tocsin_query_row_set_comparison (TocsinQueryRow *self, guint comparison)
{
  g_return_if_fail (comparison < tocsin_query_subject_get (self->condition.subject)->n_comparisons);

  set_compared (self, self->condition.subject, comparison);
}

/**
 * tocsin_query_row_get_compared:
 * @self: a condition
 *
 * Returns: (transfer none): how its subject is compared.
 */
const TocsinQueryComparison *
tocsin_query_row_get_compared (TocsinQueryRow *self)
{
  return &tocsin_query_subject_get (self->condition.subject)
              ->comparisons[self->condition.comparison];
}

/**
 * tocsin_query_row_get_value:
 * @self: a condition or a text
 *
 * Returns: (transfer none): what it is compared with; the text.
 */
const char *
tocsin_query_row_get_value (TocsinQueryRow *self)
{
  return self->condition.value;
}

/**
 * tocsin_query_row_set_value:
 * @self: a condition or a text
 * @value: what it is compared with; the text
 */
void
tocsin_query_row_set_value (TocsinQueryRow *self, const char *value)
{
  if (g_str_equal (self->condition.value, value))
    return;
  set_text (&self->condition.value, value);
  tell (self);
}

/**
 * tocsin_query_row_get_header_name:
 * @self: a condition
 *
 * Returns: (transfer none): which header it is about, "" where it is about no header.
 */
const char *
tocsin_query_row_get_header_name (TocsinQueryRow *self)
{
  return self->condition.header_name;
}

/**
 * tocsin_query_row_set_header_name:
 * @self: a condition about a header
 * @name: its name
 */
void
tocsin_query_row_set_header_name (TocsinQueryRow *self, const char *name)
{
  if (g_str_equal (self->condition.header_name, name))
    return;
  set_text (&self->condition.header_name, name);
  tell (self);
}

/**
 * tocsin_query_row_get_ignore_case:
 * @self: a condition with a pattern
 *
 * Returns: whether large and small letters are the same to it.
 */
gboolean
tocsin_query_row_get_ignore_case (TocsinQueryRow *self)
{
  return strchr (self->condition.flags, 'i') != NULL;
}

/**
 * tocsin_query_row_set_ignore_case:
 * @self: a condition with a pattern
 * @ignore_case: whether large and small letters are the same to it
 */
void
tocsin_query_row_set_ignore_case (TocsinQueryRow *self, gboolean ignore_case)
{
  const char *other = strchr (self->condition.flags, 's') != NULL ? "s" : "";

  if (tocsin_query_row_get_ignore_case (self) == ignore_case)
    return;
  g_free (self->condition.flags);
  self->condition.flags = g_strconcat (ignore_case ? "i" : "", other, NULL);
  tell (self);
}

static TocsinQuery *
make_text (TocsinQueryRow *self, GError **error)
{
  g_autoptr (TocsinQuery) query = tocsin_query_parse (self->condition.value, error);

  if (query == NULL
      || tocsin_query_node_get_kind (tocsin_query_get_root (query)) != TOCSIN_QUERY_KIND_ALL)
    return g_steal_pointer (&query);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("Type what is looked for, or remove this condition"));
  return NULL;
}

static void
unref_query (gpointer query)
{
  tocsin_query_unref (query);
}

/* All rows are looked at, so that each can show what is wrong with it; the first mistake is told.
 */
static TocsinQuery *
make_group (TocsinQueryRow *self, GError **error)
{
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (unref_query);
  g_autoptr (TocsinQuery) joined = NULL;
  gboolean any = self->mode == TOCSIN_QUERY_ROW_ANY || self->mode == TOCSIN_QUERY_ROW_NONE;
  gboolean negated = self->mode == TOCSIN_QUERY_ROW_NONE || self->mode == TOCSIN_QUERY_ROW_NOT_ALL;

  for (guint i = 0; i < self->children->len; i++)
    {
      TocsinQuery *query = tocsin_query_row_make_query (
          g_ptr_array_index (self->children, i), error != NULL && *error == NULL ? error : NULL);

      if (query != NULL)
        g_ptr_array_add (queries, query);
    }
  if (queries->len < self->children->len)
    return NULL;
  if (queries->len == 0)
    return tocsin_query_parse ("", error);

  joined = tocsin_query_new_joined (any ? TOCSIN_QUERY_KIND_OR : TOCSIN_QUERY_KIND_AND,
                                    (TocsinQuery *const *) queries->pdata, queries->len);

  return negated ? tocsin_query_new_negated (joined) : g_steal_pointer (&joined);
}

/**
 * tocsin_query_row_make_query:
 * @self: a row
 * @error: where to put what is wrong with it, or with the first row in it that is wrong
 *
 * Each row keeps what is wrong with itself as its property `error`.
 *
 * Returns: (transfer full): what it finds; for a group without rows, every message.
 */
TocsinQuery *
tocsin_query_row_make_query (TocsinQueryRow *self, GError **error)
{
  g_autoptr (GError) mistake = NULL;
  TocsinQuery *query;

  if (self->kind == TOCSIN_QUERY_ROW_GROUP)
    return make_group (self, error);

  query = self->kind == TOCSIN_QUERY_ROW_TEXT
              ? make_text (self, &mistake)
              : tocsin_query_condition_make_query (&self->condition, &mistake);
  set_error (self, mistake != NULL ? g_error_copy (mistake) : NULL);
  if (mistake != NULL)
    g_propagate_error (error, g_steal_pointer (&mistake));

  return query;
}
