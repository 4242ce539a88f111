/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial-journal.h"

#include "core/engine/journal-operation.h"

struct _TocsinTrialJournal
{
  TocsinSqliteJournal parent_instance;

  TocsinTrialJournalSink sink;
  gpointer user_data;
};

/* How a journal is written without a trial. */
static TocsinJournalInterface *parent_iface;

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
  gboolean written = parent_iface->commit (journal, batch, error);
  g_autoptr (GPtrArray) events = give_back (held);

  if (written)
    self->sink (events, self->user_data);

  return written;
}

static void
journal_init (TocsinJournalInterface *iface)
{
  parent_iface = g_type_interface_peek_parent (iface);
  iface->commit = commit;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinTrialJournal,
                               tocsin_trial_journal,
                               TOCSIN_TYPE_SQLITE_JOURNAL,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_JOURNAL, journal_init))

static void
tocsin_trial_journal_class_init (TocsinTrialJournalClass *klass)
{
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

  if (!tocsin_sqlite_journal_open_in_memory (TOCSIN_SQLITE_JOURNAL (self), error))
    return NULL;

  self->sink = sink;
  self->user_data = user_data;

  return g_steal_pointer (&self);
}
