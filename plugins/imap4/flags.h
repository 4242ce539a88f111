/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"
#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

const char *imap4_flags_items (TocsinImap4Session *session);
void
imap4_flags_give (TocsinMessage *message, TocsinImap4Session *session, const Imap4Fetched *fetched);

G_END_DECLS
