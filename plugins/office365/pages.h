/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/office365/account.h"

G_BEGIN_DECLS

/** GRAPH_MAX_ITEMS: of all pages of a list together */
#define GRAPH_MAX_ITEMS 2000000
/** GRAPH_MAX_EMPTY: pages in a row that hold nothing; Graph has a few where much was removed */
#define GRAPH_MAX_EMPTY 200

/**
 * GraphWalk:
 * @take: takes a page in
 * @user_data: for @take
 * @page_size: how many items a page may have, 0 where the target says it
 * @delta: (out): behind the last page of changes, the target that tells what comes after them
 *
 * A way through all pages of a list.
 */
typedef struct
{
  gboolean (*take) (GraphPage *page, gpointer user_data, GError **error);
  gpointer user_data;
  guint page_size;
  char *delta;
} GraphWalk;

gboolean graph_pages_walk (GraphAccount *account,
                           const char *target,
                           GraphWalk *walk,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
