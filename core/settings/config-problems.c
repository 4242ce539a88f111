/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/config-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/key-tree.h"

/* A file of another program named by mistake would give one for each of its lines. */
#define MAX_PROBLEMS 1000

/* A walk through the file, looking for what nobody knows. */
typedef struct
{
  TocsinConfig *config;
  GPtrArray *problems;
  GHashTable *unlisted; /* "connections/ID" that has been told already */
  char *item;           /* "connections/ID" that the layout is of */
  TocsinLayout *layout; /* NULL when it can not be read, which is told elsewhere */
} Walk;

/*
 * tocsin_config_problem_free:
 * @data: (transfer full): a #TocsinConfigProblem
 */
void
tocsin_config_problem_free (gpointer data)
{
  TocsinConfigProblem *problem = data;

  g_free (problem->id);
  g_error_free (problem->error);
  g_free (problem);
}

static void
add_problem (
    GPtrArray *problems, TocsinConfigKind kind, const char *id, gboolean is_fatal, GError *error)
{
  TocsinConfigProblem *problem;

  if (problems->len >= MAX_PROBLEMS)
    {
      g_error_free (error);
      return;
    }

  problem = g_new0 (TocsinConfigProblem, 1);
  problem->kind = kind;
  problem->id = g_strdup (id);
  problem->is_fatal = is_fatal;
  problem->error = error;
  g_ptr_array_add (problems, problem);
}

static void
add_item_problems (TocsinConfig *self, TocsinConfigKind kind, GPtrArray *problems)
{
  TocsinConfigShelf *shelf = &self->shelves[kind];

  for (char **id = shelf->ids; *id != NULL; id++)
    {
      TocsinConfigItem *item = g_hash_table_lookup (shelf->items, *id);

      if (item->error != NULL)
        add_problem (problems, kind, *id, TRUE, g_error_copy (item->error));
    }
}

static void
add_name_clashes (TocsinConfig *self, TocsinConfigKind kind, GPtrArray *problems)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (char **id = self->shelves[kind].ids; *id != NULL; id++)
    {
      g_autofree char *name = tocsin_config_read_name (self, kind, *id);
      char *folded = tocsin_text_fold (name);
      const char *other = g_hash_table_lookup (seen, folded);

      if (other != NULL)
        add_problem (problems, kind, *id, FALSE,
                     g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                                  _ ("“%s” and “%s” are both called “%s”"), other, *id, name));
      g_hash_table_insert (seen, folded, *id);
    }
}

/* connections/ID of connections/ID/…; NULL for what is neither a connection's nor a task's. */
static char *
item_of (const char *path, TocsinConfigKind *kind, const char **rest)
{
  for (*kind = TOCSIN_CONFIG_CONNECTION; *kind <= TOCSIN_CONFIG_TASK; (*kind)++)
    {
      const char *folder = tocsin_config_folder (*kind);
      gsize length = strlen (folder);
      const char *slash;

      if (strncmp (path, folder, length) != 0 || path[length] != '/')
        continue;
      slash = strchr (path + length + 1, '/');
      if (slash == NULL)
        return NULL;
      *rest = slash + 1;
      return g_strndup (path, (gsize) (slash - path));
    }

  return NULL;
}

static const char *
id_of (const char *item)
{
  return strchr (item, '/') + 1;
}

static void
enter_item (Walk *walk, TocsinConfigKind kind, const char *item)
{
  g_auto (TocsinConfigSource) source = TOCSIN_CONFIG_SOURCE_INIT (walk->config, kind, id_of (item));
  TocsinValues values = tocsin_config_source_get_values (&source);

  if (g_strcmp0 (walk->item, item) == 0)
    return;

  g_clear_pointer (&walk->layout, tocsin_layout_free);
  g_free (walk->item);
  walk->item = g_strdup (item);
  walk->layout = tocsin_layout_new (kind, &values, NULL);
}

static const char *
nearest_key (TocsinLayoutNode *node, const char *key)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < node->keys->len; i++)
    g_ptr_array_add (names, (gpointer) tocsin_key_info_get_name (node->keys->pdata[i]));
  g_ptr_array_add (names, NULL);

  return tocsin_text_nearest (key, (const char *const *) names->pdata);
}

static char *
nearest_group (TocsinLayout *layout, const char *group)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; i < layout->nodes->len; i++)
    {
      TocsinLayoutNode *node = g_ptr_array_index (layout->nodes, i);

      g_ptr_array_add (names, g_strndup (node->path, strlen (node->path) - 1));
    }
  g_ptr_array_add (names, NULL);

  return g_strdup (tocsin_text_nearest (group, (const char *const *) names->pdata));
}

static GError *
unknown_error (Walk *walk, guint line, const char *what, const char *nearest)
{
  const char *file = tocsin_file_backend_get_path (walk->config->file);
  g_autofree char *shown = tocsin_text_escape (what, -1, 100);

  if (nearest != NULL)
    return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                        _ ("%s:%u: there is no setting “%s”; did you mean “%s”?"), file, line,
                        shown, nearest);

  return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                      _ ("%s:%u: there is no setting “%s” here; it is kept and not read"), file,
                      line, shown);
}

static void
check_in_layout (Walk *walk, TocsinConfigKind kind, const char *id, const char *rest, guint line)
{
  const char *slash = strrchr (rest, '/');
  const char *key = slash != NULL ? slash + 1 : rest;
  g_autofree char *group = slash != NULL ? g_strndup (rest, (gsize) (slash - rest)) : g_strdup ("");
  TocsinLayoutNode *node = tocsin_layout_find_node (walk->layout, group);
  g_autofree char *near_group = NULL;
  g_autofree char *suggestion = NULL;
  const char *near_key;

  if (node != NULL && (node->missing || tocsin_layout_node_find (node, key) != NULL))
    return;

  if (node == NULL)
    {
      near_group = nearest_group (walk->layout, group);
      suggestion = near_group != NULL ? g_strdup_printf ("%s/%s", near_group, key) : NULL;
    }
  else
    {
      near_key = nearest_key (node, key);
      suggestion = near_key != NULL ? g_strconcat (node->path, near_key, NULL) : NULL;
    }
  add_problem (walk->problems, kind, id, FALSE, unknown_error (walk, line, rest, suggestion));
}

static gboolean
is_listed (TocsinConfig *self, TocsinConfigKind kind, const char *id)
{
  return g_hash_table_contains (self->shelves[kind].items, id);
}

static void
tell_unlisted (Walk *walk, TocsinConfigKind kind, const char *item, guint line)
{
  GError *error;

  if (!g_hash_table_add (walk->unlisted, g_strdup (item)))
    return;

  error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("%s:%u: “%s” is described here but not listed, so it is not used"),
                       tocsin_file_backend_get_path (walk->config->file), line, id_of (item));
  tocsin_error_set_hint (error, _ ("add it to “%s=” below [%s]"), tocsin_config_folder (kind),
                         TOCSIN_KEY_TREE_ROOT_GROUP);
  add_problem (walk->problems, kind, id_of (item), FALSE, error);
}

static void
check_root (Walk *walk, const char *path, guint line)
{
  static const char *const known[] = { "connections", "tasks", NULL };
  const char *key = g_str_has_prefix (path, "engine/") ? path + strlen ("engine/") : NULL;
  g_autoptr (TocsinLayout) engine = NULL;

  if (g_strv_contains (known, path))
    return;
  if (key != NULL)
    {
      engine = tocsin_layout_new_for_plugin (TOCSIN_CONFIG_ENGINE, NULL, NULL);
      if (engine != NULL && tocsin_layout_node_find (engine->nodes->pdata[0], key) != NULL)
        return;
    }

  add_problem (walk->problems, TOCSIN_CONFIG_ENGINE, "", FALSE,
               unknown_error (walk, line, path,
                              engine != NULL ? nearest_key (engine->nodes->pdata[0], key)
                                             : tocsin_text_nearest (path, known)));
}

static void
check_path (Walk *walk, const char *path)
{
  TocsinConfigKind kind;
  const char *rest = NULL;
  g_autofree char *item = item_of (path, &kind, &rest);
  guint line = 0;

  tocsin_file_backend_get_text (walk->config->file, path, &line);
  if (item == NULL)
    check_root (walk, path, line);
  else if (!is_listed (walk->config, kind, id_of (item)))
    tell_unlisted (walk, kind, item, line);
  else
    {
      enter_item (walk, kind, item);
      if (walk->layout != NULL)
        check_in_layout (walk, kind, id_of (item), rest, line);
    }
}

static void
add_unknown (TocsinConfig *self, GPtrArray *problems)
{
  g_auto (GStrv) paths = tocsin_file_backend_list (self->file, "");
  g_autoptr (GHashTable) unlisted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk walk = { self, problems, unlisted, NULL, NULL };

  for (char **path = paths; *path != NULL; path++)
    check_path (&walk, *path);
  g_clear_pointer (&walk.layout, tocsin_layout_free);
  g_free (walk.item);
}

/* What the list names that can be no id, and so has been left out. */
static void
add_bad_id (TocsinConfig *self, TocsinConfigKind kind, GPtrArray *problems)
{
  g_autofree char *bad = tocsin_config_find_bad_id (self, kind);
  g_autofree char *shown = bad != NULL ? tocsin_text_escape (bad, -1, 100) : NULL;

  if (bad != NULL)
    add_problem (problems, kind, bad, TRUE,
                 g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                              _ ("%s: “%s” is not an identifier made of a-z, 0-9 and -"),
                              tocsin_config_folder (kind), shown));
}

static void
check_reference (TocsinConfig *self, const char *task_id, const char *key, GPtrArray *problems)
{
  TocsinConfigShelf *shelf = &self->shelves[TOCSIN_CONFIG_CONNECTION];
  TocsinConfigItem *task = g_hash_table_lookup (self->shelves[TOCSIN_CONFIG_TASK].items, task_id);
  const char *id = tocsin_snapshot_get_string (task->snapshot, key);
  g_autofree char *meant = NULL;
  GError *error = NULL;

  if (id[0] == '\0' || g_hash_table_contains (shelf->items, id))
    return;

  meant = tocsin_config_find (self, TOCSIN_CONFIG_CONNECTION, id, &error);
  if (meant != NULL)
    {
      error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
                           _ ("There is no connection “%s”"), id);
      tocsin_error_set_hint (error, _ ("write its identifier, “%s”, not its name"), meant);
    }
  g_prefix_error (&error, "%s: ", key);
  add_problem (problems, TOCSIN_CONFIG_TASK, task_id, TRUE, error);
}

static void
add_dangling_references (TocsinConfig *self, GPtrArray *problems)
{
  TocsinConfigShelf *shelf = &self->shelves[TOCSIN_CONFIG_TASK];

  for (char **id = shelf->ids; *id != NULL; id++)
    {
      TocsinConfigItem *item = g_hash_table_lookup (shelf->items, *id);
      const char *const *keys =
          item->snapshot != NULL ? tocsin_snapshot_list_keys (item->snapshot) : NULL;

      for (; keys != NULL && *keys != NULL; keys++)
        if (tocsin_config_is_reference (item->snapshot, *keys))
          check_reference (self, *id, *keys, problems);
    }
}

/**
 * tocsin_config_get_problems:
 * @self: the settings
 *
 * Reads through all settings; to be called when a person asks, and after ::problems-changed.
 *
 * Returns: (transfer full) (element-type TocsinConfigProblem): everything that is wrong with the
 *   settings, each part on its own; empty when nothing is
 */
GPtrArray *
tocsin_config_get_problems (TocsinConfig *self)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (tocsin_config_problem_free);
  const GError *broken;

  g_return_val_if_fail (TOCSIN_IS_CONFIG (self), problems);

  broken = self->file != NULL ? tocsin_file_backend_get_error (self->file) : NULL;
  if (broken != NULL)
    add_problem (problems, TOCSIN_CONFIG_ENGINE, "", TRUE, g_error_copy (broken));
  if (self->engine.error != NULL)
    add_problem (problems, TOCSIN_CONFIG_ENGINE, "", TRUE, g_error_copy (self->engine.error));
  for (TocsinConfigKind kind = TOCSIN_CONFIG_CONNECTION; kind <= TOCSIN_CONFIG_TASK; kind++)
    {
      if (self->shelves[kind].error != NULL)
        add_problem (problems, kind, "", TRUE, g_error_copy (self->shelves[kind].error));
      add_bad_id (self, kind, problems);
      add_item_problems (self, kind, problems);
      add_name_clashes (self, kind, problems);
    }
  add_dangling_references (self, problems);
  if (self->file != NULL)
    add_unknown (self, problems);

  return problems;
}
