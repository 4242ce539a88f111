/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-operation.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

/**
 * EwsTargets:
 *
 * Folders that messages are put into, by the names that people give them: actions put many messages
 * into few folders, and each is looked up once. Thread safe.
 */
typedef struct _EwsTargets EwsTargets;

EwsTargets *ews_targets_new (void);
void ews_targets_free (EwsTargets *self);
char *ews_targets_find (EwsTargets *self,
                        EwsAccount *account,
                        const TocsinMailOperation *operation,
                        GCancellable *cancellable,
                        GError **error);
void ews_targets_forget (EwsTargets *self, const TocsinMailOperation *operation);
gboolean ews_targets_has_any (const TocsinMailOperation *operation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsTargets, ews_targets_free)

G_END_DECLS
