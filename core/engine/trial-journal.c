/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial-journal.h"

#include "core/engine/journal-operation.h"
#include "core/engine/sqlite-journal.h"

struct _TocsinTrialJournal
{
  GObject parent_instance;

  TocsinJournal *inner;
  TocsinTrialJournalSink sink;
  gpointer user_data;
};

static TocsinJournal *
get_inner (TocsinJournal *journal)
{
  return TOCSIN_TRIAL_JOURNAL (journal)->inner;
}

/* What an event holds while its row is written: the row needs none of it. */
typedef struct
{
  TocsinJournalEvent *event;
  char *data;
  guint max_firings;
} Held;

static GArray *
hold_back (TocsinJournalBatch *batch)
{
  GPtrArray *operations = tocsin_journal_batch_get_operations (batch);
  GArray *held = g_array_new (FALSE, FALSE, sizeof (Held));

  for (guint i = 0; i < operations->len; i++)
    {
      const TocsinJournalOperation *operation = g_ptr_array_index (operations, i);
      Held one = { operation->event, NULL, 0 };

      if (operation->kind != TOCSIN_JOURNAL_ADD_EVENT)
        continue;
      one.data = g_steal_pointer (&one.event->data);
      /* That a task would be over after so many is told; which it would fire for is shown. */
      one.max_firings = one.event->max_firings;
      one.event->max_firings = 0;
      g_array_append_val (held, one);
    }

  return held;
}

static GPtrArray *
give_back (GArray *held)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_journal_event_unref);

  for (guint i = 0; i < held->len; i++)
    {
      Held *one = &g_array_index (held, Held, i);

      one->event->data = one->data;
      one->event->max_firings = one->max_firings;
      if (!one->event->duplicate)
        g_ptr_array_add (events, tocsin_journal_event_ref (one->event));
    }

  return events;
}

static gboolean
commit (TocsinJournal *journal, TocsinJournalBatch *batch, GError **error)
{
  TocsinTrialJournal *self = TOCSIN_TRIAL_JOURNAL (journal);
  g_autoptr (GArray) held = hold_back (batch);
  gboolean written = tocsin_journal_commit (self->inner, batch, error);
  g_autoptr (GPtrArray) events = give_back (held);

  if (written)
    self->sink (events, self->user_data);

  return written;
}

static GPtrArray *
claim (TocsinJournal *journal,
       const char *owner,
       const char *task,
       guint limit,
       gint64 now,
       GError **error)
{
  return tocsin_journal_claim (get_inner (journal), owner, task, limit, now, error);
}

static gboolean
get_next_due (TocsinJournal *journal, const char *task, gint64 *due, GError **error)
{
  return tocsin_journal_get_next_due (get_inner (journal), task, due, error);
}

static GPtrArray *
recover (TocsinJournal *journal, const char *owner, gint64 now, GError **error)
{
  return tocsin_journal_recover (get_inner (journal), owner, now, error);
}

static gboolean
retry (TocsinJournal *journal, gint64 event, gint64 now, GError **error)
{
  return tocsin_journal_retry (get_inner (journal), event, now, error);
}

static gboolean
discard (TocsinJournal *journal, gint64 event, gint64 now, char **spool, GError **error)
{
  return tocsin_journal_discard (get_inner (journal), event, now, spool, error);
}

static gboolean
prune (TocsinJournal *journal, gint64 before, GPtrArray **spool, GError **error)
{
  return tocsin_journal_prune (get_inner (journal), before, spool, error);
}

static gboolean
get_cursor (TocsinJournal *journal, const char *scope, GVariant **value, GError **error)
{
  return tocsin_journal_get_cursor (get_inner (journal), scope, value, error);
}

static GHashTable *
get_decisions (TocsinJournal *journal, const char *scope, const char *task, GError **error)
{
  return tocsin_journal_get_decisions (get_inner (journal), scope, task, error);
}

static GHashTable *
find_seen (TocsinJournal *journal,
           const char *scope,
           const char *const *fingerprints,
           GError **error)
{
  return tocsin_journal_find_seen (get_inner (journal), scope, fingerprints, error);
}

static TocsinJournalEvent *
get_event (TocsinJournal *journal, gint64 event, GError **error)
{
  return tocsin_journal_get_event (get_inner (journal), event, error);
}

static GPtrArray *
list_events (TocsinJournal *journal, const TocsinJournalFilter *filter, GError **error)
{
  return tocsin_journal_list_events (get_inner (journal), filter, error);
}

static GPtrArray *
list_steps (TocsinJournal *journal, gint64 event, GError **error)
{
  return tocsin_journal_list_steps (get_inner (journal), event, error);
}

static GPtrArray *
list_spool (TocsinJournal *journal, GError **error)
{
  return tocsin_journal_list_spool (get_inner (journal), error);
}

static GPtrArray *
count (TocsinJournal *journal, gint64 now, GError **error)
{
  return tocsin_journal_count (get_inner (journal), now, error);
}

static gboolean
get_firings (TocsinJournal *journal, const char *task, guint64 *firings, GError **error)
{
  return tocsin_journal_get_firings (get_inner (journal), task, firings, error);
}

static gboolean
has_cursors (TocsinJournal *journal, const char *folder, gboolean *found, GError **error)
{
  return tocsin_journal_has_cursors (get_inner (journal), folder, found, error);
}

static GHashTable *
list_cursors (TocsinJournal *journal, const char *folder, GError **error)
{
  return tocsin_journal_list_cursors (get_inner (journal), folder, error);
}

static GHashTable *
find_last_rounds (TocsinJournal *journal, const char *task, const char *const *keys, GError **error)
{
  return tocsin_journal_find_last_rounds (get_inner (journal), task, keys, error);
}

static void
journal_init (TocsinJournalInterface *iface)
{
  iface->commit = commit;
  iface->claim = claim;
  iface->get_next_due = get_next_due;
  iface->recover = recover;
  iface->retry = retry;
  iface->discard = discard;
  iface->prune = prune;
  iface->get_cursor = get_cursor;
  iface->get_decisions = get_decisions;
  iface->find_seen = find_seen;
  iface->get_event = get_event;
  iface->list_events = list_events;
  iface->list_steps = list_steps;
  iface->list_spool = list_spool;
  iface->count = count;
  iface->get_firings = get_firings;
  iface->has_cursors = has_cursors;
  iface->list_cursors = list_cursors;
  iface->find_last_rounds = find_last_rounds;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinTrialJournal,
                               tocsin_trial_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_JOURNAL, journal_init))

static void
tocsin_trial_journal_finalize (GObject *object)
{
  g_clear_object (&TOCSIN_TRIAL_JOURNAL (object)->inner);

  G_OBJECT_CLASS (tocsin_trial_journal_parent_class)->finalize (object);
}

static void
tocsin_trial_journal_class_init (TocsinTrialJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_trial_journal_finalize;
}

static void
tocsin_trial_journal_init (TocsinTrialJournal *self)
{
}

/**
 * tocsin_trial_journal_new: (skip)
 * @sink: (scope forever): who wants to know of new events
 * @user_data: for @sink
 * @error: one of the storage codes
 *
 * Returns: (transfer full): an empty journal.
 */
TocsinTrialJournal *
tocsin_trial_journal_new (TocsinTrialJournalSink sink, gpointer user_data, GError **error)
{
  g_autoptr (TocsinTrialJournal) self = g_object_new (TOCSIN_TYPE_TRIAL_JOURNAL, NULL);
  TocsinSqliteJournal *inner = tocsin_sqlite_journal_new_in_memory (error);

  if (inner == NULL)
    return NULL;

  self->inner = TOCSIN_JOURNAL (inner);
  self->sink = sink;
  self->user_data = user_data;

  return g_steal_pointer (&self);
}
