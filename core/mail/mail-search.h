/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"

G_BEGIN_DECLS

/**
 * TocsinMailFound:
 * @ref: where it is
 * @message: what was looked at to decide; headers at least
 * @user_data: as given
 * @error: where to put why the search is to end
 *
 * Called for each message that matches, oldest first.
 *
 * Returns: whether to go on.
 */
typedef gboolean (*TocsinMailFound) (TocsinMessageRef *ref,
                                     TocsinMessage *message,
                                     gpointer user_data,
                                     GError **error);

gboolean tocsin_mail_search (TocsinMailStore *store,
                             const char *folder,
                             TocsinQuery *query,
                             gint64 now,
                             TocsinMailFound found,
                             gpointer user_data,
                             GCancellable *cancellable,
                             GError **error);
gboolean tocsin_mail_read (TocsinMailStore *store,
                           TocsinMessageRef *ref,
                           TocsinMessage *message,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
