/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

/** EWS_READ_HEADS: messages whose headers are asked for at once */
#define EWS_READ_HEADS 50
/** EWS_READ_WHOLE: messages that are asked for whole at once */
#define EWS_READ_WHOLE 25
/** EWS_READ_WHOLE_BYTES: bytes, as the server counts, of messages that are asked for whole at once;
 * a larger one comes alone */
#define EWS_READ_WHOLE_BYTES (8 * 1024 * 1024)

gboolean ews_read (EwsAccount *account,
                   GPtrArray *refs,
                   TocsinMailParts parts,
                   const TocsinMailSink *sink,
                   GCancellable *cancellable,
                   GError **error);

G_END_DECLS
