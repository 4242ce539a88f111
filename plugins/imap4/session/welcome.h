/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

void imap4_welcome_identify (TocsinImap4Session *session);
void imap4_welcome_take_greeting (TocsinImap4Session *session, const char *text);
void imap4_welcome_take_id (TocsinImap4Session *session, const Imap4Response *response);
gboolean imap4_welcome_settle (TocsinImap4Session *session,
                               gboolean *again,
                               GCancellable *cancellable,
                               GError **error);
void imap4_welcome_apply_version (TocsinImap4Session *session, const char *words);

G_END_DECLS
