/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/outbox-private.h"

#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/base/notice.h"
#include "core/engine/outbox-intents.h"
#include "core/engine/spool-batch.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* Up to so many bytes are kept in the journal itself, and so cost no flush of their own; what is
 * larger goes into the spool, where it is not written twice. */
#define MOST_IN_JOURNAL (32 * 1024)

/* So many bytes of what has just been queued are held in memory until they are sent. */
#define MOST_FRESH (4 * 1024 * 1024)

/* How much of a larger one is in memory at once. */
#define CHUNK (128 * 1024)

G_DEFINE_FINAL_TYPE (TocsinOutbox, tocsin_outbox, G_TYPE_OBJECT)

enum
{
  QUEUED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tocsin_outbox_finalize (GObject *object)
{
  TocsinOutbox *self = TOCSIN_OUTBOX (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->spool);
  g_clear_object (&self->clock);
  g_hash_table_unref (self->fresh);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tocsin_outbox_parent_class)->finalize (object);
}

static void
tocsin_outbox_class_init (TocsinOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_outbox_finalize;

  /**
   * TocsinOutbox::queued:
   * @self: the outbox
   * @connection: (nullable): id of the connection whose mail may be due now; %NULL for any
   *
   * There is something to send. Emitted on whatever thread brought it.
   */
  signals[QUEUED] = g_signal_new ("queued", TOCSIN_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tocsin_outbox_init (TocsinOutbox *self)
{
  g_mutex_init (&self->lock);
  self->fresh =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

/**
 * tocsin_outbox_new:
 * @journal: where mail is written down
 * @spool: where the bytes of larger mail are
 * @clock: the time
 *
 * The caller holds the lock of the state directory, unless it only looks.
 *
 * Returns: (transfer full): the outbox.
 */
TocsinOutbox *
tocsin_outbox_new (TocsinOutboxJournal *journal, TocsinSpool *spool, TocsinClock *clock)
{
  TocsinOutbox *self;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (journal), NULL);

  self = g_object_new (TOCSIN_TYPE_OUTBOX, NULL);
  self->journal = g_object_ref (journal);
  g_set_object (&self->spool, spool);
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * tocsin_outbox_get_journal:
 * @self: an outbox
 *
 * Returns: (transfer none): where its mail is written down.
 */
TocsinOutboxJournal *
tocsin_outbox_get_journal (TocsinOutbox *self)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self), NULL);

  return self->journal;
}

static gint64
now (TocsinOutbox *self)
{
  return tocsin_clock_get_real (self->clock);
}

/* What was noted has been decided on: who has it sent again now is not to be told so once more. */
static gboolean
begin_intents_anew (const char *path, GHashTable *found, GError **error)
{
  g_autoptr (TocsinOutboxIntents) intents = NULL;

  if (g_hash_table_size (found) == 0)
    return TRUE;

  intents = tocsin_outbox_intents_open (path, error);

  return intents != NULL;
}

/**
 * tocsin_outbox_recover:
 * @self: the outbox of an engine, or of a command in its place, that has just started
 * @error: one of the storage codes
 *
 * Takes up what was in the hands of one that is gone: what was being sent is sent again; where the
 * last byte may have gone, nobody knows whether the server has taken it, and a person decides.
 *
 * Returns: whether all of it has been decided on.
 */
gboolean
tocsin_outbox_recover (TocsinOutbox *self, GError **error)
{
  g_autoptr (GPtrArray) unknown = NULL;
  g_autoptr (GHashTable) intents = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self) && self->spool != NULL, FALSE);

  path = tocsin_outbox_get_intents_path (self);
  intents = tocsin_outbox_intents_read (path, error);
  if (intents == NULL)
    return FALSE;

  reason = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN,
                                _ ("the engine ended when all of it had been sent and the server "
                                   "had not answered yet: it may have been sent"));
  unknown = tocsin_outbox_journal_recover (self->journal, TOCSIN_OUTBOX_OWNER, now (self), intents,
                                           reason, error);
  if (unknown == NULL || !begin_intents_anew (path, intents, error))
    return FALSE;

  for (guint i = 0; i < unknown->len; i++)
    {
      const TocsinOutboxMail *mail = g_ptr_array_index (unknown, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, mail->id);

      g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID", TOCSIN_NOTICE_MAIL_UNKNOWN,
                        "CONNECTION_ID", mail->connection, "MAIL_ID", id, "ERROR_CODE",
                        tocsin_error_get_code_name (reason), "MESSAGE",
                        _ ("mail %" PRId64 " through “%s”: %s; “tocsin outbox retry” "
                           "sends it again, “tocsin outbox remove” leaves it"),
                        mail->id, mail->connection, reason->message);
    }

  return TRUE;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, why);

  return FALSE;
}

static gboolean
check_order (const TocsinOutboxOrder *order, GError **error)
{
  if (tocsin_envelope_get_recipients (order->envelope)->len == 0)
    return refuse (error, _ ("The message has no recipient"));
  if (order->key != NULL
      && (strlen (order->key) > TOCSIN_OUTBOX_MAX_KEY || !g_utf8_validate (order->key, -1, NULL)))
    return refuse (error, _ ("The key of a mail is UTF-8 text of at most 1024 bytes"));

  return TRUE;
}

/* Returns -1 when reading failed. */
static gssize
read_some (
    GInputStream *stream, char *buffer, gsize size, GCancellable *cancellable, GError **error)
{
  gsize n = 0;

  if (g_input_stream_read_all (stream, buffer, size, &n, cancellable, error))
    return (gssize) n;

  tocsin_error_translate (error, _ ("reading the message"));

  return -1;
}

/* The first bytes have been read already: they were more than the journal takes. */
static gboolean
spool_rest (TocsinOutboxMail *mail,
            TocsinOutboxOrder *order,
            TocsinSpoolBatch *batch,
            char *buffer,
            gssize n,
            GCancellable *cancellable,
            GError **error)
{
  if (!tocsin_spool_batch_begin (batch, error))
    return FALSE;
  while (n > 0)
    {
      if (!tocsin_spool_batch_write (batch, buffer, (gsize) n, error))
        return FALSE;
      n = read_some (order->message, buffer, CHUNK, cancellable, error);
    }
  if (n < 0)
    return FALSE;

  mail->spool = tocsin_spool_batch_finish (batch, &mail->size, error);

  return mail->spool != NULL;
}

static gboolean
take_bytes (TocsinOutboxMail *mail,
            TocsinOutboxOrder *order,
            TocsinSpoolBatch *batch,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  gssize n = read_some (order->message, buffer, MOST_IN_JOURNAL + 1, cancellable, error);

  if (n < 0)
    return FALSE;
  if (n == 0)
    return refuse (error, _ ("The message is empty"));
  mail->subject = tocsin_outbox_subject_find (buffer, (gsize) n);
  if (n > MOST_IN_JOURNAL)
    return spool_rest (mail, order, batch, buffer, n, cancellable, error);

  mail->content = g_bytes_new (buffer, (gsize) n);
  mail->size = n;

  return TRUE;
}

static TocsinOutboxMail *
make_mail (TocsinOutbox *self,
           TocsinOutboxOrder *order,
           TocsinSpoolBatch *batch,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (TocsinOutboxMail) mail = NULL;

  if (!check_order (order, error))
    return NULL;

  mail = tocsin_outbox_mail_new (order->connection, order->envelope);
  mail->key = g_strdup (order->key);
  mail->origin = g_strdup (order->origin);
  mail->name = g_strdup (order->name);
  mail->created = now (self);
  mail->due = MAX (mail->created, order->not_before);

  return take_bytes (mail, order, batch, cancellable, error) ? g_steal_pointer (&mail) : NULL;
}

static gboolean
strike (const char *point, GError **error)
{
  int injected = tocsin_fault_hit (point);

  if (injected == 0)
    return TRUE;

  tocsin_error_set_errno (error, injected, _ ("Writing to the outbox"));

  return FALSE;
}

static gboolean
write_down (TocsinOutbox *self, GPtrArray *mails, TocsinSpoolBatch *batch, GError **error)
{
  if (!tocsin_spool_batch_sync (batch, error))
    return FALSE;
  if (strike ("outbox-queue-before", error)
      && tocsin_outbox_journal_add (self->journal, mails, error))
    {
      tocsin_fault_hit ("outbox-queue-after");
      return TRUE;
    }

  for (guint i = 0; i < mails->len; i++)
    {
      const TocsinOutboxMail *mail = g_ptr_array_index (mails, i);

      if (mail->spool != NULL)
        tocsin_spool_release (self->spool, mail->spool);
    }

  return FALSE;
}

/* Most of it is sent in the next moment: then nobody has to read it from the disk. */
static void
remember (TocsinOutbox *self, const TocsinOutboxMail *mail)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gsize size = mail->content != NULL ? g_bytes_get_size (mail->content) : 0;

  if (size == 0 || mail->duplicate)
    return;
  locker = g_mutex_locker_new (&self->lock);
  if (self->fresh_bytes + size > MOST_FRESH)
    return;
  g_hash_table_insert (self->fresh, g_memdup2 (&mail->id, sizeof mail->id),
                       g_bytes_ref (mail->content));
  self->fresh_bytes += size;
}

static void
report (TocsinOutbox *self, GPtrArray *mails, TocsinOutboxOrder *orders)
{
  for (guint i = 0; i < mails->len; i++)
    {
      const TocsinOutboxMail *mail = g_ptr_array_index (mails, i);

      orders[i].id = mail->id;
      orders[i].duplicate = mail->duplicate;
      remember (self, mail);
      if (mail->duplicate && mail->spool != NULL)
        tocsin_spool_release (self->spool, mail->spool);
      if (i + 1 == mails->len || !g_str_equal (orders[i].connection, orders[i + 1].connection))
        g_signal_emit (self, signals[QUEUED], 0, orders[i].connection);
    }
}

/**
 * tocsin_outbox_queue_all: (skip)
 * @self: an outbox
 * @orders: (array length=n_orders): what to queue
 * @n_orders: how many
 * @cancellable: (nullable): to stop the reading of messages
 * @error: `config.invalid` for an envelope without recipients, an empty message or a bad key, what
 *   reading a message failed with, or one of the storage codes
 *
 * Queues several mails in one go, all or none: they share what it costs to wait for the disk. When
 * the call returns they are there. May be called from any thread.
 *
 * Returns: whether they are queued; each order then tells its number.
 */
gboolean
tocsin_outbox_queue_all (TocsinOutbox *self,
                         TocsinOutboxOrder *orders,
                         gsize n_orders,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GPtrArray) mails = NULL;
  g_autoptr (TocsinSpoolBatch) batch = NULL;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self) && self->spool != NULL, FALSE);

  mails = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_outbox_mail_unref);
  batch = tocsin_spool_batch_new (self->spool);
  for (gsize i = 0; i < n_orders; i++)
    {
      TocsinOutboxMail *mail = make_mail (self, &orders[i], batch, cancellable, error);

      if (mail == NULL)
        return FALSE;
      g_ptr_array_add (mails, mail);
    }
  if (!write_down (self, mails, batch, error))
    return FALSE;

  report (self, mails, orders);

  return TRUE;
}

/**
 * tocsin_outbox_queue:
 * @self: an outbox
 * @connection: id of the connection it is to go through
 * @envelope: from whom and to whom
 * @message: its bytes, read to the end
 * @key: (nullable): who queues the same key twice has queued once
 * @origin: (nullable): who has it sent, for tocsin_outbox_count_from()
 * @error: as for tocsin_outbox_queue_all()
 *
 * Queues one mail. When the call returns it is on the disk.
 *
 * Returns: (transfer full): its number, as text.
 */
char *
tocsin_outbox_queue (TocsinOutbox *self,
                     const char *connection,
                     TocsinEnvelope *envelope,
                     GInputStream *message,
                     const char *key,
                     const char *origin,
                     GError **error)
{
  TocsinOutboxOrder order = { 0 };

  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self) && connection != NULL && envelope != NULL, NULL);
  g_return_val_if_fail (G_IS_INPUT_STREAM (message), NULL);

  order.connection = connection;
  order.envelope = envelope;
  order.message = message;
  order.key = key;
  order.origin = origin;
  if (!tocsin_outbox_queue_all (self, &order, 1, NULL, error))
    return NULL;

  return g_strdup_printf ("%" G_GINT64_FORMAT, order.id);
}
