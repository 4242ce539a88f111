/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"

G_BEGIN_DECLS

/**
 * TocsinOutboxState:
 * @TOCSIN_OUTBOX_WAITING: written down; to be sent when it is due
 * @TOCSIN_OUTBOX_SENDING: somebody has it in hand; after a crash it is sent again
 * @TOCSIN_OUTBOX_COMMITTING: all but its last byte may be gone; after a crash nobody knows
 * @TOCSIN_OUTBOX_SENT: a server has taken it for every recipient
 * @TOCSIN_OUTBOX_FAILED: it could not be sent, and will be tried again
 * @TOCSIN_OUTBOX_DEAD: it went to nobody and won't be tried again by itself
 * @TOCSIN_OUTBOX_UNKNOWN: it may have been sent; only a person can have it sent again
 * @TOCSIN_OUTBOX_PARTIAL: it went to some recipients, the others were refused for good
 * @TOCSIN_OUTBOX_REMOVED: a person took it away; what is left keeps its key from being used again
 *
 * Where a mail is on its way. The numbers are kept in journals: add at the end.
 */
typedef enum
{
  TOCSIN_OUTBOX_WAITING,
  TOCSIN_OUTBOX_SENDING,
  TOCSIN_OUTBOX_COMMITTING,
  TOCSIN_OUTBOX_SENT,
  TOCSIN_OUTBOX_FAILED,
  TOCSIN_OUTBOX_DEAD,
  TOCSIN_OUTBOX_UNKNOWN,
  TOCSIN_OUTBOX_PARTIAL,
  TOCSIN_OUTBOX_REMOVED,
  /*< private >*/
  TOCSIN_OUTBOX_N_STATES,
} TocsinOutboxState;

const char *tocsin_outbox_state_to_string (TocsinOutboxState state);
gboolean tocsin_outbox_state_parse (const char *name, TocsinOutboxState *state, GError **error);
gboolean tocsin_outbox_state_is_over (TocsinOutboxState state);

typedef struct _TocsinOutboxMail TocsinOutboxMail;

/**
 * TocsinOutboxMail:
 * @id: the journal's number for it; 0 until it is written down; never used again
 * @connection: id of the connection it goes through
 * @key: (nullable): who queues the same key twice has queued once
 * @origin: (nullable): who had it sent, whose mail is counted; only when it is written down
 * @name: (nullable): the file it came in, without its folder
 * @subject: (nullable): its subject, for a list
 * @state: where it is on its way
 * @owner: (nullable): who has it in hand, while sending or committing
 * @envelope: from whom and to whom
 * @content: (nullable): its bytes, where they are few; only when they are to be written
 * @spool: (nullable): reference of its bytes in the spool, where they are many
 * @size: how many bytes it has
 * @created: when it was written down, µs since 1970
 * @due: not to be tried before, µs since 1970
 * @failing_since: since when a server has not taken it, µs since 1970, or 0; the time for which it
 *   is tried is counted from here
 * @finished: when all was decided, µs since 1970, or 0
 * @attempts: how often a server had it before it
 * @results: (nullable): what became of each recipient so far, in the order of the envelope: a
 *   #TocsinSendReport as `a{sv}`
 * @error_code: (nullable): dotted name of the last error
 * @error_message: (nullable): its message
 * @duplicate: set when it is written down: its key was there already, @id is the older one's
 *
 * One row of the outbox. A plain value without locks: whoever holds the only reference may change
 * it, shared ones are only read.
 */
struct _TocsinOutboxMail
{
  gint64 id;
  char *connection;
  char *key;
  char *origin;
  char *name;
  char *subject;
  TocsinOutboxState state;
  char *owner;
  TocsinEnvelope *envelope;
  GBytes *content;
  char *spool;
  gint64 size;
  gint64 created;
  gint64 due;
  gint64 failing_since;
  gint64 finished;
  guint attempts;
  GVariant *results;
  char *error_code;
  char *error_message;
  gboolean duplicate;
};

#define TOCSIN_TYPE_OUTBOX_MAIL (tocsin_outbox_mail_get_type ())
GType tocsin_outbox_mail_get_type (void);

TocsinOutboxMail *tocsin_outbox_mail_new (const char *connection, TocsinEnvelope *envelope);
TocsinOutboxMail *tocsin_outbox_mail_ref (TocsinOutboxMail *self);
void tocsin_outbox_mail_unref (TocsinOutboxMail *self);
GVariant *tocsin_outbox_mail_describe (const TocsinOutboxMail *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinOutboxMail, tocsin_outbox_mail_unref)

G_END_DECLS
