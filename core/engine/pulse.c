/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/pulse.h"

/* In the name of nobody, who has no events: it takes the journal's way and changes nothing. */
#define NOBODY "pulse"

struct _TocsinPulse
{
  GObject parent_instance;

  TocsinWatcher *watcher;
  TocsinJournal *journal;
  TocsinWorkers *workers;
  TocsinClock *clock;
  GMainContext *context;
  guint64 ticket;
  gboolean under_way;
};

G_DEFINE_FINAL_TYPE (TocsinPulse, tocsin_pulse, G_TYPE_OBJECT)

static guint beat_signal;

static void
tocsin_pulse_dispose (GObject *object)
{
  TocsinPulse *self = TOCSIN_PULSE (object);

  if (self->watcher != NULL)
    tocsin_watcher_unpark (self->watcher, self->ticket);
  g_clear_object (&self->watcher);
  g_clear_object (&self->journal);
  g_clear_object (&self->workers);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (tocsin_pulse_parent_class)->dispose (object);
}

static void
tocsin_pulse_class_init (TocsinPulseClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_pulse_dispose;

  beat_signal = g_signal_new ("beat", TOCSIN_TYPE_PULSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
}

static void
tocsin_pulse_init (TocsinPulse *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * tocsin_pulse_new: (skip)
 * @watcher: where everybody waits
 * @journal: where everything is written down
 * @workers: who does what blocks
 * @clock: the time
 *
 * Returns: (transfer full): a pulse that does not beat yet.
 */
TocsinPulse *
tocsin_pulse_new (TocsinWatcher *watcher,
                  TocsinJournal *journal,
                  TocsinWorkers *workers,
                  TocsinClock *clock)
{
  TocsinPulse *self = g_object_new (TOCSIN_TYPE_PULSE, NULL);

  self->watcher = g_object_ref (watcher);
  self->journal = g_object_ref (journal);
  self->workers = g_object_ref (workers);
  self->clock = g_object_ref (clock);

  return self;
}

static void
come_through (gpointer data)
{
  g_autoptr (TocsinPulse) self = data;

  self->under_way = FALSE;
  g_signal_emit (self, beat_signal, 0);
}

static void
do_nothing (gpointer data, GCancellable *cancellable)
{
}

/* Workers that are all at long work do what they are there for. */
static gboolean
on_remembered (gpointer data)
{
  TocsinPulse *self = data;

  if (tocsin_workers_are_all_busy (self->workers))
    come_through (self);
  else
    tocsin_workers_run (self->workers, do_nothing, come_through, self, NULL);

  return G_SOURCE_REMOVE;
}

/* Whether it finds a disk that is full is not the question, only whether it comes back. */
static gpointer
ask_journal (gpointer data)
{
  TocsinPulse *self = data;
  g_autoptr (GPtrArray) none = tocsin_journal_claim (self->journal, NOBODY, "", 1,
                                                     tocsin_clock_get_real (self->clock), NULL);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_remembered, self, NULL);
  g_source_attach (source, self->context);

  return NULL;
}

/* A thread of its own: the workers may all be waiting for the very journal that is asked. */
static void
on_woken (TocsinWatcherReason reason, gpointer user_data)
{
  TocsinPulse *self = user_data;

  self->ticket = 0;
  g_thread_unref (g_thread_new ("tocsin-pulse", ask_journal, g_object_ref (self)));
}

/**
 * tocsin_pulse_begin: (skip)
 * @self: a pulse
 *
 * Begins a beat, unless one is under way; ::beat tells that it has come through.
 */
void
tocsin_pulse_begin (TocsinPulse *self)
{
  g_return_if_fail (TOCSIN_IS_PULSE (self));

  if (self->under_way)
    return;

  self->under_way = TRUE;
  self->ticket = tocsin_watcher_set_alarm (self->watcher, tocsin_clock_get_monotonic (self->clock),
                                           on_woken, self);
}
