/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"

#include "tests/generator/mailbox.h"

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

/* @mailbox: (transfer full): what is in the folder, in the order in which the server lists it */
Filled *filled_take (const char *folder, Mailbox *mailbox);
void filled_free (Filled *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Filled, filled_free)

/* Learns from the store which reference is which letter. */
void filled_open (Filled *self, TocsinMailStore *store);
/* As mailbox_match() tells it: a character a letter, `y` for those that are in @refs. */
char *filled_mark (const Filled *self, GPtrArray *refs);

G_END_DECLS
