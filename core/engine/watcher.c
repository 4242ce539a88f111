/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/watcher.h"

#include "core/base/error.h"
#include "core/base/fault.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/epoll.h>
#include <unistd.h>

/* So many descriptors are taken out of the epoll set at a time; more come with the next round. */
#define EVENTS_AT_ONCE 256

/* A descriptor that is not in the set has this value. */
#define NO_FD -1

struct _TocsinWatcher
{
  GObject parent_instance;

  TocsinClock *clock;
  GSource *source;
  gpointer tag;
  int epoll_fd;
  guint64 last_ticket;
  GHashTable *entries;
  GSequence *deadlines;
  guint parked;
  gboolean stuck;
};

G_DEFINE_FINAL_TYPE (TocsinWatcher, tocsin_watcher, G_TYPE_OBJECT)

/* Somebody who waits. Kept small: there is one for each mailbox. */
typedef struct
{
  guint64 ticket;
  gint64 deadline;
  GSequenceIter *place;
  TocsinWatcherFunc func;
  gpointer user_data;
  int fd;
} Entry;

typedef struct
{
  GSource parent;
  TocsinWatcher *watcher;
} Source;

static gint64
first_deadline (TocsinWatcher *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->deadlines);

  if (g_sequence_iter_is_end (first))
    return G_MAXINT64;

  return ((Entry *) g_sequence_get (first))->deadline;
}

static int
compare_deadlines (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *left = a, *right = b;

  if (left->deadline != right->deadline)
    return left->deadline < right->deadline ? -1 : 1;

  return left->ticket < right->ticket ? -1 : left->ticket > right->ticket;
}

/* Takes an entry out of the set and the queue; the descriptor may be closed as soon as its owner
 * has it back, and another one may then get its number. */
static Entry *
take_out (TocsinWatcher *self, guint64 ticket)
{
  Entry *entry = g_hash_table_lookup (self->entries, &ticket);

  if (entry == NULL)
    return NULL;

  g_hash_table_steal (self->entries, &ticket);
  g_sequence_remove (entry->place);
  if (entry->fd != NO_FD)
    {
      epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, entry->fd, NULL);
      self->parked--;
    }

  return entry;
}

static void
wake (TocsinWatcher *self, guint64 ticket, TocsinWatcherReason reason)
{
  g_autofree Entry *entry = take_out (self, ticket);

  /* Whoever was woken before may have unparked it. */
  if (entry != NULL)
    entry->func (reason, entry->user_data);
}

static void
wake_those_with_input (TocsinWatcher *self)
{
  struct epoll_event events[EVENTS_AT_ONCE];
  int n_events = epoll_wait (self->epoll_fd, events, EVENTS_AT_ONCE, 0);

  for (int i = 0; i < n_events; i++)
    wake (self, events[i].data.u64, TOCSIN_WATCHER_INPUT);
}

static void
wake_those_whose_time_has_come (TocsinWatcher *self)
{
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (guint64));
  gint64 now = tocsin_clock_get_monotonic (self->clock);

  /* First listed, then woken: an alarm that is set anew for a time that is past, too, waits for the
   * next round, or nobody else would ever have a turn. */
  for (GSequenceIter *iter = g_sequence_get_begin_iter (self->deadlines);
       !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    {
      const Entry *entry = g_sequence_get (iter);

      if (entry->deadline > now)
        break;
      g_array_append_val (due, entry->ticket);
    }
  for (guint i = 0; i < due->len; i++)
    wake (self, g_array_index (due, guint64, i), TOCSIN_WATCHER_DEADLINE);
}

static gboolean
prepare (GSource *source, int *timeout)
{
  TocsinWatcher *self = ((Source *) source)->watcher;
  gint64 deadline = first_deadline (self);
  gint64 wait;

  *timeout = -1;
  if (deadline == G_MAXINT64)
    return FALSE;

  wait = deadline - tocsin_clock_get_monotonic (self->clock);
  if (wait <= 0)
    return TRUE;

  *timeout = (int) MIN (wait / 1000 + 1, G_MAXINT);
  return FALSE;
}

static gboolean
check (GSource *source)
{
  TocsinWatcher *self = ((Source *) source)->watcher;

  return first_deadline (self) <= tocsin_clock_get_monotonic (self->clock)
         || (self->tag != NULL && g_source_query_unix_fd (source, self->tag) != 0);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (TocsinWatcher) self = g_object_ref (((Source *) source)->watcher);

  /* What a watchdog is there for; only tests can bring it about. */
  if (tocsin_fault_hit ("watcher-stuck") != 0)
    self->stuck = TRUE;
  if (self->stuck)
    return G_SOURCE_CONTINUE;

  wake_those_with_input (self);
  wake_those_whose_time_has_come (self);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  .prepare = prepare,
  .check = check,
  .dispatch = dispatch,
};

static void
tocsin_watcher_finalize (GObject *object)
{
  TocsinWatcher *self = TOCSIN_WATCHER (object);

  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_sequence_free (self->deadlines);
  g_hash_table_unref (self->entries);
  if (self->epoll_fd >= 0)
    close (self->epoll_fd);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (tocsin_watcher_parent_class)->finalize (object);
}

static void
tocsin_watcher_class_init (TocsinWatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_watcher_finalize;
}

static void
tocsin_watcher_init (TocsinWatcher *self)
{
  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->deadlines = g_sequence_new (NULL);
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  self->source = g_source_new (&source_funcs, sizeof (Source));
  ((Source *) self->source)->watcher = self;
  g_source_set_static_name (self->source, "tocsin-watcher");
  if (self->epoll_fd >= 0)
    self->tag = g_source_add_unix_fd (self->source, self->epoll_fd, G_IO_IN);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

/**
 * tocsin_watcher_new:
 * @clock: the time; deadlines are compared with it alone
 *
 * Returns: (transfer full): a watcher that wakes in the caller's main context.
 */
TocsinWatcher *
tocsin_watcher_new (TocsinClock *clock)
{
  TocsinWatcher *self;

  g_return_val_if_fail (TOCSIN_IS_CLOCK (clock), NULL);

  self = g_object_new (TOCSIN_TYPE_WATCHER, NULL);
  self->clock = g_object_ref (clock);

  return self;
}

static guint64
add_entry (TocsinWatcher *self, int fd, gint64 deadline, TocsinWatcherFunc func, gpointer user_data)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->ticket = ++self->last_ticket;
  entry->deadline = deadline;
  entry->func = func;
  entry->user_data = user_data;
  entry->fd = fd;
  entry->place = g_sequence_insert_sorted (self->deadlines, entry, compare_deadlines, NULL);
  g_hash_table_insert (self->entries, &entry->ticket, entry);

  return entry->ticket;
}

/**
 * tocsin_watcher_park:
 * @self: a watcher
 * @watch: a session that waits; stays alive and open until it is woken or unparked
 * @func: (scope async): called when the server speaks or the watch's own deadline comes, whichever
 *   is first, and then never again
 * @user_data: for @func
 * @error: where to put why the system does not take it: too many are parked, or it is closed
 *
 * Returns: a ticket for tocsin_watcher_unpark(), or 0.
 */
guint64
tocsin_watcher_park (TocsinWatcher *self,
                     TocsinWatch *watch,
                     TocsinWatcherFunc func,
                     gpointer user_data,
                     GError **error)
{
  struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT };
  int fd;

  g_return_val_if_fail (TOCSIN_IS_WATCHER (self) && TOCSIN_IS_WATCH (watch) && func != NULL, 0);

  fd = tocsin_watch_get_fd (watch);
  if (fd < 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_RESET,
                           _ ("the session is closed already"));
      return 0;
    }
  event.data.u64 = self->last_ticket + 1;
  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
    {
      tocsin_error_set_errno (error, errno, _ ("Waiting for the server to speak"));
      return 0;
    }
  self->parked++;

  return add_entry (self, fd, tocsin_watch_get_deadline (watch), func, user_data);
}

/**
 * tocsin_watcher_set_alarm:
 * @self: a watcher
 * @deadline: monotonic microseconds; one that is past wakes with the next round of the main loop
 * @func: (scope async): called then, once
 * @user_data: for @func
 *
 * Returns: a ticket for tocsin_watcher_unpark().
 */
guint64
tocsin_watcher_set_alarm (TocsinWatcher *self,
                          gint64 deadline,
                          TocsinWatcherFunc func,
                          gpointer user_data)
{
  g_return_val_if_fail (TOCSIN_IS_WATCHER (self) && func != NULL, 0);

  return add_entry (self, NO_FD, deadline, func, user_data);
}

/**
 * tocsin_watcher_unpark:
 * @self: a watcher
 * @ticket: of a parked watch or an alarm; one that is used up, or 0, is left alone
 *
 * Gives a watch back to its owner: its function is not called any more.
 */
void
tocsin_watcher_unpark (TocsinWatcher *self, guint64 ticket)
{
  g_autofree Entry *entry = NULL;

  g_return_if_fail (TOCSIN_IS_WATCHER (self));

  entry = take_out (self, ticket);
}

/**
 * tocsin_watcher_get_parked:
 * @self: a watcher
 *
 * Returns: how many sessions are parked.
 */
guint
tocsin_watcher_get_parked (TocsinWatcher *self)
{
  g_return_val_if_fail (TOCSIN_IS_WATCHER (self), 0);

  return self->parked;
}
