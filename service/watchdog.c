/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "service/watchdog.h"

#include <glib/gi18n.h>

/* So often within the time that the manager allows, so that a beat that takes a while is in time.
 */
#define BEATS 3

struct _TocsinWatchdog
{
  GObject parent_instance;

  TocsinEngine *engine;
  TocsinNotifier *notifier;
  guint source;
  gboolean waiting;
  gboolean told;
};

G_DEFINE_FINAL_TYPE (TocsinWatchdog, tocsin_watchdog, G_TYPE_OBJECT)

static void
tocsin_watchdog_dispose (GObject *object)
{
  TocsinWatchdog *self = TOCSIN_WATCHDOG (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->notifier);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (tocsin_watchdog_parent_class)->dispose (object);
}

static void
tocsin_watchdog_class_init (TocsinWatchdogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_watchdog_dispose;
}

static void
tocsin_watchdog_init (TocsinWatchdog *self)
{
}

static void
on_beat (TocsinPulse *pulse, gpointer user_data)
{
  TocsinWatchdog *self = user_data;

  self->told = FALSE;
  self->waiting = FALSE;
  tocsin_notifier_say (self->notifier, "WATCHDOG=1");
}

static gboolean
feel (gpointer data)
{
  TocsinWatchdog *self = data;

  if (self->waiting && !self->told)
    {
      g_warning (_ ("the engine makes no progress; unless it does, the service is started anew"));
      self->told = TRUE;
    }
  self->waiting = TRUE;
  tocsin_pulse_begin (tocsin_engine_get_pulse (self->engine));

  return G_SOURCE_CONTINUE;
}

/**
 * tocsin_watchdog_new:
 * @engine: a running engine
 * @notifier: who wants to hear from it
 *
 * Returns: (transfer full) (nullable): a watchdog that is fed; %NULL where nobody wants to hear.
 */
TocsinWatchdog *
tocsin_watchdog_new (TocsinEngine *engine, TocsinNotifier *notifier)
{
  guint64 interval = tocsin_notifier_get_watchdog (notifier);
  TocsinWatchdog *self;

  if (interval == 0)
    return NULL;

  self = g_object_new (TOCSIN_TYPE_WATCHDOG, NULL);
  self->engine = g_object_ref (engine);
  self->notifier = g_object_ref (notifier);
  self->source = g_timeout_add ((guint) CLAMP (interval / 1000 / BEATS, 1, G_MAXINT), feel, self);
  g_signal_connect_object (tocsin_engine_get_pulse (engine), "beat", G_CALLBACK (on_beat), self, 0);
  feel (self);

  return self;
}
