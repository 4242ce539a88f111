/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/settings-editor.h"

#include "core/settings/secret-reference.h"

typedef struct
{
  char *reference;
  char *owner;
  char *key;
  char *name; /* the key as it stands in assignments */
  TocsinSecret *secret;
} Deposit;

static void
deposit_free (gpointer data)
{
  Deposit *deposit = data;

  g_free (deposit->reference);
  g_free (deposit->owner);
  g_free (deposit->key);
  g_free (deposit->name);
  tocsin_secret_unref (deposit->secret);
  g_free (deposit);
}

static gpointer
store_all (gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *deposits = data;

  for (guint i = 0; i < deposits->len; i++)
    {
      const Deposit *deposit = g_ptr_array_index (deposits, i);

      if (!tocsin_secret_store (deposit->reference, deposit->owner, deposit->key, deposit->secret,
                                cancellable, error))
        {
          /* So that it is told at its row. */
          g_prefix_error (error, "%s: ", deposit->name);
          return NULL;
        }
    }

  return NULL;
}

static GPtrArray *
list_deposits (TocsinSettingsEditor *self, const char *owner)
{
  TocsinEditorModel *model = tocsin_settings_editor_get_model (self);
  g_autoptr (GPtrArray) rows = model != NULL ? tocsin_editor_model_list_secrets (model) : NULL;
  GPtrArray *deposits = g_ptr_array_new_with_free_func (deposit_free);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      TocsinEditorRow *row = g_ptr_array_index (rows, i);
      Deposit *deposit = g_new0 (Deposit, 1);

      deposit->reference = g_strdup (tocsin_editor_row_get_text (row));
      deposit->owner = g_strdup (owner);
      deposit->key = g_strdup (tocsin_editor_model_get_secret_key (model, row));
      deposit->name = g_strdup (tocsin_editor_row_get_key (row));
      deposit->secret = tocsin_secret_ref (tocsin_editor_row_get_secret (row));
      g_ptr_array_add (deposits, deposit);
    }

  return deposits;
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * tocsin_settings_editor_store_secrets_async:
 * @self: an editor
 * @owner: whose they are, as for tocsin_secret_store(): a connection's id, `tasks/TASK/ACTION`
 * @cancellable: (nullable): to give up
 * @callback: when that is done
 * @user_data: for @callback
 *
 * Puts the passwords that were typed where the settings will say they are. A new connection's id
 * is only known when its settings have been saved: store them then.
 */
void
tocsin_settings_editor_store_secrets_async (TocsinSettingsEditor *self,
                                            const char *owner,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  tocsin_workbench_run_async (tocsin_settings_editor_get_workbench (self), store_all,
                              list_deposits (self, owner), (GDestroyNotify) g_ptr_array_unref, NULL,
                              cancellable, on_stored, task);
}

/**
 * tocsin_settings_editor_store_secrets_finish:
 * @self: an editor
 * @result: what the callback was given
 * @error: a secret error
 *
 * Returns: whether all of them are stored
 */
gboolean
tocsin_settings_editor_store_secrets_finish (TocsinSettingsEditor *self,
                                             GAsyncResult *result,
                                             GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
