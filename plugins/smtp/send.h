/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-transport.h"
#include "core/plugin/server-connection.h"

G_BEGIN_DECLS

/**
 * SmtpSending:
 * @connection: whose settings and sessions are used
 * @envelope: from whom and to whom
 * @watch: (nullable): who is told
 * @report: what becomes of it
 *
 * A message to be sent. Borrowed.
 */
typedef struct
{
  TocsinServerConnection *connection;
  TocsinEnvelope *envelope;
  const TocsinSendWatch *watch;
  TocsinSendReport *report;
} SmtpSending;

gboolean smtp_send (const SmtpSending *sending,
                    GInputStream *message,
                    guint64 size,
                    GCancellable *cancellable,
                    GError **error);

G_END_DECLS
