/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/task-list.h"

/* An end that can't be read is told when the task is made. */
static gboolean
has_expired (TocsinTaskSettings *settings, gint64 now)
{
  const char *text = tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "expires");
  gint64 end;

  return tocsin_task_parse_end (text, &end, NULL) && end <= now / G_USEC_PER_SEC;
}

/* The very object from before when its settings are the same. */
static TocsinTask *
load_task (TocsinConfig *config,
           TocsinRegistry *registry,
           TocsinTask *before,
           const char *id,
           gint64 now,
           GError **error)
{
  g_autoptr (TocsinTaskSettings) settings = tocsin_config_load_task (config, id, error);

  if (settings == NULL)
    return NULL;
  if (!tocsin_task_settings_get_enabled (settings) || has_expired (settings, now))
    return NULL;
  if (before != NULL
      && tocsin_task_get_generation (before) == tocsin_task_settings_get_generation (settings))
    return g_object_ref (before);

  return tocsin_task_new (settings, registry, error);
}

/**
 * tocsin_task_list_load:
 * @config: the settings
 * @registry: the plugins
 * @before: (element-type utf8 TocsinTask): the tasks from before, by their ids
 * @now: the time, microseconds since 1970
 * @problems: (element-type GError): gets why a task can't be worked with; the others can
 *
 * Returns: (transfer full) (element-type TocsinTask): the tasks that are switched on and have not
 *   expired, in the order of the settings.
 */
GPtrArray *
tocsin_task_list_load (TocsinConfig *config,
                       TocsinRegistry *registry,
                       GHashTable *before,
                       gint64 now,
                       GPtrArray *problems)
{
  const char *const *ids = tocsin_config_list (config, TOCSIN_CONFIG_TASK);
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      GError *error = NULL;
      TocsinTask *task =
          load_task (config, registry, g_hash_table_lookup (before, ids[i]), ids[i], now, &error);

      if (task != NULL)
        g_ptr_array_add (tasks, task);
      else if (error != NULL)
        g_ptr_array_add (problems, error);
    }

  return tasks;
}

/**
 * tocsin_task_list_load_beside:
 * @config: the settings
 * @registry: the plugins
 * @id: a task
 * @now: the time, microseconds since 1970
 * @problems: (element-type GError): gets why another task can't be worked with
 * @task: (out) (transfer none): the task, one of those that are returned
 * @error: where to put why the task itself can't be worked with
 *
 * Returns: (transfer full) (element-type TocsinTask): the task, switched on or not, among all that
 *   are switched on and have not expired, in the order of the settings.
 */
GPtrArray *
tocsin_task_list_load_beside (TocsinConfig *config,
                              TocsinRegistry *registry,
                              const char *id,
                              gint64 now,
                              GPtrArray *problems,
                              TocsinTask **task,
                              GError **error)
{
  const char *const *ids = tocsin_config_list (config, TOCSIN_CONFIG_TASK);
  g_autoptr (TocsinTaskSettings) settings = tocsin_config_load_task (config, id, error);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  TocsinTask *own = settings != NULL ? tocsin_task_new (settings, registry, error) : NULL;

  if (own == NULL)
    return NULL;

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      GError *problem = NULL;
      TocsinTask *other = g_str_equal (ids[i], id)
                              ? own
                              : load_task (config, registry, NULL, ids[i], now, &problem);

      if (other != NULL)
        g_ptr_array_add (tasks, other);
      else if (problem != NULL)
        g_ptr_array_add (problems, problem);
    }
  *task = own;

  return g_steal_pointer (&tasks);
}
