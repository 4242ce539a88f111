/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/engine/outbox-journal.h"
#include "core/engine/spool.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_OUTBOX_OWNER:
 *
 * In whose name an engine takes mail into its hands.
 */
#define TOCSIN_OUTBOX_OWNER "engine"

/**
 * TOCSIN_OUTBOX_LEAST_MEMORY:
 *
 * For so long, in microseconds, it is remembered whom an origin has written to, however short
 * history is.
 */
#define TOCSIN_OUTBOX_LEAST_MEMORY (7 * G_TIME_SPAN_DAY)

/**
 * TOCSIN_OUTBOX_MAX_KEY:
 *
 * The longest key, in bytes.
 */
#define TOCSIN_OUTBOX_MAX_KEY 1024

#define TOCSIN_TYPE_OUTBOX (tocsin_outbox_get_type ())

/**
 * TocsinOutbox:
 *
 * Mail on its way: written down before anybody says "queued", kept until all is decided, and what
 * was decided as long as history. This is the queue itself, for whoever holds the lock of the
 * state directory, with an engine or without; #TocsinPostman sends what is in it. Thread safe; all
 * calls block on the disk.
 */
G_DECLARE_FINAL_TYPE (TocsinOutbox, tocsin_outbox, TOCSIN, OUTBOX, GObject)

/**
 * TocsinOutboxOrder:
 * @connection: id of the connection it is to go through
 * @envelope: from whom and to whom; has recipients
 * @message: its bytes, read to the end
 * @key: (nullable): who queues the same key twice has queued once, as long as history goes
 * @origin: (nullable): who has it sent, for tocsin_outbox_count_from()
 * @name: (nullable): the file it came in
 * @not_before: not to be sent before, µs since 1970; 0 = at once
 * @id: (out): the mail's number
 * @duplicate: (out): whether the key was there already; then @id is the older one's
 *
 * A mail to be queued.
 */
typedef struct
{
  const char *connection;
  TocsinEnvelope *envelope;
  GInputStream *message;
  const char *key;
  const char *origin;
  const char *name;
  gint64 not_before;

  gint64 id;
  gboolean duplicate;
} TocsinOutboxOrder;

TocsinOutbox *
tocsin_outbox_new (TocsinOutboxJournal *journal, TocsinSpool *spool, TocsinClock *clock);
TocsinOutboxJournal *tocsin_outbox_get_journal (TocsinOutbox *self);
TocsinSpool *tocsin_outbox_get_spool (TocsinOutbox *self);
char *tocsin_outbox_get_intents_path (TocsinOutbox *self);
gboolean tocsin_outbox_recover (TocsinOutbox *self, GError **error);

char *tocsin_outbox_queue (TocsinOutbox *self,
                           const char *connection,
                           TocsinEnvelope *envelope,
                           GInputStream *message,
                           const char *key,
                           const char *origin,
                           GError **error);
gboolean tocsin_outbox_queue_all (TocsinOutbox *self,
                                  TocsinOutboxOrder *orders,
                                  gsize n_orders,
                                  GCancellable *cancellable,
                                  GError **error);

TocsinOutboxMail *tocsin_outbox_get (TocsinOutbox *self, gint64 mail, GError **error);
GPtrArray *
tocsin_outbox_list (TocsinOutbox *self, const TocsinOutboxFilter *filter, GError **error);
gboolean tocsin_outbox_find (TocsinOutbox *self, const char *key, gint64 *mail, GError **error);
gboolean tocsin_outbox_count_from (TocsinOutbox *self,
                                   const char *origin,
                                   const char *recipient,
                                   gint64 since,
                                   guint64 *count,
                                   GError **error);
GPtrArray *tocsin_outbox_count (TocsinOutbox *self, GError **error);
GInputStream *
tocsin_outbox_open_message (TocsinOutbox *self, const TocsinOutboxMail *mail, GError **error);

gboolean
tocsin_outbox_flush (TocsinOutbox *self, const char *connection, guint *n_flushed, GError **error);
gboolean tocsin_outbox_retry (TocsinOutbox *self, gint64 mail, GError **error);
gboolean tocsin_outbox_remove (TocsinOutbox *self, gint64 mail, GError **error);
gboolean tocsin_outbox_prune (TocsinOutbox *self, gint64 before, GError **error);

G_END_DECLS
