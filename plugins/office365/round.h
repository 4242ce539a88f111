/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message-ref.h"
#include "plugins/office365/account.h"

G_BEGIN_DECLS

/**
 * GraphRound:
 * @from: where it began, a target; empty for the very begin
 * @link: the target that tells what comes after it; empty where the server does not tell changes
 * @refs: (element-type TocsinMessageRef): what is in the folder, as far as the round told: oldest
 *   first, each once
 * @complete: whether @refs is surely all there is
 *
 * What a folder's changes are from one link to the next.
 */
typedef struct
{
  char *from;
  char *link;
  GPtrArray *refs;
  gboolean complete;
} GraphRound;

GraphRound *graph_round_new (GraphAccount *account,
                             const char *folder,
                             const char *from,
                             gboolean compare,
                             GCancellable *cancellable,
                             GError **error);
void graph_round_free (GraphRound *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GraphRound, graph_round_free)

G_END_DECLS
