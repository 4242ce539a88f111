/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-transport.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

gboolean ews_send (EwsAccount *account,
                   TocsinEnvelope *envelope,
                   GInputStream *message,
                   guint64 size,
                   const TocsinSendWatch *watch,
                   TocsinSendReport *report,
                   GCancellable *cancellable,
                   GError **error);

G_END_DECLS
