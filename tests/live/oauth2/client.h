/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/token-broker.h"
#include "tests/servers/mail-server.h"

G_BEGIN_DECLS

/* Gives the process a state directory of its own; before there are threads. */
void client_begin (void);
void client_end (void);

/* One for all tests of a program: it takes a while to make its keys. NULL where there is none, and
 * the running test is skipped. */
MailServer *client_server (void);

/* A connection whose tokens are from @server; the first of @... is the provider, "KEY=VALUE" the
 * others. An "@NAME" at the end of a value is what the server calls NAME. */
TocsinConnectionSettings *
client_settings (MailServer *server, const char *provider, ...) G_GNUC_NULL_TERMINATED;

TocsinTokenBroker *client_broker (TocsinConnectionSettings *settings);
TocsinSecret *client_obtain (TocsinConnectionSettings *settings);
void client_expect_no (TocsinConnectionSettings *settings, int code, const char *words);
/* Writes @text where only we can read it, and returns "file:PATH". */
char *client_keep (const char *name, const char *text);
char *client_load (const char *name);
/* A refresh token of alice's, as if she had signed in before. */
char *client_refresh_token (MailServer *server,
                            const char *provider,
                            const char *client,
                            const char *scope);

G_END_DECLS
