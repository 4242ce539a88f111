/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/** IMAP4_TEXTS_MAX_ITEMS: bytes of what is asked for of one message; one of more parts than there
 * is room for is fetched whole */
#define IMAP4_TEXTS_MAX_ITEMS 400

gboolean imap4_texts_read (TocsinImap4Session *session,
                           GPtrArray *refs,
                           GPtrArray *messages,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
