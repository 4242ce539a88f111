/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/notify/desk.h"

#include "plugins/notify/bus.h"
#include "plugins/notify/crowd.h"
#include "plugins/notify/press.h"

#include <glib/gi18n-lib.h>

#define APPLICATION "Tocsin"

/* What is remembered of a task: the numbers of the last it showed, and of the one that counts. */
typedef struct
{
  NotifyCrowd *crowd;
  guint32 last;
  guint32 counting;
} Shown;

struct _NotifyDesk
{
  /* Held while the desktop is asked; never by what it calls. */
  GMutex lock;
  GDBusConnection *connection;
  GHashTable *tasks;
  NotifyPresses *presses;
  /* Whether the desktop whose numbers are remembered has gone. */
  gint gone;
};

static void
shown_free (gpointer data)
{
  Shown *self = data;

  notify_crowd_free (self->crowd);
  g_free (self);
}

/**
 * notify_desk_get:
 *
 * Returns: (transfer none): the desk of the process.
 */
NotifyDesk *
notify_desk_get (void)
{
  static gsize ready;
  static NotifyDesk desk;

  if (g_once_init_enter (&ready))
    {
      g_mutex_init (&desk.lock);
      desk.tasks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, shown_free);
      desk.presses = notify_presses_new ();
      g_once_init_leave (&ready, 1);
    }

  return &desk;
}

static void
on_signal (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer user_data)
{
  NotifyDesk *self = user_data;
  const char *text;
  guint32 id;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    {
      g_variant_get (parameters, "(u&s)", &id, &text);
      if (g_str_equal (signal, "ActionInvoked"))
        notify_presses_take (self->presses, id, text);
      else if (g_str_equal (signal, "ActivationToken"))
        notify_presses_take_token (self->presses, id, text);
    }
  else if (g_str_equal (signal, "NotificationClosed")
           && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uu)")))
    {
      g_variant_get (parameters, "(uu)", &id, NULL);
      notify_presses_forget (self->presses, id);
    }
}

/* Another desktop has other numbers. That one came where there was none, as when it is started by
 * the first notification, says nothing of those that it has given since. */
static void
on_owner_changed (GDBusConnection *connection,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters,
                  gpointer user_data)
{
  NotifyDesk *self = user_data;
  const char *before;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    return;
  g_variant_get (parameters, "(s&ss)", NULL, &before, NULL);
  if (*before == '\0')
    return;
  notify_presses_forget_all (self->presses);
  g_atomic_int_set (&self->gone, TRUE);
}

static void
forget_numbers (NotifyDesk *self)
{
  GHashTableIter iter;
  gpointer shown;

  g_hash_table_iter_init (&iter, self->tasks);
  while (g_hash_table_iter_next (&iter, NULL, &shown))
    ((Shown *) shown)->last = ((Shown *) shown)->counting = 0;
}

/* Under the lock. What is told arrives in the main context of the program. */
static gboolean
open_connection (NotifyDesk *self, GCancellable *cancellable, GError **error)
{
  if (g_atomic_int_compare_and_exchange (&self->gone, TRUE, FALSE))
    forget_numbers (self);
  if (self->connection != NULL && !g_dbus_connection_is_closed (self->connection))
    return TRUE;

  g_clear_object (&self->connection);
  forget_numbers (self);
  notify_presses_forget_all (self->presses);
  self->connection = notify_bus_open (cancellable, error);
  if (self->connection == NULL)
    return FALSE;
  g_dbus_connection_signal_subscribe (self->connection, NOTIFY_BUS_NAME, NOTIFY_BUS_NAME, NULL,
                                      NOTIFY_BUS_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_signal,
                                      self, NULL);
  g_dbus_connection_signal_subscribe (self->connection, "org.freedesktop.DBus",
                                      "org.freedesktop.DBus", "NameOwnerChanged",
                                      "/org/freedesktop/DBus", NOTIFY_BUS_NAME,
                                      G_DBUS_SIGNAL_FLAGS_NONE, on_owner_changed, self, NULL);

  return TRUE;
}

static GStrv
ask_capabilities (NotifyDesk *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GVariant) answer =
      notify_bus_call (self->connection, "GetCapabilities", NULL, "(as)", cancellable, error);
  GStrv capabilities = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(^as)", &capabilities);

  return capabilities;
}

static GVariant *
make_hints (const NotifyNote *note)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "urgency", g_variant_new_byte (note->urgency));
  if (*note->category != '\0')
    g_variant_builder_add (&builder, "{sv}", "category", g_variant_new_string (note->category));

  return g_variant_builder_end (&builder);
}

/* What the desktop can't show it is not given. */
static char *
make_body (const char *text, const char *const *capabilities)
{
  if (!g_strv_contains (capabilities, "body"))
    return g_strdup ("");

  return g_strv_contains (capabilities, "body-markup") ? g_markup_escape_text (text, -1)
                                                       : g_strdup (text);
}

/* Under the lock. */
static gboolean
show (NotifyDesk *self,
      const NotifyNote *note,
      guint32 *id,
      GCancellable *cancellable,
      GError **error)
{
  g_auto (GStrv) capabilities = ask_capabilities (self, cancellable, error);
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("a(sas)", NULL));
  g_autoptr (GVariant) answer = NULL;
  g_autofree char *body = NULL;
  GVariant *buttons;

  if (capabilities == NULL)
    return FALSE;
  body = make_body (note->text, (const char *const *) capabilities);
  buttons = note->buttons != NULL && g_strv_contains ((const char *const *) capabilities, "actions")
                ? note->buttons
                : none;
  answer = notify_bus_call (
      self->connection, "Notify",
      g_variant_new ("(susss@as@a{sv}i)", APPLICATION, *id, note->icon, note->summary, body,
                     notify_presses_make_actions (buttons), make_hints (note), note->expires),
      "(u)", cancellable, error);
  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(u)", id);
  notify_presses_expect (self->presses, *id, buttons);

  return TRUE;
}

static Shown *
find_task (NotifyDesk *self, const char *task)
{
  Shown *shown = g_hash_table_lookup (self->tasks, task);

  if (shown == NULL)
    {
      shown = g_new0 (Shown, 1);
      shown->crowd = notify_crowd_new ();
      g_hash_table_insert (self->tasks, g_strdup (task), shown);
    }

  return shown;
}

/* Under the lock. What came so close together is one notification, which grows. */
static gboolean
show_count (NotifyDesk *self,
            Shown *shown,
            const NotifyNote *note,
            guint counted,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *summary = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u more: %s", "%u more: %s", counted), counted, note->task);
  g_autofree char *text = notify_crowd_name_last (shown->crowd);
  NotifyNote all = *note;

  all.summary = summary;
  all.text = text;
  all.buttons = NULL;
  if (counted == 1)
    shown->counting = 0;

  return show (self, &all, &shown->counting, cancellable, error);
}

/**
 * notify_desk_show:
 * @self: the desk
 * @note: what to show
 * @counted: (out): 0, or how many are counted in one notification, with this one
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_ACTION_LATER or %TOCSIN_ERROR_ACTION_FAILED
 *
 * Returns: whether it is shown.
 */
gboolean
notify_desk_show (NotifyDesk *self,
                  const NotifyNote *note,
                  guint *counted,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint32 id = 0;
  Shown *shown;

  *counted = 0;
  if (!open_connection (self, cancellable, error))
    return FALSE;
  shown = find_task (self, note->task);
  if (note->replace)
    return show (self, note, &shown->last, cancellable, error);

  *counted = notify_crowd_take (shown->crowd, g_get_monotonic_time (), note->most, note->summary);

  return *counted > 0 ? show_count (self, shown, note, *counted, cancellable, error)
                      : show (self, note, &id, cancellable, error);
}
