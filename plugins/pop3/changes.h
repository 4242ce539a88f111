/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/pop3/session/session.h"

G_BEGIN_DECLS

/** POP3_CHANGES_LEAST: so many messages have to be there, and none of them known, until that is
 * taken for new ids of old messages */
#define POP3_CHANGES_LEAST 10

TocsinMailChanges *pop3_changes (TocsinPop3Session *session,
                                 GVariant *cursor,
                                 guint limit,
                                 GCancellable *cancellable,
                                 GError **error);
GPtrArray *pop3_find_all (TocsinPop3Session *session, GCancellable *cancellable, GError **error);

G_END_DECLS
