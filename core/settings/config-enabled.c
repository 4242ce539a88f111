/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/clock.h"
#include "core/settings/config-edit.h"
#include "core/settings/schemas.h"

static GVariant *
read_own (const TocsinValues *values, const char *key)
{
  g_autoptr (GPtrArray) keys = tocsin_schemas_get_keys ("org.tocsin.task");

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    if (g_str_equal (tocsin_key_info_get_name (keys->pdata[i]), key))
      {
        GVariant *value = values->get (values->data, key, key, keys->pdata[i], NULL);

        return value != NULL ? value : g_variant_ref (tocsin_key_info_get_default (keys->pdata[i]));
      }

  return NULL;
}

static gboolean
is_enabled (const TocsinValues *values)
{
  g_autoptr (GVariant) value = values != NULL ? read_own (values, "enabled") : NULL;

  return value != NULL && g_variant_get_boolean (value);
}

static guint64
enabled_since (const TocsinValues *values)
{
  g_autoptr (GVariant) value = values != NULL ? read_own (values, "enabled-since") : NULL;

  return value != NULL ? g_variant_get_uint64 (value) : 0;
}

/*
 * tocsin_config_edit_note_enabled:
 * @self: a change
 * @task_id: the task that is changed
 * @before: (nullable): its values as they were, %NULL for a new task
 * @after: its values as they are to be
 *
 * Writes down the moment at which a task is enabled, unless the change itself names one.
 */
void
tocsin_config_edit_note_enabled (TocsinConfigEdit *self,
                                 const char *task_id,
                                 const TocsinValues *before,
                                 const TocsinValues *after)
{
  gint64 now = tocsin_clock_get_real (tocsin_clock_get_default ());

  if (is_enabled (after) && !is_enabled (before) && enabled_since (after) == enabled_since (before))
    tocsin_config_edit_put (self, TOCSIN_CONFIG_TASK, task_id, "enabled-since",
                            g_variant_new_uint64 ((guint64) now));
}
