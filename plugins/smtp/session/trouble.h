/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/error.h"
#include "core/net/endpoint.h"
#include "plugins/smtp/wire/reply.h"

G_BEGIN_DECLS

/**
 * SmtpPhase:
 * @SMTP_PHASE_PLAIN: before TLS that is wanted; nothing the server says is to be believed
 * @SMTP_PHASE_HELLO: being let in: the greeting, EHLO and HELO
 * @SMTP_PHASE_LOGIN: signing in
 * @SMTP_PHASE_SENDER: MAIL
 * @SMTP_PHASE_RECIPIENT: RCPT
 * @SMTP_PHASE_CONTENT: DATA and BDAT, and what is said when the server has the message
 * @SMTP_PHASE_COMMAND: any other command
 *
 * What the server refused.
 */
typedef enum
{
  SMTP_PHASE_PLAIN,
  SMTP_PHASE_HELLO,
  SMTP_PHASE_LOGIN,
  SMTP_PHASE_SENDER,
  SMTP_PHASE_RECIPIENT,
  SMTP_PHASE_CONTENT,
  SMTP_PHASE_COMMAND,
} SmtpPhase;

gboolean
smtp_trouble_check (const SmtpReply *reply, SmtpPhase phase, const char *command, GError **error);
void
smtp_trouble_set_odd (const SmtpReply *reply, SmtpPhase phase, const char *command, GError **error);
gboolean smtp_trouble_is_for_good (const GError *error);
gboolean smtp_trouble_is_overflow (const SmtpReply *reply);
gboolean smtp_trouble_is_stale (const GError *error);
void smtp_trouble_set_foreign_greeting (TocsinEndpoint *endpoint, const char *line, GError **error);

G_END_DECLS
