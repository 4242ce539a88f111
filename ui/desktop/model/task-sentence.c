/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/task-sentence.h"

#include "ui/desktop/model/plugin-title.h"

#include <glib/gi18n.h>

static const char *
get_string (TocsinSnapshot *task, const char *key)
{
  return tocsin_snapshot_has_key (task, key) ? tocsin_snapshot_get_string (task, key) : "";
}

static const char *
name_connection (TocsinWorkbench *workbench, const char *id)
{
  TocsinItem *item = tocsin_workbench_find (workbench, TOCSIN_CONFIG_CONNECTION, id);

  return item != NULL ? tocsin_item_get_name (item) : id;
}

static char *
say_when (TocsinWorkbench *workbench, TocsinSnapshot *task)
{
  const char *connection = name_connection (workbench, get_string (task, "trigger.connection"));
  const char *query = get_string (task, "trigger.query");

  if (*connection == '\0')
    return tocsin_plugin_title_find (TOCSIN_PLUGIN_TRIGGER,
                                     tocsin_snapshot_get_string (task, "trigger"), NULL);
  if (*query == '\0')
    /* Translators: what a task is for; the name of a connection. */
    return g_strdup_printf (_ ("All mail on %s"), connection);

  /* Translators: what a task is for: a query, and the name of a connection. */
  return g_strdup_printf (_ ("%1$s on %2$s"), query, connection);
}

static char *
say_then (TocsinSnapshot *task)
{
  GPtrArray *actions = tocsin_task_settings_get_actions (TOCSIN_TASK_SETTINGS (task));
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < actions->len; i++)
    {
      g_autofree char *title = tocsin_plugin_title_find (
          TOCSIN_PLUGIN_ACTION, tocsin_snapshot_get_plugin (g_ptr_array_index (actions, i)), NULL);

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", title);
    }

  return g_strdup (out->len > 0 ? out->str : _ ("nothing yet"));
}

/**
 * tocsin_task_sentence_make:
 * @workbench: where connections are known
 * @task: the settings of a task
 *
 * Returns: (transfer full): what it waits for and what it does, on a line.
 */
char *
tocsin_task_sentence_make (TocsinWorkbench *workbench, TocsinSnapshot *task)
{
  g_autofree char *when = say_when (workbench, task);
  g_autofree char *then = say_then (task);

  return g_strdup_printf ("%s → %s", when, then);
}
