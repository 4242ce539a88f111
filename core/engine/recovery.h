/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"

G_BEGIN_DECLS

gboolean tocsin_recovery_run (
    TocsinJournal *journal, const char *owner, const char *policy, gint64 now, GError **error);

G_END_DECLS
