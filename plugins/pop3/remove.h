/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/pop3/session/session.h"

G_BEGIN_DECLS

gboolean pop3_remove_check (const TocsinMailOperation *operation, GError **error);
gboolean pop3_remove (TocsinPop3Session *session,
                      GPtrArray *refs,
                      GCancellable *cancellable,
                      GError **error);

G_END_DECLS
