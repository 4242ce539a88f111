/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sleep-guard.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>
#include <time.h>
#include <unistd.h>

#define LOGIND "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define LOGIND_INTERFACE "org.freedesktop.login1.Manager"

/* Work that is done within so many milliseconds is not worth the question. */
#define MOMENT 100

/* How often the clocks are compared, and how far apart they have to be for it to be sleep; seconds.
 */
#define LOOK 30
#define SLEPT 5

struct _TocsinSleepGuard
{
  GObject parent_instance;

  GCancellable *cancellable;
  GDBusConnection *bus;
  guint watch;
  guint subscription;
  guint look;
  guint moment;
  gint64 slept; /* since the machine was started, seconds */
  int inhibitor;
  gboolean busy;
  gboolean asking;
};

G_DEFINE_FINAL_TYPE (TocsinSleepGuard, tocsin_sleep_guard, G_TYPE_OBJECT)

static guint woke_signal;

static void
let_sleep (TocsinSleepGuard *self)
{
  if (self->inhibitor >= 0)
    close (self->inhibitor);
  self->inhibitor = -1;
}

static void
leave_bus (TocsinSleepGuard *self)
{
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);
}

static void
tocsin_sleep_guard_dispose (GObject *object)
{
  TocsinSleepGuard *self = TOCSIN_SLEEP_GUARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_handle_id (&self->look, g_source_remove);
  g_clear_handle_id (&self->moment, g_source_remove);
  leave_bus (self);
  let_sleep (self);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (tocsin_sleep_guard_parent_class)->dispose (object);
}

static void
tocsin_sleep_guard_class_init (TocsinSleepGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_sleep_guard_dispose;

  woke_signal = g_signal_new ("woke", TOCSIN_TYPE_SLEEP_GUARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
}

static gint64
measure_sleep (void)
{
  struct timespec with_sleep, without;

  clock_gettime (CLOCK_BOOTTIME, &with_sleep);
  clock_gettime (CLOCK_MONOTONIC, &without);

  return with_sleep.tv_sec - without.tv_sec;
}

static void
tocsin_sleep_guard_init (TocsinSleepGuard *self)
{
  self->cancellable = g_cancellable_new ();
  self->inhibitor = -1;
  self->slept = measure_sleep ();
}

static gboolean
on_look (gpointer data)
{
  TocsinSleepGuard *self = data;
  gint64 slept = measure_sleep ();
  gboolean woke = slept - self->slept >= SLEPT;

  self->slept = slept;
  if (woke)
    g_signal_emit (self, woke_signal, 0);

  return G_SOURCE_CONTINUE;
}

static void
on_inhibited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinSleepGuard) self = user_data;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (
      G_DBUS_CONNECTION (source), &fds, result, &error);

  self->asking = FALSE;
  if (reply == NULL)
    g_debug ("logind: %s", error->message);
  else if (fds != NULL && g_unix_fd_list_get_length (fds) == 1)
    self->inhibitor = g_unix_fd_list_get (fds, 0, NULL);
  if (!self->busy)
    let_sleep (self);
}

static gboolean
on_moment_over (gpointer data)
{
  TocsinSleepGuard *self = data;

  self->moment = 0;
  if (self->bus == NULL || self->asking || self->inhibitor >= 0)
    return G_SOURCE_REMOVE;

  self->asking = TRUE;
  g_dbus_connection_call_with_unix_fd_list (
      self->bus, LOGIND, LOGIND_PATH, LOGIND_INTERFACE, "Inhibit",
      g_variant_new ("(ssss)", "sleep", "Tocsin", _ ("Actions are being carried out"), "delay"),
      G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, self->cancellable,
      on_inhibited, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

/* The other clock has seen it, too, and need not tell again. */
static void
on_prepare_for_sleep (GDBusConnection *bus,
                      const char *sender,
                      const char *path,
                      const char *interface,
                      const char *signal,
                      GVariant *parameters,
                      gpointer user_data)
{
  TocsinSleepGuard *self = user_data;
  gboolean before;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &before);
  if (before)
    return;

  self->slept = measure_sleep ();
  g_signal_emit (self, woke_signal, 0);
}

static void
on_logind (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  TocsinSleepGuard *self = user_data;

  leave_bus (self);
  /* The engine goes on when the bus ends. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->bus = g_object_ref (bus);
  self->subscription = g_dbus_connection_signal_subscribe (
      bus, LOGIND, LOGIND_INTERFACE, "PrepareForSleep", LOGIND_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_prepare_for_sleep, self, NULL);
  /* Work may have begun before there was somebody to tell. */
  if (self->busy && self->moment == 0)
    on_moment_over (self);
}

static void
on_no_logind (GDBusConnection *bus, const char *name, gpointer user_data)
{
  if (bus != NULL)
    g_dbus_connection_set_exit_on_close (bus, FALSE);
  leave_bus (user_data);
}

/**
 * tocsin_sleep_guard_new:
 *
 * Returns: (transfer full): a guard; nothing is wrong where there is no logind.
 */
TocsinSleepGuard *
tocsin_sleep_guard_new (void)
{
  TocsinSleepGuard *self = g_object_new (TOCSIN_TYPE_SLEEP_GUARD, NULL);

  self->look = g_timeout_add_seconds (LOOK, on_look, self);
  self->watch = g_bus_watch_name (G_BUS_TYPE_SYSTEM, LOGIND, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                  on_logind, on_no_logind, self, NULL);

  return self;
}

/**
 * tocsin_sleep_guard_set_busy:
 * @self: a guard
 * @busy: whether work is being done that should not be cut off
 */
void
tocsin_sleep_guard_set_busy (TocsinSleepGuard *self, gboolean busy)
{
  g_return_if_fail (TOCSIN_IS_SLEEP_GUARD (self));

  if (busy == self->busy)
    return;

  self->busy = busy;
  if (busy)
    self->moment = g_timeout_add (MOMENT, on_moment_over, self);
  else
    {
      g_clear_handle_id (&self->moment, g_source_remove);
      let_sleep (self);
    }
}
