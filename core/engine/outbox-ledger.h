/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox-journal.h"
#include "core/engine/spool.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_OUTBOX_LEDGER (tocsin_outbox_ledger_get_type ())

/**
 * TocsinOutboxLedger:
 *
 * Where senders say what becomes of mail. One clerk writes for all: what comes in while the disk is
 * busy shares the next transaction. A sender waits only before the last byte of its mail goes; what
 * became of it is written meanwhile, and insisted on. Thread safe.
 */
G_DECLARE_FINAL_TYPE (TocsinOutboxLedger, tocsin_outbox_ledger, TOCSIN, OUTBOX_LEDGER, GObject)

TocsinOutboxLedger *tocsin_outbox_ledger_new (TocsinOutboxJournal *journal, TocsinSpool *spool);
void tocsin_outbox_ledger_close (TocsinOutboxLedger *self);
gboolean tocsin_outbox_ledger_commit (TocsinOutboxLedger *self,
                                      gint64 mail,
                                      const char *owner,
                                      GError **error);
void
tocsin_outbox_ledger_settle (TocsinOutboxLedger *self, TocsinOutboxMark *mark, const char *spool);
gboolean tocsin_outbox_ledger_sync (TocsinOutboxLedger *self);

G_END_DECLS
