/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/supervisor-private.h"

#include "core/engine/describe.h"

/* Networks change in bursts: a session that proved alive so shortly ago is not exchanged again. */
#define TRUSTED_FOR (10 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (TocsinSupervisor, tocsin_supervisor, G_TYPE_OBJECT)

/**
 * tocsin_supervisor_services_hold: (skip)
 * @self: services, filled in
 *
 * Takes a reference to each.
 */
void
tocsin_supervisor_services_hold (TocsinSupervisorServices *self)
{
  g_object_ref (self->host);
  g_object_ref (self->journal);
  g_object_ref (self->spool);
  g_object_ref (self->workers);
  g_object_ref (self->watcher);
  g_object_ref (self->clock);
  g_object_ref (self->settings);
}

/**
 * tocsin_supervisor_services_release: (skip)
 * @self: services that were held; empty afterwards
 */
void
tocsin_supervisor_services_release (TocsinSupervisorServices *self)
{
  g_clear_object (&self->host);
  g_clear_object (&self->journal);
  g_clear_object (&self->spool);
  g_clear_object (&self->workers);
  g_clear_object (&self->watcher);
  g_clear_object (&self->clock);
  g_clear_object (&self->settings);
}

static void
tocsin_supervisor_dispose (GObject *object)
{
  TocsinSupervisor *self = TOCSIN_SUPERVISOR (object);

  tocsin_supervisor_disarm (self);
  tocsin_supervisor_drop_watch (self);
  g_clear_object (&self->agenda);
  g_clear_object (&self->feed);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->troubles, g_hash_table_unref);
  g_clear_object (&self->cancellable);
  tocsin_health_clear (&self->health);
  tocsin_supervisor_services_release (&self->services);
  g_clear_pointer (&self->connection, g_free);

  G_OBJECT_CLASS (tocsin_supervisor_parent_class)->dispose (object);
}

static void
tocsin_supervisor_class_init (TocsinSupervisorClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_supervisor_dispose;

  g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("fired", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
  g_signal_new ("paused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
  g_signal_new ("replayed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                TOCSIN_TYPE_REPLAY);
  g_signal_new ("stalled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
  g_signal_new ("settled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("stopped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tocsin_supervisor_init (TocsinSupervisor *self)
{
  self->cancellable = g_cancellable_new ();
  self->can_watch = TRUE;
  tocsin_health_init (&self->health);
}

/**
 * tocsin_supervisor_new: (skip)
 * @connection: id of the connection to look after
 * @services: what it needs
 *
 * Returns: (transfer full): a supervisor without tasks.
 */
TocsinSupervisor *
tocsin_supervisor_new (const char *connection, const TocsinSupervisorServices *services)
{
  TocsinSupervisor *self = g_object_new (TOCSIN_TYPE_SUPERVISOR, NULL);

  self->connection = g_strdup (connection);
  self->services = *services;
  tocsin_supervisor_services_hold (&self->services);
  self->agenda = tocsin_mail_agenda_new ();
  self->feed = tocsin_feed_new (connection, services->journal, services->spool, services->clock);

  return self;
}

/**
 * tocsin_supervisor_get_connection:
 * @self: a supervisor
 *
 * Returns: (transfer none): id of its connection.
 */
const char *
tocsin_supervisor_get_connection (TocsinSupervisor *self)
{
  g_return_val_if_fail (TOCSIN_IS_SUPERVISOR (self), NULL);

  return self->connection;
}

static void
look_now (TocsinSupervisor *self)
{
  self->look_again = TRUE;
  self->urgent = TRUE;
  self->relist = TRUE;
  tocsin_supervisor_begin_round (self);
}

/**
 * tocsin_supervisor_set_tasks:
 * @self: a supervisor
 * @tasks: (element-type TocsinTask): the tasks that wait for mail on its connection, in their order
 *
 * What a round in progress finds for tasks that are gone or different is dropped.
 */
void
tocsin_supervisor_set_tasks (TocsinSupervisor *self, GPtrArray *tasks)
{
  g_return_if_fail (TOCSIN_IS_SUPERVISOR (self) && tasks != NULL);

  if (!tocsin_mail_agenda_set_tasks (self->agenda, tasks,
                                     tocsin_clock_get_real (self->services.clock)))
    return;
  tocsin_feed_set_tasks (self->feed, tasks);
  if (self->health.began == 0)
    return;

  /* The session goes on waiting; it is exchanged when the folders turn out to be others. */
  look_now (self);
}

/**
 * tocsin_supervisor_set_settings:
 * @self: a supervisor
 * @settings: the engine's own settings, from now on
 *
 * The next full look and the alarm come when they would have come had it always been so; a round in
 * progress is not disturbed, and its end goes by the new ones.
 */
void
tocsin_supervisor_set_settings (TocsinSupervisor *self, TocsinSnapshot *settings)
{
  g_return_if_fail (TOCSIN_IS_SUPERVISOR (self) && TOCSIN_IS_SNAPSHOT (settings));

  g_set_object (&self->services.settings, settings);
  if (self->state == TOCSIN_SUPERVISOR_WATCHING && !self->busy)
    {
      gint64 interval = tocsin_supervisor_get_push_interval (self) * (gint64) G_USEC_PER_SEC;

      tocsin_mail_agenda_set_push_next (self->agenda, self->health.last_check + interval);
      tocsin_health_expect (&self->health, tocsin_mail_agenda_get_next (self->agenda));
    }
  tocsin_supervisor_arm (self);
}

/**
 * tocsin_supervisor_start:
 * @self: a supervisor with tasks
 *
 * Begins to look, and goes on until it is stopped.
 */
void
tocsin_supervisor_start (TocsinSupervisor *self)
{
  g_return_if_fail (TOCSIN_IS_SUPERVISOR (self));

  tocsin_health_begin (&self->health, tocsin_clock_get_real (self->services.clock));
  tocsin_supervisor_begin_round (self);
  tocsin_supervisor_arm (self);
}

/**
 * tocsin_supervisor_check_once:
 * @self: a supervisor with tasks
 *
 * Looks into every folder once; ::settled tells when that is over.
 */
void
tocsin_supervisor_check_once (TocsinSupervisor *self)
{
  g_return_if_fail (TOCSIN_IS_SUPERVISOR (self));

  self->once = TRUE;
  tocsin_supervisor_start (self);
}

/**
 * tocsin_supervisor_check_now:
 * @self: a supervisor
 *
 * Looks into everything at once, also when it waits for its next try; a parked one stays parked. A
 * session that waits is exchanged: one that was cut while the machine slept, or went to another
 * network, looks alive until somebody speaks.
 */
void
tocsin_supervisor_check_now (TocsinSupervisor *self)
{
  gint64 age;

  g_return_if_fail (TOCSIN_IS_SUPERVISOR (self));

  age = tocsin_clock_get_real (self->services.clock) - self->health.last_check;
  if (age > TRUSTED_FOR)
    tocsin_supervisor_drop_watch (self);
  look_now (self);
}

/**
 * tocsin_supervisor_retry:
 * @self: a supervisor
 *
 * A person says: try again, at once, parked or not.
 */
void
tocsin_supervisor_retry (TocsinSupervisor *self)
{
  g_return_if_fail (TOCSIN_IS_SUPERVISOR (self));

  tocsin_health_renew (&self->health);
  self->can_watch = TRUE;
  if (self->state == TOCSIN_SUPERVISOR_PARKED)
    tocsin_supervisor_enter (self, TOCSIN_SUPERVISOR_STARTING);
  look_now (self);
}

/**
 * tocsin_supervisor_restart:
 * @self: a supervisor
 *
 * The connection's settings have changed: what was opened with the old ones is thrown away.
 */
void
tocsin_supervisor_restart (TocsinSupervisor *self)
{
  g_return_if_fail (TOCSIN_IS_SUPERVISOR (self));

  g_clear_pointer (&self->places, g_ptr_array_unref);
  tocsin_supervisor_drop_watch (self);
  if (self->busy)
    g_cancellable_cancel (self->cancellable);
  tocsin_supervisor_retry (self);
}

static gboolean
on_nothing_runs (gpointer data)
{
  tocsin_supervisor_become_stopped (data);

  return G_SOURCE_REMOVE;
}

/**
 * tocsin_supervisor_stop:
 * @self: a supervisor
 *
 * Ends every wait at once; ::stopped tells when nothing of it runs any more.
 */
void
tocsin_supervisor_stop (TocsinSupervisor *self)
{
  g_return_if_fail (TOCSIN_IS_SUPERVISOR (self));

  if (self->stopping)
    return;

  self->stopping = TRUE;
  tocsin_supervisor_disarm (self);
  tocsin_supervisor_drop_watch (self);
  if (self->busy)
    g_cancellable_cancel (self->cancellable);
  else
    g_idle_add_full (G_PRIORITY_DEFAULT, on_nothing_runs, g_object_ref (self), g_object_unref);
}

/**
 * tocsin_supervisor_is_settled:
 * @self: a supervisor that looks once
 *
 * Returns: whether it has.
 */
gboolean
tocsin_supervisor_is_settled (TocsinSupervisor *self)
{
  g_return_val_if_fail (TOCSIN_IS_SUPERVISOR (self), TRUE);

  return self->settled;
}

/**
 * tocsin_supervisor_is_stopped:
 * @self: a supervisor that was stopped
 *
 * Returns: whether nothing of it runs any more.
 */
gboolean
tocsin_supervisor_is_stopped (TocsinSupervisor *self)
{
  g_return_val_if_fail (TOCSIN_IS_SUPERVISOR (self), TRUE);

  return self->state == TOCSIN_SUPERVISOR_STOPPED;
}

/**
 * tocsin_supervisor_get_error:
 * @self: a supervisor
 *
 * Returns: (nullable) (transfer full): why the connection, or one of its folders, could not be
 *   looked at the last time.
 */
GError *
tocsin_supervisor_get_error (TocsinSupervisor *self)
{
  GHashTableIter iter;
  gpointer error;

  g_return_val_if_fail (TOCSIN_IS_SUPERVISOR (self), NULL);

  if (self->health.last_error != NULL)
    return g_error_copy (self->health.last_error);
  if (self->troubles == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, self->troubles);

  return g_hash_table_iter_next (&iter, NULL, &error) ? g_error_copy (error) : NULL;
}

static GVariant *
describe_troubles (TocsinSupervisor *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, error;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  g_hash_table_iter_init (&iter, self->troubles);
  while (g_hash_table_iter_next (&iter, &name, &error))
    {
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

      tocsin_describe_string (&dict, "name", name);
      g_variant_dict_insert_value (&dict, "error", tocsin_describe_error (error));
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }

  return g_variant_builder_end (&builder);
}

/**
 * tocsin_supervisor_get_state:
 * @self: a supervisor
 *
 * Returns: (transfer none): what it does, in one of the words that tocsin_supervisor_describe() has
 *   for `state`.
 */
const char *
tocsin_supervisor_get_state (TocsinSupervisor *self)
{
  static const char *const states[] = { "starting", "catching-up", "watching", "polling",
                                        "waiting",  "parked",      "stopped" };

  g_return_val_if_fail (TOCSIN_IS_SUPERVISOR (self), NULL);

  return states[self->state];
}

/**
 * tocsin_supervisor_is_stalled:
 * @self: a supervisor
 *
 * Returns: whether no look has succeeded for `alarm-after`.
 */
gboolean
tocsin_supervisor_is_stalled (TocsinSupervisor *self)
{
  g_return_val_if_fail (TOCSIN_IS_SUPERVISOR (self), FALSE);

  return self->health.stalled;
}

/**
 * tocsin_supervisor_describe:
 * @self: a supervisor
 *
 * Returns: (transfer none): a floating `a{sv}`: state, mode, last-check, next-try, error and so on.
 */
GVariant *
tocsin_supervisor_describe (TocsinSupervisor *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (TOCSIN_IS_SUPERVISOR (self), NULL);

  tocsin_describe_string (&dict, "state", tocsin_supervisor_get_state (self));
  tocsin_describe_string (&dict, "mode", self->pushes ? "push" : "poll");
  tocsin_health_describe (&self->health, &dict);
  g_variant_dict_insert (&dict, "seen", "t", self->seen);
  g_variant_dict_insert (&dict, "matched", "t", self->matched);
  if (self->troubles != NULL && g_hash_table_size (self->troubles) > 0)
    g_variant_dict_insert_value (&dict, "folders", describe_troubles (self));

  return g_variant_dict_end (&dict);
}
