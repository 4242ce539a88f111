/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message-ref.h"
#include "plugins/office365/pages.h"

G_BEGIN_DECLS

/** GRAPH_SELECT_ENTRY: what is asked for of a message in a list */
#define GRAPH_SELECT_ENTRY "id,receivedDateTime"

/**
 * GraphGathering:
 *
 * The messages of a folder as pages tell of them, in whatever order and however often.
 */
typedef struct _GraphGathering GraphGathering;

GraphGathering *graph_gathering_new (const char *folder);
void graph_gathering_free (GraphGathering *self);
gboolean graph_gathering_take (GraphPage *page, gpointer self, GError **error);
GPtrArray *graph_gathering_list (GraphGathering *self);

gboolean graph_gathering_survey (GraphGathering *self,
                                 GraphAccount *account,
                                 const char *filter,
                                 gboolean *complete,
                                 GCancellable *cancellable,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GraphGathering, graph_gathering_free)

G_END_DECLS
