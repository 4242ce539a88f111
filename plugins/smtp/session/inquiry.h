/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/smtp/session/session.h"

G_BEGIN_DECLS

GStrv smtp_inquiry_ask (TocsinSmtpSession *session,
                        const char *command,
                        const char *about,
                        GCancellable *cancellable,
                        GError **error);
char *smtp_inquiry_raw (TocsinSmtpSession *session,
                        const char *line,
                        GCancellable *cancellable,
                        GError **error);

G_END_DECLS
