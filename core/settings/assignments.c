/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/assignments.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/assignments-private.h"
#include "core/settings/schemas.h"
#include "core/settings/value-text.h"

typedef struct
{
  char *name;
  const char *text;
} Pair;

static void
clear_pair (gpointer data)
{
  g_free (((Pair *) data)->name);
}

static void
unref_value (gpointer data)
{
  if (data != NULL)
    g_variant_unref (data);
}

static GVariant *
get_nothing (
    gpointer data, const char *path, const char *name, const TocsinKeyInfo *info, GError **error)
{
  return NULL;
}

/*
 * tocsin_assignments_new:
 * @kind: what the item is
 * @below: (nullable): the values it has, %NULL for none; used as long as the result
 *
 * Returns: (transfer full): no changes yet
 */
TocsinAssignments *
tocsin_assignments_new (TocsinConfigKind kind, const TocsinValues *below)
{
  TocsinAssignments *self = g_new0 (TocsinAssignments, 1);

  self->kind = kind;
  self->below = below != NULL ? *below : (TocsinValues){ get_nothing, NULL };
  self->changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_value);

  return self;
}

/*
 * tocsin_assignments_free:
 * @self: (transfer full): changes
 */
void
tocsin_assignments_free (TocsinAssignments *self)
{
  g_hash_table_unref (self->changes);
  g_free (self);
}

/*
 * tocsin_assignments_set_filter:
 * @self: changes
 * @filter: gives the text to take, or %NULL with an error
 * @user_data: for @filter
 */
void
tocsin_assignments_set_filter (TocsinAssignments *self,
                               TocsinAssignmentFilter filter,
                               gpointer user_data)
{
  self->filter = filter;
  self->filter_data = user_data;
}

static GVariant *
get_changed (
    gpointer data, const char *path, const char *name, const TocsinKeyInfo *info, GError **error)
{
  TocsinAssignments *self = data;
  gpointer value;

  if (!g_hash_table_lookup_extended (self->changes, path, NULL, &value))
    return self->below.get (self->below.data, path, name, info, error);

  return value != NULL ? g_variant_ref (value) : NULL;
}

/*
 * tocsin_assignments_get_values:
 * @self: changes
 *
 * Returns: the values that the item would have; valid as long as @self
 */
TocsinValues
tocsin_assignments_get_values (TocsinAssignments *self)
{
  return (TocsinValues){ get_changed, self };
}

/*
 * tocsin_assignments_get_changes:
 * @self: changes
 *
 * Returns: (transfer none) (element-type utf8 GVariant): path relative to the item to the value it
 *   is to get, %NULL to be reset
 */
GHashTable *
tocsin_assignments_get_changes (TocsinAssignments *self)
{
  return self->changes;
}

static gboolean
take (TocsinAssignments *self,
      const TocsinKeyInfo *info,
      const char *path,
      const char *name,
      const char *text,
      GError **error)
{
  g_autofree char *filtered = NULL;
  GVariant *value;

  if (self->filter != NULL)
    {
      filtered = self->filter (info, name, text, self->filter_data, error);
      if (filtered == NULL)
        return FALSE;
      text = filtered;
    }

  value = tocsin_value_parse (info, name, text, TOCSIN_VALUE_TYPED, error);
  if (value == NULL)
    return FALSE;
  g_hash_table_replace (self->changes, g_strdup (path), value);

  return TRUE;
}

/*
 * tocsin_assignments_lay_out:
 * @self: changes
 * @error: as with tocsin_layout_new()
 *
 * Returns: (nullable) (transfer full): the layout that the item would have
 */
TocsinLayout *
tocsin_assignments_lay_out (TocsinAssignments *self, GError **error)
{
  TocsinValues values = tocsin_assignments_get_values (self);

  return tocsin_layout_new (self->kind, &values, error);
}

/*
 * tocsin_assignments_find_own_key:
 * @self: changes
 * @name: a key's name
 *
 * The item's own keys are known before anything is read, so that a broken one can be repaired.
 *
 * Returns: (nullable) (transfer none): the key, when it is one of them
 */
TocsinKeyInfo *
tocsin_assignments_find_own_key (TocsinAssignments *self, const char *name)
{
  static const char *const schemas[] = { "org.tocsin.connection", "org.tocsin.task",
                                         "org.tocsin.engine" };
  g_autoptr (GPtrArray) keys = tocsin_schemas_get_keys (schemas[self->kind]);

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    if (g_str_equal (tocsin_key_info_get_name (g_ptr_array_index (keys, i)), name))
      return g_ptr_array_index (keys, i);

  return NULL;
}

/*
 * tocsin_assignments_set:
 * @self: changes
 * @name: a dotted name
 * @text: the value as typed
 * @error: %TOCSIN_ERROR_CONFIG_INVALID, %TOCSIN_ERROR_PLUGIN_MISSING or the filter's
 *
 * Returns: whether there is such a key and it takes the value
 */
gboolean
tocsin_assignments_set (TocsinAssignments *self, const char *name, const char *text, GError **error)
{
  const TocsinKeyInfo *info = tocsin_assignments_find_own_key (self, name);
  g_autoptr (TocsinLayout) layout = NULL;
  g_autofree char *path = NULL;
  TocsinLayoutNode *node;

  if (info != NULL)
    return take (self, info, name, name, text, error);

  layout = tocsin_assignments_lay_out (self, error);
  if (layout == NULL)
    return FALSE;
  info = tocsin_layout_find_key (layout, name, &node, error);
  if (info == NULL)
    return FALSE;
  path = g_strconcat (node->path, name + strlen (node->prefix), NULL);

  return take (self, info, path, name, text, error);
}

/* action.ID.KEY */
static char *
action_id_of (const char *name)
{
  const char *id, *dot;

  if (!g_str_has_prefix (name, "action."))
    return NULL;
  id = name + strlen ("action.");
  dot = strchr (id, '.');

  return dot != NULL ? g_strndup (id, (gsize) (dot - id)) : NULL;
}

static gboolean
split_pair (const char *assignment, GArray *pairs, GError **error)
{
  const char *equals = strchr (assignment, '=');
  Pair pair;

  if (equals == NULL || equals == assignment)
    {
      g_autofree char *shown = tocsin_text_escape (assignment, -1, 100);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” does not say KEY=VALUE"), shown);
      return FALSE;
    }

  pair.name = g_strndup (assignment, (gsize) (equals - assignment));
  pair.text = equals + 1;
  g_array_append_val (pairs, pair);

  return TRUE;
}

/* What decides which other keys there are has to be known first, wherever it was typed. */
static guint
rank (TocsinAssignments *self, const char *name)
{
  g_autofree char *action = NULL;

  if (tocsin_assignments_find_own_key (self, name) != NULL)
    return 0;
  action = self->kind == TOCSIN_CONFIG_TASK ? action_id_of (name) : NULL;

  return action != NULL && g_str_has_suffix (name, ".type") ? 1 : 2;
}

static gboolean
apply_rank (TocsinAssignments *self, GArray *pairs, guint wanted, GError **error)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = &g_array_index (pairs, Pair, i);

      if (rank (self, pair->name) == wanted
          && !tocsin_assignments_set (self, pair->name, pair->text, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
ensure_actions (TocsinAssignments *self, GArray *pairs, GError **error)
{
  for (guint i = 0; self->kind == TOCSIN_CONFIG_TASK && i < pairs->len; i++)
    {
      g_autofree char *id = action_id_of (g_array_index (pairs, Pair, i).name);

      if (id != NULL && !tocsin_assignments_ensure_action (self, id, error))
        return FALSE;
    }

  return TRUE;
}

/*
 * tocsin_assignments_apply:
 * @self: changes
 * @assignments: (array zero-terminated=1): `KEY=VALUE`
 * @error: as with tocsin_assignments_set()
 *
 * Returns: whether all of them are good; if not, @self is of no more use
 */
gboolean
tocsin_assignments_apply (TocsinAssignments *self, const char *const *assignments, GError **error)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (Pair));

  g_array_set_clear_func (pairs, clear_pair);
  for (; *assignments != NULL; assignments++)
    if (!split_pair (*assignments, pairs, error))
      return FALSE;

  return apply_rank (self, pairs, 0, error) && ensure_actions (self, pairs, error)
         && apply_rank (self, pairs, 1, error) && apply_rank (self, pairs, 2, error);
}

/*
 * tocsin_assignments_reset:
 * @self: changes
 * @name: a dotted name
 * @error: %TOCSIN_ERROR_CONFIG_INVALID naming the nearest key there is
 *
 * Returns: whether there is such a key
 */
gboolean
tocsin_assignments_reset (TocsinAssignments *self, const char *name, GError **error)
{
  g_autoptr (TocsinLayout) layout = NULL;
  TocsinLayoutNode *node;

  if (tocsin_assignments_find_own_key (self, name) != NULL)
    {
      g_hash_table_replace (self->changes, g_strdup (name), NULL);
      return TRUE;
    }

  layout = tocsin_assignments_lay_out (self, error);
  if (layout == NULL || tocsin_layout_find_key (layout, name, &node, error) == NULL)
    return FALSE;
  g_hash_table_replace (self->changes, g_strconcat (node->path, name + strlen (node->prefix), NULL),
                        NULL);

  return TRUE;
}
