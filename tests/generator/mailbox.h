/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"

#include "tests/generator/letter.h"

G_BEGIN_DECLS

/**
 * Mailbox:
 * @letters: (element-type Letter): in the order in which they came to the folder
 * @messages: (element-type TocsinMessage): the same, read without a server
 * @now: seconds since 1970
 *
 * A generated folder, and what a query finds in it when no server has a part in that.
 */
typedef struct
{
  GPtrArray *letters;
  GPtrArray *messages;
  gint64 now;
} Mailbox;

Mailbox *mailbox_new (Dice *dice, guint n_letters, gint64 now);
void mailbox_free (Mailbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mailbox, mailbox_free)

Letter *mailbox_get_letter (const Mailbox *self, guint index);
void mailbox_remove (Mailbox *self, guint index);
/* For all letters: nobody has seen them yet, as the server of the folder counts. */
void mailbox_set_recent (Mailbox *self);
/* As a server has them that lists mail by the second it came in: in that order, no two in the same
 * second, and with no other flags than these. */
void mailbox_arrange (Mailbox *self, TocsinMessageFlags flags);
/* For all letters: letter_make_printable(). */
void mailbox_make_printable (Mailbox *self);
/* For all letters: letter_munge(). */
void mailbox_munge (Mailbox *self);
/* A line of a letter's flags, dates and bytes, for a person who looks for what went wrong. */
char *mailbox_describe (const Mailbox *self, guint index);
/* One character a letter: `y`, `n`, or `?` where it can't be decided. @now is in microseconds. */
char *mailbox_match (const Mailbox *self, TocsinQuery *query, gint64 now);

G_END_DECLS
