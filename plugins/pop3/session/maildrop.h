/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/pop3/session/session.h"

G_BEGIN_DECLS

/** POP3_MAILDROP_MAX: the most messages that a mailbox may have */
#define POP3_MAILDROP_MAX 1000000

/**
 * Pop3Message:
 * @number: what the server calls it in this session, and in no other
 * @size: bytes as the server says, 0 when unknown (quirk 46)
 * @id: (nullable): what the server calls it in every session (UIDL)
 * @name: (nullable): what names it by its headers, once somebody needs that
 *
 * A message of a maildrop. The texts are the maildrop's.
 */
typedef struct
{
  guint32 number;
  guint64 size;
  const char *id;
  const char *name;
} Pop3Message;

/**
 * Pop3Maildrop:
 *
 * The messages that a session sees, in the order of their numbers, and what they are called.
 */

Pop3Maildrop *
pop3_maildrop_load (TocsinPop3Session *session, GCancellable *cancellable, GError **error);
void pop3_maildrop_free (Pop3Maildrop *self);
guint pop3_maildrop_get_length (const Pop3Maildrop *self);
Pop3Message *pop3_maildrop_get (const Pop3Maildrop *self, guint index);
gboolean pop3_maildrop_distrusts_ids (const Pop3Maildrop *self);
gboolean pop3_maildrop_lacks_ids (const Pop3Maildrop *self);
gboolean pop3_maildrop_name_all (Pop3Maildrop *self,
                                 TocsinPop3Session *session,
                                 GCancellable *cancellable,
                                 GError **error);
Pop3Message *pop3_maildrop_find (Pop3Maildrop *self, const char *key);
gboolean pop3_maildrop_is_name (const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pop3Maildrop, pop3_maildrop_free)

G_END_DECLS
