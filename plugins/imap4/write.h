/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

gboolean imap4_write_has_target (const TocsinMailOperation *operation);
gboolean imap4_write (TocsinImap4Session *session,
                      GPtrArray *refs,
                      const TocsinMailOperation *operation,
                      const char *target,
                      GPtrArray **results,
                      GCancellable *cancellable,
                      GError **error);
char *imap4_write_new_folder (TocsinImap4Session *session,
                              const char *name,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
