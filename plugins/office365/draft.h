/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/office365/letter.h"
#include "plugins/office365/wire/json.h"

G_BEGIN_DECLS

/**
 * GraphDraft:
 * @message: the message as it was given, all of it known
 * @body: (nullable): the part that is its text
 * @attachments: (element-type TocsinPart): the others
 * @hidden: (element-type utf8): recipients whom no header names
 * @wants_receipt: whether it is to be told when it is delivered
 *
 * A message taken to pieces, as far as Graph can put them together again.
 */
typedef struct
{
  TocsinMessage *message;
  TocsinPart *body;
  GPtrArray *attachments;
  GPtrArray *hidden;
  gboolean wants_receipt;
} GraphDraft;

gboolean graph_draft_init (GraphDraft *self,
                           GraphLetter *letter,
                           TocsinEnvelope *envelope,
                           GCancellable *cancellable,
                           GError **error);
void graph_draft_clear (GraphDraft *self);
JsonObject *graph_draft_write (const GraphDraft *self, GCancellable *cancellable, GError **error);
int graph_draft_open_part (const GraphDraft *self,
                           const TocsinPart *part,
                           guint64 *size,
                           GCancellable *cancellable,
                           GError **error);
JsonObject *graph_draft_write_attachment (const GraphDraft *self,
                                          const TocsinPart *part,
                                          GCancellable *cancellable,
                                          GError **error);
char *graph_draft_name_attachment (const TocsinPart *part);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GraphDraft, graph_draft_clear)

G_END_DECLS
