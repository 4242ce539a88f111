/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message-ref.h"
#include "core/mail/message.h"
#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

gboolean imap4_whole_load (TocsinImap4Session *session,
                           TocsinMessageRef *ref,
                           TocsinMessage *message,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
