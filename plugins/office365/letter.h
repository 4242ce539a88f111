/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"
#include "core/mail/message.h"

G_BEGIN_DECLS

/**
 * GraphLetter:
 * @source: the message as it was given; stands at @offset
 * @head: its header block as it is to be sent
 * @offset: where what follows the header block begins in @source
 * @rest: how many bytes that are
 * @begin: where the message begins in @source
 * @size: how many bytes it has
 * @message: what its headers say
 * @hidden: (element-type utf8): recipients whom no header names but Bcc
 *
 * A message whose headers name those, and only those, who are to get it.
 */
typedef struct
{
  GInputStream *source;
  GBytes *head;
  guint64 offset;
  guint64 rest;
  guint64 begin;
  guint64 size;
  TocsinMessage *message;
  GPtrArray *hidden;
} GraphLetter;

gboolean graph_letter_init (GraphLetter *self,
                            TocsinEnvelope *envelope,
                            GInputStream *source,
                            guint64 size,
                            GCancellable *cancellable,
                            GError **error);
void graph_letter_clear (GraphLetter *self);
gboolean graph_letter_rewind (GraphLetter *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GraphLetter, graph_letter_clear)

G_END_DECLS
