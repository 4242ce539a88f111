/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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
typedef struct _Pop3Maildrop Pop3Maildrop;

Pop3Maildrop *pop3_maildrop_new (void);
void pop3_maildrop_free (Pop3Maildrop *self);

/* Filled in from what the server lists. */
void pop3_maildrop_take_size (Pop3Maildrop *self, const char *line);
void pop3_maildrop_sort (Pop3Maildrop *self);
void pop3_maildrop_take_id (Pop3Maildrop *self, const char *line);
void pop3_maildrop_judge_ids (Pop3Maildrop *self);
GPtrArray *pop3_maildrop_list_repeated (Pop3Maildrop *self);
void pop3_maildrop_name (Pop3Maildrop *self, guint32 number, const char *fingerprint);
void pop3_maildrop_settle_repeated (Pop3Maildrop *self, GPtrArray *repeated);
void pop3_maildrop_settle_names (Pop3Maildrop *self);

/* What is in it. */
guint pop3_maildrop_get_length (const Pop3Maildrop *self);
Pop3Message *pop3_maildrop_get (const Pop3Maildrop *self, guint index);
gboolean pop3_maildrop_lacks_ids (const Pop3Maildrop *self);
gboolean pop3_maildrop_distrusts_ids (const Pop3Maildrop *self);
Pop3Message *pop3_maildrop_find (Pop3Maildrop *self, const char *key);
gboolean pop3_maildrop_is_name (const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pop3Maildrop, pop3_maildrop_free)

G_END_DECLS
