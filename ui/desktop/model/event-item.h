/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal-event.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_EVENT_ITEM (tocsin_event_item_get_type ())

/**
 * TocsinEventItem:
 *
 * A row of the history. Made on a worker, then in the hands of the main context; the same object as
 * long as it is listed.
 *
 * Properties: `id`, `task` (its id), `task-name`, `connection` (its id, "" where it came from
 * none), `title` (the mail's subject, or what happened), `from`, `subtitle` (sender and task),
 * `state` (of #TocsinJournalState), `mark` (for a #TocsinStateMark), `state-text`, `when`
 * and `error` (the message of the last one, or "").
 */
G_DECLARE_FINAL_TYPE (TocsinEventItem, tocsin_event_item, TOCSIN, EVENT_ITEM, GObject)

TocsinEventItem *tocsin_event_item_new (TocsinJournalEvent *event);
gint64 tocsin_event_item_get_id (TocsinEventItem *self);
const char *tocsin_event_item_get_task (TocsinEventItem *self);
TocsinJournalState tocsin_event_item_get_state (TocsinEventItem *self);
void tocsin_event_item_set_task_name (TocsinEventItem *self, const char *name);
void tocsin_event_item_take (TocsinEventItem *self, TocsinEventItem *fresh);

char *tocsin_event_item_find_connection (const char *source);
const char *tocsin_event_item_say_state (TocsinJournalState state);
const char *tocsin_event_item_name_mark (TocsinJournalState state);

G_END_DECLS
