/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/folder-look.h"

#include "core/base/error.h"
#include "core/mail/mail-store.h"

#include <glib/gi18n.h>

typedef struct
{
  TocsinRegistry *registry;
  TocsinConnectionSettings *settings; /* NULL when there is no such connection */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->registry);
  g_clear_object (&look->settings);
  g_free (look);
}

static GStrv
list_names (GPtrArray *folders)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < folders->len; i++)
    {
      const TocsinFolder *folder = g_ptr_array_index (folders, i);

      if (folder->selectable)
        g_strv_builder_add (names, folder->name);
    }

  return g_strv_builder_end (names);
}

static gpointer
look_at (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  g_autoptr (TocsinConnection) connection = NULL;
  g_autoptr (GPtrArray) folders = NULL;

  if (look->settings == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
                           _ ("Choose a connection first: its folders are offered here."));
      return NULL;
    }
  connection = tocsin_registry_new_connection (look->registry, look->settings, error);
  if (connection == NULL)
    return NULL;
  if (!TOCSIN_IS_MAIL_STORE (connection))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("This connection only sends mail: it has no folders."));
      return NULL;
    }
  folders = tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (connection), cancellable, error);
  tocsin_connection_close (connection);

  return folders != NULL ? list_names (folders) : NULL;
}

/**
 * tocsin_folder_look_async:
 * @workbench: the workbench
 * @connection: (nullable): the id or the name of a connection
 * @cancellable: (nullable): to give up
 * @callback: when the server has answered
 * @user_data: for @callback
 *
 * Asks a server for its folders.
 */
void
tocsin_folder_look_async (TocsinWorkbench *workbench,
                          const char *connection,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  TocsinItem *item = connection != NULL
                         ? tocsin_workbench_find (workbench, TOCSIN_CONFIG_CONNECTION, connection)
                         : NULL;
  TocsinSnapshot *settings = item != NULL ? tocsin_item_get_settings (item) : NULL;
  Look *look = g_new0 (Look, 1);

  look->registry = g_object_ref (tocsin_workbench_get_registry (workbench));
  if (settings != NULL)
    look->settings = g_object_ref (TOCSIN_CONNECTION_SETTINGS (settings));
  tocsin_workbench_run_async (workbench, look_at, look, look_free, (GDestroyNotify) g_strfreev,
                              cancellable, callback, user_data);
}

/**
 * tocsin_folder_look_finish:
 * @workbench: the workbench
 * @result: what the callback was given
 * @error: whatever went wrong on the way to the server
 *
 * Returns: (nullable) (transfer full): the names of the folders that can hold mail
 */
GStrv
tocsin_folder_look_finish (TocsinWorkbench *workbench, GAsyncResult *result, GError **error)
{
  return tocsin_workbench_run_finish (workbench, result, error);
}
