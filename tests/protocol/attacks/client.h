/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/line-stream.h"
#include "core/net/starttls.h"

G_BEGIN_DECLS

/**
 * Client:
 *
 * What the small clients of POP3 and SMTP have in common: a stream, who signs in, and what the
 * server can do.
 */
typedef struct
{
  TocsinEndpoint *endpoint;
  TocsinLineStream *stream;
  TocsinReport *report;
  GPtrArray *capabilities; /* one line each, in upper case; %NULL when not known */
} Client;

void client_clear (Client *self);

/* Connects, has the conversation and ends the report with what came of it. */
typedef gboolean (*ClientConverse) (Client *self, GCancellable *cancellable, GError **error);

gboolean client_run (TocsinConnectionSettings *settings,
                     const TocsinEndpointDefaults *defaults,
                     ClientConverse converse,
                     TocsinReport *report,
                     TocsinTranscript *transcript,
                     GCancellable *cancellable,
                     GError **error);

gboolean client_send (Client *self, const char *line, GCancellable *cancellable, GError **error);
gboolean
client_send_secret (Client *self, const char *line, GCancellable *cancellable, GError **error);
char *client_read_line (Client *self, GCancellable *cancellable, GError **error);

/* What the server can do: a line each; what TLS is called there. */
void client_add_capability (Client *self, const char *line);
gboolean client_offers (const Client *self, const char *word);
void client_tell (const Client *self, const char *tls, TocsinStarttlsOffer *offer, char **told);
void client_forget (Client *self);

/* Whether a password may be sent on this line as it is now. */
gboolean client_may_sign_in (Client *self, GError **error);
gboolean client_fail (GError **error, int code, const char *message, const char *words);
gboolean client_fail_greeting (Client *self, const char *line, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Client, client_clear)

G_END_DECLS
