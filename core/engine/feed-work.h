/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed-pass.h"

G_BEGIN_DECLS

/**
 * TocsinFeedWork:
 * @pass: the pass it belongs to
 * @jury: who decides
 * @items: (element-type TocsinFeedItem): what is decided
 * @batch: what will be written down
 * @events: (element-type TocsinJournalEvent): the events in it
 * @known: (nullable): gets the key of every message that matches, new or not
 *
 * Some messages that are decided together and written down in one transaction: decide, add the
 * cursor behind them, commit.
 */
typedef struct
{
  TocsinFeedPass *pass;
  TocsinFeedJury jury;
  GPtrArray *items;
  TocsinJournalBatch *batch;
  GPtrArray *events;
  GHashTable *known;
} TocsinFeedWork;

void tocsin_feed_work_init (TocsinFeedWork *self, TocsinFeedPass *pass, TocsinFeedJury jury);
void tocsin_feed_work_clear (TocsinFeedWork *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinFeedWork, tocsin_feed_work_clear)

gboolean
tocsin_feed_work_examine (TocsinFeedWork *self, GPtrArray *refs, guint from, GError **error);
void tocsin_feed_work_add_event (TocsinFeedWork *self,
                                 TocsinFeedItem *item,
                                 const TocsinFeedMatch *match);
gboolean tocsin_feed_work_decide (
    TocsinFeedWork *self, GPtrArray *refs, guint from, GVariant *cursor_before, GError **error);
gboolean tocsin_feed_work_commit (TocsinFeedWork *self, GError **error);

G_END_DECLS
