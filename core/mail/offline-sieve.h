/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/maildir-entry.h"
#include "core/mail/query/query.h"

G_BEGIN_DECLS

/**
 * TocsinOfflineSieve:
 *
 * What can be told of a query by the name and the time of a file alone: its flags, its keywords,
 * and when it was received.
 */
typedef struct _TocsinOfflineSieve TocsinOfflineSieve;

TocsinOfflineSieve *tocsin_offline_sieve_new (TocsinQuery *query);
void tocsin_offline_sieve_free (TocsinOfflineSieve *self);
gboolean
tocsin_offline_sieve_may_match (const TocsinOfflineSieve *self, const TocsinMaildirEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinOfflineSieve, tocsin_offline_sieve_free)

G_END_DECLS
