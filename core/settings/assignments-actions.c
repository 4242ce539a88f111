/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/assignments.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/assignments-private.h"

static GStrv
get_actions (TocsinAssignments *self, GError **error)
{
  TocsinKeyInfo *info = tocsin_assignments_find_own_key (self, "actions");
  TocsinValues values = tocsin_assignments_get_values (self);
  g_autoptr (GVariant) value = NULL;
  GError *problem = NULL;

  if (info == NULL)
    return g_new0 (char *, 1);
  value = values.get (values.data, "actions", "actions", info, &problem);
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

/*
 * tocsin_assignments_ensure_action:
 * @self: changes to a task
 * @id: an action's id
 * @error: %TOCSIN_ERROR_CONFIG_INVALID when it can be none
 *
 * The first use of an id is what makes the action.
 *
 * Returns: whether there is such an action now
 */
gboolean
tocsin_assignments_ensure_action (TocsinAssignments *self, const char *id, GError **error)
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
  g_autoptr (TocsinLayout) after = tocsin_assignments_lay_out (self, error);

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
