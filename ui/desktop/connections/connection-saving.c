/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/connection-saving.h"

#include <string.h>

/* What is to be written into the settings. */
typedef struct
{
  char *protocol;
  char *id; /* NULL for a new connection */
  char *name;
  GStrv assignments;
  GStrv resets;
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  g_free (self->protocol);
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->assignments);
  g_strfreev (self->resets);
  g_free (self);
}

/* The id that it has then. */
static gpointer
write_down (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const none[] = { NULL };
  Order *self = data;
  const char *const *assignments = (const char *const *) self->assignments;

  if (self->id == NULL)
    return tocsin_config_add_connection (config, self->protocol, self->name, assignments, error);
  if (!tocsin_config_edit (config, TOCSIN_CONFIG_CONNECTION, self->id, assignments,
                           (const char *const *) self->resets, none, error))
    return NULL;

  return g_strdup (self->id);
}

static void
on_secrets_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (tocsin_settings_editor_store_secrets_finish (TOCSIN_SETTINGS_EDITOR (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *id = tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (id == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, id, g_free);
  tocsin_settings_editor_store_secrets_async (g_task_get_source_object (task), id, NULL,
                                              on_secrets_stored, g_object_ref (task));
}

static GStrv
list_without_name (TocsinSettingsEditor *editor)
{
  g_auto (GStrv) all = tocsin_settings_editor_list_assignments (editor);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; all[i] != NULL; i++)
    if (!g_str_has_prefix (all[i], "name="))
      g_strv_builder_add (builder, all[i]);

  return g_strv_builder_end (builder);
}

/**
 * tocsin_connection_saving_start:
 * @editor: what was typed
 * @protocol: what is spoken
 * @id: (nullable): which connection it is, %NULL for a new one
 * @callback: when that is done
 * @user_data: for @callback
 *
 * Saves a connection, and then the passwords that were typed for it where the settings say.
 */
void
tocsin_connection_saving_start (TocsinSettingsEditor *editor,
                                const char *protocol,
                                const char *id,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (editor, NULL, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->protocol = g_strdup (protocol);
  order->id = g_strdup (id);
  order->name = g_strdup (tocsin_settings_editor_get_value (editor, "name"));
  order->assignments =
      id != NULL ? tocsin_settings_editor_list_assignments (editor) : list_without_name (editor);
  order->resets = tocsin_settings_editor_list_resets (editor);
  tocsin_workbench_edit_async (tocsin_settings_editor_get_workbench (editor), write_down, order,
                               order_free, g_free, NULL, on_written, task);
}

/**
 * tocsin_connection_saving_finish:
 * @editor: what was typed
 * @result: what the callback was given
 * @id: (out) (optional) (nullable) (transfer full): the connection's id, also where it is saved and
 *   a password is not
 * @error: why it, or a password, is not saved
 *
 * Returns: whether all of it is saved.
 */
gboolean
tocsin_connection_saving_finish (TocsinSettingsEditor *editor,
                                 GAsyncResult *result,
                                 char **id,
                                 GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, editor), FALSE);

  *id = g_strdup (g_task_get_task_data (G_TASK (result)));

  return g_task_propagate_boolean (G_TASK (result), error);
}
