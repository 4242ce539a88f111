/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine-private.h"

#include "core/base/error.h"
#include "core/base/notice.h"

static gboolean
is_same_problem (gconstpointer a, gconstpointer b)
{
  return g_str_equal (((const GError *) a)->message, ((const GError *) b)->message);
}

/*< private >
 * tocsin_engine_take_problem:
 * @self: an engine
 * @error: (transfer full): what a person should know, and does not keep the rest from working
 *
 * What was known before is not told again each time somebody looks.
 */
void
tocsin_engine_take_problem (TocsinEngine *self, GError *error)
{
  GPtrArray *known = self->known_problems;

  if (known == NULL || !g_ptr_array_find_with_equal_func (known, error, is_same_problem, NULL))
    g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID",
                      TOCSIN_NOTICE_SETTINGS_BROKEN, "ERROR_CODE",
                      tocsin_error_get_code_name (error), "MESSAGE", "%s", error->message);
  g_ptr_array_add (self->problems, error);
}

static void
load_connections (TocsinEngine *self, GHashTable *changed)
{
  const char *const *ids = tocsin_config_list (self->config, TOCSIN_CONFIG_CONNECTION);

  tocsin_connections_keep (self->connections, ids);
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      GError *error = NULL;
      g_autoptr (TocsinConnectionSettings) settings =
          tocsin_config_load_connection (self->config, ids[i], &error);

      if (settings == NULL)
        tocsin_engine_take_problem (self, error);
      else if (tocsin_connections_put (self->connections, settings))
        g_hash_table_add (changed, g_strdup (ids[i]));
    }
}

/* A part that is broken keeps its last good settings: only here it is told. */
static void
take_config_problems (TocsinEngine *self)
{
  g_autoptr (GPtrArray) found = tocsin_config_get_problems (self->config);

  for (guint i = 0; i < found->len; i++)
    {
      const GError *error = ((TocsinConfigProblem *) g_ptr_array_index (found, i))->error;

      if (!g_ptr_array_find_with_equal_func (self->problems, error, is_same_problem, NULL))
        tocsin_engine_take_problem (self, g_error_copy (error));
    }
}

/* What is broken keeps the last good ones. */
static void
apply_own_settings (TocsinEngine *self)
{
  g_autoptr (TocsinSnapshot) settings = tocsin_config_load_engine (self->config, NULL);

  if (settings != NULL && g_set_object (&self->settings, settings))
    {
      self->pruned = 0;
      tocsin_roster_set_settings (self->roster, settings);
    }
  tocsin_workers_set_most_threads (self->workers, tocsin_engine_count_workers (self));
}

static void
apply_postman (TocsinEngine *self, GHashTable *changed)
{
  g_auto (GStrv) senders = tocsin_connections_list_senders (self->connections);

  tocsin_postman_apply (self->postman, (const char *const *) senders, changed);
}

/*< private >
 * tocsin_engine_apply:
 * @self: an engine that is starting or running
 *
 * Brings everybody in line with the settings as they are now.
 */
void
tocsin_engine_apply (TocsinEngine *self)
{
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) problems = NULL;

  g_clear_pointer (&self->known_problems, g_ptr_array_unref);
  self->known_problems = g_steal_pointer (&self->problems);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  apply_own_settings (self);
  load_connections (self, changed);
  problems = tocsin_roster_apply (self->roster, changed);
  apply_postman (self, changed);
  tocsin_engine_see_off (self, tocsin_connections_take_leaving (self->connections));
  while (problems->len > 0)
    tocsin_engine_take_problem (self, g_ptr_array_steal_index (problems, 0));
  take_config_problems (self);
}

static gboolean
on_apply (gpointer data)
{
  TocsinEngine *self = data;

  self->apply_source = 0;
  if (!self->stopping)
    tocsin_engine_apply (self);

  return G_SOURCE_REMOVE;
}

/*< private >
 * tocsin_engine_apply_later:
 * @self: a running engine
 *
 * One edit changes many keys: all of them are applied at once.
 */
void
tocsin_engine_apply_later (TocsinEngine *self)
{
  if (self->apply_source == 0 && !self->stopping)
    self->apply_source = g_idle_add (on_apply, self);
}

/**
 * tocsin_engine_refresh:
 * @self: a running engine
 *
 * Applies the settings as they are this very moment. It happens by itself when the system tells of
 * a change; whoever has just changed something and now asks for work should not be too early.
 */
void
tocsin_engine_refresh (TocsinEngine *self)
{
  g_return_if_fail (TOCSIN_IS_ENGINE (self) && self->roster != NULL);

  tocsin_config_reload (self->config);
  if (self->apply_source == 0)
    return;

  g_clear_handle_id (&self->apply_source, g_source_remove);
  tocsin_engine_apply (self);
}

/*< private >
 * tocsin_engine_follow_settings:
 * @self: a running engine
 *
 * From now on changes are applied as the system tells of them.
 */
void
tocsin_engine_follow_settings (TocsinEngine *self)
{
  g_signal_connect_object (self->config, "changed", G_CALLBACK (tocsin_engine_apply_later), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->config, "problems-changed", G_CALLBACK (tocsin_engine_apply_later),
                           self, G_CONNECT_SWAPPED);
}
