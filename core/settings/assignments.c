/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/assignments.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/schemas.h"
#include "core/settings/value-text.h"

struct _TocsinAssignments
{
  TocsinConfigKind kind;
  TocsinValues below;
  GHashTable *changes; /* path to value, NULL where it is to be reset */
  TocsinAssignmentFilter filter;
  gpointer filter_data;
};

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

static TocsinLayout *
lay_out (TocsinAssignments *self, GError **error)
{
  TocsinValues values = tocsin_assignments_get_values (self);

  return tocsin_layout_new (self->kind, &values, error);
}

/* The item's own keys are known before anything is read, so that a broken one can be repaired. */
static TocsinKeyInfo *
find_own_key (TocsinAssignments *self, const char *name)
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
  const TocsinKeyInfo *info = find_own_key (self, name);
  g_autoptr (TocsinLayout) layout = NULL;
  g_autofree char *path = NULL;
  TocsinLayoutNode *node;

  if (info != NULL)
    return take (self, info, name, name, text, error);

  layout = lay_out (self, error);
  if (layout == NULL)
    return FALSE;
  info = tocsin_layout_find_key (layout, name, &node, error);
  if (info == NULL)
    return FALSE;
  path = g_strconcat (node->path, name + strlen (node->prefix), NULL);

  return take (self, info, path, name, text, error);
}

static GStrv
get_actions (TocsinAssignments *self, GError **error)
{
  TocsinKeyInfo *info = find_own_key (self, "actions");
  g_autoptr (GVariant) value = NULL;
  GError *problem = NULL;

  if (info == NULL)
    return g_new0 (char *, 1);
  value = get_changed (self, "actions", "actions", info, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }

  return g_variant_dup_strv (value != NULL ? value : tocsin_key_info_get_default (info), NULL);
}

static void
put_actions (TocsinAssignments *self, const char *const *ids)
{
  g_hash_table_replace (self->changes, g_strdup ("actions"),
                        g_variant_ref_sink (g_variant_new_strv (ids, -1)));
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

/* The first use of an id is what makes the action. */
static gboolean
ensure_action (TocsinAssignments *self, const char *id, GError **error)
{
  g_auto (GStrv) ids = get_actions (self, error);
  g_autoptr (GPtrArray) longer = NULL;

  if (ids == NULL)
    return FALSE;
  if (g_strv_contains ((const char *const *) ids, id))
    return TRUE;
  if (!tocsin_layout_is_id (id))
    {
      g_autofree char *shown = tocsin_text_escape (id, -1, 100);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("An action can not be called “%s”: use a-z, 0-9 and -"), shown);
      return FALSE;
    }

  longer = g_ptr_array_new ();
  for (char **old = ids; *old != NULL; old++)
    g_ptr_array_add (longer, *old);
  g_ptr_array_add (longer, (gpointer) id);
  g_ptr_array_add (longer, NULL);
  put_actions (self, (const char *const *) longer->pdata);

  return TRUE;
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

  if (find_own_key (self, name) != NULL)
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

      if (id != NULL && !ensure_action (self, id, error))
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

  if (find_own_key (self, name) != NULL)
    {
      g_hash_table_replace (self->changes, g_strdup (name), NULL);
      return TRUE;
    }

  layout = lay_out (self, error);
  if (layout == NULL || tocsin_layout_find_key (layout, name, &node, error) == NULL)
    return FALSE;
  g_hash_table_replace (self->changes, g_strconcat (node->path, name + strlen (node->prefix), NULL),
                        NULL);

  return TRUE;
}

/*
 * tocsin_assignments_remove_action:
 * @self: changes to a task
 * @id: an action's id
 * @error: %TOCSIN_ERROR_CONFIG_NOT_FOUND naming those there are
 *
 * Takes it off the list; its keys go with tocsin_assignments_drop_orphans().
 *
 * Returns: whether there was such an action
 */
gboolean
tocsin_assignments_remove_action (TocsinAssignments *self, const char *id, GError **error)
{
  g_auto (GStrv) ids = get_actions (self, error);
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();
  g_autofree char *known = NULL;

  if (ids == NULL)
    return FALSE;

  for (char **old = ids; *old != NULL; old++)
    if (!g_str_equal (*old, id))
      g_ptr_array_add (rest, *old);
  if (rest->len < g_strv_length (ids))
    {
      g_ptr_array_add (rest, NULL);
      put_actions (self, (const char *const *) rest->pdata);
      return TRUE;
    }

  known = g_strjoinv (", ", ids);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
               _ ("The task has no action “%s”; its actions are: %s"), id, known);
  return FALSE;
}

static char *
group_of (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? g_strndup (path, (gsize) (slash - path)) : g_strdup ("");
}

static const char *
key_of (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? slash + 1 : path;
}

/* Ours before and nobody's now. A key that never was in a schema is not ours to remove. */
static gboolean
is_orphan (TocsinLayout *before, TocsinLayout *after, const char *path)
{
  g_autofree char *group = group_of (path);
  TocsinLayoutNode *old = tocsin_layout_find_node (before, group);
  TocsinLayoutNode *new = tocsin_layout_find_node (after, group);

  if (old == NULL)
    return FALSE;
  if (new == NULL)
    return TRUE;
  if (g_strcmp0 (old->plugin, new->plugin) == 0 || new->missing)
    return FALSE;

  return (old->missing || tocsin_layout_node_find (old, key_of (path)) != NULL)
         && tocsin_layout_node_find (new, key_of (path)) == NULL;
}

/*
 * tocsin_assignments_drop_orphans:
 * @self: changes
 * @set_paths: (array zero-terminated=1): the paths, relative to the item, that have a value now
 * @error: as with tocsin_layout_new()
 *
 * Another protocol, trigger or kind of action, or one action less: the keys that only the old one
 * had are reset, or else they would stay as puzzles.
 *
 * Returns: whether the item could be read
 */
gboolean
tocsin_assignments_drop_orphans (TocsinAssignments *self,
                                 const char *const *set_paths,
                                 GError **error)
{
  g_autoptr (TocsinLayout) before = tocsin_layout_new (self->kind, &self->below, NULL);
  g_autoptr (TocsinLayout) after = lay_out (self, error);

  if (after == NULL)
    return FALSE;
  /* It was broken: nobody knows what belonged to it. */
  if (before == NULL)
    return TRUE;

  for (; *set_paths != NULL; set_paths++)
    if (!g_hash_table_contains (self->changes, *set_paths) && is_orphan (before, after, *set_paths))
      g_hash_table_replace (self->changes, g_strdup (*set_paths), NULL);

  return TRUE;
}
