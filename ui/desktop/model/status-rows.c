/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/status-rows.h"

#include "core/settings/task-settings.h"

/* The dictionaries of a list in the status, by their ids. */
static GHashTable *
index_by_id (GVariant *status, const char *key)
{
  GHashTable *found =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  g_autoptr (GVariant) list = g_variant_lookup_value (status, key, G_VARIANT_TYPE ("aa{sv}"));
  GVariantIter iter;
  GVariant *dict;
  const char *id;

  if (list == NULL)
    return found;
  g_variant_iter_init (&iter, list);
  while ((dict = g_variant_iter_next_value (&iter)) != NULL)
    if (g_variant_lookup (dict, "id", "&s", &id))
      g_hash_table_insert (found, g_strdup (id), dict);
    else
      g_variant_unref (dict);

  return found;
}

/* Added a moment ago: a running engine will tell of it soon. */
static GVariant *
find_status (GHashTable *statuses, const char *id)
{
  GVariant *status;

  if (statuses == NULL)
    return NULL;
  status = g_hash_table_lookup (statuses, id);

  return status != NULL ? g_variant_ref (status)
                        : g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
}

/* Where a task waits for mail: the trigger says it under the name that every trigger uses. */
static const char *
get_connection (TocsinItem *task)
{
  TocsinSnapshot *settings = tocsin_item_get_settings (task);
  TocsinSnapshot *trigger;

  if (settings == NULL)
    return "";
  trigger = tocsin_task_settings_get_trigger (TOCSIN_TASK_SETTINGS (settings));

  return tocsin_snapshot_has_key (trigger, "connection")
             ? tocsin_snapshot_get_string (trigger, "connection")
             : "";
}

static void
facts_free (gpointer data)
{
  tocsin_facts_clear (data);
  g_free (data);
}

/* Ids of connections to their #TocsinFacts. */
static GHashTable *
read_connections (GListModel *connections, GHashTable *statuses)
{
  GHashTable *facts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, facts_free);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (TocsinItem) item = g_list_model_get_item (connections, i);
      const char *id = tocsin_item_get_id (item);
      g_autoptr (GVariant) status = find_status (statuses, id);
      TocsinFacts *fresh = g_new0 (TocsinFacts, 1);

      tocsin_facts_read_connection (fresh, status);
      g_hash_table_insert (facts, (char *) id, fresh);
    }

  return facts;
}

static void
apply_tasks (GListModel *tasks, GHashTable *statuses, GHashTable *connections, gint64 now)
{
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (TocsinItem) item = g_list_model_get_item (tasks, i);
      g_autoptr (GVariant) status = find_status (statuses, tocsin_item_get_id (item));
      TocsinFacts *connection = g_hash_table_lookup (connections, get_connection (item));
      g_auto (TocsinFacts) facts = { 0 };

      tocsin_facts_read_task (&facts, status, connection);
      if (!tocsin_item_get_enabled (item))
        facts.state = "off";
      tocsin_item_take_facts (item, &facts, now);
      if (connection != NULL)
        connection->today += facts.today;
    }
}

static void
apply_connections (GListModel *connections, GHashTable *facts, gint64 now)
{
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (TocsinItem) item = g_list_model_get_item (connections, i);

      tocsin_item_take_facts (item, g_hash_table_lookup (facts, tocsin_item_get_id (item)), now);
    }
}

/**
 * tocsin_status_rows_apply:
 * @connections: the rows of connections
 * @tasks: the rows of tasks
 * @status: (nullable): what the engine tells of everything, %NULL when none runs
 * @now: the present, microseconds since 1970
 *
 * A row in which nothing is different stays as it is.
 */
void
tocsin_status_rows_apply (TocsinItemList *connections,
                          TocsinItemList *tasks,
                          GVariant *status,
                          gint64 now)
{
  g_autoptr (GHashTable) of_connections =
      status != NULL ? index_by_id (status, "connections") : NULL;
  g_autoptr (GHashTable) of_tasks = status != NULL ? index_by_id (status, "tasks") : NULL;
  g_autoptr (GHashTable) facts = read_connections (G_LIST_MODEL (connections), of_connections);

  apply_tasks (G_LIST_MODEL (tasks), of_tasks, facts, now);
  apply_connections (G_LIST_MODEL (connections), facts, now);
}
