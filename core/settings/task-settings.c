/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/task-settings.h"

#include "core/settings/assignments.h"
#include "core/settings/snapshot-private.h"

struct _TocsinTaskSettings
{
  TocsinSnapshot parent_instance;

  TocsinSnapshot *trigger;
  GPtrArray *actions;
  guint64 generation;
};

G_DEFINE_FINAL_TYPE (TocsinTaskSettings, tocsin_task_settings, TOCSIN_TYPE_SNAPSHOT)

static void
tocsin_task_settings_dispose (GObject *object)
{
  TocsinTaskSettings *self = TOCSIN_TASK_SETTINGS (object);

  g_clear_object (&self->trigger);
  g_clear_pointer (&self->actions, g_ptr_array_unref);

  G_OBJECT_CLASS (tocsin_task_settings_parent_class)->dispose (object);
}

static void
tocsin_task_settings_class_init (TocsinTaskSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_task_settings_dispose;
}

static void
tocsin_task_settings_init (TocsinTaskSettings *self)
{
  self->actions = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
add_action (TocsinTaskSettings *self, const char *id, TocsinLayout *layout)
{
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (self);
  g_autofree char *path = g_strconcat ("actions/", id, NULL);
  g_autofree char *prefix = g_strdup_printf ("action.%s.", id);
  g_autofree char *owner = g_strdup_printf ("tasks/%s/%s", tocsin_snapshot_get_id (snapshot), id);

  g_ptr_array_add (self->actions,
                   tocsin_snapshot_new_part (snapshot, prefix, id, owner,
                                             tocsin_layout_find_node (layout, path)->plugin));
}

/* 63 bits, so that a database's signed integer holds it. */
static guint64
number_from_digest (const char *digest)
{
  g_autofree char *start = g_strndup (digest, 16);

  return g_ascii_strtoull (start, NULL, 16) & G_MAXINT64;
}

static void
complete (TocsinTaskSettings *self, const char *id, TocsinLayout *layout)
{
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (self);
  g_autofree char *owner = g_strconcat ("tasks/", id, NULL);
  g_autofree char *digest = NULL;

  tocsin_snapshot_name (snapshot, id, owner, NULL);
  self->trigger = tocsin_snapshot_new_part (snapshot, "trigger.", id, owner,
                                            tocsin_snapshot_get_string (snapshot, "trigger"));
  for (char **action = layout->actions; *action != NULL; action++)
    add_action (self, *action, layout);
  digest = tocsin_snapshot_digest (snapshot, NULL);
  self->generation = number_from_digest (digest);
}

/*
 * tocsin_task_settings_new:
 * @id: the task's id
 * @values: where its values are
 * @error: %TOCSIN_ERROR_CONFIG_INVALID for the first broken value, %TOCSIN_ERROR_PLUGIN_MISSING
 * when nobody knows its trigger or one of its actions
 *
 * Returns: (nullable) (transfer full): the snapshot
 */
TocsinTaskSettings *
tocsin_task_settings_new (const char *id, const TocsinValues *values, GError **error)
{
  g_autoptr (TocsinLayout) layout = tocsin_layout_new (TOCSIN_CONFIG_TASK, values, error);
  g_autoptr (TocsinTaskSettings) self = NULL;

  if (layout == NULL)
    return NULL;

  self = g_object_new (TOCSIN_TYPE_TASK_SETTINGS, NULL);
  if (!tocsin_snapshot_fill (TOCSIN_SNAPSHOT (self), layout, values, error))
    return NULL;
  complete (self, id, layout);

  return g_steal_pointer (&self);
}

/**
 * tocsin_task_settings_new_from_assignments:
 * @id: the task's id
 * @assignments: (array zero-terminated=1): `KEY=VALUE`, as on the command line
 * @error: %TOCSIN_ERROR_CONFIG_INVALID or %TOCSIN_ERROR_PLUGIN_MISSING
 *
 * Settings that stand in no file, for tests and for trying a task before it is saved.
 *
 * Returns: (nullable) (transfer full): the snapshot, checked and with all defaults
 */
TocsinTaskSettings *
tocsin_task_settings_new_from_assignments (const char *id,
                                           const char *const *assignments,
                                           GError **error)
{
  g_autoptr (TocsinAssignments) draft = tocsin_assignments_new (TOCSIN_CONFIG_TASK, NULL);
  TocsinValues values;

  g_return_val_if_fail (id != NULL && assignments != NULL, NULL);

  if (!tocsin_assignments_apply (draft, assignments, error))
    return NULL;
  values = tocsin_assignments_get_values (draft);

  return tocsin_task_settings_new (id, &values, error);
}

/**
 * tocsin_task_settings_get_trigger:
 * @self: a task's settings
 *
 * Returns: (transfer none): the trigger's own keys; its plugin is what it is called, its id the
 * task's
 */
TocsinSnapshot *
tocsin_task_settings_get_trigger (TocsinTaskSettings *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK_SETTINGS (self), NULL);

  return self->trigger;
}

/**
 * tocsin_task_settings_get_actions:
 * @self: a task's settings
 *
 * Returns: (transfer none) (element-type TocsinSnapshot): the actions in order, each with its own
 *   keys and its own id; not to be changed
 */
GPtrArray *
tocsin_task_settings_get_actions (TocsinTaskSettings *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK_SETTINGS (self), NULL);

  return self->actions;
}

/**
 * tocsin_task_settings_get_enabled:
 * @self: a task's settings
 *
 * Returns: whether it is to run
 */
gboolean
tocsin_task_settings_get_enabled (TocsinTaskSettings *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK_SETTINGS (self), FALSE);

  return tocsin_snapshot_get_boolean (TOCSIN_SNAPSHOT (self), "enabled");
}

/**
 * tocsin_task_settings_get_generation:
 * @self: a task's settings
 *
 * Returns: a number below 2^63 made from all values of the task: another one as soon as any of them
 *   changes, the same after a restart
 */
guint64
tocsin_task_settings_get_generation (TocsinTaskSettings *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK_SETTINGS (self), 0);

  return self->generation;
}
