/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/send-report.h"
#include "plugins/smtp/session/session.h"
#include "plugins/smtp/wire/command.h"

G_BEGIN_DECLS

/**
 * SmtpOffer:
 * @mail: what the server is told of the message
 * @envelope: whose recipients they are
 * @addresses: (element-type utf8): their addresses as they go over the line, by their places in the
 *   envelope
 * @turn: (element-type guint): the places of those whose turn it is
 * @stop: by #TocsinRecipientKind, whether one who is refused keeps the message from the others
 * @rehearsal: whether no message follows
 * @report: what is learned of each goes here
 * @accepted: (element-type guint): afterwards, the places of those that the server takes
 * @stopped: afterwards, whether one who was refused keeps the message from the others
 *
 * A message that is offered to a server: from whom and to whom. All but the last two is filled in
 * before, and borrowed; @accepted is empty then. Those that are too many for one message stay
 * untried, and wait for another turn.
 */
typedef struct
{
  SmtpMail mail;
  TocsinEnvelope *envelope;
  GPtrArray *addresses;
  GArray *turn;
  gboolean stop[TOCSIN_RECIPIENT_BCC + 1];
  gboolean rehearsal;
  TocsinSendReport *report;
  GArray *accepted;
  gboolean stopped;
} SmtpOffer;

gboolean smtp_offer_make (TocsinSmtpSession *session,
                          SmtpOffer *offer,
                          GCancellable *cancellable,
                          GError **error);
void smtp_offer_refuse_all (const SmtpOffer *offer, GArray *places, const GError *error);

G_END_DECLS
