/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

gboolean imap4_read (TocsinImap4Session *session,
                     GPtrArray *refs,
                     TocsinMailParts parts,
                     const TocsinMailSink *sink,
                     GCancellable *cancellable,
                     GError **error);

G_END_DECLS
