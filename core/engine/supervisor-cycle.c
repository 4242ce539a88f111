/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/supervisor-private.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/* How often the server is asked when it can't tell by itself, seconds. */
#define POLL_INTERVAL 60

/* A clock that is set while we wait must not delay a look by more than this. */
#define LONGEST_WAIT (60 * G_USEC_PER_SEC)

/* A round while a worker is at it. */
typedef struct
{
  TocsinSupervisor *self;
  TocsinMailRound *round;
  GError *error;
} Job;

static gint64
now (TocsinSupervisor *self)
{
  return tocsin_clock_get_real (self->services.clock);
}

/*< private >
 * tocsin_supervisor_enter:
 * @self: a supervisor
 * @state: what it does from now on
 */
void
tocsin_supervisor_enter (TocsinSupervisor *self, TocsinSupervisorState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_signal_emit_by_name (self, "changed");
}

/*< private >
 * tocsin_supervisor_drop_watch:
 * @self: a supervisor
 *
 * Closes the session that waits, if there is one.
 */
void
tocsin_supervisor_drop_watch (TocsinSupervisor *self)
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
    g_signal_emit_by_name (self, "stalled",
                           error != NULL ? error->message : _ ("the server does not answer"));
}

static gboolean
on_timer (gpointer data)
{
  TocsinSupervisor *self = data;

  self->timer = 0;
  check_stalled (self);
  tocsin_supervisor_begin_round (self);

  return G_SOURCE_REMOVE;
}

/* There is always a next action with a time, or the connection is parked and says so. */
static void
plan_next (TocsinSupervisor *self)
{
  gint64 wait;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->state != TOCSIN_SUPERVISOR_WAITING)
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
  tocsin_supervisor_begin_round (self);
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

  tocsin_supervisor_drop_watch (self);
  if (trouble == TOCSIN_TROUBLE_PARK && !self->once)
    {
      log_failure (self, error, _ ("parked until the settings change or you say “tocsin retry”"));
      tocsin_supervisor_enter (self, TOCSIN_SUPERVISOR_PARKED);
      return;
    }
  /* Said once, not at every try: the status tells how it goes on. */
  if (self->health.backoff.failures <= 1)
    log_failure (self, error, _ ("it is tried again"));
  tocsin_supervisor_enter (self, TOCSIN_SUPERVISOR_WAITING);
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
  tocsin_supervisor_drop_watch (self);
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
      tocsin_supervisor_drop_watch (self);
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
  tocsin_supervisor_enter (self, self->watch != NULL ? TOCSIN_SUPERVISOR_WATCHING
                                                     : TOCSIN_SUPERVISOR_POLLING);
  plan_next (self);
  g_signal_emit_by_name (self, "changed");
}

static void
emit_fired (TocsinSupervisor *self, TocsinMailRound *round)
{
  self->seen += round->seen;
  self->matched += round->matched;
  for (guint i = 0; i < round->fired->len; i++)
    g_signal_emit_by_name (self, "fired", g_ptr_array_index (round->fired, i));
}

/*< private >
 * tocsin_supervisor_become_stopped:
 * @self: a supervisor of which nothing runs any more
 */
void
tocsin_supervisor_become_stopped (TocsinSupervisor *self)
{
  tocsin_supervisor_drop_watch (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  tocsin_supervisor_enter (self, TOCSIN_SUPERVISOR_STOPPED);
  g_signal_emit_by_name (self, "stopped");
}

static void
settle (TocsinSupervisor *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->settled = TRUE;
  g_signal_emit_by_name (self, "settled");
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
    tocsin_supervisor_become_stopped (self);
  else if (abandoned)
    {
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
      tocsin_supervisor_begin_round (self);
    }
  else if (self->once && (failed || !self->look_again))
    settle (self);
  else if (!failed && (self->look_again || self->woken))
    tocsin_supervisor_begin_round (self);
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

/*< private >
 * tocsin_supervisor_begin_round:
 * @self: a supervisor
 *
 * Looks at what is to be looked at now; without effect while a round is going on or none is due.
 */
void
tocsin_supervisor_begin_round (TocsinSupervisor *self)
{
  Job *job;

  if (self->busy || self->stopping || self->state == TOCSIN_SUPERVISOR_PARKED)
    return;
  if (self->state == TOCSIN_SUPERVISOR_WAITING && now (self) < self->health.next_try
      && !self->look_again)
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
  if (self->state != TOCSIN_SUPERVISOR_WATCHING && self->state != TOCSIN_SUPERVISOR_POLLING)
    tocsin_supervisor_enter (self, TOCSIN_SUPERVISOR_CATCHING_UP);
  tocsin_workers_run (self->services.workers, run_on_worker, finish_on_main, job,
                      self->cancellable);
}
