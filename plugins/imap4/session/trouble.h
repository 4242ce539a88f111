/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/error.h"
#include "core/net/endpoint.h"
#include "plugins/imap4/wire/response.h"

G_BEGIN_DECLS

/**
 * Imap4Phase:
 * @IMAP4_PHASE_PLAIN: before TLS that is wanted; nothing the server says is to be believed
 * @IMAP4_PHASE_LOGIN: signing in
 * @IMAP4_PHASE_FOLDER: a command whose object is a folder
 * @IMAP4_PHASE_COMMAND: any other command
 *
 * What the server refused.
 */
typedef enum
{
  IMAP4_PHASE_PLAIN,
  IMAP4_PHASE_LOGIN,
  IMAP4_PHASE_FOLDER,
  IMAP4_PHASE_COMMAND,
} Imap4Phase;

gboolean imap4_trouble_check (const Imap4Response *answer,
                              Imap4Phase phase,
                              const char *what,
                              GError **error);
void imap4_trouble_set_goodbye (const Imap4Response *response, Imap4Phase phase, GError **error);
void imap4_trouble_add_alert (GError *error, const char *alert);
void imap4_trouble_set_web_address (GError *error, const char *address);
void imap4_trouble_consider_host (GError *error, const char *host);
void
imap4_trouble_set_foreign_greeting (TocsinEndpoint *endpoint, const char *line, GError **error);

G_END_DECLS
