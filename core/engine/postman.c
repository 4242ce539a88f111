/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/postman-private.h"

/* As many threads as there are senders: each lane has its own limit. */
#define ENOUGH_THREADS G_MAXINT16

G_DEFINE_FINAL_TYPE (TocsinPostman, tocsin_postman, G_TYPE_OBJECT)

enum
{
  CHANGED,
  LANE_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tocsin_postman_dispose (GObject *object)
{
  TocsinPostman *self = TOCSIN_POSTMAN (object);

  tocsin_postman_close (self);
  g_clear_pointer (&self->lanes, g_hash_table_unref);
  g_clear_pointer (&self->drops, g_hash_table_unref);
  g_clear_pointer (&self->services, tocsin_postman_services_unref);
  g_clear_pointer (&self->pauses, tocsin_pauses_unref);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (tocsin_postman_parent_class)->dispose (object);
}

static void
tocsin_postman_class_init (TocsinPostmanClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_postman_dispose;

  /**
   * TocsinPostman::changed:
   * @self: the postman
   *
   * Mail has changed its state, or a connection works or does not work any more.
   */
  signals[CHANGED] = g_signal_new ("changed", TOCSIN_TYPE_POSTMAN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /**
   * TocsinPostman::lane-changed:
   * @self: the postman
   * @connection: id of a connection
   *
   * What is told of its mail is different now.
   */
  signals[LANE_CHANGED] = g_signal_new ("lane-changed", TOCSIN_TYPE_POSTMAN, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tocsin_postman_init (TocsinPostman *self)
{
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->drops = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->context = g_main_context_ref_thread_default ();
}

static void
emit_changed (TocsinPostman *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Senders have come home: what is over now is shown. */
static void
on_lane_changed (TocsinPostmanLane *lane, gpointer user_data)
{
  TocsinPostman *self = user_data;
  TocsinPostmanDrop *drop =
      g_hash_table_lookup (self->drops, tocsin_postman_lane_get_connection (lane));

  if (drop != NULL && tocsin_postman_lane_take_unfiled (lane))
    tocsin_postman_drop_look (drop);
  g_signal_emit (self, signals[LANE_CHANGED], 0, tocsin_postman_lane_get_connection (lane));
  emit_changed (self);
}

static TocsinPostmanLane *
ensure_lane (TocsinPostman *self, const char *connection)
{
  TocsinPostmanLane *lane = g_hash_table_lookup (self->lanes, connection);

  if (lane != NULL)
    return lane;

  lane = tocsin_postman_lane_new (self->services, connection);
  tocsin_postman_lane_set_paused (
      lane, tocsin_pauses_hold (self->pauses, TOCSIN_CONFIG_CONNECTION, connection));
  g_signal_connect_object (lane, "changed", G_CALLBACK (on_lane_changed), self, 0);
  g_hash_table_insert (self->lanes, g_strdup (connection), lane);

  return lane;
}

/* What the settings say may have changed: it is looked at again. */
static void
look_into_drop (TocsinPostman *self, const char *connection, gboolean changed)
{
  TocsinPostmanDrop *drop = g_hash_table_lookup (self->drops, connection);

  if (drop == NULL)
    {
      drop = tocsin_postman_drop_new (self->services, connection);
      g_signal_connect_object (drop, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
      g_hash_table_insert (self->drops, g_strdup (connection), drop);
      changed = TRUE;
    }
  if (changed)
    tocsin_postman_drop_look (drop);
}

static void
retire_drops (TocsinPostman *self, const char *const *senders)
{
  GHashTableIter iter;
  gpointer id, drop;

  g_hash_table_iter_init (&iter, self->drops);
  while (g_hash_table_iter_next (&iter, &id, &drop))
    if (!g_strv_contains (senders, id))
      {
        tocsin_postman_drop_stop (drop);
        g_hash_table_iter_remove (&iter);
      }
}

static void
for_each_drop (TocsinPostman *self, void (*func) (TocsinPostmanDrop *drop))
{
  GHashTableIter iter;
  gpointer drop;

  g_hash_table_iter_init (&iter, self->drops);
  while (g_hash_table_iter_next (&iter, NULL, &drop))
    func (drop);
}

static void
for_each_lane (TocsinPostman *self, void (*func) (TocsinPostmanLane *lane))
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    func (lane);
}

/* What has been queued, on its way from the thread that did it to the main context. */
typedef struct
{
  TocsinPostman *postman;
  char *connection;
} Notice;

static void
notice_free (gpointer data)
{
  Notice *notice = data;

  g_object_unref (notice->postman);
  g_free (notice->connection);
  g_free (notice);
}

static gboolean
take_notice (gpointer data)
{
  Notice *notice = data;

  if (notice->postman->stopped)
    return G_SOURCE_REMOVE;
  if (notice->connection != NULL)
    tocsin_postman_lane_wake (ensure_lane (notice->postman, notice->connection));
  else
    for_each_lane (notice->postman, tocsin_postman_lane_wake);

  return G_SOURCE_REMOVE;
}

static void
on_queued (TocsinOutbox *outbox, const char *connection, gpointer user_data)
{
  TocsinPostman *self = user_data;
  Notice *notice = g_new0 (Notice, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  notice->postman = g_object_ref (self);
  notice->connection = g_strdup (connection);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, take_notice, notice, notice_free);
  g_source_attach (source, self->context);
}

/**
 * tocsin_postman_new: (skip)
 * @outbox: the mail; it has recovered
 * @host: where connections come from
 * @clock: the time
 * @directory: where connections have their directories that name no other
 * @once: whether mail is tried only once
 * @error: one of the storage codes
 *
 * Returns: (transfer full): a postman who has not begun.
 */
TocsinPostman *
tocsin_postman_new (TocsinOutbox *outbox,
                    TocsinHost *host,
                    TocsinClock *clock,
                    const char *directory,
                    gboolean once,
                    GError **error)
{
  g_autoptr (TocsinOutboxLedger) ledger = tocsin_outbox_ledger_new (outbox, error);
  TocsinPostman *self;

  if (ledger == NULL)
    return NULL;

  self = g_object_new (TOCSIN_TYPE_POSTMAN, NULL);

  self->services = g_atomic_rc_box_new0 (TocsinPostmanServices);
  self->services->ledger = g_steal_pointer (&ledger);
  self->services->outbox = g_object_ref (outbox);
  self->services->host = g_object_ref (host);
  self->services->clock = g_object_ref (clock);
  self->services->directory = g_strdup (directory);
  self->services->once = once;
  self->services->cancellable = g_cancellable_new ();
  self->services->workers = tocsin_workers_new (ENOUGH_THREADS);

  return self;
}

/**
 * tocsin_postman_start: (skip)
 * @self: a postman
 * @error: one of the storage codes
 *
 * Begins with what is in the outbox, also where its connection is gone: then it waits, and says so.
 *
 * Returns: whether the outbox could be read.
 */
gboolean
tocsin_postman_start (TocsinPostman *self, GError **error)
{
  g_autoptr (GPtrArray) counts = NULL;

  g_return_val_if_fail (TOCSIN_IS_POSTMAN (self) && self->handler == 0, FALSE);

  counts = tocsin_outbox_count (self->services->outbox, error);
  if (counts == NULL)
    return FALSE;

  self->handler = g_signal_connect (self->services->outbox, "queued", G_CALLBACK (on_queued), self);
  for (guint i = 0; i < counts->len; i++)
    {
      const TocsinOutboxCount *count = g_ptr_array_index (counts, i);

      if (count->next_due != G_MAXINT64)
        tocsin_postman_lane_wake (ensure_lane (self, count->connection));
    }

  return TRUE;
}

/**
 * tocsin_postman_set_pauses: (skip)
 * @self: a postman
 * @pauses: what rests from now on
 */
void
tocsin_postman_set_pauses (TocsinPostman *self, TocsinPauses *pauses)
{
  GHashTableIter iter;
  gpointer id, lane;

  g_return_if_fail (TOCSIN_IS_POSTMAN (self) && pauses != NULL);

  g_clear_pointer (&self->pauses, tocsin_pauses_unref);
  self->pauses = tocsin_pauses_ref (pauses);
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, &id, &lane))
    tocsin_postman_lane_set_paused (lane,
                                    tocsin_pauses_hold (pauses, TOCSIN_CONFIG_CONNECTION, id));
}

/**
 * tocsin_postman_apply: (skip)
 * @self: a postman
 * @senders: (array zero-terminated=1): ids of the connections that send mail
 * @changed_connections: (element-type utf8 utf8): ids of connections whose settings are new
 *
 * Settings count from the next mail on.
 */
void
tocsin_postman_apply (TocsinPostman *self,
                      const char *const *senders,
                      GHashTable *changed_connections)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN (self));

  retire_drops (self, senders);
  for (gsize i = 0; senders[i] != NULL; i++)
    {
      TocsinPostmanLane *lane = ensure_lane (self, senders[i]);
      gboolean changed = g_hash_table_contains (changed_connections, senders[i]);

      if (changed)
        tocsin_postman_lane_retry (lane);
      look_into_drop (self, senders[i], changed);
    }
}

/**
 * tocsin_postman_check_now: (skip)
 * @self: a postman
 *
 * Has every connection tried at once, as after a change of network.
 */
void
tocsin_postman_check_now (TocsinPostman *self)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN (self));

  for_each_lane (self, tocsin_postman_lane_hurry);
}

/**
 * tocsin_postman_retry: (skip)
 * @self: a postman
 * @connection: id of a connection
 *
 * A person has it tried again.
 *
 * Returns: whether mail goes through it.
 */
gboolean
tocsin_postman_retry (TocsinPostman *self, const char *connection)
{
  TocsinPostmanLane *lane;

  g_return_val_if_fail (TOCSIN_IS_POSTMAN (self) && connection != NULL, FALSE);

  lane = g_hash_table_lookup (self->lanes, connection);
  if (lane != NULL)
    tocsin_postman_lane_retry (lane);

  return lane != NULL;
}

/**
 * tocsin_postman_stop: (skip)
 * @self: a postman
 *
 * Takes on nothing more; ::changed comes as what is being sent ends.
 */
void
tocsin_postman_stop (TocsinPostman *self)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN (self));

  self->stopped = TRUE;
  for_each_lane (self, tocsin_postman_lane_stop);
  for_each_drop (self, tocsin_postman_drop_stop);
}

/**
 * tocsin_postman_cancel: (skip)
 * @self: a postman
 *
 * Tells what is being sent to end now: what the server has whole is unknown then, if it does not
 * answer; the rest waits for the next start.
 */
void
tocsin_postman_cancel (TocsinPostman *self)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN (self));

  g_cancellable_cancel (self->services->cancellable);
}

/**
 * tocsin_postman_sync: (skip)
 * @self: a postman
 *
 * Waits until the journal knows what became of mail so far, unless the disk refuses. Blocks.
 */
void
tocsin_postman_sync (TocsinPostman *self)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN (self));

  tocsin_outbox_ledger_sync (self->services->ledger);
}

/**
 * tocsin_postman_close: (skip)
 * @self: a postman
 *
 * Writes down what is not written down yet. Blocks on the disk.
 */
void
tocsin_postman_close (TocsinPostman *self)
{
  g_return_if_fail (TOCSIN_IS_POSTMAN (self));

  if (self->services == NULL)
    return;
  if (self->handler != 0)
    g_signal_handler_disconnect (self->services->outbox, self->handler);
  self->handler = 0;
  tocsin_outbox_ledger_close (self->services->ledger);
}
