/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"
#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/** IMAP4_SUBSTRINGS_SAMPLE: so many of the newest messages are looked at for a word to try */
#define IMAP4_SUBSTRINGS_SAMPLE 50

gboolean imap4_substrings_need_trial (TocsinImap4Session *session, TocsinQuery *query);
gboolean imap4_substrings_try (TocsinImap4Session *session,
                               TocsinQuery *query,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
