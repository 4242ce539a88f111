/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox-mail.h"

G_BEGIN_DECLS

/**
 * TOCSIN_OUTBOX_INTENTS_ROOM:
 *
 * So many notes fit into the file until it is begun anew.
 */
#define TOCSIN_OUTBOX_INTENTS_ROOM 65536

/**
 * TocsinOutboxIntents:
 *
 * A file of short notes beside the journal: which mail is about to be sent whole, and, a moment
 * later, that it was. The first is on the disk before the last byte goes, and costs no transaction:
 * notes that come together share one flush. What the journal knows better counts there. Thread
 * safe.
 */
typedef struct _TocsinOutboxIntents TocsinOutboxIntents;

GHashTable *tocsin_outbox_intents_read (const char *path, GError **error);
TocsinOutboxIntents *tocsin_outbox_intents_open (const char *path, GError **error);
void tocsin_outbox_intents_close (TocsinOutboxIntents *self);
gboolean tocsin_outbox_intents_commit (TocsinOutboxIntents *self, gint64 mail, GError **error);
void tocsin_outbox_intents_answer (TocsinOutboxIntents *self, gint64 mail, TocsinOutboxState state);
void tocsin_outbox_intents_forget (TocsinOutboxIntents *self, gint64 mail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinOutboxIntents, tocsin_outbox_intents_close)

G_END_DECLS
