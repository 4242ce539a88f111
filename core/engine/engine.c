/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine-private.h"

#include <glib/gi18n-lib.h>

/* At the end, actions get so long to finish by themselves, and then so long to obey; milliseconds.
 * Together they stay under the five seconds within which a SIGTERM has to work. */
#define GRACE 3000
#define LAST_CALL 1500

/* How often expired tasks and sessions that nobody uses any more are looked for; seconds. */
#define HOUSEKEEPING 60

G_DEFINE_FINAL_TYPE (TocsinEngine, tocsin_engine, G_TYPE_OBJECT)

enum
{
  CHANGED,
  ITEM_CHANGED,
  SETTLED,
  STOPPING,
  STOPPED,
  REPLAYED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tocsin_engine_dispose (GObject *object)
{
  TocsinEngine *self = TOCSIN_ENGINE (object);

  g_clear_handle_id (&self->apply_source, g_source_remove);
  g_clear_handle_id (&self->housekeeping_source, g_source_remove);
  g_clear_handle_id (&self->stop_source, g_source_remove);
  tocsin_engine_stop_transcripts (self);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->known_problems, g_ptr_array_unref);
  g_clear_object (&self->roster);
  g_clear_object (&self->postman);
  g_clear_object (&self->runner);
  g_clear_object (&self->executor);
  g_clear_object (&self->connections);
  g_clear_object (&self->sleep_guard);
  g_clear_object (&self->pulse);
  g_clear_object (&self->watcher);
  g_clear_object (&self->workers);
  g_clear_object (&self->outbox);
  g_clear_object (&self->spool);
  g_clear_object (&self->journal);
  g_clear_object (&self->settings);
  g_clear_object (&self->clock);
  g_clear_object (&self->state);
  g_clear_object (&self->registry);
  g_clear_object (&self->config);

  G_OBJECT_CLASS (tocsin_engine_parent_class)->dispose (object);
}

static void
tocsin_engine_class_init (TocsinEngineClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_engine_dispose;

  /**
   * TocsinEngine::changed:
   * @self: the engine
   *
   * What tocsin_engine_describe() tells is different now.
   */
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TocsinEngine::item-changed:
   * @self: the engine
   * @kind: connection or task
   * @id: which one; "" for that others are there, or in another order
   *
   * What is told of one of them may be different now.
   */
  signals[ITEM_CHANGED] =
      g_signal_new ("item-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    TOCSIN_TYPE_CONFIG_KIND, G_TYPE_STRING);
  /**
   * TocsinEngine::settled:
   * @self: the engine
   *
   * When it was started to look once: every task has looked, and all that fired is worked off.
   */
  signals[SETTLED] =
      g_signal_new ("settled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TocsinEngine::stopping:
   * @self: the engine
   *
   * tocsin_engine_stop() was called: nothing new is begun, and ::stopped follows.
   */
  signals[STOPPING] =
      g_signal_new ("stopping", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TocsinEngine::stopped:
   * @self: the engine
   *
   * After tocsin_engine_stop(): nothing of it runs any more.
   */
  signals[STOPPED] =
      g_signal_new ("stopped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TocsinEngine::replayed:
   * @self: the engine
   * @replay: what was worked off
   *
   * What a person had fired again is in the journal.
   */
  signals[REPLAYED] = g_signal_new ("replayed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, TOCSIN_TYPE_REPLAY);
}

static void
tocsin_engine_init (TocsinEngine *self)
{
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
}

/**
 * tocsin_engine_new:
 * @config: the settings
 * @registry: the plugins, loaded
 * @state: where the engine keeps what it must not forget
 * @clock: the time
 *
 * Returns: (transfer full): an engine at rest.
 */
TocsinEngine *
tocsin_engine_new (TocsinConfig *config,
                   TocsinRegistry *registry,
                   TocsinStateDirectory *state,
                   TocsinClock *clock)
{
  TocsinEngine *self = g_object_new (TOCSIN_TYPE_ENGINE, NULL);

  self->config = g_object_ref (config);
  self->registry = g_object_ref (registry);
  self->state = g_object_ref (state);
  self->clock = g_object_ref (clock);

  return self;
}

/* The one place that finds out whether the engine has come to an end, of its one look or of all. */
static void
check_progress (TocsinEngine *self)
{
  if (self->over || !tocsin_runner_is_idle (self->runner)
      || !tocsin_postman_is_idle (self->postman))
    return;

  if (self->stopping && tocsin_roster_is_stopped (self->roster))
    {
      self->over = TRUE;
      g_clear_handle_id (&self->stop_source, g_source_remove);
      tocsin_engine_settle_cut_off (self);
      g_signal_emit (self, signals[STOPPED], 0);
    }
  else if (self->once && !self->stopping && tocsin_roster_is_settled (self->roster))
    {
      self->once = FALSE;
      g_signal_emit (self, signals[SETTLED], 0);
    }
}

static void
on_worked (TocsinRunner *runner, const char *task, gpointer user_data)
{
  g_signal_emit (user_data, signals[ITEM_CHANGED], 0, TOCSIN_CONFIG_TASK, task);
  g_signal_emit (user_data, signals[CHANGED], 0);
}

static void
on_stop_task (TocsinRunner *runner, const char *task, gpointer user_data)
{
  static const char *const disable[] = { "enabled=false", NULL };
  TocsinEngine *self = user_data;
  GError *error = NULL;

  if (!tocsin_config_set (self->config, TOCSIN_CONFIG_TASK, task, disable, &error))
    tocsin_engine_rest_task (self, task, error);
}

static void
on_mail_changed (TocsinPostman *postman, gpointer user_data)
{
  g_signal_emit (user_data, signals[CHANGED], 0);
  check_progress (user_data);
}

static void
on_lane_changed (TocsinPostman *postman, const char *connection, gpointer user_data)
{
  g_signal_emit (user_data, signals[ITEM_CHANGED], 0, TOCSIN_CONFIG_CONNECTION, connection);
}

static void
on_item_changed (gpointer source, TocsinConfigKind kind, const char *id, gpointer user_data)
{
  g_signal_emit (user_data, signals[ITEM_CHANGED], 0, kind, id);
}

static void
on_roster_changed (TocsinRoster *roster, gpointer user_data)
{
  g_signal_emit (user_data, signals[CHANGED], 0);
}

static void
on_replayed (TocsinRoster *roster, TocsinReplay *replay, gpointer user_data)
{
  g_signal_emit (user_data, signals[REPLAYED], 0, replay);
}

/* What is open may be dead without knowing it. */
static void
look_anew (TocsinEngine *self)
{
  if (self->stopping || self->once)
    return;

  tocsin_roster_check_now (self->roster);
  tocsin_postman_check_now (self->postman);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
  if (available)
    look_anew (user_data);
}

static void
on_busy_changed (TocsinEngine *self)
{
  tocsin_sleep_guard_set_busy (self->sleep_guard, !tocsin_runner_is_idle (self->runner)
                                                      || !tocsin_postman_is_idle (self->postman));
}

static void
guard_sleep (TocsinEngine *self)
{
  self->sleep_guard = tocsin_sleep_guard_new ();
  g_signal_connect_object (self->sleep_guard, "woke", G_CALLBACK (look_anew), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->runner, "busy", G_CALLBACK (on_busy_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->runner, "idle", G_CALLBACK (on_busy_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->postman, "changed", G_CALLBACK (on_busy_changed), self,
                           G_CONNECT_SWAPPED);
  on_busy_changed (self);
}

static gboolean
on_housekeeping (gpointer data)
{
  TocsinEngine *self = data;

  tocsin_engine_apply_later (self);
  tocsin_engine_tidy_up (self);

  return G_SOURCE_CONTINUE;
}

static gboolean
make_staff (TocsinEngine *self, GError **error)
{
  TocsinSupervisorServices services = { 0 };

  self->workers = tocsin_workers_new (tocsin_engine_count_workers (self));
  self->watcher = tocsin_watcher_new (self->clock);
  self->pulse = tocsin_pulse_new (self->watcher, self->journal, self->workers, self->clock);
  self->connections =
      tocsin_connections_new (self->registry, tocsin_state_directory_get_work_path (self->state));
  tocsin_connections_set_outbox (self->connections, self->outbox);
  self->executor = tocsin_executor_new (self->journal, self->spool, TOCSIN_HOST (self->connections),
                                        self->clock);
  self->runner = tocsin_runner_new (self->executor, self->workers, self->clock);
  self->postman =
      tocsin_postman_new (self->outbox, TOCSIN_HOST (self->connections), self->clock,
                          tocsin_state_directory_get_outbox_path (self->state), self->once, error);
  if (self->postman == NULL)
    return FALSE;

  services.host = TOCSIN_HOST (self->connections);
  services.journal = self->journal;
  services.spool = self->spool;
  services.workers = self->workers;
  services.watcher = self->watcher;
  services.clock = self->clock;
  services.settings = self->settings;
  self->roster =
      tocsin_roster_new (self->config, self->registry, self->runner, &services, self->once);

  g_signal_connect_object (self->runner, "idle", G_CALLBACK (check_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->runner, "worked", G_CALLBACK (on_worked), self, 0);
  g_signal_connect_object (self->runner, "stop-task", G_CALLBACK (on_stop_task), self, 0);
  g_signal_connect_object (self->postman, "changed", G_CALLBACK (on_mail_changed), self, 0);
  g_signal_connect_object (self->postman, "lane-changed", G_CALLBACK (on_lane_changed), self, 0);
  g_signal_connect_object (self->config, "changed", G_CALLBACK (on_item_changed), self, 0);
  g_signal_connect_object (self->roster, "item-changed", G_CALLBACK (on_item_changed), self, 0);
  g_signal_connect_object (self->roster, "progress", G_CALLBACK (check_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->roster, "changed", G_CALLBACK (on_roster_changed), self, 0);
  g_signal_connect_object (self->roster, "replayed", G_CALLBACK (on_replayed), self, 0);

  return TRUE;
}

static gboolean
on_first_progress (gpointer data)
{
  check_progress (data);

  return G_SOURCE_REMOVE;
}

/**
 * tocsin_engine_start:
 * @self: an engine at rest
 * @once: whether every task looks only once; ::settled tells when that is over
 * @error: where to put why it can't: another engine owns the state directory, the journal is newer
 *   or broken, the disk is full
 *
 * Needs no network: connections are opened when there is one.
 *
 * Returns: whether it runs. What is wrong with single tasks does not keep it from running and is
 *   found in tocsin_engine_get_problems().
 */
gboolean
tocsin_engine_start (TocsinEngine *self, gboolean once, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self) && self->journal == NULL, FALSE);

  self->once = once;
  self->started = tocsin_clock_get_real (self->clock);
  self->settings = tocsin_config_load_engine (self->config, error);
  if (self->settings == NULL || !tocsin_engine_open_memory (self, error))
    return FALSE;

  tocsin_engine_raise_descriptor_limit ();
  tocsin_engine_start_transcripts (self);
  if (!make_staff (self, error) || !tocsin_engine_recall_pauses (self, error))
    return FALSE;
  tocsin_engine_apply (self);
  if (!tocsin_postman_start (self->postman, error))
    return FALSE;
  tocsin_engine_follow_settings (self);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (on_network_changed), self, 0);
  guard_sleep (self);
  self->housekeeping_source = g_timeout_add_seconds (HOUSEKEEPING, on_housekeeping, self);
  /* Without any task nothing else would ever tell that all is done. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_first_progress, g_object_ref (self), g_object_unref);

  return TRUE;
}

static gboolean
on_last_call_over (gpointer data)
{
  TocsinEngine *self = data;

  self->stop_source = 0;
  self->over = TRUE;
  g_warning (_ ("some work did not end in time; it is taken up at the next start"));
  g_signal_emit (self, signals[STOPPED], 0);

  return G_SOURCE_REMOVE;
}

static gboolean
on_grace_over (gpointer data)
{
  TocsinEngine *self = data;

  tocsin_runner_cancel (self->runner);
  tocsin_postman_cancel (self->postman);
  tocsin_connections_close_all (self->connections);
  self->stop_source = g_timeout_add (LAST_CALL, on_last_call_over, self);

  return G_SOURCE_REMOVE;
}

/**
 * tocsin_engine_stop:
 * @self: a running engine
 *
 * Ends every wait, lets actions that run finish for a moment, and emits ::stopped within five
 * seconds. Does nothing the second time.
 */
void
tocsin_engine_stop (TocsinEngine *self)
{
  g_return_if_fail (TOCSIN_IS_ENGINE (self) && self->roster != NULL);

  if (self->stopping)
    return;

  self->stopping = TRUE;
  g_signal_emit (self, signals[STOPPING], 0);
  g_clear_handle_id (&self->apply_source, g_source_remove);
  g_clear_handle_id (&self->housekeeping_source, g_source_remove);
  self->stop_source = g_timeout_add (GRACE, on_grace_over, self);
  tocsin_runner_stop (self->runner);
  tocsin_postman_stop (self->postman);
  tocsin_roster_stop (self->roster);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_first_progress, g_object_ref (self), g_object_unref);
}
