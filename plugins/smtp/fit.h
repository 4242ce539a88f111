/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/send-report.h"
#include "plugins/smtp/session/message.h"
#include "plugins/smtp/session/session.h"
#include "plugins/smtp/wire/command.h"

G_BEGIN_DECLS

gboolean smtp_fit_message (TocsinSmtpSession *session,
                           SmtpMessage *message,
                           TocsinEnvelope *envelope,
                           GCancellable *cancellable,
                           GError **error);
gboolean smtp_fit_addresses (TocsinSmtpSession *session,
                             TocsinEnvelope *envelope,
                             GPtrArray *addresses,
                             TocsinSendReport *report,
                             GError **error);
gboolean smtp_fit_mail (TocsinSmtpSession *session,
                        SmtpMessage *message,
                        TocsinEnvelope *envelope,
                        GPtrArray *addresses,
                        GArray *turn,
                        SmtpMail *mail,
                        char **sender,
                        GError **error);
GError *smtp_fit_refusal (TocsinSendReport *report);

G_END_DECLS
