/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/supervisor-private.h"

#include "core/base/error.h"
#include "core/base/notice.h"

#include <glib/gi18n-lib.h>

/* How often the server is asked when it can't tell by itself, seconds. */
#define POLL_INTERVAL 60

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
  self->pushes = FALSE;
  if (self->watch != NULL)
    tocsin_watch_close (self->watch);
  g_clear_object (&self->watch);
}

static gboolean
may_watch (TocsinSupervisor *self)
{
  return !self->once && self->can_watch && !self->health.distrusts_push
         && tocsin_mail_agenda_has_push (self->agenda);
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
log_failure (TocsinSupervisor *self, const char *kind, const GError *error, const char *what_next)
{
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID", kind, "CONNECTION_ID",
                    self->connection, "ERROR_CODE", tocsin_error_get_code_name (error), "MESSAGE",
                    _ ("connection “%s”: %s; %s"), self->connection, error->message, what_next);
}

static void
log_recovery (TocsinSupervisor *self)
{
  if (self->health.last_error != NULL)
    g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, "MESSAGE_ID",
                      TOCSIN_NOTICE_CONNECTION_RECOVERED, "CONNECTION_ID", self->connection,
                      "MESSAGE", _ ("connection “%s” works again"), self->connection);
}

static void
take_failure (TocsinSupervisor *self, GError *error)
{
  TocsinTrouble trouble = tocsin_health_take_failure (&self->health, error, now (self));

  tocsin_supervisor_drop_watch (self);
  if (trouble == TOCSIN_TROUBLE_PARK && !self->once)
    {
      log_failure (self, TOCSIN_NOTICE_CONNECTION_PARKED, error,
                   _ ("parked until the settings change or you say “tocsin retry”"));
      tocsin_supervisor_enter (self, TOCSIN_SUPERVISOR_PARKED);
      return;
    }
  /* Said once, not at every try: the status tells how it goes on. */
  if (self->health.backoff.failures <= 1)
    log_failure (self, TOCSIN_NOTICE_CONNECTION_FAILED, error, _ ("it is tried again"));
  tocsin_supervisor_enter (self, TOCSIN_SUPERVISOR_WAITING);
}

/* What came in the very moment of the look may be announced yet. */
static void
judge_push (TocsinSupervisor *self, TocsinMailRound *round)
{
  if (round->announced)
    self->health.missed_notices = 0;
  if (!round->verifies || self->watch == NULL || self->woken
      || !tocsin_health_note_full_look (&self->health, round->unannounced))
    return;

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID",
                    TOCSIN_NOTICE_CONNECTION_SILENT, "CONNECTION_ID", self->connection, "MESSAGE",
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
  if (self->watch != NULL && !round->want_watch
      && !same_pushed_folders (self->places, round->places))
    {
      tocsin_supervisor_drop_watch (self);
      self->look_again = TRUE;
    }
  g_clear_pointer (&self->places, g_ptr_array_unref);
  self->places = g_ptr_array_ref (round->places);
}

/* Ten thousand mailboxes must not all be looked at in the same second. The wait only ever gets
 * shorter, so that a look every so often does not stall an alarm after as long. */
static guint
shorten (guint seconds)
{
  return (guint) ((double) seconds * g_random_double_range (0.8, 0.95));
}

/*< private >
 * tocsin_supervisor_get_push_interval:
 * @self: a supervisor
 *
 * Returns: seconds from one look at everything to the next, when the server tells of new mail and
 *   when it doesn't.
 */
guint
tocsin_supervisor_get_push_interval (TocsinSupervisor *self)
{
  guint reconcile = tocsin_snapshot_get_uint (self->services.settings, "reconcile");

  if (self->watch == NULL)
    return shorten (POLL_INTERVAL);

  return reconcile > 0 ? shorten (reconcile) : G_MAXINT32;
}

static void
take_success (TocsinSupervisor *self, TocsinMailRound *round)
{
  GError *error = NULL;

  if (round->relist || self->places == NULL)
    {
      g_clear_pointer (&self->troubles, g_hash_table_unref);
      self->troubles = g_hash_table_ref (round->troubles);
    }
  if (round->want_watch)
    self->can_watch = round->can_watch;
  if (round->watch != NULL)
    self->watch = g_steal_pointer (&round->watch);
  judge_push (self, round);
  take_places (self, round);
  log_recovery (self);
  tocsin_health_take_success (&self->health, now (self));
  self->look_again = self->look_again || round->more;
  tocsin_mail_agenda_looked (self->agenda, round->due, now (self),
                             tocsin_supervisor_get_push_interval (self));
  tocsin_health_expect (&self->health, MAX (tocsin_mail_agenda_get_next (self->agenda),
                                            now (self) + (gint64) round->pause * G_USEC_PER_SEC));

  if (!park (self, &error))
    {
      take_failure (self, error);
      return;
    }
  self->pushes = self->watch != NULL;
  tocsin_supervisor_enter (self, self->watch != NULL ? TOCSIN_SUPERVISOR_WATCHING
                                                     : TOCSIN_SUPERVISOR_POLLING);
  g_signal_emit_by_name (self, "changed");
}

static void
emit_fired (TocsinSupervisor *self, TocsinMailRound *round)
{
  self->seen += round->seen;
  self->matched += round->matched;
  for (guint i = 0; i < round->fired->len; i++)
    g_signal_emit_by_name (self, "fired", g_ptr_array_index (round->fired, i));
  for (guint i = 0; i < round->paused->len; i++)
    g_signal_emit_by_name (self, "paused", g_ptr_array_index (round->paused, i));
  for (guint i = 0; i < round->replayed->len; i++)
    g_signal_emit_by_name (self, "replayed", g_ptr_array_index (round->replayed, i));
}

/*< private >
 * tocsin_supervisor_become_stopped:
 * @self: a supervisor of which nothing runs any more
 */
void
tocsin_supervisor_become_stopped (TocsinSupervisor *self)
{
  tocsin_supervisor_drop_watch (self);
  tocsin_supervisor_disarm (self);
  tocsin_supervisor_enter (self, TOCSIN_SUPERVISOR_STOPPED);
  g_signal_emit_by_name (self, "stopped");
}

static void
settle (TocsinSupervisor *self)
{
  self->settled = TRUE;
  tocsin_supervisor_disarm (self);
  g_signal_emit_by_name (self, "settled");
}

static void
run_on_worker (gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  tocsin_mail_round_run (job->round, cancellable, &job->error);
}

static GError *
say_overdue (TocsinSupervisor *self)
{
  return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TIMEOUT_COMMAND,
                      _ ("looking for mail took more than %u minutes and was given up"),
                      (guint) (TOCSIN_SUPERVISOR_ROUND / G_USEC_PER_SEC / 60));
}

/* What the round has left. One that was cancelled because it hung has failed; one that was
 * cancelled because something else is wanted has not. */
static void
take_round (TocsinSupervisor *self, TocsinMailRound *round, GError *error)
{
  gboolean abandoned = g_cancellable_is_cancelled (self->cancellable);

  if (abandoned)
    {
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
      g_clear_error (&error);
    }
  if (self->stopping)
    g_clear_error (&error);
  else if (self->overdue)
    take_failure (self, say_overdue (self));
  else if (abandoned)
    self->look_again = TRUE;
  else if (error != NULL)
    take_failure (self, error);
  else
    take_success (self, round);
  self->overdue = FALSE;
}

static void
finish_on_main (gpointer data)
{
  Job *job = data;
  g_autoptr (TocsinSupervisor) self = g_steal_pointer (&job->self);
  gboolean failed = job->error != NULL;

  self->busy = FALSE;
  emit_fired (self, job->round);
  take_round (self, job->round, g_steal_pointer (&job->error));
  tocsin_mail_round_free (job->round);
  g_free (job);

  if (self->stopping)
    tocsin_supervisor_become_stopped (self);
  else if (self->once && (failed || !self->look_again))
    settle (self);
  else
    tocsin_supervisor_begin_round (self);
  tocsin_supervisor_arm (self);
}

static TocsinMailRound *
make_round (TocsinSupervisor *self)
{
  gboolean connects = may_watch (self) && self->watch == NULL;
  /* Whoever connects anew looks into everything before it waits. */
  gint64 until = self->once || self->look_again || connects ? G_MAXINT64 : now (self);
  GHashTable *due = tocsin_mail_agenda_get_due (self->agenda, until);
  gboolean is_time = tocsin_mail_agenda_get_next (self->agenda) <= now (self);
  TocsinMailRound *round = tocsin_mail_round_new (self->services.host, self->connection, self->feed,
                                                  tocsin_mail_agenda_get_tasks (self->agenda), due);

  round->want_watch = connects;
  round->relist = self->relist || connects || is_time;
  round->verifies = is_time && !self->look_again && !self->woken && !connects;
  round->places = self->places != NULL ? g_ptr_array_ref (self->places) : NULL;
  if (self->woken)
    round->watch = g_steal_pointer (&self->watch);

  return round;
}

static gboolean
is_time_to_look (TocsinSupervisor *self)
{
  if (self->busy || self->stopping || self->settled || self->state == TOCSIN_SUPERVISOR_PARKED)
    return FALSE;

  if (self->urgent || self->health.next_try <= now (self))
    return TRUE;

  return self->state != TOCSIN_SUPERVISOR_WAITING && (self->look_again || self->woken);
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

  if (!is_time_to_look (self))
    return;

  job = g_new0 (Job, 1);
  job->self = g_object_ref (self);
  job->round = make_round (self);
  self->busy = TRUE;
  self->woken = FALSE;
  self->look_again = FALSE;
  self->urgent = FALSE;
  self->relist = FALSE;
  self->round_deadline =
      tocsin_clock_get_monotonic (self->services.clock) + TOCSIN_SUPERVISOR_ROUND;
  if (self->state != TOCSIN_SUPERVISOR_WATCHING && self->state != TOCSIN_SUPERVISOR_POLLING)
    tocsin_supervisor_enter (self, TOCSIN_SUPERVISOR_CATCHING_UP);
  tocsin_workers_run (self->services.workers, run_on_worker, finish_on_main, job,
                      self->cancellable);
  tocsin_supervisor_arm (self);
}
