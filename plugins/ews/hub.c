/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* All connections of notifications of the process, and the one thread that listens to them. It
 * never waits for a server: a connection is opened by one of those whom it serves, on a worker. */
#include "plugins/ews/hub.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/error.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/stream.h"
#include "plugins/ews/wire/notification-requests.h"

#define EVENTS 64

/* The number of no stream: somebody wants the thread to look up. */
#define BELL 0

static struct
{
  GMutex lock;
  GHashTable *streams; /* number → EwsStream */
  guint64 last_number;
  guint n_threads;
  int epoll_fd;
  int bell_fd;
} hub = { .epoll_fd = -1, .bell_fd = -1 };

static void
ring (void)
{
  const guint64 one = 1;

  if (write (hub.bell_fd, &one, sizeof one) < 0)
    return;
}

static void
watch_fd (int fd, guint64 number)
{
  struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP, .data.u64 = number };

  epoll_ctl (hub.epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

static void
close_flow (EwsStream *stream)
{
  if (stream->flow != NULL)
    epoll_ctl (hub.epoll_fd, EPOLL_CTL_DEL, tocsin_http_flow_get_fd (stream->flow), NULL);
  ews_stream_drop_flow (stream);
}

/* Wakes those who are to open a connection whose time has come; returns milliseconds until the
 * next, -1 for never. */
static int
lead_due (void)
{
  gint64 now = g_get_monotonic_time (), next = G_MAXINT64;
  GHashTableIter iter;
  gpointer stream;

  g_hash_table_iter_init (&iter, hub.streams);
  while (g_hash_table_iter_next (&iter, NULL, &stream))
    {
      EwsStream *self = stream;

      if (self->wanted == 0 || self->opening)
        continue;
      if (self->wanted > 1 && self->wanted <= now)
        {
          self->wanted = 1;
          ews_stream_lead (self);
        }
      else if (self->wanted > now)
        next = MIN (next, self->wanted);
    }

  return next == G_MAXINT64 ? -1 : (int) ((next - now) / 1000 + 1);
}

static void
read_stream (guint64 number)
{
  EwsStream *stream = g_hash_table_lookup (hub.streams, &number);

  if (stream == NULL || stream->flow == NULL)
    return;
  /* A descriptor that is closed leaves the set by itself. */
  stream->unread = ews_stream_read (stream);
  if (stream->unread)
    ring ();
}

/* What was left for others' turn, TLS and all, comes before what is waited for. */
static void
read_rest (void)
{
  GHashTableIter iter;
  gpointer stream;

  g_hash_table_iter_init (&iter, hub.streams);
  while (g_hash_table_iter_next (&iter, NULL, &stream))
    if (((EwsStream *) stream)->unread)
      read_stream (((EwsStream *) stream)->number);
}

static gpointer
listen_to_all (gpointer unused)
{
  struct epoll_event events[EVENTS];
  int timeout = -1;

  for (;;)
    {
      int n = epoll_wait (hub.epoll_fd, events, EVENTS, timeout);
      g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hub.lock);
      guint64 unused_count;

      if (g_hash_table_size (hub.streams) == 0)
        {
          hub.n_threads--;
          return NULL;
        }
      for (int i = 0; i < n; i++)
        if (events[i].data.u64 != BELL)
          read_stream (events[i].data.u64);
        else if (read (hub.bell_fd, &unused_count, sizeof unused_count) > 0)
          read_rest ();
      timeout = lead_due ();
    }
}

static void
start (void)
{
  if (hub.streams == NULL)
    {
      hub.streams = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                           (GDestroyNotify) ews_stream_free);
      hub.epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
      hub.bell_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
      watch_fd (hub.bell_fd, BELL);
    }
  if (hub.n_threads > 0)
    return;
  hub.n_threads++;
  g_thread_unref (g_thread_new ("tocsin-ews", listen_to_all, NULL));
}

/* Who may share a connection: those who sign in alike at the same place, and act as others there.
 * Who reaches into another's mailbox by his own rights has one for it: that mailbox may be on
 * another server. */
static char *
make_key (EwsAccount *account, gboolean alone)
{
  static const char *const keys[] = { "endpoint",
                                      "address",
                                      "authentication.method",
                                      "authentication.username",
                                      "authentication.password",
                                      "authentication.bearer-token",
                                      "authentication.oauth2-provider",
                                      "authentication.oauth2-grant",
                                      "authentication.client-id",
                                      "authentication.client-secret",
                                      "authentication.tenant-id",
                                      "authentication.authority",
                                      "authentication.refresh-token",
                                      "encryption.client-certificate",
                                      "proxy.address" };
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (ews_account_get_settings (account));
  const EwsWhom *whom = ews_account_get_whom (account);
  g_autoptr (GString) key = g_string_new (NULL);

  if (alone || !whom->impersonates)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_append_printf (key, "%s\n", tocsin_snapshot_get_string (settings, keys[i]));

  return g_string_free (g_steal_pointer (&key), FALSE);
}

static EwsStream *
find_stream (const char *key)
{
  GHashTableIter iter;
  gpointer found;
  EwsStream *stream;

  g_hash_table_iter_init (&iter, hub.streams);
  while (key != NULL && g_hash_table_iter_next (&iter, NULL, &found))
    if (g_strcmp0 (((EwsStream *) found)->key, key) == 0
        && ((EwsStream *) found)->members->len < EWS_HUB_MOST)
      return found;

  stream = ews_stream_new (++hub.last_number, key);
  g_hash_table_insert (hub.streams, &stream->number, stream);

  return stream;
}

/**
 * ews_listener_new:
 * @account: who asks
 * @subscription: the id of a streaming subscription
 * @alone: whether nobody else may share the connection, as the subscription was bad once
 *
 * What happens from now on is told at the descriptor; the first thing is that somebody must see to
 * it, see ews_listener_tend().
 *
 * Returns: (transfer full) (nullable): a listener; %NULL if there are no descriptors left.
 */
EwsListener *
ews_listener_new (EwsAccount *account, const char *subscription, gboolean alone)
{
  g_autofree char *key = make_key (account, alone);
  g_autoptr (GMutexLocker) locker = NULL;
  EwsListener *self;
  int fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);

  if (fd < 0)
    return NULL;
  self = g_new0 (EwsListener, 1);
  self->account = ews_account_ref (account);
  self->subscription = g_strdup (subscription);
  self->news.folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->fd = fd;

  locker = g_mutex_locker_new (&hub.lock);
  start ();
  self->stream = find_stream (key);
  g_ptr_array_add (self->stream->members, self);
  /* One that is open serves on for a moment: others may come, too. */
  self->stream->wanted = self->stream->flow != NULL ? g_get_monotonic_time () + EWS_HUB_SETTLE : 1;
  ring ();

  return self;
}

/**
 * ews_listener_free:
 * @self: (transfer full): a listener
 *
 * Asks nobody anything.
 */
void
ews_listener_free (EwsListener *self)
{
  EwsStream *stream = self->stream;

  g_mutex_lock (&hub.lock);
  g_ptr_array_remove (stream->members, self);
  if (stream->members->len == 0 && !stream->opening)
    {
      close_flow (stream);
      g_hash_table_remove (hub.streams, &stream->number);
      ring ();
    }
  else if (stream->flow == NULL)
    ews_stream_lead (stream);
  g_mutex_unlock (&hub.lock);

  close (self->fd);
  ews_news_clear (&self->news);
  ews_account_unref (self->account);
  g_free (self->subscription);
  g_free (self);
}

/**
 * ews_listener_get_fd:
 * @self: a listener
 *
 * Returns: what becomes readable when there is something to take, or to tend.
 */
int
ews_listener_get_fd (EwsListener *self)
{
  return self->fd;
}

/**
 * ews_listener_get_deadline:
 * @self: a listener
 *
 * Returns: monotonic microseconds when somebody must look after the connection in any case.
 */
gint64
ews_listener_get_deadline (EwsListener *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hub.lock);

  return self->stream->flow != NULL
             ? self->stream->end
             : g_get_monotonic_time () + (gint64) EWS_HUB_GRACE * G_USEC_PER_SEC;
}

/**
 * ews_listener_take:
 * @self: a listener
 * @news: (out caller-allocates): what happened since the last time
 */
void
ews_listener_take (EwsListener *self, EwsNews *news)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hub.lock);
  guint64 count;

  if (read (self->fd, &count, sizeof count) < 0 && errno != EAGAIN)
    self->news.missed = TRUE;
  *news = self->news;
  self->news =
      (EwsNews){ .folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
}

/* Whether it is this listener's turn to open the connection; then with whom. */
static char **
take_turn (EwsListener *self, GError **trouble)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hub.lock);
  EwsStream *stream = self->stream;
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GStrvBuilder) ids = NULL;

  if (stream->flow != NULL && now >= stream->end)
    stream->wanted = 1;
  if (stream->opening || stream->wanted == 0 || stream->wanted > now)
    return NULL;
  if (stream->trouble != NULL)
    {
      g_propagate_error (trouble, g_steal_pointer (&stream->trouble));
      return NULL;
    }

  stream->opening = TRUE;
  stream->wanted = 0;
  ids = g_strv_builder_new ();
  for (guint i = 0; i < stream->members->len; i++)
    {
      EwsListener *member = g_ptr_array_index (stream->members, i);

      /* What was on its way when we hung up is lost. */
      member->news.missed = member->news.missed || stream->flow != NULL;
      if (!member->news.lost)
        g_strv_builder_add (ids, member->subscription);
    }
  close_flow (stream);

  return g_strv_builder_end (ids);
}

static TocsinHttpFlow *
open_flow (EwsListener *self, char **ids, GCancellable *cancellable, GError **error)
{
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  g_autoptr (GBytes) body = ews_get_streaming_events_build (&envelope, (const char *const *) ids,
                                                            EWS_MAX_STREAMING_MINUTES);

  return ews_ask_open (self->account, "GetStreamingEvents", body, cancellable, error);
}

/* Those who came meanwhile are not served yet, and those who went need nobody. */
static void
install (EwsListener *self, TocsinHttpFlow *flow)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hub.lock);
  EwsStream *stream = self->stream;

  stream->opening = FALSE;
  if (flow == NULL)
    {
      stream->wanted = 1;
      return;
    }
  stream->flow = flow;
  stream->reader = ews_reader_new_streaming ();
  stream->opened = g_get_monotonic_time ();
  stream->end =
      stream->opened + ((gint64) EWS_MAX_STREAMING_MINUTES * 60 + EWS_HUB_GRACE) * G_USEC_PER_SEC;
  watch_fd (tocsin_http_flow_get_fd (flow), stream->number);
  for (guint i = 0; i < stream->members->len; i++)
    if (((EwsListener *) g_ptr_array_index (stream->members, i))->news.missed)
      ews_listener_wake (g_ptr_array_index (stream->members, i));
  /* What came along with the head of the answer wakes nobody. */
  stream->unread = TRUE;
  ring ();
}

/**
 * ews_listener_tend:
 * @self: a listener whose descriptor was readable or whose deadline came
 * @cancellable: (nullable): to stop it
 * @error: why there is no connection
 *
 * Blocking. Opens the connection where that is to be done and nobody does it.
 *
 * Returns: whether there is one, or there will be.
 */
gboolean
ews_listener_tend (EwsListener *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_auto (GStrv) ids = take_turn (self, &trouble);
  TocsinHttpFlow *flow;

  if (trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (ids == NULL)
    return TRUE;
  flow = ids[0] != NULL ? open_flow (self, ids, cancellable, error) : NULL;
  install (self, flow);

  return flow != NULL || ids[0] == NULL;
}

/**
 * ews_news_clear:
 * @self: news
 */
void
ews_news_clear (EwsNews *self)
{
  g_clear_pointer (&self->folders, g_hash_table_unref);
}

/**
 * ews_hub_count_streams:
 *
 * Returns: how many connections of notifications there are, or are to be.
 */
guint
ews_hub_count_streams (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hub.lock);

  return hub.streams != NULL ? g_hash_table_size (hub.streams) : 0;
}

/**
 * ews_hub_count_threads:
 *
 * Returns: how many threads listen to them.
 */
guint
ews_hub_count_threads (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hub.lock);

  return hub.n_threads;
}
