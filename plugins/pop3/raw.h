/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/pop3/session/session.h"

G_BEGIN_DECLS

/** POP3_RAW_MAX: bytes kept of the answer to a raw command */
#define POP3_RAW_MAX (1024 * 1024)

char *pop3_raw_command (TocsinPop3Session *session,
                        const char *line,
                        GCancellable *cancellable,
                        GError **error);

G_END_DECLS
