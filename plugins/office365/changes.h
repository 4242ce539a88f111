/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/office365/memory.h"

G_BEGIN_DECLS

/** GRAPH_CHANGES_LEAST: so many messages have to be there, and none of them known, until that is
 * taken for new ids of old messages */
#define GRAPH_CHANGES_LEAST 10

TocsinMailChanges *graph_changes (GraphAccount *account,
                                  GraphMemory *memory,
                                  const char *folder,
                                  GVariant *cursor,
                                  guint limit,
                                  GCancellable *cancellable,
                                  GError **error);
GPtrArray *graph_find (GraphAccount *account,
                       const char *folder,
                       TocsinQuery *query,
                       GCancellable *cancellable,
                       GError **error);

G_END_DECLS
