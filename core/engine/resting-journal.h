/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/engine/outbox.h"
#include "core/engine/state-directory.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

/* The journal of an engine that does not run, and its outbox. */

TocsinJournal *tocsin_resting_journal_read (TocsinStateDirectory *state, GError **error);
TocsinJournal *tocsin_resting_journal_write (TocsinStateDirectory *state, GError **error);
TocsinOutbox *tocsin_resting_journal_open_outbox (TocsinStateDirectory *state, GError **error);
gboolean
tocsin_resting_journal_names (TocsinStateDirectory *state, TocsinConfigKind kind, const char *id);

G_END_DECLS
