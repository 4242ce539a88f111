/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_OUTBOX_LEDGER (tocsin_outbox_ledger_get_type ())

/**
 * TocsinOutboxLedger:
 *
 * Where senders say what becomes of mail. A sender waits only before the last byte of its mail
 * goes, for a note (#TocsinOutboxIntents); what became of it is noted at once, and one clerk writes
 * it into the journal for all, much in one transaction, and insists on it. Thread safe.
 */
G_DECLARE_FINAL_TYPE (TocsinOutboxLedger, tocsin_outbox_ledger, TOCSIN, OUTBOX_LEDGER, GObject)

TocsinOutboxLedger *tocsin_outbox_ledger_new (TocsinOutbox *outbox, GError **error);
void tocsin_outbox_ledger_close (TocsinOutboxLedger *self);
gboolean tocsin_outbox_ledger_commit (TocsinOutboxLedger *self, gint64 mail, GError **error);
void
tocsin_outbox_ledger_settle (TocsinOutboxLedger *self, TocsinOutboxMark *mark, const char *spool);
void tocsin_outbox_ledger_hurry (TocsinOutboxLedger *self);
gboolean tocsin_outbox_ledger_sync (TocsinOutboxLedger *self);

G_END_DECLS
