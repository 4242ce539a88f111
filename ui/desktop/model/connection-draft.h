/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

/**
 * TocsinConnectionDraft:
 *
 * A connection as it is to be, before it is saved: what it is made of, what is changed, and the
 * secrets that were typed and are kept nowhere yet. It is tried exactly so. Immutable while a
 * worker has it.
 */
typedef struct _TocsinConnectionDraft TocsinConnectionDraft;

TocsinConnectionDraft *tocsin_connection_draft_new (const char *protocol, TocsinSnapshot *base);
void tocsin_connection_draft_change (TocsinConnectionDraft *self,
                                     const char *const *assignments,
                                     const char *const *resets);
void tocsin_connection_draft_add_secret (TocsinConnectionDraft *self,
                                         const char *key,
                                         TocsinSecret *secret);
void tocsin_connection_draft_free (TocsinConnectionDraft *self);
const char *const *tocsin_connection_draft_get_assignments (const TocsinConnectionDraft *self);
const char *const *tocsin_connection_draft_get_resets (const TocsinConnectionDraft *self);
TocsinConnectionSettings *
tocsin_connection_draft_make_settings (const TocsinConnectionDraft *self, GError **error);
TocsinConnectionSettings *
tocsin_connection_draft_make_for_test (const TocsinConnectionDraft *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinConnectionDraft, tocsin_connection_draft_free)

G_END_DECLS
