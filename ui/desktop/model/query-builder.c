/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/query-builder.h"

struct _TocsinQueryBuilder
{
  GObject parent_instance;

  char *text;
  TocsinQuery *query;
  GError *error;
  gboolean text_wrong;
  TocsinQueryRow *root;
  gulong edited;
  GPtrArray *rows; /* as they are told to those who look at the list */
};

enum
{
  PROP_TEXT = 1,
  PROP_ERROR,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return TOCSIN_TYPE_QUERY_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return TOCSIN_QUERY_BUILDER (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TocsinQueryBuilder *self = TOCSIN_QUERY_BUILDER (model);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position))
                                    : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinQueryBuilder,
                               tocsin_query_builder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
tocsin_query_builder_finalize (GObject *object)
{
  TocsinQueryBuilder *self = TOCSIN_QUERY_BUILDER (object);

  g_clear_signal_handler (&self->edited, self->root);
  g_clear_object (&self->root);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->query, tocsin_query_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (tocsin_query_builder_parent_class)->finalize (object);
}

static void
tocsin_query_builder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TocsinQueryBuilder *self = TOCSIN_QUERY_BUILDER (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tocsin_query_builder_class_init (TocsinQueryBuilderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = tocsin_query_builder_finalize;
  object_class->get_property = tocsin_query_builder_get_property;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", TOCSIN_TYPE_QUERY_BUILDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
tocsin_query_builder_init (TocsinQueryBuilder *self)
{
  self->text = g_strdup ("");
  self->query = tocsin_query_parse ("", NULL);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
collect (TocsinQueryRow *group, GPtrArray *rows)
{
  for (guint i = 0; i < tocsin_query_row_get_n_children (group); i++)
    {
      TocsinQueryRow *child = tocsin_query_row_get_child (group, i);

      g_ptr_array_add (rows, g_object_ref (child));
      collect (child, rows);
    }
}

/* Only what differs is told, so that the widgets of the other rows stay. */
static void
update_rows (TocsinQueryBuilder *self)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->rows);
  GPtrArray *now = g_ptr_array_new_with_free_func (g_object_unref);
  guint head = 0, tail = 0;

  collect (self->root, now);
  self->rows = now;
  while (head < before->len && head < now->len && before->pdata[head] == now->pdata[head])
    head++;
  while (head + tail < before->len && head + tail < now->len
         && before->pdata[before->len - tail - 1] == now->pdata[now->len - tail - 1])
    tail++;
  if (head + tail < before->len || head + tail < now->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, before->len - head - tail,
                                now->len - head - tail);
}

static void
take_error (TocsinQueryBuilder *self, GError *error, gboolean text_wrong)
{
  gboolean had = self->error != NULL;

  g_clear_error (&self->error);
  self->error = error;
  self->text_wrong = text_wrong;
  if (error != NULL)
    g_clear_pointer (&self->query, tocsin_query_unref);
  if (had || error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
take_query (TocsinQueryBuilder *self, TocsinQuery *query, const char *text)
{
  g_clear_pointer (&self->query, tocsin_query_unref);
  self->query = query;
  if (g_str_equal (self->text, text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/* The text is read again: so the limits of what can be typed hold for rows, too. */
static TocsinQuery *
read_rows (TocsinQueryBuilder *self, GError **error)
{
  g_autoptr (TocsinQuery) query = tocsin_query_row_make_query (self->root, error);
  g_autofree char *text = query != NULL ? tocsin_query_to_string (query) : NULL;

  return text != NULL ? tocsin_query_parse (text, error) : NULL;
}

static void
on_edited (TocsinQueryRow *root, TocsinQueryBuilder *self)
{
  g_autoptr (GError) error = NULL;
  TocsinQuery *query = read_rows (self, &error);
  /* What was typed stays as it was typed while it says the same. */
  gboolean same = query != NULL && self->query != NULL && tocsin_query_equal (query, self->query);
  g_autofree char *text =
      query != NULL && !same ? tocsin_query_to_string (query) : g_strdup (self->text);

  update_rows (self);
  take_error (self, g_steal_pointer (&error), FALSE);
  if (query != NULL)
    take_query (self, query, text);
  g_signal_emit (self, signals[CHANGED], 0);
}

static guint
count_terms (const TocsinQueryNode *node)
{
  guint count = tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_TERM ? 1 : 0;

  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    count += count_terms (tocsin_query_node_get_child (node, i));

  return count;
}

/* The outermost group is the query's own, where that is a group; or else it has it as its row. */
static TocsinQueryRow *
make_root (const TocsinQueryNode *node)
{
  gboolean is_long = count_terms (node) > TOCSIN_QUERY_BUILDER_MAX_ROWS;
  g_autoptr (TocsinQueryRow) root = tocsin_query_row_new_group (TOCSIN_QUERY_ROW_ALL);
  g_autoptr (TocsinQueryRow) row = NULL;

  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_ALL)
    return g_steal_pointer (&root);
  row = tocsin_query_row_new_for_node (node, is_long ? 0 : TOCSIN_QUERY_BUILDER_ROOM);
  if (tocsin_query_row_get_kind (row) == TOCSIN_QUERY_ROW_GROUP)
    return g_steal_pointer (&row);
  tocsin_query_row_add (root, row);

  return g_steal_pointer (&root);
}

static void
show_query (TocsinQueryBuilder *self, TocsinQuery *query)
{
  if (self->root != NULL)
    g_clear_signal_handler (&self->edited, self->root);
  g_clear_object (&self->root);
  self->root = make_root (tocsin_query_get_root (query));
  self->edited = g_signal_connect (self->root, "edited", G_CALLBACK (on_edited), self);
  update_rows (self);
}

/**
 * tocsin_query_builder_new:
 * @text: a query as it is written
 *
 * Returns: (transfer full): both views of it. One that can't be understood has no rows.
 */
TocsinQueryBuilder *
tocsin_query_builder_new (const char *text)
{
  TocsinQueryBuilder *self = g_object_new (TOCSIN_TYPE_QUERY_BUILDER, NULL);

  show_query (self, self->query);
  tocsin_query_builder_set_text (self, text);

  return self;
}

/**
 * tocsin_query_builder_get_text:
 * @self: a builder
 *
 * Returns: (transfer none): the query as it is written; where rows are not filled in yet, as it was
 *   before.
 */
const char *
tocsin_query_builder_get_text (TocsinQueryBuilder *self)
{
  return self->text;
}

/**
 * tocsin_query_builder_set_text:
 * @self: a builder
 * @text: a query as a person writes it
 *
 * The rows follow, if it can be understood and says something else than they do.
 */
void
tocsin_query_builder_set_text (TocsinQueryBuilder *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) shown = NULL;
  TocsinQuery *query;

  if (g_str_equal (self->text, text) && self->error == NULL)
    return;

  query = tocsin_query_parse (text, &error);
  shown = query != NULL ? tocsin_query_row_make_query (self->root, NULL) : NULL;
  if (query == NULL)
    {
      g_free (self->text);
      self->text = g_strdup (text);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
    }
  else
    {
      if (shown == NULL || !tocsin_query_equal (query, shown))
        show_query (self, query);
      take_query (self, query, text);
    }
  take_error (self, g_steal_pointer (&error), query == NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tocsin_query_builder_get_query:
 * @self: a builder
 *
 * Returns: (transfer none) (nullable): what both views say; %NULL while there is an error.
 */
TocsinQuery *
tocsin_query_builder_get_query (TocsinQueryBuilder *self)
{
  return self->query;
}

/**
 * tocsin_query_builder_get_error:
 * @self: a builder
 *
 * Returns: (transfer none) (nullable): what is wrong with the text, or with the first row that is
 *   wrong.
 */
const GError *
tocsin_query_builder_get_error (TocsinQueryBuilder *self)
{
  return self->error;
}

/**
 * tocsin_query_builder_is_text_wrong:
 * @self: a builder
 *
 * Returns: whether it is the text that can't be understood, so that the rows show an older one.
 */
gboolean
tocsin_query_builder_is_text_wrong (TocsinQueryBuilder *self)
{
  return self->text_wrong;
}

/**
 * tocsin_query_builder_get_root:
 * @self: a builder
 *
 * Returns: (transfer none): the outermost group; another one whenever the text says something else.
 */
TocsinQueryRow *
tocsin_query_builder_get_root (TocsinQueryBuilder *self)
{
  return self->root;
}

/**
 * tocsin_query_builder_add_condition:
 * @self: a builder
 * @group: the group it is to be in
 * @subject: what it is about
 *
 * Returns: (transfer none): the new condition, still to be filled in.
 */
TocsinQueryRow *
tocsin_query_builder_add_condition (TocsinQueryBuilder *self, TocsinQueryRow *group, guint subject)
{
  g_autoptr (TocsinQueryRow) row = tocsin_query_row_new_condition (subject);

  tocsin_query_row_add (group, row);

  return row;
}

/**
 * tocsin_query_builder_add_group:
 * @self: a builder
 * @group: the group it is to be in
 *
 * It begins with a condition, as a group of nothing says nothing, and joins the other way round
 * than the one it is in, or it would not be needed.
 *
 * Returns: (transfer none): the new condition in it, still to be filled in.
 */
TocsinQueryRow *
tocsin_query_builder_add_group (TocsinQueryBuilder *self, TocsinQueryRow *group)
{
  TocsinQueryRowMode outer = tocsin_query_row_get_mode (group);
  gboolean all = outer == TOCSIN_QUERY_ROW_ALL || outer == TOCSIN_QUERY_ROW_NOT_ALL;
  g_autoptr (TocsinQueryRow) inner =
      tocsin_query_row_new_group (all ? TOCSIN_QUERY_ROW_ANY : TOCSIN_QUERY_ROW_ALL);
  g_autoptr (TocsinQueryRow) row = tocsin_query_row_new_condition (0);

  tocsin_query_row_add (inner, row);
  tocsin_query_row_add (group, inner);

  return row;
}

/**
 * tocsin_query_builder_remove:
 * @self: a builder
 * @row: one of its rows
 */
void
tocsin_query_builder_remove (TocsinQueryBuilder *self, TocsinQueryRow *row)
{
  g_autoptr (TocsinQueryRow) kept = g_object_ref (row);

  g_return_if_fail (tocsin_query_row_get_parent (row) != NULL);

  tocsin_query_row_remove (tocsin_query_row_get_parent (row), row);
}
