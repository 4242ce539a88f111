/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"
#include "plugins/smtp/wire/extensions.h"

G_BEGIN_DECLS

/**
 * SmtpMail:
 * @verb: MAIL or one of its old relatives
 * @sender: the address as it goes over the line, "" for none
 * @size: the message's size in bytes, with CRLF at the ends of its lines
 * @eight_bit: whether its parts hold bytes beyond ASCII
 * @utf8: whether its headers or its addresses do
 * @require_tls: whether it may only pass over verified TLS
 * @dsn_return: how much of it comes back with a report
 * @envelope_id: (nullable): what reports name it by
 *
 * What the server is told of a message before its recipients. Borrowed strings.
 */
typedef struct
{
  TocsinSendVerb verb;
  const char *sender;
  guint64 size;
  gboolean eight_bit;
  gboolean utf8;
  gboolean require_tls;
  TocsinDsnReturn dsn_return;
  const char *envelope_id;
} SmtpMail;

void smtp_command_add_mail (GString *out, const SmtpMail *mail, const SmtpExtensions *extensions);
void smtp_command_add_recipient (GString *out,
                                 const char *address,
                                 const TocsinRecipient *recipient,
                                 gboolean utf8,
                                 const SmtpExtensions *extensions);
void smtp_command_add_xtext (GString *out, const char *text);

G_END_DECLS
