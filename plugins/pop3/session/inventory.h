/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/pop3/session/session.h"

G_BEGIN_DECLS

/** POP3_INVENTORY_MAX: the most messages that a mailbox may have */
#define POP3_INVENTORY_MAX 1000000

Pop3Maildrop *
pop3_inventory_load (TocsinPop3Session *session, GCancellable *cancellable, GError **error);
gboolean pop3_inventory_name_all (Pop3Maildrop *maildrop,
                                  TocsinPop3Session *session,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
