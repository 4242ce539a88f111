/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/supervisor.h"

#include "core/base/error.h"
#include "core/engine/describe.h"
#include "core/engine/health.h"
#include "core/engine/mail-agenda.h"
#include "core/engine/mail-round.h"

#include <glib/gi18n-lib.h>

/* How often the server is asked when it can't tell by itself, seconds. */
#define POLL_INTERVAL 60

/* A clock that is set while we wait must not delay a look by more than this. */
#define LONGEST_WAIT (60 * G_USEC_PER_SEC)

typedef enum
{
  STARTING,
  CATCHING_UP,
  WATCHING,
  POLLING,
  WAITING,
  PARKED,
  STOPPED,
} State;

struct _TocsinSupervisor
{
  GObject parent_instance;

  char *connection;
  TocsinSupervisorServices services;
  TocsinMailAgenda *agenda;
  TocsinFeed *feed;

  State state;
  TocsinWatch *watch;
  guint64 ticket;
  GPtrArray *places;
  GHashTable *troubles;
  GCancellable *cancellable;
  guint timer;
  gboolean busy;
  gboolean woken;
  gboolean look_again;
  gboolean relist;
  gboolean once;
  gboolean settled;
  gboolean stopping;

  TocsinHealth health;
  guint64 seen;
  guint64 matched;
};

G_DEFINE_FINAL_TYPE (TocsinSupervisor, tocsin_supervisor, G_TYPE_OBJECT)

enum
{
  CHANGED,
  FIRED,
  STALLED,
  SETTLED,
  STOPPED_SIGNAL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* A round while a worker is at it. */
typedef struct
{
  TocsinSupervisor *self;
  TocsinMailRound *round;
  GError *error;
} Job;

static void begin_round (TocsinSupervisor *self);

static void
tocsin_supervisor_dispose (GObject *object)
{
  TocsinSupervisor *self = TOCSIN_SUPERVISOR (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->ticket != 0)
    tocsin_watcher_unpark (self->services.watcher, self->ticket);
  self->ticket = 0;
  if (self->watch != NULL)
    tocsin_watch_close (self->watch);
  g_clear_object (&self->watch);
  g_clear_object (&self->agenda);
  g_clear_object (&self->feed);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->troubles, g_hash_table_unref);
  g_clear_object (&self->cancellable);
  tocsin_health_clear (&self->health);
  g_clear_object (&self->services.host);
  g_clear_object (&self->services.journal);
  g_clear_object (&self->services.spool);
  g_clear_object (&self->services.workers);
  g_clear_object (&self->services.watcher);
  g_clear_object (&self->services.clock);
  g_clear_object (&self->services.settings);
  g_clear_pointer (&self->connection, g_free);

  G_OBJECT_CLASS (tocsin_supervisor_parent_class)->dispose (object);
}

static void
tocsin_supervisor_class_init (TocsinSupervisorClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_supervisor_dispose;

  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FIRED] = g_signal_new ("fired", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);
  signals[STALLED] = g_signal_new ("stalled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SETTLED] =
      g_signal_new ("settled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STOPPED_SIGNAL] =
      g_signal_new ("stopped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tocsin_supervisor_init (TocsinSupervisor *self)
{
  self->cancellable = g_cancellable_new ();
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
  g_object_ref (self->services.host);
  g_object_ref (self->services.journal);
  g_object_ref (self->services.spool);
  g_object_ref (self->services.workers);
  g_object_ref (self->services.watcher);
  g_object_ref (self->services.clock);
  g_object_ref (self->services.settings);
  self->agenda = tocsin_mail_agenda_new ();
  self->feed = tocsin_feed_new (connection, services->journal, services->spool, services->clock);

  return self;
}

static gint64
now (TocsinSupervisor *self)
{
  return tocsin_clock_get_real (self->services.clock);
}

static void
enter (TocsinSupervisor *self, State state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
drop_watch (TocsinSupervisor *self)
{
  if (self->ticket != 0)
    tocsin_watcher_unpark (self->services.watcher, self->ticket);
  self->ticket = 0;
  self->woken = FALSE;
  if (self->watch != NULL)
    tocsin_watch_close (self->watch);
  g_clear_object (&self->watch);
}

static gboolean
may_watch (TocsinSupervisor *self)
{
  return !self->once && !self->health.distrusts_push && tocsin_mail_agenda_has_push (self->agenda);
}

static void
check_stalled (TocsinSupervisor *self)
{
  guint alarm_after = tocsin_snapshot_get_uint (self->services.settings, "alarm-after");
  const GError *error = self->health.last_error;

  if (tocsin_health_stalls (&self->health, alarm_after, now (self)))
    g_signal_emit (self, signals[STALLED], 0,
                   error != NULL ? error->message : _ ("the server does not answer"));
}

static gboolean
on_timer (gpointer data)
{
  TocsinSupervisor *self = data;

  self->timer = 0;
  check_stalled (self);
  begin_round (self);

  return G_SOURCE_REMOVE;
}

/* There is always a next action with a time, or the connection is parked and says so. */
static void
plan_next (TocsinSupervisor *self)
{
  gint64 wait;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->state != WAITING)
    self->health.next_try = tocsin_mail_agenda_get_next (self->agenda);
  wait = CLAMP (self->health.next_try - now (self), 0, LONGEST_WAIT);
  self->timer = g_timeout_add ((guint) (wait / 1000 + 1), on_timer, self);
}

static void
on_woken (TocsinWatcherReason reason, gpointer user_data)
{
  TocsinSupervisor *self = user_data;

  self->ticket = 0;
  self->woken = TRUE;
  begin_round (self);
}

static gboolean
park (TocsinSupervisor *self, GError **error)
{
  if (self->watch == NULL || self->ticket != 0 || self->woken)
    return TRUE;

  self->ticket = tocsin_watcher_park (self->services.watcher, self->watch, on_woken, self, error);

  return self->ticket != 0;
}

static void
log_failure (TocsinSupervisor *self, const GError *error, const char *what_next)
{
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "CONNECTION_ID", self->connection,
                    "ERROR_CODE", tocsin_error_get_code_name (error), "MESSAGE",
                    _ ("connection “%s”: %s; %s"), self->connection, error->message, what_next);
}

static void
take_failure (TocsinSupervisor *self, GError *error)
{
  TocsinTrouble trouble = tocsin_health_take_failure (&self->health, error, now (self));

  drop_watch (self);
  if (trouble == TOCSIN_TROUBLE_PARK && !self->once)
    {
      log_failure (self, error, _ ("parked until the settings change or you say “tocsin retry”"));
      enter (self, PARKED);
      return;
    }
  /* Said once, not at every try: the status tells how it goes on. */
  if (self->health.backoff.failures <= 1)
    log_failure (self, error, _ ("it is tried again"));
  enter (self, WAITING);
  plan_next (self);
}

static void
judge_push (TocsinSupervisor *self, TocsinMailRound *round, gboolean reconciled)
{
  if (!reconciled || self->watch == NULL
      || !tocsin_health_note_full_look (&self->health, round->seen))
    return;

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "CONNECTION_ID", self->connection, "MESSAGE",
                    _ ("connection “%s”: the server does not tell of new mail; it is asked every "
                       "%u seconds instead"),
                    self->connection, POLL_INTERVAL);
  drop_watch (self);
}

static gboolean
same_pushed_folders (GPtrArray *before, GPtrArray *after)
{
  g_auto (GStrv) old = NULL;
  g_auto (GStrv) new = NULL;

  if (before == NULL || before == after)
    return TRUE;
  old = tocsin_mail_round_list_pushed (before);
  new = tocsin_mail_round_list_pushed (after);

  return g_strv_equal ((const char *const *) old, (const char *const *) new);
}

static void
take_places (TocsinSupervisor *self, TocsinMailRound *round)
{
  if (round->places == NULL)
    return;

  /* Folders came or went: the session waits for the wrong ones. */
  if (self->watch != NULL && round->watch == NULL
      && !same_pushed_folders (self->places, round->places))
    {
      drop_watch (self);
      self->look_again = TRUE;
    }
  g_clear_pointer (&self->places, g_ptr_array_unref);
  self->places = g_ptr_array_ref (round->places);
}

static guint
get_push_interval (TocsinSupervisor *self)
{
  guint reconcile = tocsin_snapshot_get_uint (self->services.settings, "reconcile");

  if (self->watch == NULL)
    return POLL_INTERVAL;
  if (reconcile == 0)
    return G_MAXINT32;

  /* Ten thousand mailboxes must not all be compared in the same second. */
  return (guint) ((double) reconcile * g_random_double_range (0.9, 1.1));
}

static void
take_success (TocsinSupervisor *self, TocsinMailRound *round)
{
  GError *error = NULL;
  gboolean reconciled =
      round->watch == NULL && g_hash_table_size (round->due) > 0 && self->health.last_check > 0;

  if (round->relist || self->places == NULL)
    {
      g_clear_pointer (&self->troubles, g_hash_table_unref);
      self->troubles = g_hash_table_ref (round->troubles);
    }
  judge_push (self, round, reconciled);
  take_places (self, round);
  if (round->watch != NULL)
    self->watch = g_steal_pointer (&round->watch);
  tocsin_health_take_success (&self->health, now (self));
  self->look_again = self->look_again || round->more;
  tocsin_mail_agenda_looked (self->agenda, round->due, now (self), get_push_interval (self));

  if (!park (self, &error))
    {
      take_failure (self, error);
      return;
    }
  enter (self, self->watch != NULL ? WATCHING : POLLING);
  plan_next (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
emit_fired (TocsinSupervisor *self, TocsinMailRound *round)
{
  self->seen += round->seen;
  self->matched += round->matched;
  for (guint i = 0; i < round->fired->len; i++)
    g_signal_emit (self, signals[FIRED], 0, g_ptr_array_index (round->fired, i));
}

static void
become_stopped (TocsinSupervisor *self)
{
  drop_watch (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  enter (self, STOPPED);
  g_signal_emit (self, signals[STOPPED_SIGNAL], 0);
}

static void
settle (TocsinSupervisor *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->settled = TRUE;
  g_signal_emit (self, signals[SETTLED], 0);
}

static void
run_on_worker (gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  tocsin_mail_round_run (job->round, cancellable, &job->error);
}

static void
finish_on_main (gpointer data)
{
  Job *job = data;
  g_autoptr (TocsinSupervisor) self = g_steal_pointer (&job->self);
  TocsinMailRound *round = job->round;
  gboolean abandoned = g_cancellable_is_cancelled (self->cancellable);
  gboolean failed = job->error != NULL;

  self->busy = FALSE;
  emit_fired (self, round);
  if (abandoned)
    g_clear_error (&job->error);
  else if (failed)
    take_failure (self, g_steal_pointer (&job->error));
  else
    take_success (self, round);
  tocsin_mail_round_free (round);
  g_free (job);

  if (self->stopping)
    become_stopped (self);
  else if (abandoned)
    {
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
      begin_round (self);
    }
  else if (self->once && (failed || !self->look_again))
    settle (self);
  else if (!failed && (self->look_again || self->woken))
    begin_round (self);
}

static TocsinMailRound *
make_round (TocsinSupervisor *self)
{
  gboolean connects = may_watch (self) && self->watch == NULL;
  /* Whoever connects anew looks into everything before it waits. */
  gint64 until = self->once || self->look_again || connects ? G_MAXINT64 : now (self);
  GHashTable *due = tocsin_mail_agenda_get_due (self->agenda, until);
  TocsinMailRound *round = tocsin_mail_round_new (self->services.host, self->connection, self->feed,
                                                  tocsin_mail_agenda_get_tasks (self->agenda), due);

  round->want_watch = connects;
  round->relist = self->relist || (g_hash_table_size (due) > 0 && !self->woken);
  round->places = self->places != NULL ? g_ptr_array_ref (self->places) : NULL;
  if (self->woken)
    round->watch = g_steal_pointer (&self->watch);

  return round;
}

static void
begin_round (TocsinSupervisor *self)
{
  Job *job;

  if (self->busy || self->stopping || self->state == PARKED)
    return;
  if (self->state == WAITING && now (self) < self->health.next_try && !self->look_again)
    {
      plan_next (self);
      return;
    }

  g_clear_handle_id (&self->timer, g_source_remove);
  job = g_new0 (Job, 1);
  job->self = g_object_ref (self);
  job->round = make_round (self);
  if (g_hash_table_size (job->round->due) == 0 && job->round->watch == NULL)
    {
      /* Too early: a clock was set, or the timer came round for a look at the clock only. */
      tocsin_mail_round_free (job->round);
      g_object_unref (job->self);
      g_free (job);
      plan_next (self);
      return;
    }
  self->busy = TRUE;
  self->woken = FALSE;
  self->look_again = FALSE;
  self->relist = FALSE;
  if (self->state != WATCHING && self->state != POLLING)
    enter (self, CATCHING_UP);
  tocsin_workers_run (self->services.workers, run_on_worker, finish_on_main, job,
                      self->cancellable);
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

  if (!tocsin_mail_agenda_set_tasks (self->agenda, tasks, now (self)))
    return;
  tocsin_feed_set_tasks (self->feed, tasks);
  if (self->health.began == 0)
    return;

  g_clear_pointer (&self->places, g_ptr_array_unref);
  drop_watch (self);
  self->look_again = TRUE;
  begin_round (self);
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

  self->health.began = now (self);
  begin_round (self);
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
 * Looks into everything at once, also when it waits for its next try; a parked one stays parked.
 */
void
tocsin_supervisor_check_now (TocsinSupervisor *self)
{
  g_return_if_fail (TOCSIN_IS_SUPERVISOR (self));

  self->look_again = TRUE;
  self->relist = TRUE;
  begin_round (self);
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
  if (self->state == PARKED)
    enter (self, STARTING);
  tocsin_supervisor_check_now (self);
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
  drop_watch (self);
  if (self->busy)
    g_cancellable_cancel (self->cancellable);
  tocsin_supervisor_retry (self);
}

static gboolean
on_nothing_runs (gpointer data)
{
  become_stopped (data);

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
  g_clear_handle_id (&self->timer, g_source_remove);
  drop_watch (self);
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

  return self->state == STOPPED;
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
 * tocsin_supervisor_describe:
 * @self: a supervisor
 *
 * Returns: (transfer none): a floating `a{sv}`: state, mode, last-check, next-try, error and so on.
 */
GVariant *
tocsin_supervisor_describe (TocsinSupervisor *self)
{
  static const char *const states[] = { "starting", "catching-up", "watching", "polling",
                                        "waiting",  "parked",      "stopped" };
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (TOCSIN_IS_SUPERVISOR (self), NULL);

  tocsin_describe_string (&dict, "state", states[self->state]);
  tocsin_describe_string (&dict, "mode", self->watch != NULL ? "push" : "poll");
  tocsin_health_describe (&self->health, &dict);
  g_variant_dict_insert (&dict, "seen", "t", self->seen);
  g_variant_dict_insert (&dict, "matched", "t", self->matched);
  if (self->troubles != NULL && g_hash_table_size (self->troubles) > 0)
    g_variant_dict_insert_value (&dict, "folders", describe_troubles (self));

  return g_variant_dict_end (&dict);
}
