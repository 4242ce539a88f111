/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-read.h"

G_BEGIN_DECLS

/**
 * TOCSIN_MAIL_SEARCH_TEXT_BYTES:
 *
 * Bytes of text, as sent, of all messages that are decided together.
 */
#define TOCSIN_MAIL_SEARCH_TEXT_BYTES (16 * 1024 * 1024)

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

gboolean tocsin_mail_search_among (TocsinMailStore *store,
                                   GPtrArray *refs,
                                   TocsinQuery *query,
                                   gint64 now,
                                   TocsinMailFound found,
                                   gpointer user_data,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
