/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/send-report.h"
#include "plugins/smtp/wire/extensions.h"

G_BEGIN_DECLS

/** SMTP_TURN_MAX: recipients of one transaction where the server does not say how many it takes */
#define SMTP_TURN_MAX 1000

gboolean smtp_turn_choose (TocsinEnvelope *envelope,
                           TocsinSendReport *report,
                           const SmtpExtensions *extensions,
                           GArray *turn);

G_END_DECLS
