/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/task.h"

#include "core/base/error.h"
#include "core/engine/time-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The fields of an event that the task's query fills. */
#define MATCHED "matched."

struct _TocsinTask
{
  GObject parent_instance;

  TocsinTaskSettings *settings;
  TocsinTrigger *trigger;
  GPtrArray *actions;
  GStrv groups;
};

G_DEFINE_FINAL_TYPE (TocsinTask, tocsin_task, G_TYPE_OBJECT)

static void
tocsin_task_finalize (GObject *object)
{
  TocsinTask *self = TOCSIN_TASK (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->trigger);
  g_clear_pointer (&self->actions, g_ptr_array_unref);
  g_clear_pointer (&self->groups, g_strfreev);

  G_OBJECT_CLASS (tocsin_task_parent_class)->finalize (object);
}

static void
tocsin_task_class_init (TocsinTaskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_task_finalize;
}

static void
tocsin_task_init (TocsinTask *self)
{
  self->actions = g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
make_actions (TocsinTask *self, TocsinRegistry *registry, GError **error)
{
  GPtrArray *settings = tocsin_task_settings_get_actions (self->settings);

  for (guint i = 0; i < settings->len; i++)
    {
      TocsinSnapshot *snapshot = g_ptr_array_index (settings, i);
      TocsinAction *action = tocsin_registry_new_action (registry, snapshot, error);

      if (action == NULL)
        {
          tocsin_error_translate (error, _ ("task “%s”, action “%s”"), tocsin_task_get_name (self),
                                  tocsin_snapshot_get_id (snapshot));
          return FALSE;
        }
      g_ptr_array_add (self->actions, action);
    }

  return TRUE;
}

/**
 * tocsin_task_parse_end:
 * @text: what `expires` says: a date, or a date and a time; empty means never
 * @end: (out): the first moment at which the task is off, seconds since 1970; %G_MAXINT64 for never
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * A date without a time means its first moment, here where the machine is.
 *
 * Returns: whether @text is one.
 */
gboolean
tocsin_task_parse_end (const char *text, gint64 *end, GError **error)
{
  g_autofree char *midnight = g_strdup_printf ("%sT00:00:00", text);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) moment = NULL;

  *end = G_MAXINT64;
  if (text[0] == '\0')
    return TRUE;

  moment = g_date_time_new_from_iso8601 (strchr (text, 'T') != NULL ? text : midnight, zone);
  if (moment == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” is no date; expected is one such as 2027-12-31"), text);
      return FALSE;
    }
  *end = g_date_time_to_unix (moment);

  return TRUE;
}

/* A time that can't be read must not silently mean always. */
static gboolean
check_times (TocsinTask *self, GError **error)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (self->settings);
  const char *active = tocsin_snapshot_get_string (settings, "active");
  g_autoptr (TocsinTimeWindow) window = NULL;
  gint64 end;

  if (active[0] != '\0' && (window = tocsin_time_window_parse (active, error)) == NULL)
    tocsin_error_translate (error, _ ("task “%s”, active"), tocsin_task_get_name (self));
  else if (tocsin_task_parse_end (tocsin_snapshot_get_string (settings, "expires"), &end, error))
    return TRUE;
  else
    tocsin_error_translate (error, _ ("task “%s”, expires"), tocsin_task_get_name (self));

  return FALSE;
}

static void
list_groups (TocsinTask *self)
{
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (self);

  self->groups = rule != NULL && rule->query != NULL ? tocsin_query_list_groups (rule->query)
                                                     : g_new0 (char *, 1);
}

static gboolean
check_field (TocsinTask *self, guint action, const char *field, GError **error)
{
  const char *const *groups = (const char *const *) self->groups;
  const char *name = field + strlen (MATCHED);
  g_autofree char *list = g_strjoinv (", ", self->groups);

  if (!g_str_has_prefix (field, MATCHED) || g_strv_contains (groups, name))
    return TRUE;

  g_set_error (
      error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
      _ ("task “%s”, action “%s”: {%s} would always be empty: no regular expression of the "
         "task's query has a group (?<%s>…)"),
      tocsin_task_get_name (self), tocsin_task_get_action_id (self, action), field, name);
  if (list[0] != '\0' && error != NULL)
    tocsin_error_set_hint (*error, _ ("Its groups are called: %s"), list);

  return FALSE;
}

/* A misspelt name would go unseen until a file is called "unknown". */
static gboolean
check_fields (TocsinTask *self, GError **error)
{
  for (guint i = 0; i < self->actions->len && TOCSIN_IS_MAIL_TRIGGER (self->trigger); i++)
    {
      g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      GHashTableIter iter;
      gpointer field;

      tocsin_action_list_fields (g_ptr_array_index (self->actions, i), fields);
      g_hash_table_iter_init (&iter, fields);
      while (g_hash_table_iter_next (&iter, &field, NULL))
        if (!check_field (self, i, field, error))
          return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_task_new:
 * @settings: a task's settings
 * @registry: where its plugins come from
 * @error: where to put %TOCSIN_ERROR_PLUGIN_MISSING or %TOCSIN_ERROR_CONFIG_INVALID, naming the
 *   task and the part at fault
 *
 * Returns: (transfer full): the task, ready to work.
 */
TocsinTask *
tocsin_task_new (TocsinTaskSettings *settings, TocsinRegistry *registry, GError **error)
{
  g_autoptr (TocsinTask) self = NULL;

  g_return_val_if_fail (TOCSIN_IS_TASK_SETTINGS (settings), NULL);

  self = g_object_new (TOCSIN_TYPE_TASK, NULL);
  self->settings = g_object_ref (settings);
  self->trigger =
      tocsin_registry_new_trigger (registry, tocsin_task_settings_get_trigger (settings), error);
  if (self->trigger == NULL)
    {
      tocsin_error_translate (error, _ ("task “%s”, trigger"), tocsin_task_get_name (self));
      return NULL;
    }
  list_groups (self);
  if (!make_actions (self, registry, error) || !check_fields (self, error)
      || !check_times (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tocsin_task_get_id:
 * @self: a task
 *
 * Returns: (transfer none): its id.
 */
const char *
tocsin_task_get_id (TocsinTask *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self), NULL);

  return tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (self->settings));
}

/**
 * tocsin_task_get_name:
 * @self: a task
 *
 * Returns: (transfer none): what a person calls it.
 */
const char *
tocsin_task_get_name (TocsinTask *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self), NULL);

  return tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (self->settings));
}

/**
 * tocsin_task_get_settings:
 * @self: a task
 *
 * Returns: (transfer none): the settings it was made from.
 */
TocsinTaskSettings *
tocsin_task_get_settings (TocsinTask *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self), NULL);

  return self->settings;
}

/**
 * tocsin_task_get_generation:
 * @self: a task
 *
 * Returns: which state of the settings it was made from.
 */
guint64
tocsin_task_get_generation (TocsinTask *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self), 0);

  return tocsin_task_settings_get_generation (self->settings);
}

/**
 * tocsin_task_get_trigger:
 * @self: a task
 *
 * Returns: (transfer none): what sets it off.
 */
TocsinTrigger *
tocsin_task_get_trigger (TocsinTask *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self), NULL);

  return self->trigger;
}

/**
 * tocsin_task_get_mail_rule:
 * @self: a task
 *
 * Returns: (nullable) (transfer none): which mail it waits for, %NULL when it does not.
 */
const TocsinMailRule *
tocsin_task_get_mail_rule (TocsinTask *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self), NULL);

  if (!TOCSIN_IS_MAIL_TRIGGER (self->trigger))
    return NULL;

  return tocsin_mail_trigger_get_rule (TOCSIN_MAIL_TRIGGER (self->trigger));
}

/**
 * tocsin_task_get_groups:
 * @self: a task
 *
 * Returns: (transfer none): the names of the groups with which its query may catch something, that
 *   is what `{matched.NAME}` may name.
 */
const char *const *
tocsin_task_get_groups (TocsinTask *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self), NULL);

  return (const char *const *) self->groups;
}

/**
 * tocsin_task_get_n_actions:
 * @self: a task
 *
 * Returns: how many actions it has.
 */
guint
tocsin_task_get_n_actions (TocsinTask *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self), 0);

  return self->actions->len;
}

/**
 * tocsin_task_get_action:
 * @self: a task
 * @index: which, in the order of the settings
 *
 * Returns: (transfer none): the action.
 */
TocsinAction *
tocsin_task_get_action (TocsinTask *self, guint index)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self) && index < self->actions->len, NULL);

  return g_ptr_array_index (self->actions, index);
}

/**
 * tocsin_task_get_action_id:
 * @self: a task
 * @index: which, in the order of the settings
 *
 * Returns: (transfer none): what the settings call it.
 */
const char *
tocsin_task_get_action_id (TocsinTask *self, guint index)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self) && index < self->actions->len, NULL);

  return tocsin_snapshot_get_id (
      g_ptr_array_index (tocsin_task_settings_get_actions (self->settings), index));
}

/**
 * tocsin_task_needs_message:
 * @self: a task
 *
 * Returns: whether an action wants the raw message, so that it is kept before the event is
 *   written down.
 */
gboolean
tocsin_task_needs_message (TocsinTask *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self), FALSE);

  for (guint i = 0; i < self->actions->len; i++)
    if (tocsin_action_get_traits (g_ptr_array_index (self->actions, i))
        & TOCSIN_ACTION_NEEDS_MESSAGE)
      return TRUE;

  return FALSE;
}

/**
 * tocsin_task_get_max_firings:
 * @self: a task
 *
 * Returns: after how many events it is over, 0 = never.
 */
guint
tocsin_task_get_max_firings (TocsinTask *self)
{
  g_return_val_if_fail (TOCSIN_IS_TASK (self), 0);

  return tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (self->settings), "max-firings");
}
