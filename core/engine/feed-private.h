/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed.h"

G_BEGIN_DECLS

/* Shared by feed.c, which makes passes, and feed-desk.c, which is told and asked between them. */

struct _TocsinFeed
{
  GObject parent_instance;

  char *connection;
  TocsinJournal *journal;
  TocsinSpool *spool;
  TocsinClock *clock;
  GHashTable *tries;
  GHashTable *bursts;
  GHashTable *replays;
  gboolean unlimited;

  GMutex lock; /* guards the rest */
  GHashTable *current;
};

G_END_DECLS
