/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-operation.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

/** EWS_WRITE_BATCH: messages that something is done to at once */
#define EWS_WRITE_BATCH 100

gboolean ews_write (EwsAccount *account,
                    GPtrArray *refs,
                    const TocsinMailOperation *operation,
                    const char *target,
                    GPtrArray **results,
                    GCancellable *cancellable,
                    GError **error);

G_END_DECLS
