/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/** IMAP4_CHANGES_TRIES: so many looks before a message that was announced is taken for gone */
#define IMAP4_CHANGES_TRIES 3

TocsinMailChanges *imap4_changes (TocsinImap4Session *session,
                                  const char *folder,
                                  GVariant *cursor,
                                  TocsinQuery *query,
                                  guint limit,
                                  GCancellable *cancellable,
                                  GError **error);
GPtrArray *imap4_find (TocsinImap4Session *session,
                       const char *folder,
                       TocsinQuery *query,
                       GCancellable *cancellable,
                       GError **error);

G_END_DECLS
