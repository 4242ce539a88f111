/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "service/service.h"

#include "core/base/notice.h"
#include "service/bus-name.h"
#include "service/metrics.h"
#include "service/status-line.h"
#include "service/watchdog.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

struct _TocsinService
{
  GObject parent_instance;

  TocsinShift *shift;
  TocsinNotifier *notifier;
  GBusType bus;
  TocsinBusName *name;
  TocsinStatusLine *line;
  TocsinWatchdog *watchdog;
  TocsinMetrics *metrics;
  GPtrArray *signals;
  gboolean stopping;
};

G_DEFINE_FINAL_TYPE (TocsinService, tocsin_service, G_TYPE_OBJECT)

static void
tocsin_service_dispose (GObject *object)
{
  TocsinService *self = TOCSIN_SERVICE (object);

  g_clear_pointer (&self->signals, g_ptr_array_unref);
  g_clear_object (&self->metrics);
  g_clear_object (&self->watchdog);
  g_clear_object (&self->line);
  g_clear_object (&self->name);
  g_clear_object (&self->notifier);
  g_clear_object (&self->shift);

  G_OBJECT_CLASS (tocsin_service_parent_class)->dispose (object);
}

static void
tocsin_service_class_init (TocsinServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_service_dispose;
}

static void
forget_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
tocsin_service_init (TocsinService *self)
{
  self->signals = g_ptr_array_new_with_free_func (forget_source);
}

/**
 * tocsin_service_new:
 * @shift: the engine's run, not begun yet
 * @notifier: who is told how it goes
 * @bus: the bus on which the engine is found
 *
 * Returns: (transfer full): a service at rest.
 */
TocsinService *
tocsin_service_new (TocsinShift *shift, TocsinNotifier *notifier, GBusType bus)
{
  TocsinService *self = g_object_new (TOCSIN_TYPE_SERVICE, NULL);

  self->shift = g_object_ref (shift);
  self->notifier = g_object_ref (notifier);
  self->bus = bus;

  return self;
}

static gboolean
on_end (gpointer data)
{
  TocsinService *self = data;

  tocsin_engine_stop (tocsin_shift_get_engine (self->shift));

  return G_SOURCE_CONTINUE;
}

/* Only what is different now is applied: a connection whose settings are the same keeps its
 * session. */
static gboolean
on_reload (gpointer data)
{
  TocsinService *self = data;

  if (self->stopping)
    return G_SOURCE_CONTINUE;

  tocsin_notifier_say_reloading (self->notifier);
  tocsin_engine_refresh (tocsin_shift_get_engine (self->shift));
  tocsin_metrics_apply (self->metrics);
  tocsin_notifier_say_ready (self->notifier);

  return G_SOURCE_CONTINUE;
}

static void
listen_to (TocsinService *self, int number, GSourceFunc func)
{
  GSource *source = g_unix_signal_source_new (number);

  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, NULL);
  g_ptr_array_add (self->signals, source);
}

static void
on_stopping (TocsinEngine *engine, gpointer user_data)
{
  TocsinService *self = user_data;

  self->stopping = TRUE;
  tocsin_notifier_say_stopping (self->notifier);
}

/**
 * tocsin_service_run:
 * @self: a service
 * @error: where to put why the engine can't start
 *
 * Works until somebody says that it is to end: a signal, or a call.
 *
 * Returns: whether it could start.
 */
gboolean
tocsin_service_run (TocsinService *self, GError **error)
{
  TocsinEngine *engine;

  g_return_val_if_fail (TOCSIN_IS_SERVICE (self), FALSE);

  engine = tocsin_shift_get_engine (self->shift);
  listen_to (self, SIGTERM, on_end);
  listen_to (self, SIGINT, on_end);
  listen_to (self, SIGHUP, on_reload);
  if (!tocsin_shift_begin (self->shift, FALSE, error))
    return FALSE;

  g_signal_connect_object (engine, "stopping", G_CALLBACK (on_stopping), self, 0);
  self->name = tocsin_bus_name_new (tocsin_shift_get_control (self->shift), self->bus);
  self->metrics = tocsin_metrics_new (engine);
  tocsin_notifier_say_ready (self->notifier);
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "MESSAGE_ID", TOCSIN_NOTICE_SERVICE_STARTED,
                    "MESSAGE", _ ("the engine runs"));
  self->line = tocsin_status_line_new (engine, self->notifier);
  self->watchdog = tocsin_watchdog_new (engine, self->notifier);
  tocsin_shift_wait (self->shift);
  tocsin_bus_name_close (self->name);
  tocsin_metrics_close (self->metrics);
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "MESSAGE_ID", TOCSIN_NOTICE_SERVICE_STOPPED,
                    "MESSAGE", _ ("the engine has ended"));

  return TRUE;
}
