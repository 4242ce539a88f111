/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/postman-private.h"

#include "core/base/error.h"
#include "core/base/notice.h"

#include <glib/gi18n-lib.h>

/* Most mail that is claimed at once: one transaction for many, and little to be given back. */
#define MOST_IN_HAND 64

/* A clock that is set while we wait must not make mail late by more than this. */
#define LONGEST_WAIT (60 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (TocsinPostmanLane, tocsin_postman_lane, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tocsin_postman_lane_dispose (GObject *object)
{
  TocsinPostmanLane *self = TOCSIN_POSTMAN_LANE (object);

  g_clear_handle_id (&self->timer, g_source_remove);

  G_OBJECT_CLASS (tocsin_postman_lane_parent_class)->dispose (object);
}

static void
tocsin_postman_lane_finalize (GObject *object)
{
  TocsinPostmanLane *self = TOCSIN_POSTMAN_LANE (object);

  g_queue_clear_full (&self->hand, (GDestroyNotify) tocsin_outbox_mail_unref);
  tocsin_health_clear (&self->health);
  g_mutex_clear (&self->lock);
  g_free (self->connection);
  tocsin_postman_services_unref (self->services);

  G_OBJECT_CLASS (tocsin_postman_lane_parent_class)->finalize (object);
}

static void
tocsin_postman_lane_class_init (TocsinPostmanLaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_postman_lane_dispose;
  G_OBJECT_CLASS (klass)->finalize = tocsin_postman_lane_finalize;

  /**
   * TocsinPostmanLane::changed:
   * @self: the lane
   *
   * Senders have come home: mail has changed its state, or the connection has.
   */
  signals[CHANGED] = g_signal_new ("changed", TOCSIN_TYPE_POSTMAN_LANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
tocsin_postman_lane_init (TocsinPostmanLane *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->hand);
  tocsin_health_init (&self->health);
  self->most_senders = 1;
  self->next_due = G_MAXINT64;
}

/**
 * tocsin_postman_lane_new: (skip)
 * @services: the postman's
 * @connection: id of the connection
 *
 * Returns: (transfer full): a lane that has not looked for mail yet.
 */
TocsinPostmanLane *
tocsin_postman_lane_new (TocsinPostmanServices *services, const char *connection)
{
  TocsinPostmanLane *self = g_object_new (TOCSIN_TYPE_POSTMAN_LANE, NULL);

  self->services = tocsin_postman_services_ref (services);
  self->connection = g_strdup (connection);

  return self;
}

static gint64
now (TocsinPostmanLane *self)
{
  return tocsin_clock_get_real (self->services->clock);
}

/* With the lock held, as everything that asks or changes who is at work. */
static gboolean
may_send (TocsinPostmanLane *self)
{
  return !self->stopped && !self->held && !self->paused;
}

/* Who is not known to work is tried by one sender: ten wrong passwords at once lock an account. */
static guint
get_most_senders (TocsinPostmanLane *self)
{
  return self->proven ? MAX (self->most_senders, 1) : 1;
}

static void work_shift (gpointer data, GCancellable *cancellable);
static void end_shift (gpointer data);

/* With the lock held. */
static void
call_senders (TocsinPostmanLane *self)
{
  guint needed = MAX (g_queue_get_length (&self->hand), self->wanted ? 1u : 0u);

  needed = MIN (needed, get_most_senders (self));
  while (may_send (self) && self->senders < needed)
    {
      self->senders++;
      self->shifts++;
      tocsin_workers_run (self->services->workers, work_shift, end_shift, g_object_ref (self),
                          NULL);
    }
}

/* With the lock held. */
static void
give_all_back (TocsinPostmanLane *self)
{
  TocsinOutboxMail *mail;

  while ((mail = g_queue_pop_head (&self->hand)) != NULL)
    {
      tocsin_postman_lane_give_back (self, mail, mail->due);
      tocsin_outbox_mail_unref (mail);
    }
}

static void
log_trouble (TocsinPostmanLane *self, const GError *error, const char *what_next)
{
  g_log_structured (
      G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID", TOCSIN_NOTICE_SENDING_FAILED,
      "CONNECTION_ID", self->connection, "ERROR_CODE", tocsin_error_get_code_name (error),
      "MESSAGE", _ ("sending through “%s”: %s; %s"), self->connection, error->message, what_next);
}

/*< private >
 * tocsin_postman_lane_take_trouble:
 * @self: a lane
 * @error: why nothing can be sent through its connection
 * @epoch: the lane's when that was begun
 *
 * Holds all mail until the connection may be tried again; what senders began together counts as one
 * failure.
 */
void
tocsin_postman_lane_take_trouble (TocsinPostmanLane *self, const GError *error, guint epoch)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (epoch != self->epoch || self->stopped)
    return;

  self->epoch++;
  self->proven = FALSE;
  self->held = TRUE;
  self->parked = tocsin_health_take_failure (&self->health, g_error_copy (error), now (self))
                 == TOCSIN_TROUBLE_PARK;
  give_all_back (self);
  /* There is more than what was given back, perhaps. */
  self->wanted = TRUE;
  if (self->parked)
    log_trouble (self, error, _ ("mail waits until the settings change or you say “tocsin retry”"));
  else if (self->health.backoff.failures <= 1)
    log_trouble (self, error, _ ("mail waits, and it is tried again"));
}

/*< private >
 * tocsin_postman_lane_take_answer:
 * @self: a lane
 * @most_senders: how many sessions its connection may have
 *
 * A server has looked at a mail, whatever it said: the connection works.
 */
void
tocsin_postman_lane_take_answer (TocsinPostmanLane *self, guint most_senders)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->most_senders = most_senders;
  if (self->held)
    return;

  if (!self->proven || self->health.last_error != NULL)
    tocsin_health_take_success (&self->health, now (self));
  self->health.last_check = now (self);
  if (self->proven)
    return;

  self->proven = TRUE;
  call_senders (self);
}

/*< private >
 * tocsin_postman_lane_expect:
 * @self: a lane
 * @due: when one of its mails is to be tried again, µs since 1970
 */
void
tocsin_postman_lane_expect (TocsinPostmanLane *self, gint64 due)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->next_due = MIN (self->next_due, due);
}

/*< private >
 * tocsin_postman_lane_get_epoch:
 * @self: a lane
 */
guint
tocsin_postman_lane_get_epoch (TocsinPostmanLane *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->epoch;
}

/* With the lock held at the begin and at the end. */
static void
refill (TocsinPostmanLane *self)
{
  TocsinOutboxJournal *journal = tocsin_outbox_get_journal (self->services->outbox);
  guint limit = self->proven ? MIN (4 * get_most_senders (self), MOST_IN_HAND) : 1;
  guint epoch = self->epoch;
  gint64 due = G_MAXINT64;
  g_autoptr (GPtrArray) mails = NULL;
  g_autoptr (GError) error = NULL;

  self->refilling = TRUE;
  self->wanted = FALSE;
  g_mutex_unlock (&self->lock);
  mails = tocsin_outbox_journal_claim (journal, TOCSIN_OUTBOX_OWNER, self->connection, limit,
                                       now (self), &error);
  if (mails == NULL)
    tocsin_postman_lane_take_trouble (self, error, epoch);
  /* All that is due is in hand: what comes next is later. */
  if (mails != NULL && mails->len < limit)
    tocsin_outbox_journal_get_next_due (journal, self->connection, &due, NULL);
  g_mutex_lock (&self->lock);
  self->refilling = FALSE;
  if (self->next_due <= now (self))
    self->next_due = G_MAXINT64;
  self->next_due = MIN (self->next_due, due);

  for (guint i = 0; mails != NULL && i < mails->len; i++)
    g_queue_push_tail (&self->hand, tocsin_outbox_mail_ref (g_ptr_array_index (mails, i)));
  self->wanted = self->wanted || (mails != NULL && mails->len == limit);
  if (may_send (self))
    call_senders (self);
  else
    give_all_back (self);
}

/* The next mail to send, or NULL when there is none now. Somebody looks for more before the hand is
 * empty, while the others go on. */
static TocsinOutboxMail *
take_mail (TocsinPostmanLane *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (may_send (self) && self->wanted && !self->refilling
      && g_queue_get_length (&self->hand) < get_most_senders (self))
    refill (self);

  return may_send (self) ? g_queue_pop_head (&self->hand) : NULL;
}

/* Returns: whether to leave. */
static gboolean
leave (TocsinPostmanLane *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  /* What came while it looked around is its own, too. */
  if (may_send (self) && self->wanted && !self->refilling)
    return FALSE;
  self->senders--;
  if (self->senders == 0)
    tocsin_outbox_ledger_hurry (self->services->ledger);

  return TRUE;
}

static void
work_shift (gpointer data, GCancellable *cancellable)
{
  TocsinPostmanLane *self = data;

  do
    {
      TocsinOutboxMail *mail;

      while ((mail = take_mail (self)) != NULL)
        {
          tocsin_postman_lane_send (self, mail);
          tocsin_outbox_mail_unref (mail);
        }
    }
  while (!leave (self));
}

static gboolean
on_timer (gpointer data)
{
  TocsinPostmanLane *self = data;

  self->timer = 0;
  tocsin_postman_lane_wake (self);

  return G_SOURCE_REMOVE;
}

/* With the lock held, in the main context. */
static void
arm (TocsinPostmanLane *self)
{
  gint64 next = self->held ? self->health.next_try : self->next_due;
  gint64 wait = CLAMP (next - now (self), 0, LONGEST_WAIT);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->stopped || self->paused || self->parked || self->senders > 0 || self->services->once
      || (!self->held && next == G_MAXINT64))
    return;

  self->timer = g_timeout_add ((guint) (wait / 1000 + 1), on_timer, self);
}

static void
end_shift (gpointer data)
{
  g_autoptr (TocsinPostmanLane) self = data;

  g_mutex_lock (&self->lock);
  self->shifts--;
  arm (self);
  g_mutex_unlock (&self->lock);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tocsin_postman_lane_wake: (skip)
 * @self: a lane
 *
 * There may be mail that is due, or the time may have come to try the connection again.
 */
void
tocsin_postman_lane_wake (TocsinPostmanLane *self)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN_LANE (self));

  g_mutex_lock (&self->lock);
  self->wanted = TRUE;
  if (self->held && !self->parked && !self->services->once && self->health.next_try <= now (self))
    self->held = FALSE;
  call_senders (self);
  arm (self);
  g_mutex_unlock (&self->lock);
}

/**
 * tocsin_postman_lane_set_paused: (skip)
 * @self: a lane
 * @paused: whether its mail is to wait
 *
 * What is being sent is still sent.
 */
void
tocsin_postman_lane_set_paused (TocsinPostmanLane *self, gboolean paused)
{
  gboolean changed;

  g_return_if_fail (TOCSIN_IS_POSTMAN_LANE (self));

  g_mutex_lock (&self->lock);
  changed = self->paused != paused;
  self->paused = paused;
  if (paused)
    give_all_back (self);
  g_mutex_unlock (&self->lock);
  if (changed)
    tocsin_postman_lane_wake (self);
}

/**
 * tocsin_postman_lane_hurry: (skip)
 * @self: a lane
 *
 * The network has changed: what waits for it is tried now. What waits for a person goes on waiting.
 */
void
tocsin_postman_lane_hurry (TocsinPostmanLane *self)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN_LANE (self));

  g_mutex_lock (&self->lock);
  if (self->held && !self->parked)
    self->health.next_try = now (self);
  g_mutex_unlock (&self->lock);
  tocsin_postman_lane_wake (self);
}

/**
 * tocsin_postman_lane_retry: (skip)
 * @self: a lane
 *
 * The settings have changed, the network has come back, or a person says so: whatever was wrong
 * with the connection is forgotten.
 */
void
tocsin_postman_lane_retry (TocsinPostmanLane *self)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN_LANE (self));

  g_mutex_lock (&self->lock);
  tocsin_health_renew (&self->health);
  self->held = FALSE;
  self->parked = FALSE;
  self->proven = FALSE;
  self->epoch++;
  g_mutex_unlock (&self->lock);
  tocsin_postman_lane_wake (self);
}

/**
 * tocsin_postman_lane_stop: (skip)
 * @self: a lane
 *
 * Takes on nothing more; ::changed comes when what is being sent is over.
 */
void
tocsin_postman_lane_stop (TocsinPostmanLane *self)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN_LANE (self));

  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  give_all_back (self);
  g_mutex_unlock (&self->lock);
}
