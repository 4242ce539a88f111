/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-operation.h"
#include "core/mail/message-ref.h"
#include "plugins/office365/account.h"

G_BEGIN_DECLS

gboolean graph_write_has_target (const TocsinMailOperation *operation);
gboolean graph_write (GraphAccount *account,
                      GPtrArray *refs,
                      const TocsinMailOperation *operation,
                      const char *target,
                      GPtrArray **results,
                      GCancellable *cancellable,
                      GError **error);

G_END_DECLS
