/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/connection.h"

#include "tests/protocol/attacks/protocols.h"

static gboolean
run (TocsinConnectionSettings *settings,
     TocsinReport *report,
     TocsinTranscript *transcript,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (TocsinConnection) connection =
      g_object_new (TOCSIN_TYPE_SMTP_CONNECTION, "settings", settings, NULL);

  return tocsin_connection_test (connection, report, transcript, cancellable, error);
}

const Protocol protocol_smtp = { "SMTP", "smtp", FALSE, run, "smtp.hello=client.example" };
