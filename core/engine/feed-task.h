/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/engine/task.h"
#include "core/mail/mail-store.h"

G_BEGIN_DECLS

/**
 * TocsinFeedPhase:
 * @TOCSIN_FEED_NEW: it has not begun with this folder
 * @TOCSIN_FEED_JOINED: it shares the folder's cursor
 * @TOCSIN_FEED_PAUSED: too much matched at once; it remembers where it stood, a person decides
 * @TOCSIN_FEED_BEHIND: after a pause: it follows with a cursor of its own until it is level
 *
 * How far a task is in a folder. The numbers are kept in journals.
 */
typedef enum
{
  TOCSIN_FEED_NEW,
  TOCSIN_FEED_JOINED,
  TOCSIN_FEED_PAUSED,
  TOCSIN_FEED_BEHIND,
} TocsinFeedPhase;

/**
 * TocsinFeedPlace:
 * @key: (nullable): a message
 * @uid: its number, 0 where there is none
 *
 * A place in the list of a folder's messages, oldest first.
 */
typedef struct
{
  char *key;
  guint64 uid;
} TocsinFeedPlace;

/**
 * TocsinFeedTask:
 * @task: the task
 * @rule: which mail it waits for
 * @id: its id
 * @phase: how far it is
 * @visiting: whether what was there when it began is still being gone through
 * @from_start: the folder appeared after the task had begun: it begins at the first message
 * @noted: with `when = each`: whether it is known what matches already
 * @timeouts: how many messages it could not decide because a pattern was stopped by its clock,
 * since it last decided all it was asked about
 * @confirmed: a person said that it may go beyond its burst-limit
 * @enabled_since: when it was switched on, microseconds since 1970; another value begins anew
 * @since: the moment that counts as "now" for its first visit
 * @decided_since: from when on its present query decides; older messages were decided by another
 *   query, or by the first visit
 * @paused_at: when it paused
 * @stopped_by: (nullable): what made it pause, when it was not that too much matched
 * @done: the last message of the first visit that was decided
 * @first: the oldest message of a visit that counts from the newest
 * @cursor: (nullable): a cursor of its own, while paused or behind
 *
 * A task in one folder, with what the journal knows about the two.
 */
typedef struct
{
  TocsinTask *task;
  const TocsinMailRule *rule;
  const char *id;

  TocsinFeedPhase phase;
  gboolean visiting;
  gboolean from_start;
  gboolean noted;
  gboolean confirmed;
  guint timeouts;
  gint64 enabled_since;
  gint64 since;
  gint64 decided_since;
  gint64 paused_at;
  char *stopped_by;
  TocsinFeedPlace done;
  TocsinFeedPlace first;
  GVariant *cursor;

  /*< private >*/
  char *scope;
  char *rule_text;
  GVariant *saved;
} TocsinFeedTask;

TocsinFeedTask *tocsin_feed_task_load (TocsinJournal *journal,
                                       const char *connection,
                                       TocsinFolder *folder,
                                       TocsinTask *task,
                                       gint64 now,
                                       GError **error);
void tocsin_feed_task_free (TocsinFeedTask *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinFeedTask, tocsin_feed_task_free)

void tocsin_feed_task_join (TocsinFeedTask *self, gint64 now);
void tocsin_feed_task_pause (TocsinFeedTask *self, GVariant *cursor, gint64 now);
void
tocsin_feed_task_stop (TocsinFeedTask *self, GVariant *cursor, gint64 now, const GError *trouble);
void tocsin_feed_task_save (TocsinFeedTask *self, TocsinJournalBatch *batch);
void tocsin_feed_task_set_place (TocsinFeedPlace *place, const TocsinMessageRef *ref);
TocsinMailStart tocsin_feed_task_get_start (const TocsinFeedTask *self);
gboolean tocsin_feed_task_selects (const TocsinFeedTask *self, TocsinMessage *message);
guint tocsin_feed_task_get_burst_limit (const TocsinFeedTask *self);

gint64 tocsin_feed_enabled_since (TocsinTask *task);
char *tocsin_feed_admission_scope (const char *connection, const char *task);
char *tocsin_feed_confirm_scope (const char *task);

G_END_DECLS
