/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"

G_BEGIN_DECLS

/**
 * TOCSIN_AUTO_REPLY_TRACE:
 *
 * The header by which mail that a task sent is known when it comes back (RFC 3834, section 3.1.8,
 * wants something of the kind). Its value names the task to nobody else.
 */
#define TOCSIN_AUTO_REPLY_TRACE "X-Tocsin-Task"

char *tocsin_auto_reply_refusal (TocsinMessage *message, const char *const *own);

G_END_DECLS
