/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-check.h"

#include "core/engine/task.h"

/* The id of what is checked and may not exist yet. */
#define ID "it"

typedef gboolean (*Check) (const TocsinEditorCheck *self, GVariant **effective, GError **error);

struct _TocsinEditorCheck
{
  Check check;
  TocsinRegistry *registry;
  char *plugin;
  GStrv assignments;
};

static gboolean
check_connection (const TocsinEditorCheck *self, GVariant **effective, GError **error)
{
  g_autoptr (TocsinConnectionSettings) settings = tocsin_connection_settings_new_from_assignments (
      ID, self->plugin, (const char *const *) self->assignments, error);
  g_autoptr (TocsinConnection) connection = NULL;
  g_autoptr (TocsinEndpoint) endpoint = NULL;

  if (settings == NULL)
    return FALSE;
  connection = tocsin_registry_new_connection (self->registry, settings, error);
  if (connection == NULL)
    return FALSE;
  endpoint = tocsin_connection_get_endpoint (connection, NULL);
  if (endpoint != NULL)
    *effective = g_variant_ref_sink (tocsin_endpoint_describe (endpoint));

  return tocsin_connection_check (connection, error);
}

static gboolean
check_action (const TocsinEditorCheck *self, GVariant **effective, GError **error)
{
  g_autoptr (TocsinTaskSettings) settings = tocsin_task_settings_new_from_assignments (
      ID, (const char *const *) self->assignments, error);
  g_autoptr (TocsinAction) action = NULL;

  if (settings == NULL)
    return FALSE;
  action = tocsin_registry_new_action (
      self->registry, g_ptr_array_index (tocsin_task_settings_get_actions (settings), 0), error);

  return action != NULL;
}

/* The trigger first and alone: what it says names its keys and nothing else. */
static gboolean
check_task (const TocsinEditorCheck *self, GVariant **effective, GError **error)
{
  g_autoptr (TocsinTaskSettings) settings = tocsin_task_settings_new_from_assignments (
      ID, (const char *const *) self->assignments, error);
  g_autoptr (TocsinTrigger) trigger = NULL;
  g_autoptr (TocsinTask) task = NULL;

  if (settings == NULL)
    return FALSE;
  trigger = tocsin_registry_new_trigger (self->registry,
                                         tocsin_task_settings_get_trigger (settings), error);
  if (trigger == NULL)
    return FALSE;
  task = tocsin_task_new (settings, self->registry, error);

  return task != NULL;
}

static gboolean
check_nothing (const TocsinEditorCheck *self, GVariant **effective, GError **error)
{
  return TRUE;
}

static Check
choose (TocsinEditorModel *model)
{
  if (tocsin_editor_model_is_action (model))
    return check_action;
  if (tocsin_editor_model_get_kind (model) == TOCSIN_CONFIG_TASK)
    return check_task;
  if (tocsin_editor_model_get_kind (model) == TOCSIN_CONFIG_CONNECTION)
    return check_connection;

  return check_nothing;
}

/**
 * tocsin_editor_check_new:
 * @model: what is edited
 * @registry: the plugins
 *
 * Returns: (transfer full): what it says now
 */
TocsinEditorCheck *
tocsin_editor_check_new (TocsinEditorModel *model, TocsinRegistry *registry)
{
  TocsinEditorCheck *self = g_new0 (TocsinEditorCheck, 1);

  self->check = choose (model);
  self->registry = g_object_ref (registry);
  self->plugin = g_strdup (tocsin_editor_model_get_plugin (model));
  self->assignments = tocsin_editor_model_list_all (model);

  return self;
}

/**
 * tocsin_editor_check_free:
 * @self: (transfer full): a check
 */
void
tocsin_editor_check_free (TocsinEditorCheck *self)
{
  g_object_unref (self->registry);
  g_free (self->plugin);
  g_strfreev (self->assignments);
  g_free (self);
}

/**
 * tocsin_editor_check_run:
 * @self: a check
 * @effective: (out) (nullable): an `a{sv}`: what the keys of a connection mean whose 0 or `auto`
 *   stands for the protocol's own value, also where something else is wrong
 * @error: what does not go together
 *
 * For a worker.
 *
 * Returns: whether the settings can work
 */
gboolean
tocsin_editor_check_run (const TocsinEditorCheck *self, GVariant **effective, GError **error)
{
  *effective = NULL;

  return self->check (self, effective, error);
}
