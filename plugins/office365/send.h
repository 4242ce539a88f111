/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-transport.h"
#include "plugins/office365/account.h"

G_BEGIN_DECLS

/**
 * GraphSending:
 * @account: an account
 * @envelope: from whom and to whom
 * @watch: (nullable): who is told how far it is
 * @report: what becomes of it
 *
 * A message that is to be sent.
 */
typedef struct
{
  GraphAccount *account;
  TocsinEnvelope *envelope;
  const TocsinSendWatch *watch;
  TocsinSendReport *report;
} GraphSending;

gboolean graph_send (const GraphSending *sending,
                     GInputStream *message,
                     guint64 size,
                     GCancellable *cancellable,
                     GError **error);
TocsinMailDefaults *graph_send_get_defaults (TocsinConnectionSettings *settings, GError **error);

G_END_DECLS
