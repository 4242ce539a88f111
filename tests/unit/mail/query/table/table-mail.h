/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/offline-store.h"

G_BEGIN_DECLS

/* 2026-11-20T12:00:00Z */
#define TABLE_NOW (G_GINT64_CONSTANT (1795176000) * G_USEC_PER_SEC)
#define TABLE_ZONE "Europe/Berlin"

/**
 * TableMail:
 * @names: (element-type utf8): of all messages, in the order of messages.txt
 * @about: what is special about each
 * @store: a Maildir with all of them; the keys are the names
 * @refs: (element-type TocsinMessageRef): each in that store
 * @fetched: what was fetched, by message and layers
 * @maildir: where they are
 * @place: the directory around it
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
  char *maildir;
  char *place;
} TableMail;

TableMail *table_mail_new (void);
void table_mail_free (TableMail *self);
TocsinMessage *table_mail_fetch (const TableMail *self, guint index, TocsinMessageLayers layers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TableMail, table_mail_free)

G_END_DECLS
