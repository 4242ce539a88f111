/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/generator/mailbox.h"
#include "tests/live/imap4/account.h"

G_BEGIN_DECLS

/**
 * Filled:
 * @folder: a folder on a server
 * @mailbox: what was put there
 * @indexes: from a reference's key to the letter's index; after filled_open()
 *
 * A generated mailbox on a real server.
 */
typedef struct
{
  char *folder;
  Mailbox *mailbox;
  GHashTable *indexes;
} Filled;

/* Puts the letters into a folder of alice's; with @strict such as the strictest server takes them,
 * and without those that it does not. Every other folder has been looked at by somebody, so that
 * nothing in it is recent. */
Filled *filled_new (MailServer *server, Dice *dice, guint number, guint n_letters, gboolean strict);
void filled_free (Filled *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Filled, filled_free)

/* Learns from the store which reference is which letter. */
void filled_open (Filled *self, TocsinMailStore *store);
/* As mailbox_match() tells it: a character a letter, `y` for those that are in @refs. */
char *filled_mark (const Filled *self, GPtrArray *refs);

G_END_DECLS
