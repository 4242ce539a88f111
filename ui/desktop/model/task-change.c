/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/task-change.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * tocsin_task_change_new:
 * @id: (nullable): the task that is changed
 * @name: the name it is to have
 * @assignments: what is set, `KEY=VALUE`
 * @resets: the keys that go back to their defaults
 *
 * Returns: (transfer full): a copy of all that.
 */
TocsinTaskChange *
tocsin_task_change_new (const char *id,
                        const char *name,
                        const char *const *assignments,
                        const char *const *resets)
{
  TocsinTaskChange *self = g_new0 (TocsinTaskChange, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->assignments = g_strdupv ((GStrv) assignments);
  self->resets = g_strdupv ((GStrv) resets);

  return self;
}

/**
 * tocsin_task_change_free:
 * @self: (transfer full): a change
 */
void
tocsin_task_change_free (TocsinTaskChange *self)
{
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->assignments);
  g_strfreev (self->resets);
  g_free (self);
}

static gboolean
is_assigned (const TocsinTaskChange *self, const char *key)
{
  gsize length = strlen (key);

  for (gsize i = 0; self->assignments[i] != NULL; i++)
    if (strncmp (self->assignments[i], key, length) == 0 && self->assignments[i][length] == '=')
      return TRUE;

  return FALSE;
}

static GHashTable *
list_actions (const TocsinTaskChange *self, TocsinSnapshot *stored)
{
  g_autoptr (TocsinTaskSettings) draft = NULL;
  g_autoptr (GStrvBuilder) only = g_strv_builder_new ();
  g_auto (GStrv) assignments = NULL;
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const *stored_ids = tocsin_snapshot_get_strv (stored, "actions");

  for (gsize i = 0; self->assignments[i] != NULL; i++)
    if (g_str_has_prefix (self->assignments[i], "actions="))
      g_strv_builder_add (only, self->assignments[i]);
  assignments = g_strv_builder_end (only);
  draft =
      tocsin_task_settings_new_from_assignments (self->id, (const char *const *) assignments, NULL);
  if (draft != NULL && *assignments != NULL)
    stored_ids = tocsin_snapshot_get_strv (TOCSIN_SNAPSHOT (draft), "actions");
  for (gsize i = 0; stored_ids[i] != NULL; i++)
    g_hash_table_add (ids, g_strdup (stored_ids[i]));

  return ids;
}

/* The settings of a trigger are of no use to another. */
static gboolean
is_of_other_trigger (const TocsinTaskChange *self, const char *key)
{
  return g_str_has_prefix (key, "trigger.") && is_assigned (self, "trigger");
}

static gboolean
is_of_removed_action (const char *key, GHashTable *actions)
{
  g_auto (GStrv) pieces = g_strsplit (key, ".", 3);

  return g_str_equal (pieces[0], "action") && pieces[1] != NULL
         && !g_hash_table_contains (actions, pieces[1]);
}

/* The settings as they would be, told from the start: what is stored and stays, then the change. */
static GStrv
list_all (const TocsinTaskChange *self, TocsinSnapshot *stored)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  const char *const *keys = tocsin_snapshot_list_keys (stored);
  g_autoptr (GHashTable) actions = list_actions (self, stored);

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *assignment = NULL;

      if (!tocsin_snapshot_is_set (stored, keys[i]) || is_assigned (self, keys[i])
          || g_strv_contains ((const char *const *) self->resets, keys[i])
          || is_of_other_trigger (self, keys[i]) || is_of_removed_action (keys[i], actions))
        continue;
      text = tocsin_snapshot_get_text (stored, keys[i]);
      assignment = g_strdup_printf ("%s=%s", keys[i], text);
      g_strv_builder_add (all, assignment);
    }
  g_strv_builder_addv (all, (const char **) self->assignments);

  return g_strv_builder_end (all);
}

static GStrv
list_wanted (const TocsinTaskChange *self, TocsinConfig *config, GError **error)
{
  g_autoptr (TocsinTaskSettings) stored = NULL;

  if (self->id == NULL)
    return g_strdupv (self->assignments);
  stored = tocsin_config_load_task (config, self->id, error);

  return stored != NULL ? list_all (self, TOCSIN_SNAPSHOT (stored)) : NULL;
}

static gboolean
check_connection (TocsinTask *task, TocsinConfig *config, GError **error)
{
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (task);
  g_autofree char *id = NULL;

  if (rule == NULL)
    return TRUE;
  id = tocsin_config_find (config, TOCSIN_CONFIG_CONNECTION, rule->connection, error);

  return id != NULL;
}

/**
 * tocsin_task_change_make_task:
 * @self: a change
 * @config: the settings as they are
 * @registry: the plugins
 * @error: where to put what is wrong with it; the key is named
 *
 * Nothing is written.
 *
 * Returns: (transfer full): the task as it would be.
 */
TocsinTask *
tocsin_task_change_make_task (const TocsinTaskChange *self,
                              TocsinConfig *config,
                              TocsinRegistry *registry,
                              GError **error)
{
  g_autofree char *id = self->id != NULL ? g_strdup (self->id) : tocsin_text_slug (self->name);
  g_autofree char *name = g_strdup_printf ("name=%s", self->name);
  g_auto (GStrv) wanted = list_wanted (self, config, error);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) assignments = NULL;
  g_autoptr (TocsinTaskSettings) settings = NULL;
  g_autoptr (TocsinTask) task = NULL;

  if (wanted == NULL)
    return NULL;
  g_strv_builder_addv (all, (const char **) wanted);
  g_strv_builder_add (all, name);
  assignments = g_strv_builder_end (all);
  settings =
      tocsin_task_settings_new_from_assignments (id, (const char *const *) assignments, error);
  task = settings != NULL ? tocsin_task_new (settings, registry, error) : NULL;
  if (task == NULL || !check_connection (task, config, error))
    return NULL;

  return g_steal_pointer (&task);
}

static gboolean
rename_task (const TocsinTaskChange *self, TocsinConfig *config, GError **error)
{
  g_autoptr (TocsinTaskSettings) stored = tocsin_config_load_task (config, self->id, error);

  if (stored == NULL)
    return FALSE;

  return g_str_equal (tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (stored)), self->name)
         || tocsin_config_rename (config, TOCSIN_CONFIG_TASK, self->id, self->name, error);
}

/**
 * tocsin_task_change_save:
 * @self: a change
 * @config: the settings
 * @registry: the plugins
 * @error: where to put what is wrong with it; then nothing is written
 *
 * Returns: (transfer full): the task's id.
 */
char *
tocsin_task_change_save (const TocsinTaskChange *self,
                         TocsinConfig *config,
                         TocsinRegistry *registry,
                         GError **error)
{
  static const char *const none[] = { NULL };
  g_autoptr (TocsinTask) task = tocsin_task_change_make_task (self, config, registry, error);

  if (task == NULL)
    return NULL;
  if (self->id == NULL)
    return tocsin_config_add_task (config, self->name, (const char *const *) self->assignments,
                                   error);
  if (!rename_task (self, config, error)
      || !tocsin_config_edit (config, TOCSIN_CONFIG_TASK, self->id,
                              (const char *const *) self->assignments,
                              (const char *const *) self->resets, none, error))
    return NULL;

  return g_strdup (self->id);
}
