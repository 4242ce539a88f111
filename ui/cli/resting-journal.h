/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/engine/state-directory.h"

G_BEGIN_DECLS

/* The journal of an engine that does not run. */

TocsinJournal *tocsin_resting_journal_read (TocsinStateDirectory *state, GError **error);
TocsinJournal *tocsin_resting_journal_write (TocsinStateDirectory *state, GError **error);

G_END_DECLS
