/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"

G_BEGIN_DECLS

/**
 * Pop3Top:
 * @POP3_TOP_UNTRIED: nobody has looked
 * @POP3_TOP_GOOD: it sends the headers and the blank line behind them
 * @POP3_TOP_ENDLESS: it sends the headers, but not the blank line
 * @POP3_TOP_BROKEN: it sends something else, or is not there
 *
 * What TOP is good for (quirk 45).
 */
typedef enum
{
  POP3_TOP_UNTRIED,
  POP3_TOP_GOOD,
  POP3_TOP_ENDLESS,
  POP3_TOP_BROKEN,
} Pop3Top;

/**
 * Pop3Memory:
 *
 * What was found out about an account, kept from session to session as long as its settings.
 * Thread safe.
 */
typedef struct _Pop3Memory Pop3Memory;

Pop3Memory *pop3_memory_of (TocsinEndpoint *endpoint);
void pop3_memory_note_login (Pop3Memory *self, guint delay);
guint pop3_memory_get_wait (Pop3Memory *self);
Pop3Top pop3_memory_get_top (Pop3Memory *self);
void pop3_memory_set_top (Pop3Memory *self, Pop3Top top);
guint pop3_memory_count_hang_up (Pop3Memory *self);
void pop3_memory_clear_hang_ups (Pop3Memory *self);

G_END_DECLS
