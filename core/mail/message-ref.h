/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_MESSAGE_REF (tocsin_message_ref_get_type ())

/**
 * TocsinMessageRef:
 * @folder: the id of the folder it is in
 * @key: names the message in that folder for good; the store made it and only the store reads it
 * @uid: the server's number for it, 0 where the protocol has none
 * @size: bytes as the server says, 0 when unknown; a hint, never a promise (quirk 28)
 * @received: when the server received it, microseconds since 1970, 0 when unknown
 * @identity: (nullable): names the message in the whole mailbox, in whichever of its folders it
 *   shows (Gmail's labels); %NULL where being in another folder makes it another message
 *
 * Where a message is. Immutable once handed out; reference counted.
 */
typedef struct
{
  char *folder;
  char *key;
  guint64 uid;
  guint64 size;
  gint64 received;
  char *identity;

  /*< private >*/
  gatomicrefcount ref_count;
} TocsinMessageRef;

GType tocsin_message_ref_get_type (void);
TocsinMessageRef *tocsin_message_ref_new (const char *folder, const char *key);
TocsinMessageRef *tocsin_message_ref_ref (TocsinMessageRef *self);
void tocsin_message_ref_unref (TocsinMessageRef *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinMessageRef, tocsin_message_ref_unref)

G_END_DECLS
