/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/drop-in.h"

#include "core/engine/open-config.h"
#include "core/engine/task.h"

#include <string.h>

/* Homes are not to be seen by the machine's service at all. */
static const char *const homes[] = { "/home", "/root", "/run/user", NULL };

static gboolean
is_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* Where the service may write in any case, or has its own folder of that name. */
static gboolean
is_open (const char *path)
{
  return is_below (path, TOCSIN_SYSTEM_STATE) || is_below (path, "/tmp")
         || is_below (path, "/var/tmp");
}

static gboolean
is_home (const char *path)
{
  for (gsize i = 0; homes[i] != NULL; i++)
    if (is_below (path, homes[i]))
      return TRUE;

  return FALSE;
}

static void
take_places (GHashTable *found, GPtrArray *places)
{
  for (guint i = 0; i < places->len; i++)
    {
      const char *place = g_ptr_array_index (places, i);

      if (g_path_is_absolute (place) && !is_open (place))
        g_hash_table_add (found, g_strdup (place));
    }
}

static void
look_at_tasks (TocsinConfig *config, TocsinRegistry *registry, GHashTable *found)
{
  const char *const *ids = tocsin_config_list (config, TOCSIN_CONFIG_TASK);

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (TocsinTaskSettings) settings = tocsin_config_load_task (config, ids[i], NULL);
      g_autoptr (TocsinTask) task =
          settings != NULL ? tocsin_task_new (settings, registry, NULL) : NULL;

      for (guint j = 0; task != NULL && j < tocsin_task_get_n_actions (task); j++)
        {
          g_autoptr (GPtrArray) places =
              tocsin_action_list_places (tocsin_task_get_action (task, j));

          take_places (found, places);
        }
    }
}

static void
look_at_connections (TocsinConfig *config, TocsinRegistry *registry, GHashTable *found)
{
  const char *const *ids = tocsin_config_list (config, TOCSIN_CONFIG_CONNECTION);

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (TocsinConnectionSettings) settings =
          tocsin_config_load_connection (config, ids[i], NULL);
      g_autoptr (TocsinConnection) connection =
          settings != NULL ? tocsin_registry_new_connection (registry, settings, NULL) : NULL;
      g_autoptr (GPtrArray) places = NULL;

      if (connection == NULL)
        continue;
      places = tocsin_connection_list_places (connection);
      take_places (found, places);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * tocsin_drop_in_list_places:
 * @config: the settings of the machine's service
 * @registry: the plugins, loaded
 *
 * The service may write below its state directory alone, see data/systemd/system.
 *
 * Returns: (transfer full) (element-type utf8): the other folders that connections and tasks write
 *   to, in order.
 */
GPtrArray *
tocsin_drop_in_list_places (TocsinConfig *config, TocsinRegistry *registry)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *places = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer place;

  g_return_val_if_fail (TOCSIN_IS_CONFIG (config) && TOCSIN_IS_REGISTRY (registry), places);

  look_at_tasks (config, registry, found);
  look_at_connections (config, registry, found);
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &place, NULL))
    g_ptr_array_add (places, g_strdup (place));
  g_ptr_array_sort (places, compare);

  return places;
}

/* One word of a unit file: see systemd.syntax(7), and systemd.unit(5) for “%”. */
static void
add_word (GString *text, const char *word)
{
  g_string_append_c (text, '"');
  for (const char *c = word; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (text, '\\');
      if (*c == '%')
        g_string_append_c (text, '%');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

/**
 * tocsin_drop_in_write:
 * @places: (element-type utf8): folders of tocsin_drop_in_list_places()
 *
 * Returns: (transfer full) (nullable): what lets the machine's service write there, for `systemctl
 *   edit tocsind`; %NULL if it may already.
 */
char *
tocsin_drop_in_write (GPtrArray *places)
{
  GString *text;
  gboolean any_home = FALSE;

  g_return_val_if_fail (places != NULL, NULL);

  if (places->len == 0)
    return NULL;

  text = g_string_new ("[Service]\n");
  for (guint i = 0; i < places->len; i++)
    {
      const char *place = g_ptr_array_index (places, i);

      any_home = any_home || is_home (place);
      g_string_append (text, is_home (place) ? "BindPaths=" : "ReadWritePaths=");
      add_word (text, place);
      g_string_append_c (text, '\n');
    }
  if (any_home)
    g_string_append (text, "ProtectHome=tmpfs\n");

  return g_string_free (text, FALSE);
}
