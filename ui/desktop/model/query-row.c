/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/query-row-private.h"

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

/**
 * tocsin_query_row_new:
 * @kind: what it is
 *
 * Returns: (transfer full): an empty row.
 */
TocsinQueryRow *
tocsin_query_row_new (TocsinQueryRowKind kind)
{
  TocsinQueryRow *self = g_object_new (TOCSIN_TYPE_QUERY_ROW, NULL);

  self->kind = kind;
  self->condition.value = g_strdup ("");
  self->condition.header_name = g_strdup ("");
  self->condition.flags = g_strdup ("");

  return self;
}

/**
 * tocsin_query_row_set_error:
 * @self: a row
 * @error: (transfer full) (nullable): what is wrong with it
 */
void
tocsin_query_row_set_error (TocsinQueryRow *self, GError *error)
{
  gboolean same = (self->error == NULL) == (error == NULL)
                  && (error == NULL || g_str_equal (self->error->message, error->message));

  g_clear_error (&self->error);
  self->error = error;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/**
 * tocsin_query_row_tell:
 * @self: a row that was changed
 *
 * Tells whoever listens to it, or to a group that it is in.
 */
void
tocsin_query_row_tell (TocsinQueryRow *self)
{
  for (TocsinQueryRow *row = self; row != NULL; row = row->parent)
    g_signal_emit (row, signals[EDITED], 0);
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
  TocsinQueryRow *self = tocsin_query_row_new (TOCSIN_QUERY_ROW_GROUP);

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
  TocsinQueryRow *self = tocsin_query_row_new (TOCSIN_QUERY_ROW_CONDITION);

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
  TocsinQueryRow *self = tocsin_query_row_new (TOCSIN_QUERY_ROW_TEXT);

  tocsin_query_row_set_value (self, text);

  return self;
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
  tocsin_query_row_tell (self);
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
  tocsin_query_row_tell (self);
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
    tocsin_query_row_tell (self);
}
