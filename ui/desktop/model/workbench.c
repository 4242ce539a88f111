/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/workbench-private.h"

#include "core/base/text.h"
#include "ui/desktop/model/status-rows.h"

G_DEFINE_FINAL_TYPE (TocsinWorkbench, tocsin_workbench, G_TYPE_OBJECT)

enum
{
  PROP_READY = 1,
  PROP_ENGINE_SETTINGS,
  PROP_PAUSED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
tocsin_workbench_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  TocsinWorkbench *self = TOCSIN_WORKBENCH (object);

  switch (id)
    {
    case PROP_READY:
      g_value_set_boolean (value, tocsin_workbench_is_ready (self));
      break;
    case PROP_ENGINE_SETTINGS:
      g_value_set_object (value, tocsin_workbench_get_engine_settings (self));
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
tocsin_workbench_dispose (GObject *object)
{
  TocsinWorkbench *self = TOCSIN_WORKBENCH (object);

  tocsin_workbench_close (self);
  g_clear_pointer (&self->report, tocsin_settings_report_free);
  g_clear_pointer (&self->errands, g_hash_table_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->connections);
  g_clear_object (&self->tasks);
  g_clear_object (&self->problems);
  g_clear_object (&self->registry);
  g_clear_object (&self->state);
  g_clear_object (&self->engine);
  g_clear_error (&self->state_error);
  g_clear_error (&self->bus_error);
  g_clear_error (&self->keyring_error);
  g_clear_error (&self->engine_error);

  G_OBJECT_CLASS (tocsin_workbench_parent_class)->dispose (object);
}

static void
tocsin_workbench_class_init (TocsinWorkbenchClass *klass)
{
  const GParamFlags shown = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tocsin_workbench_get_property;
  object_class->dispose = tocsin_workbench_dispose;

  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, shown);
  properties[PROP_ENGINE_SETTINGS] =
      g_param_spec_object ("engine-settings", NULL, NULL, TOCSIN_TYPE_SNAPSHOT, shown);
  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, shown);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
tocsin_workbench_init (TocsinWorkbench *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->connections = tocsin_item_list_new (TOCSIN_TYPE_CONNECTION_ITEM);
  self->tasks = tocsin_item_list_new (TOCSIN_TYPE_TASK_ITEM);
  self->problems = g_list_store_new (TOCSIN_TYPE_NOTICE);
  tocsin_workbench_begin_errands (self);
}

static gboolean
age_items (TocsinItemList *list, gint64 now)
{
  gboolean ages = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (TocsinItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      ages |= tocsin_item_age (item, now);
    }

  return ages;
}

static gboolean
on_tick (gpointer user_data)
{
  TocsinWorkbench *self = user_data;
  gint64 now = g_get_real_time ();
  gboolean ages = age_items (self->connections, now);

  ages |= age_items (self->tasks, now);
  if (ages)
    return G_SOURCE_CONTINUE;
  self->ticker = 0;

  return G_SOURCE_REMOVE;
}

/*< private >
 * tocsin_workbench_show_status:
 * @self: the workbench
 *
 * Brings the rows in line with what the engine told last.
 */
void
tocsin_workbench_show_status (TocsinWorkbench *self)
{
  tocsin_status_rows_apply (self->connections, self->tasks,
                            tocsin_engine_client_get_status (self->engine), g_get_real_time ());
  if (self->ticker == 0)
    self->ticker = g_timeout_add_seconds (1, on_tick, self);
}

/*< private >
 * tocsin_workbench_notify_paused:
 * @self: the workbench
 */
void
tocsin_workbench_notify_paused (TocsinWorkbench *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

/* Ids of what can't be used as it stands, to why. */
static GHashTable *
index_problems (const TocsinSettingsReport *report, TocsinConfigKind kind)
{
  GHashTable *errors = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < report->problems->len; i++)
    {
      const TocsinConfigProblem *problem = g_ptr_array_index (report->problems, i);

      if (problem->kind == kind && problem->is_fatal
          && !g_hash_table_contains (errors, problem->id))
        g_hash_table_insert (errors, problem->id, problem->error);
    }

  return errors;
}

static void
show_items (TocsinItemList *list, const TocsinSettingsReport *report, TocsinConfigKind kind)
{
  g_autoptr (GHashTable) errors = index_problems (report, kind);
  GStrv ids = report->ids[kind];

  tocsin_item_list_set_ids (list, (const char *const *) ids);
  for (guint i = 0; ids[i] != NULL; i++)
    tocsin_item_take_settings (tocsin_item_list_find (list, ids[i]),
                               g_ptr_array_index (report->snapshots[kind], i),
                               g_hash_table_lookup (errors, ids[i]));
}

static void
take_report (TocsinSettingsReport *report, gpointer user_data)
{
  TocsinWorkbench *self = user_data;
  g_autoptr (TocsinSettingsReport) old = g_steal_pointer (&self->report);

  self->report = report;
  show_items (self->connections, report, TOCSIN_CONFIG_CONNECTION);
  show_items (self->tasks, report, TOCSIN_CONFIG_TASK);
  tocsin_workbench_show_status (self);
  tocsin_workbench_show_problems (self);
  if (old == NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
  if (old == NULL || old->engine != report->engine)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENGINE_SETTINGS]);
}

/**
 * tocsin_workbench_new:
 * @config_file: (nullable): the settings file, %NULL for the usual one
 * @state_path: (nullable): the state directory, %NULL for the usual one
 *
 * To be called before there is a screen: the plugins are loaded here, which reads files.
 *
 * Returns: (transfer full): the workbench, whose lists are still empty.
 */
TocsinWorkbench *
tocsin_workbench_new (const char *config_file, const char *state_path)
{
  TocsinWorkbench *self = g_object_new (TOCSIN_TYPE_WORKBENCH, NULL);

  self->registry = tocsin_registry_new ();
  tocsin_registry_load (self->registry);
  self->state = tocsin_state_directory_open (state_path, &self->state_error);
  self->settings = tocsin_settings_thread_new (self->registry, config_file, take_report, self);
  tocsin_workbench_begin_engine (self);
  tocsin_workbench_show_problems (self);

  return self;
}

/**
 * tocsin_workbench_close:
 * @self: the workbench
 *
 * Cancels what is still going on, waits until it has ended, and lets the settings go. Whoever asked
 * for something is still told the result.
 */
void
tocsin_workbench_close (TocsinWorkbench *self)
{
  g_return_if_fail (TOCSIN_IS_WORKBENCH (self));

  if (self->settings == NULL)
    return;
  tocsin_workbench_end_errands (self);
  tocsin_workbench_end_engine (self);
  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_pointer (&self->settings, tocsin_settings_thread_stop);
}

/**
 * tocsin_workbench_get_registry:
 * @self: the workbench
 *
 * Returns: (transfer none): the plugins.
 */
TocsinRegistry *
tocsin_workbench_get_registry (TocsinWorkbench *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKBENCH (self), NULL);

  return self->registry;
}

/**
 * tocsin_workbench_get_engine:
 * @self: the workbench
 *
 * Returns: (transfer none): the line to the engine, whether one runs or not.
 */
TocsinEngineClient *
tocsin_workbench_get_engine (TocsinWorkbench *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKBENCH (self), NULL);

  return self->engine;
}

/**
 * tocsin_workbench_get_state_directory:
 * @self: the workbench
 *
 * Returns: (nullable) (transfer none): where the engine keeps what it must not forget, for workers
 *   to look into; %NULL where it can't be used, which is one of the problems.
 */
TocsinStateDirectory *
tocsin_workbench_get_state_directory (TocsinWorkbench *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKBENCH (self), NULL);

  return self->state;
}

/**
 * tocsin_workbench_get_connections:
 * @self: the workbench
 *
 * Returns: (transfer none): a list of #TocsinConnectionItem, in the order of the settings.
 */
GListModel *
tocsin_workbench_get_connections (TocsinWorkbench *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKBENCH (self), NULL);

  return G_LIST_MODEL (self->connections);
}

/**
 * tocsin_workbench_get_tasks:
 * @self: the workbench
 *
 * Returns: (transfer none): a list of #TocsinTaskItem, in the order of the settings.
 */
GListModel *
tocsin_workbench_get_tasks (TocsinWorkbench *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKBENCH (self), NULL);

  return G_LIST_MODEL (self->tasks);
}

/**
 * tocsin_workbench_get_problems:
 * @self: the workbench
 *
 * Returns: (transfer none): a list of #TocsinNotice: what is missing or wrong and stands in no
 *   row of its own.
 */
GListModel *
tocsin_workbench_get_problems (TocsinWorkbench *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKBENCH (self), NULL);

  return G_LIST_MODEL (self->problems);
}

/**
 * tocsin_workbench_look_up:
 * @self: the workbench
 * @kind: connection or task
 * @id: which one
 *
 * Returns: (nullable) (transfer none): its row.
 */
TocsinItem *
tocsin_workbench_look_up (TocsinWorkbench *self, TocsinConfigKind kind, const char *id)
{
  g_return_val_if_fail (TOCSIN_IS_WORKBENCH (self) && id != NULL, NULL);

  return tocsin_item_list_find (kind == TOCSIN_CONFIG_TASK ? self->tasks : self->connections, id);
}

static TocsinItem *
find_by_name (TocsinItemList *list, const char *name)
{
  g_autofree char *wanted = tocsin_text_fold (name);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (TocsinItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);
      g_autofree char *folded = tocsin_text_fold (tocsin_item_get_name (item));

      if (g_str_equal (folded, wanted))
        return item;
    }

  return NULL;
}

/**
 * tocsin_workbench_find:
 * @self: the workbench
 * @kind: connection or task
 * @id_or_name: which one
 *
 * Returns: (nullable) (transfer none): its row.
 */
TocsinItem *
tocsin_workbench_find (TocsinWorkbench *self, TocsinConfigKind kind, const char *id_or_name)
{
  TocsinItem *item = tocsin_workbench_look_up (self, kind, id_or_name);

  if (item != NULL)
    return item;

  return find_by_name (kind == TOCSIN_CONFIG_TASK ? self->tasks : self->connections, id_or_name);
}

/**
 * tocsin_workbench_get_engine_settings:
 * @self: the workbench
 *
 * Returns: (nullable) (transfer none): the engine's own settings, once they have been read.
 */
TocsinSnapshot *
tocsin_workbench_get_engine_settings (TocsinWorkbench *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKBENCH (self), NULL);

  return self->report != NULL ? self->report->engine : NULL;
}

/**
 * tocsin_workbench_is_ready:
 * @self: the workbench
 *
 * Returns: whether the settings have been read; empty lists mean nothing before.
 */
gboolean
tocsin_workbench_is_ready (TocsinWorkbench *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKBENCH (self), FALSE);

  return self->report != NULL;
}

/**
 * tocsin_workbench_reload:
 * @self: the workbench
 *
 * Reads the settings again, also such as could not be read before, and looks again for what was
 * missing.
 */
void
tocsin_workbench_reload (TocsinWorkbench *self)
{
  g_return_if_fail (TOCSIN_IS_WORKBENCH (self));

  tocsin_settings_thread_reload (self->settings);
  tocsin_workbench_probe (self);
}
