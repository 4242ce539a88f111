/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/offline-store.h"

G_BEGIN_DECLS

/**
 * Mailbox:
 * @names: (element-type utf8): of all messages, in the order of messages.txt
 * @about: what is special about each
 * @store: a Maildir with all of them; the keys are the names
 * @refs: (element-type TocsinMessageRef): each in that store
 * @fetched: what was fetched, by message and layers
 * @place: where it is
 *
 * The messages of the table, delivered.
 */
typedef struct
{
  GPtrArray *names;
  GPtrArray *about;
  TocsinOfflineStore *store;
  GPtrArray *refs;
  GHashTable *fetched;
  char *place;
} Mailbox;

Mailbox *mailbox_new (void);
void mailbox_free (Mailbox *self);
TocsinMessage *mailbox_fetch (const Mailbox *self, guint index, TocsinMessageLayers layers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mailbox, mailbox_free)

G_END_DECLS
