/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/config.h"

G_BEGIN_DECLS

/* A connection or a task of which something is to be told; a key of hash tables. */
typedef struct
{
  TocsinConfigKind kind;
  char *id;
} TocsinHeraldItem;

TocsinHeraldItem *tocsin_herald_item_new (TocsinConfigKind kind, const char *id);
void tocsin_herald_item_free (gpointer self);
guint tocsin_herald_item_hash (gconstpointer self);
gboolean tocsin_herald_item_equal (gconstpointer one, gconstpointer other);

G_END_DECLS
