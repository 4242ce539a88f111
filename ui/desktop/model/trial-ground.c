/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/trial-ground.h"

#include "core/engine/task-list.h"

/* Where the settings have it; a new one comes last. */
static void
put_task (GPtrArray *tasks, TocsinTask *task, const char *const *order)
{
  const char *id = tocsin_task_get_id (task);
  guint place = 0;

  if (!g_strv_contains (order, id))
    place = tasks->len;
  for (gsize i = 0; place < tasks->len && order[i] != NULL && !g_str_equal (order[i], id); i++)
    if (g_str_equal (order[i], tocsin_task_get_id (g_ptr_array_index (tasks, place))))
      place++;
  if (place < tasks->len && g_str_equal (tocsin_task_get_id (g_ptr_array_index (tasks, place)), id))
    g_ptr_array_remove_index (tasks, place);
  g_ptr_array_insert (tasks, (int) place, g_object_ref (task));
}

/**
 * tocsin_trial_ground_new:
 * @change: what a person did to the task
 * @config: the settings as they are
 * @registry: the plugins
 * @error: where to put what is wrong with the task; the key is named
 *
 * On the thread of @config.
 *
 * Returns: (transfer full): what a trial of the changed task needs.
 */
TocsinTrialGround *
tocsin_trial_ground_new (const TocsinTaskChange *change,
                         TocsinConfig *config,
                         TocsinRegistry *registry,
                         GError **error)
{
  g_autoptr (TocsinTask) task = tocsin_task_change_make_task (change, config, registry, error);
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  TocsinTrialGround *self;

  if (task == NULL)
    return NULL;

  self = g_new0 (TocsinTrialGround, 1);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  self->tasks = tocsin_task_list_load (config, registry, none, g_get_real_time (), self->problems);
  put_task (self->tasks, task, tocsin_config_list (config, TOCSIN_CONFIG_TASK));
  self->connections = tocsin_connections_new_for_config (config, registry, g_get_tmp_dir ());
  self->task = g_steal_pointer (&task);

  return self;
}

/**
 * tocsin_trial_ground_free:
 * @self: (transfer full): what a trial needed; its connections are closed, which may take a moment
 */
void
tocsin_trial_ground_free (TocsinTrialGround *self)
{
  tocsin_connections_close_all (self->connections);
  g_clear_object (&self->connections);
  g_clear_object (&self->task);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}
