/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/line-stream.h"
#include "plugins/imap4/wire/response.h"

G_BEGIN_DECLS

Imap4Response *imap4_greeting_read (TocsinLineStream *stream,
                                    char **foreign,
                                    GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
