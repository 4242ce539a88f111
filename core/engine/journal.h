/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal-batch.h"

G_BEGIN_DECLS

/**
 * TOCSIN_JOURNAL_MAX_SEEN:
 *
 * Most message identities kept for one scope; the oldest make room.
 */
#define TOCSIN_JOURNAL_MAX_SEEN 200000

/**
 * TocsinJournalFilter:
 * @task: (nullable): only this task
 * @state: a #TocsinJournalState, or -1 for any
 * @before: only events with a smaller id, to page on; 0 = no limit
 * @limit: at most so many; 0 = 1000
 * @oldest_first: order by arrival instead of newest first
 * @with_data: fill in data too
 * @connection: (nullable): only what came from this connection
 * @since: only events written down at this time or later, µs since 1970; 0 = no limit
 * @until: only events written down before this time; 0 = no limit
 * @search: (nullable): only events whose mail's subject or sender, Message-ID, error or task holds
 *   these letters, whatever their case
 * @with_summary: fill in subject and sender of the mail, which are read from the data
 *
 * Which events to list. `TocsinJournalFilter filter = { .state = -1 };` is the newest of all.
 */
typedef struct
{
  const char *task;
  int state;
  gint64 before;
  guint limit;
  gboolean oldest_first;
  gboolean with_data;
  const char *connection;
  gint64 since;
  gint64 until;
  const char *search;
  gboolean with_summary;
} TocsinJournalFilter;

/**
 * TocsinJournalSpan:
 * @begin: from when on, µs since 1970
 * @end: until before when
 * @states: how many events that were written down then are in each #TocsinJournalState now
 *
 * A stretch of time in numbers.
 */
typedef struct
{
  gint64 begin;
  gint64 end;
  guint states[TOCSIN_JOURNAL_N_STATES];
} TocsinJournalSpan;

/**
 * TocsinJournalDecision:
 * @round: the round of the last firing, 0 at first
 * @generation: the generation of the task's settings that decided it
 * @matched: whether it matched when last looked at
 *
 * What was decided about a message for a task.
 */
typedef struct
{
  guint64 generation;
  guint round;
  gboolean matched;
} TocsinJournalDecision;

/**
 * TocsinJournalCount:
 * @task: the task
 * @states: how many of its events are in each #TocsinJournalState
 * @examined_today: messages looked at since midnight UTC
 * @matched_today: of these, how many matched
 * @examined: messages looked at ever
 * @matched: of these, how many matched
 *
 * A task in numbers.
 */
typedef struct
{
  char *task;
  guint states[TOCSIN_JOURNAL_N_STATES];
  guint64 examined_today;
  guint64 matched_today;
  guint64 examined;
  guint64 matched;
} TocsinJournalCount;

void tocsin_journal_count_free (TocsinJournalCount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinJournalCount, tocsin_journal_count_free)

#define TOCSIN_TYPE_JOURNAL (tocsin_journal_get_type ())

/**
 * TocsinJournal:
 *
 * The engine's memory: events, their steps, cursors, decisions. What is not in it was not seen,
 * what is in it is never forgotten.
 *
 * All calls block, may be made from any thread, and either do all they say or nothing. Errors are
 * `storage.full` (nothing was written, try later), `storage.readonly`, `storage.failed`,
 * `storage.locked` (someone else has it, or the event is claimed by another owner).
 * An *owner* is whoever works events off; the name must be the same after a restart.
 */
G_DECLARE_INTERFACE (TocsinJournal, tocsin_journal, TOCSIN, JOURNAL, GObject)

/**
 * TocsinJournalInterface:
 *
 * What a backend provides; each means what the public call of the same name says.
 */
struct _TocsinJournalInterface
{
  GTypeInterface parent;

  gboolean (*commit) (TocsinJournal *self, TocsinJournalBatch *batch, GError **error);
  GPtrArray *(*claim) (TocsinJournal *self,
                       const char *owner,
                       const char *task,
                       guint limit,
                       gint64 now,
                       GError **error);
  gboolean (*get_next_due) (TocsinJournal *self, const char *task, gint64 *due, GError **error);
  GPtrArray *(*recover) (TocsinJournal *self, const char *owner, gint64 now, GError **error);
  gboolean (*retry) (TocsinJournal *self, gint64 event, gint64 now, GError **error);
  gboolean (*discard) (TocsinJournal *self, gint64 event, gint64 now, char **spool, GError **error);
  gboolean (*prune) (TocsinJournal *self, gint64 before, GPtrArray **spool, GError **error);

  gboolean (*get_cursor) (TocsinJournal *self, const char *scope, GVariant **value, GError **error);
  GHashTable *(*get_decisions) (TocsinJournal *self,
                                const char *scope,
                                const char *task,
                                GError **error);
  GHashTable *(*find_seen) (TocsinJournal *self,
                            const char *scope,
                            const char *const *fingerprints,
                            GError **error);
  TocsinJournalEvent *(*get_event) (TocsinJournal *self, gint64 event, GError **error);
  GPtrArray *(*list_events) (TocsinJournal *self,
                             const TocsinJournalFilter *filter,
                             GError **error);
  gboolean (*count_spans) (TocsinJournal *self,
                           const TocsinJournalFilter *filter,
                           GArray *spans,
                           GError **error);
  GPtrArray *(*list_steps) (TocsinJournal *self, gint64 event, GError **error);
  GPtrArray *(*list_spool) (TocsinJournal *self, GError **error);
  GPtrArray *(*count) (TocsinJournal *self, gint64 now, GError **error);
  gboolean (*get_firings) (TocsinJournal *self, const char *task, guint64 *firings, GError **error);
  gboolean (*has_cursors) (TocsinJournal *self,
                           const char *folder,
                           gboolean *found,
                           GError **error);
  GHashTable *(*list_cursors) (TocsinJournal *self, const char *folder, GError **error);
  GHashTable *(*find_last_rounds) (TocsinJournal *self,
                                   const char *task,
                                   const char *const *keys,
                                   GError **error);

  /*< private >*/
  gpointer padding[4];
};

gboolean tocsin_journal_commit (TocsinJournal *self, TocsinJournalBatch *batch, GError **error);
GPtrArray *tocsin_journal_claim (TocsinJournal *self,
                                 const char *owner,
                                 const char *task,
                                 guint limit,
                                 gint64 now,
                                 GError **error);
gboolean
tocsin_journal_get_next_due (TocsinJournal *self, const char *task, gint64 *due, GError **error);
GPtrArray *
tocsin_journal_recover (TocsinJournal *self, const char *owner, gint64 now, GError **error);
gboolean tocsin_journal_retry (TocsinJournal *self, gint64 event, gint64 now, GError **error);
gboolean tocsin_journal_discard (
    TocsinJournal *self, gint64 event, gint64 now, char **spool, GError **error);
gboolean
tocsin_journal_prune (TocsinJournal *self, gint64 before, GPtrArray **spool, GError **error);

gboolean tocsin_journal_get_cursor (TocsinJournal *self,
                                    const char *scope,
                                    GVariant **value,
                                    GError **error);
GHashTable *tocsin_journal_get_decisions (TocsinJournal *self,
                                          const char *scope,
                                          const char *task,
                                          GError **error);
GHashTable *tocsin_journal_find_seen (TocsinJournal *self,
                                      const char *scope,
                                      const char *const *fingerprints,
                                      GError **error);
TocsinJournalEvent *tocsin_journal_get_event (TocsinJournal *self, gint64 event, GError **error);
GPtrArray *
tocsin_journal_list_events (TocsinJournal *self, const TocsinJournalFilter *filter, GError **error);
gboolean tocsin_journal_count_spans (TocsinJournal *self,
                                     const TocsinJournalFilter *filter,
                                     GArray *spans,
                                     GError **error);
GPtrArray *tocsin_journal_list_steps (TocsinJournal *self, gint64 event, GError **error);
GPtrArray *tocsin_journal_list_spool (TocsinJournal *self, GError **error);
GPtrArray *tocsin_journal_count (TocsinJournal *self, gint64 now, GError **error);
gboolean tocsin_journal_get_firings (TocsinJournal *self,
                                     const char *task,
                                     guint64 *firings,
                                     GError **error);
gboolean tocsin_journal_has_cursors (TocsinJournal *self,
                                     const char *folder,
                                     gboolean *found,
                                     GError **error);
GHashTable *tocsin_journal_list_cursors (TocsinJournal *self, const char *folder, GError **error);
GHashTable *tocsin_journal_find_last_rounds (TocsinJournal *self,
                                             const char *task,
                                             const char *const *keys,
                                             GError **error);

G_END_DECLS
