/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/session-pool.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/net/wait.h"

/* A session nobody uses. */
typedef struct
{
  TocsinSession *session;
  gint64 since;
} Idle;

/* One who waits for a session. What it is given is written under the pool's mutex, and then its
 * flag is raised. */
typedef struct
{
  int flag;
  gboolean place;
  guint generation; /* when it got its place */
  TocsinSession *session;
} Waiter;

struct _TocsinSessionPool
{
  GObject parent_instance;

  TocsinEndpoint *endpoint;
  GType session_type;
  TocsinClock *clock;

  GMutex mutex;
  GArray *idle;       /* of Idle, the one used last at the end */
  GPtrArray *waiters; /* of Waiter, who came first at the beginning */
  GHashTable *busy;   /* session → the generation it belongs to */
  guint n_places;     /* taken by sessions in use or being opened */
  guint generation;   /* raised when all are to be closed */
};

G_DEFINE_FINAL_TYPE (TocsinSessionPool, tocsin_session_pool, G_TYPE_OBJECT)

enum
{
  OPENING,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tocsin_session_pool_finalize (GObject *object)
{
  TocsinSessionPool *self = TOCSIN_SESSION_POOL (object);

  tocsin_session_pool_close_all (self);
  g_array_unref (self->idle);
  g_ptr_array_unref (self->waiters);
  g_hash_table_unref (self->busy);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->clock);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (tocsin_session_pool_parent_class)->finalize (object);
}

static void
tocsin_session_pool_class_init (TocsinSessionPoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_session_pool_finalize;

  /**
   * TocsinSessionPool::opening:
   * @self: the pool
   * @session: a session that is about to be opened
   *
   * The time to give it a transcript or a report. Emitted on the thread that asked for a session.
   */
  signals[OPENING] = g_signal_new ("opening", TOCSIN_TYPE_SESSION_POOL, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, TOCSIN_TYPE_SESSION);
}

static void
tocsin_session_pool_init (TocsinSessionPool *self)
{
  g_mutex_init (&self->mutex);
  self->idle = g_array_new (FALSE, FALSE, sizeof (Idle));
  self->waiters = g_ptr_array_new ();
  self->busy = g_hash_table_new (NULL, NULL);
}

/**
 * tocsin_session_pool_new:
 * @endpoint: where the sessions lead, and how many there may be
 * @session_type: a type derived from #TocsinSession, made with the property `endpoint`
 * @clock: (nullable): the time, for tests
 *
 * Returns: (transfer full): a pool that nobody else knows of; see
 *   tocsin_session_pool_get_shared().
 */
TocsinSessionPool *
tocsin_session_pool_new (TocsinEndpoint *endpoint, GType session_type, TocsinClock *clock)
{
  TocsinSessionPool *self;

  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (endpoint), NULL);
  g_return_val_if_fail (g_type_is_a (session_type, TOCSIN_TYPE_SESSION), NULL);

  self = g_object_new (TOCSIN_TYPE_SESSION_POOL, NULL);
  self->endpoint = g_object_ref (endpoint);
  self->session_type = session_type;
  self->clock = g_object_ref (clock != NULL ? clock : tocsin_clock_get_default ());

  return self;
}

static gint64
seconds_since (TocsinSessionPool *self, gint64 since)
{
  return (tocsin_clock_get_monotonic (self->clock) - since) / G_USEC_PER_SEC;
}

static void
close_session (TocsinSession *session)
{
  tocsin_session_close (session, NULL);
  g_object_unref (session);
}

/* Under the mutex. */
static gboolean
take_idle (TocsinSessionPool *self, Idle *idle)
{
  if (self->idle->len == 0)
    return FALSE;

  /* The warmest: the others grow old and are closed. */
  *idle = g_array_index (self->idle, Idle, self->idle->len - 1);
  g_array_set_size (self->idle, self->idle->len - 1);
  return TRUE;
}

/* Under the mutex. */
static gboolean
has_place (TocsinSessionPool *self)
{
  return self->n_places + self->idle->len < tocsin_endpoint_get_limits (self->endpoint)->pool_size;
}

/* A place that is free now goes to who waits longest. */
static void
give_place_back (TocsinSessionPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Waiter *waiter;

  if (self->waiters->len == 0)
    {
      self->n_places--;
      return;
    }

  waiter = g_ptr_array_steal_index (self->waiters, 0);
  waiter->place = TRUE;
  waiter->generation = self->generation;
  tocsin_wait_flag_raise (waiter->flag);
}

static void
note_busy (TocsinSessionPool *self, TocsinSession *session, guint generation)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_hash_table_insert (self->busy, session, GUINT_TO_POINTER (generation));
}

static gboolean
is_fit (TocsinSessionPool *self, const Idle *idle, GCancellable *cancellable)
{
  const TocsinEndpointLimits *limits = tocsin_endpoint_get_limits (self->endpoint);
  gint64 seconds = seconds_since (self, idle->since);

  if (seconds >= limits->max_idle_time || tocsin_session_get_time_left (idle->session) <= 0)
    return FALSE;

  return seconds < limits->check_idle_time
         || tocsin_session_probe (idle->session, cancellable, NULL);
}

static TocsinSession *
open_session (TocsinSessionPool *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSession) session =
      g_object_new (self->session_type, "endpoint", self->endpoint, NULL);

  g_signal_emit (self, signals[OPENING], 0, session);
  if (tocsin_session_open (session, cancellable, error))
    return g_steal_pointer (&session);

  tocsin_session_close (session, NULL);
  return NULL;
}

static gboolean
take_next_idle (TocsinSessionPool *self, Idle *idle)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return take_idle (self, idle);
}

/* With a place of our own: the first idle session that is still good, or a new one. Talking to
 * servers happens without the mutex, so all may be told to close meanwhile: what comes of it
 * belongs to the generation in which it began. */
static TocsinSession *
fill_place (TocsinSessionPool *self,
            const Waiter *waiter,
            Idle idle,
            GCancellable *cancellable,
            GError **error)
{
  TocsinSession *session;

  while (idle.session != NULL)
    {
      if (is_fit (self, &idle, cancellable))
        {
          note_busy (self, idle.session, waiter->generation);
          return idle.session;
        }
      close_session (idle.session);
      idle.session = NULL;
      take_next_idle (self, &idle);
    }

  session = open_session (self, cancellable, error);
  if (session != NULL)
    note_busy (self, session, waiter->generation);
  else
    give_place_back (self);

  return session;
}

/* Returns whether there is a place at once; else @waiter is in the queue. */
static gboolean
queue_up (TocsinSessionPool *self, Waiter *waiter, Idle *idle)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (take_idle (self, idle) || has_place (self))
    {
      self->n_places++;
      waiter->generation = self->generation;
      return TRUE;
    }

  g_ptr_array_add (self->waiters, waiter);
  return FALSE;
}

static void
leave_queue (TocsinSessionPool *self, Waiter *waiter)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_ptr_array_remove (self->waiters, waiter);
}

/* What came although we no longer wait for it goes to the next. */
static void
hand_back (TocsinSessionPool *self, Waiter *waiter)
{
  if (waiter->session != NULL)
    tocsin_session_pool_release (self, waiter->session, TRUE);
  else if (waiter->place)
    give_place_back (self);
}

static TocsinSession *
wait_in_queue (TocsinSessionPool *self, Waiter *waiter, GCancellable *cancellable, GError **error)
{
  const Idle none = { NULL, 0 };
  int ready = tocsin_wait_fd (waiter->flag, G_IO_IN, 0, cancellable, error);

  leave_queue (self, waiter);
  if (ready < 0)
    {
      hand_back (self, waiter);
      return NULL;
    }
  if (waiter->session != NULL)
    return waiter->session;
  if (waiter->place)
    return fill_place (self, waiter, none, cancellable, error);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("All sessions are being closed"));
  return NULL;
}

/**
 * tocsin_session_pool_acquire:
 * @self: a pool
 * @cancellable: (nullable): ends the wait
 * @error: why a session could not be opened, or `cancelled`
 *
 * Takes a session that is idle, probed first if it has been so for long; or opens one; or, when
 * there are as many as there may be, waits for one to be given back, first come, first served.
 *
 * Returns: (transfer full): a session that is the caller's until tocsin_session_pool_release().
 */
TocsinSession *
tocsin_session_pool_acquire (TocsinSessionPool *self, GCancellable *cancellable, GError **error)
{
  Waiter waiter = { .flag = -1 };
  Idle idle = { NULL, 0 };
  TocsinSession *session;

  g_return_val_if_fail (TOCSIN_IS_SESSION_POOL (self), NULL);

  waiter.flag = tocsin_wait_flag_new ();
  if (waiter.flag < 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL, _ ("No descriptors left"));
      return NULL;
    }
  if (queue_up (self, &waiter, &idle))
    session = fill_place (self, &waiter, idle, cancellable, error);
  else
    session = wait_in_queue (self, &waiter, cancellable, error);
  close (waiter.flag);

  return session;
}

/* Under the mutex. Returns whether @session was kept. */
static gboolean
keep (TocsinSessionPool *self, TocsinSession *session)
{
  Idle idle = { session, tocsin_clock_get_monotonic (self->clock) };
  Waiter *waiter;

  if (self->waiters->len > 0)
    {
      g_hash_table_insert (self->busy, session, GUINT_TO_POINTER (self->generation));
      waiter = g_ptr_array_steal_index (self->waiters, 0);
      waiter->session = session;
      tocsin_wait_flag_raise (waiter->flag);
      return TRUE;
    }
  if (tocsin_endpoint_get_limits (self->endpoint)->max_idle_time == 0)
    return FALSE;

  self->n_places--;
  g_array_append_val (self->idle, idle);
  return TRUE;
}

/**
 * tocsin_session_pool_release:
 * @self: a pool
 * @session: (transfer full): a session taken from it
 * @healthy: whether it is in the state in which others expect it; if not, it is closed
 */
void
tocsin_session_pool_release (TocsinSessionPool *self, TocsinSession *session, gboolean healthy)
{
  gboolean kept = FALSE;
  gboolean current;

  g_return_if_fail (TOCSIN_IS_SESSION_POOL (self));
  g_return_if_fail (TOCSIN_IS_SESSION (session));

  healthy = healthy && tocsin_session_get_state (session) == TOCSIN_SESSION_OPEN;
  g_mutex_lock (&self->mutex);
  current = GPOINTER_TO_UINT (g_hash_table_lookup (self->busy, session)) == self->generation;
  g_hash_table_remove (self->busy, session);
  if (healthy && current)
    kept = keep (self, session);
  g_mutex_unlock (&self->mutex);
  if (kept)
    return;

  /* First closed, then replaced: the server may not allow one more. */
  close_session (session);
  give_place_back (self);
}

static void
close_idle (TocsinSessionPool *self, guint seconds)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func ((GDestroyNotify) close_session);

  g_mutex_lock (&self->mutex);
  for (guint i = self->idle->len; i-- > 0;)
    {
      const Idle *idle = &g_array_index (self->idle, Idle, i);

      if (seconds_since (self, idle->since) < seconds)
        continue;
      g_ptr_array_add (old, idle->session);
      g_array_remove_index (self->idle, i);
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * tocsin_session_pool_prune:
 * @self: a pool
 *
 * Closes what has been idle for `limits.max-idle-time`. Blocks for the goodbyes.
 */
void
tocsin_session_pool_prune (TocsinSessionPool *self)
{
  g_return_if_fail (TOCSIN_IS_SESSION_POOL (self));

  close_idle (self, tocsin_endpoint_get_limits (self->endpoint)->max_idle_time);
}

/**
 * tocsin_session_pool_close_idle:
 * @self: a pool
 *
 * Closes all sessions that nobody uses now, however short. Blocks for the goodbyes.
 */
void
tocsin_session_pool_close_idle (TocsinSessionPool *self)
{
  g_return_if_fail (TOCSIN_IS_SESSION_POOL (self));

  close_idle (self, 0);
}

/**
 * tocsin_session_pool_close_all:
 * @self: a pool
 *
 * Closes all idle sessions, and those in use when they are given back; who waits for one is told
 * `cancelled`. The pool can be used again. Blocks for the goodbyes.
 */
void
tocsin_session_pool_close_all (TocsinSessionPool *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) close_session);

  g_return_if_fail (TOCSIN_IS_SESSION_POOL (self));

  g_mutex_lock (&self->mutex);
  self->generation++;
  for (guint i = 0; i < self->idle->len; i++)
    g_ptr_array_add (all, g_array_index (self->idle, Idle, i).session);
  g_array_set_size (self->idle, 0);
  for (guint i = 0; i < self->waiters->len; i++)
    tocsin_wait_flag_raise (((Waiter *) self->waiters->pdata[i])->flag);
  g_ptr_array_set_size (self->waiters, 0);
  g_mutex_unlock (&self->mutex);
}

/**
 * tocsin_session_pool_get_n_sessions:
 * @self: a pool
 *
 * Returns: how many sessions there are, idle, in use and being opened.
 */
guint
tocsin_session_pool_get_n_sessions (TocsinSessionPool *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (TOCSIN_IS_SESSION_POOL (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return self->n_places + self->idle->len;
}

/**
 * tocsin_session_pool_get_n_idle:
 * @self: a pool
 *
 * Returns: how many sessions wait to be used.
 */
guint
tocsin_session_pool_get_n_idle (TocsinSessionPool *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (TOCSIN_IS_SESSION_POOL (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return self->idle->len;
}
