/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/error.h"
#include "core/net/endpoint.h"
#include "plugins/pop3/wire/reply.h"

G_BEGIN_DECLS

/**
 * Pop3Phase:
 * @POP3_PHASE_PLAIN: before TLS that is wanted; nothing the server says is to be believed
 * @POP3_PHASE_GREETING: the server speaks first
 * @POP3_PHASE_LOGIN: signing in
 * @POP3_PHASE_COMMAND: any other command
 *
 * What the server refused.
 */
typedef enum
{
  POP3_PHASE_PLAIN,
  POP3_PHASE_GREETING,
  POP3_PHASE_LOGIN,
  POP3_PHASE_COMMAND,
} Pop3Phase;

gboolean
pop3_trouble_check (const Pop3Reply *reply, Pop3Phase phase, const char *what, GError **error);
GError *pop3_trouble_new (const Pop3Reply *reply, Pop3Phase phase, const char *what);
void pop3_trouble_set_foreign_greeting (TocsinEndpoint *endpoint, const char *line, GError **error);

G_END_DECLS
