/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/roster-private.h"

#include "core/base/error.h"
#include "core/base/notice.h"
#include "core/engine/task-list.h"
#include "core/plugin/alarm-trigger.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (TocsinRoster, tocsin_roster, G_TYPE_OBJECT)

enum
{
  CHANGED,
  ITEM_CHANGED,
  PROGRESS,
  REPLAYED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tocsin_roster_dispose (GObject *object)
{
  TocsinRoster *self = TOCSIN_ROSTER (object);

  g_clear_pointer (&self->supervisors, g_hash_table_unref);
  g_clear_pointer (&self->tickers, g_hash_table_unref);
  g_clear_pointer (&self->leaving, g_ptr_array_unref);
  g_clear_pointer (&self->tasks, g_hash_table_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->pauses, tocsin_pauses_unref);
  tocsin_supervisor_services_release (&self->services);
  g_clear_object (&self->runner);
  g_clear_object (&self->registry);
  g_clear_object (&self->config);

  G_OBJECT_CLASS (tocsin_roster_parent_class)->dispose (object);
}

static void
tocsin_roster_class_init (TocsinRosterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_roster_dispose;

  signals[CHANGED] = g_signal_new ("changed", TOCSIN_TYPE_ROSTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[ITEM_CHANGED] =
      g_signal_new ("item-changed", TOCSIN_TYPE_ROSTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, TOCSIN_TYPE_CONFIG_KIND, G_TYPE_STRING);
  signals[PROGRESS] = g_signal_new ("progress", TOCSIN_TYPE_ROSTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  signals[REPLAYED] = g_signal_new ("replayed", TOCSIN_TYPE_ROSTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, TOCSIN_TYPE_REPLAY);
}

static void
tocsin_roster_init (TocsinRoster *self)
{
  self->tasks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->supervisors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->tickers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->leaving = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tocsin_roster_new: (skip)
 * @config: the settings
 * @registry: the plugins
 * @runner: who works events off
 * @services: what supervisors and tickers need
 * @once: whether everybody looks only once
 *
 * Returns: (transfer full): a roster with nobody on duty.
 */
TocsinRoster *
tocsin_roster_new (TocsinConfig *config,
                   TocsinRegistry *registry,
                   TocsinRunner *runner,
                   const TocsinSupervisorServices *services,
                   gboolean once)
{
  TocsinRoster *self = g_object_new (TOCSIN_TYPE_ROSTER, NULL);

  self->config = g_object_ref (config);
  self->registry = g_object_ref (registry);
  self->runner = g_object_ref (runner);
  self->services = *services;
  tocsin_supervisor_services_hold (&self->services);
  self->once = once;

  return self;
}

static void
emit_changed (TocsinRoster *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
emit_progress (TocsinRoster *self)
{
  g_signal_emit (self, signals[PROGRESS], 0);
}

/* Of a supervisor or a ticker. */
static void
on_fired (gpointer source, const char *task, gpointer user_data)
{
  TocsinRoster *self = user_data;

  tocsin_runner_wake (self->runner, task);
  g_signal_emit (self, signals[ITEM_CHANGED], 0, TOCSIN_CONFIG_TASK, task);
  emit_changed (self);
}

static void
on_supervisor_changed (TocsinSupervisor *supervisor, gpointer user_data)
{
  g_signal_emit (user_data, signals[ITEM_CHANGED], 0, TOCSIN_CONFIG_CONNECTION,
                 tocsin_supervisor_get_connection (supervisor));
  emit_changed (user_data);
}

static void
on_ticker_settled (TocsinTicker *ticker, gpointer user_data)
{
  g_signal_emit (user_data, signals[ITEM_CHANGED], 0, TOCSIN_CONFIG_TASK,
                 tocsin_task_get_id (tocsin_ticker_get_task (ticker)));
  emit_progress (user_data);
}

static void
on_supervisor_stopped (TocsinSupervisor *supervisor, gpointer user_data)
{
  TocsinRoster *self = user_data;

  g_ptr_array_remove (self->leaving, supervisor);
  emit_progress (self);
}

/* It is an event of its own for the tasks that wait for one. */
static void
raise_alarm (TocsinRoster *self, const char *connection, const char *what)
{
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_config_load_connection (self->config, connection, NULL);
  const char *name =
      settings != NULL ? tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (settings)) : connection;
  GHashTableIter iter;
  gpointer ticker;

  g_hash_table_iter_init (&iter, self->tickers);
  while (g_hash_table_iter_next (&iter, NULL, &ticker))
    {
      TocsinTrigger *trigger = tocsin_task_get_trigger (tocsin_ticker_get_task (ticker));

      if (TOCSIN_IS_ALARM_TRIGGER (trigger)
          && tocsin_alarm_trigger_raise (TOCSIN_ALARM_TRIGGER (trigger), connection, name, what,
                                         tocsin_clock_get_real (self->services.clock)))
        tocsin_ticker_start (ticker);
    }
}

static void
on_stalled (TocsinSupervisor *supervisor, const char *what, gpointer user_data)
{
  const char *connection = tocsin_supervisor_get_connection (supervisor);

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID",
                    TOCSIN_NOTICE_CONNECTION_STALLED, "CONNECTION_ID", connection, "MESSAGE",
                    _ ("connection “%s” is stalled: %s"), connection, what);
  raise_alarm (user_data, connection, what);
  on_supervisor_changed (supervisor, user_data);
}

static void
on_replayed (TocsinSupervisor *supervisor, TocsinReplay *replay, gpointer user_data)
{
  g_signal_emit (user_data, signals[REPLAYED], 0, replay);
}

static TocsinSupervisor *
make_supervisor (TocsinRoster *self, const char *connection)
{
  TocsinSupervisor *supervisor = tocsin_supervisor_new (connection, &self->services);

  g_signal_connect_object (supervisor, "fired", G_CALLBACK (on_fired), self, 0);
  g_signal_connect_object (supervisor, "changed", G_CALLBACK (on_supervisor_changed), self, 0);
  g_signal_connect_object (supervisor, "settled", G_CALLBACK (emit_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (supervisor, "stopped", G_CALLBACK (on_supervisor_stopped), self, 0);
  g_signal_connect_object (supervisor, "stalled", G_CALLBACK (on_stalled), self, 0);
  g_signal_connect_object (supervisor, "replayed", G_CALLBACK (on_replayed), self, 0);
  g_hash_table_insert (self->supervisors, g_strdup (connection), supervisor);

  return supervisor;
}

static void
begin_supervisor (TocsinRoster *self, TocsinSupervisor *supervisor)
{
  if (self->once)
    tocsin_supervisor_check_once (supervisor);
  else
    tocsin_supervisor_start (supervisor);
}

/* Connection ids → arrays of the tasks that wait for mail there, in the order of the settings. On a
 * connection that rests nobody is on duty; whoever begins again catches up first. */
static GHashTable *
group_by_connection (TocsinRoster *self, GPtrArray *tasks)
{
  GHashTable *groups =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < tasks->len; i++)
    {
      TocsinTask *task = g_ptr_array_index (tasks, i);
      const TocsinMailRule *rule = tocsin_task_get_mail_rule (task);
      g_autofree char *id = NULL;
      g_autoptr (GError) error = NULL;
      GPtrArray *group;

      if (rule == NULL)
        continue;
      id = tocsin_config_find (self->config, TOCSIN_CONFIG_CONNECTION, rule->connection, &error);
      if (id == NULL)
        {
          tocsin_error_translate (&error, _ ("task “%s”, trigger.connection"),
                                  tocsin_task_get_name (task));
          g_ptr_array_add (self->problems, g_steal_pointer (&error));
          continue;
        }
      if (tocsin_pauses_hold (self->pauses, TOCSIN_CONFIG_CONNECTION, id))
        continue;
      group = g_hash_table_lookup (groups, id);
      if (group == NULL)
        {
          group = g_ptr_array_new_with_free_func (g_object_unref);
          g_hash_table_insert (groups, g_steal_pointer (&id), group);
        }
      g_ptr_array_add (group, g_object_ref (task));
    }

  return groups;
}

static void
retire_supervisors (TocsinRoster *self, GHashTable *groups)
{
  GHashTableIter iter;
  gpointer id, supervisor;

  g_hash_table_iter_init (&iter, self->supervisors);
  while (g_hash_table_iter_next (&iter, &id, &supervisor))
    {
      g_autoptr (TocsinSupervisor) gone = NULL;

      if (g_hash_table_contains (groups, id))
        continue;
      gone = g_object_ref (supervisor);
      g_ptr_array_add (self->leaving, g_object_ref (gone));
      g_hash_table_iter_remove (&iter);
      tocsin_supervisor_stop (gone);
    }
}

static void
apply_supervisors (TocsinRoster *self, GPtrArray *tasks, GHashTable *changed)
{
  g_autoptr (GHashTable) groups = group_by_connection (self, tasks);
  GHashTableIter iter;
  gpointer id, group;

  retire_supervisors (self, groups);
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &id, &group))
    {
      TocsinSupervisor *supervisor = g_hash_table_lookup (self->supervisors, id);
      gboolean fresh = supervisor == NULL;

      if (fresh)
        supervisor = make_supervisor (self, id);
      tocsin_supervisor_set_tasks (supervisor, group);
      if (fresh)
        begin_supervisor (self, supervisor);
      else if (g_hash_table_contains (changed, id))
        tocsin_supervisor_restart (supervisor);
    }
}

static void
apply_tickers (TocsinRoster *self, GPtrArray *tasks)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->tickers);
  GHashTableIter iter;
  gpointer ticker;

  self->tickers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    {
      TocsinTask *task = g_ptr_array_index (tasks, i);
      const char *id = tocsin_task_get_id (task);
      TocsinTicker *kept = g_hash_table_lookup (before, id);

      if (tocsin_task_get_mail_rule (task) != NULL
          || tocsin_pauses_hold (self->pauses, TOCSIN_CONFIG_TASK, id))
        continue;
      if (kept != NULL && tocsin_ticker_get_task (kept) == task)
        {
          g_hash_table_insert (self->tickers, g_strdup (id), g_object_ref (kept));
          g_hash_table_remove (before, id);
          continue;
        }
      ticker = tocsin_ticker_new (task, self->services.journal, self->services.workers,
                                  self->services.clock);
      g_signal_connect_object (ticker, "fired", G_CALLBACK (on_fired), self, 0);
      g_signal_connect_object (ticker, "settled", G_CALLBACK (on_ticker_settled), self, 0);
      g_hash_table_insert (self->tickers, g_strdup (id), ticker);
      tocsin_ticker_start (ticker);
    }

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, NULL, &ticker))
    tocsin_ticker_stop (ticker);
}

static void
take_tasks (TocsinRoster *self, GPtrArray *tasks)
{
  g_hash_table_remove_all (self->tasks);
  for (guint i = 0; i < tasks->len; i++)
    {
      TocsinTask *task = g_ptr_array_index (tasks, i);

      g_hash_table_insert (self->tasks, g_strdup (tocsin_task_get_id (task)), g_object_ref (task));
    }
}

/* What is written down for a task that rests waits. */
static void
apply_runner (TocsinRoster *self, GPtrArray *tasks)
{
  g_autoptr (GPtrArray) awake = g_ptr_array_new ();

  for (guint i = 0; i < tasks->len; i++)
    if (!tocsin_pauses_hold (self->pauses, TOCSIN_CONFIG_TASK,
                             tocsin_task_get_id (g_ptr_array_index (tasks, i))))
      g_ptr_array_add (awake, g_ptr_array_index (tasks, i));
  tocsin_runner_set_tasks (self->runner, awake);
}

/**
 * tocsin_roster_set_settings:
 * @self: the roster
 * @settings: the engine's own settings, from now on
 */
void
tocsin_roster_set_settings (TocsinRoster *self, TocsinSnapshot *settings)
{
  GHashTableIter iter;
  gpointer supervisor;

  g_return_if_fail (TOCSIN_IS_ROSTER (self) && TOCSIN_IS_SNAPSHOT (settings));

  g_set_object (&self->services.settings, settings);
  g_hash_table_iter_init (&iter, self->supervisors);
  while (g_hash_table_iter_next (&iter, NULL, &supervisor))
    tocsin_supervisor_set_settings (supervisor, settings);
}

/**
 * tocsin_roster_set_pauses:
 * @self: the roster
 * @pauses: what rests from the next tocsin_roster_apply() on
 */
void
tocsin_roster_set_pauses (TocsinRoster *self, TocsinPauses *pauses)
{
  g_return_if_fail (TOCSIN_IS_ROSTER (self) && pauses != NULL);

  g_clear_pointer (&self->pauses, tocsin_pauses_unref);
  self->pauses = tocsin_pauses_ref (pauses);
}

/**
 * tocsin_roster_apply:
 * @self: the roster
 * @changed_connections: (element-type utf8 utf8): ids of connections whose settings are new
 *
 * Brings everybody in line with the settings as they are now.
 *
 * Returns: (transfer full) (element-type GError): what keeps single tasks from their duty.
 */
GPtrArray *
tocsin_roster_apply (TocsinRoster *self, GHashTable *changed_connections)
{
  g_autoptr (GPtrArray) tasks = NULL;

  g_return_val_if_fail (TOCSIN_IS_ROSTER (self), NULL);

  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  tasks = tocsin_task_list_load (self->config, self->registry, self->tasks,
                                 tocsin_clock_get_real (self->services.clock), self->problems);
  take_tasks (self, tasks);
  apply_runner (self, tasks);
  apply_supervisors (self, tasks, changed_connections);
  apply_tickers (self, tasks);
  emit_changed (self);

  return g_steal_pointer (&self->problems);
}

/**
 * tocsin_roster_stop:
 * @self: the roster
 *
 * Sends everybody home; ::progress tells when one has gone.
 */
void
tocsin_roster_stop (TocsinRoster *self)
{
  GHashTableIter iter;
  gpointer one;

  g_return_if_fail (TOCSIN_IS_ROSTER (self));

  g_hash_table_iter_init (&iter, self->tickers);
  while (g_hash_table_iter_next (&iter, NULL, &one))
    tocsin_ticker_stop (one);
  g_hash_table_iter_init (&iter, self->supervisors);
  while (g_hash_table_iter_next (&iter, NULL, &one))
    tocsin_supervisor_stop (one);
}

/**
 * tocsin_roster_check_now:
 * @self: the roster
 *
 * Has every connection looked at at once, as after a change of network.
 */
void
tocsin_roster_check_now (TocsinRoster *self)
{
  GHashTableIter iter;
  gpointer supervisor;

  g_return_if_fail (TOCSIN_IS_ROSTER (self));

  g_hash_table_iter_init (&iter, self->supervisors);
  while (g_hash_table_iter_next (&iter, NULL, &supervisor))
    tocsin_supervisor_check_now (supervisor);
}
