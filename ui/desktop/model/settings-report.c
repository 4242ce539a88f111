/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/settings-report.h"

static void
clear_snapshot (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

static TocsinSnapshot *
load (TocsinConfig *config, TocsinConfigKind kind, const char *id)
{
  if (kind == TOCSIN_CONFIG_TASK)
    return (TocsinSnapshot *) tocsin_config_load_task (config, id, NULL);

  return (TocsinSnapshot *) tocsin_config_load_connection (config, id, NULL);
}

static void
take_items (TocsinSettingsReport *self, TocsinConfig *config, TocsinConfigKind kind)
{
  self->ids[kind] = g_strdupv ((char **) tocsin_config_list (config, kind));
  for (char **id = self->ids[kind]; *id != NULL; id++)
    g_ptr_array_add (self->snapshots[kind], load (config, kind, *id));
}

/**
 * tocsin_settings_report_new:
 * @config: (nullable): the settings, on their thread
 * @error: (nullable): why there are none
 *
 * Returns: (transfer full): what they say now.
 */
TocsinSettingsReport *
tocsin_settings_report_new (TocsinConfig *config, const GError *error)
{
  TocsinSettingsReport *self = g_new0 (TocsinSettingsReport, 1);

  for (guint kind = 0; kind < G_N_ELEMENTS (self->snapshots); kind++)
    self->snapshots[kind] = g_ptr_array_new_with_free_func (clear_snapshot);
  if (config == NULL)
    {
      for (guint kind = 0; kind < G_N_ELEMENTS (self->ids); kind++)
        self->ids[kind] = g_new0 (char *, 1);
      self->problems = g_ptr_array_new ();
      self->error = error != NULL ? g_error_copy (error) : NULL;
      return self;
    }
  take_items (self, config, TOCSIN_CONFIG_CONNECTION);
  take_items (self, config, TOCSIN_CONFIG_TASK);
  self->engine = tocsin_config_load_engine (config, NULL);
  self->problems = tocsin_config_get_problems (config);
  self->location = g_strdup (tocsin_config_get_location (config));

  return self;
}

/**
 * tocsin_settings_report_free:
 * @self: a report
 */
void
tocsin_settings_report_free (TocsinSettingsReport *self)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (self->ids); kind++)
    {
      g_strfreev (self->ids[kind]);
      g_ptr_array_unref (self->snapshots[kind]);
    }
  g_clear_object (&self->engine);
  g_ptr_array_unref (self->problems);
  g_clear_error (&self->error);
  g_free (self->location);
  g_free (self);
}
