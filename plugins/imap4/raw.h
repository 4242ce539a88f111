/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/** IMAP4_RAW_MAX: bytes kept of the answer to a raw command */
#define IMAP4_RAW_MAX (1024 * 1024)

char *imap4_raw_command (TocsinImap4Session *session,
                         const char *line,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
