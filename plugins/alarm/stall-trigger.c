/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/alarm/stall-trigger.h"

#include "core/plugin/alarm-trigger.h"

#include <glib/gi18n-lib.h>

#define EVENT_TYPE "org.tocsin.connection.stalled.v1"

/* The time of the last alarm that was written down. */
#define STATE_TYPE "x"

/* More than were looked at lately are one too many; the connection is stalled all the same. */
#define MOST_WAITING 1000

typedef struct
{
  char *connection;
  char *name;
  char *what;
  gint64 time;
} Alarm;

struct _TocsinStallTrigger
{
  GObject parent_instance;

  GStrv connections;
  GMutex lock;
  GQueue alarms;
};

static void
alarm_free (gpointer data)
{
  Alarm *self = data;

  g_free (self->connection);
  g_free (self->name);
  g_free (self->what);
  g_free (self);
}

static gboolean
configure (TocsinTrigger *trigger, TocsinSnapshot *settings, GError **error)
{
  TOCSIN_STALL_TRIGGER (trigger)->connections =
      g_strdupv ((GStrv) tocsin_snapshot_get_strv (settings, "connections"));

  return TRUE;
}

static gboolean
concerns (TocsinStallTrigger *self, const char *connection, const char *name)
{
  const char *const *connections = (const char *const *) self->connections;

  return connections[0] == NULL || g_strv_contains (connections, connection)
         || g_strv_contains (connections, name);
}

static gboolean
raise_alarm (TocsinAlarmTrigger *trigger,
             const char *connection,
             const char *name,
             const char *what,
             gint64 now)
{
  TocsinStallTrigger *self = TOCSIN_STALL_TRIGGER (trigger);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const Alarm *last = g_queue_peek_tail (&self->alarms);
  Alarm *alarm;

  if (!concerns (self, connection, name))
    return FALSE;
  alarm = g_new0 (Alarm, 1);
  alarm->connection = g_strdup (connection);
  alarm->name = g_strdup (name);
  alarm->what = g_strdup (what);
  /* By its time each is told from the others. */
  alarm->time = last != NULL ? MAX (now, last->time + 1) : now;
  g_queue_push_tail (&self->alarms, alarm);
  if (g_queue_get_length (&self->alarms) > MOST_WAITING)
    alarm_free (g_queue_pop_head (&self->alarms));

  return TRUE;
}

/* Under the lock. Those that are written down are done with; before that they stay, for a look may
 * fail. */
static void
drop_done (TocsinStallTrigger *self, GVariant *state)
{
  gint64 last = state != NULL && g_variant_is_of_type (state, G_VARIANT_TYPE (STATE_TYPE))
                    ? g_variant_get_int64 (state)
                    : 0;
  const Alarm *alarm;

  while ((alarm = g_queue_peek_head (&self->alarms)) != NULL && alarm->time <= last)
    alarm_free (g_queue_pop_head (&self->alarms));
}

static gint64
get_next (TocsinTrigger *trigger, GVariant *state, gint64 now)
{
  TocsinStallTrigger *self = TOCSIN_STALL_TRIGGER (trigger);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  drop_done (self, state);

  return g_queue_is_empty (&self->alarms) ? -1 : now;
}

static void
fire (TocsinTriggerPass *pass, const Alarm *alarm)
{
  g_autofree char *key = g_strdup_printf ("%s/%" G_GINT64_FORMAT, alarm->connection, alarm->time);
  g_autofree char *subject = g_strdup_printf (_ ("Connection “%s” is stalled"), alarm->name);
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "connection", alarm->connection);
  json_object_set_string_member (data, "subject", subject);
  json_object_set_string_member (data, "text", alarm->what);
  tocsin_trigger_pass_add (pass, key, EVENT_TYPE, subject, alarm->time, data);
}

static gboolean
look (TocsinTrigger *trigger, TocsinTriggerPass *pass, GCancellable *cancellable, GError **error)
{
  TocsinStallTrigger *self = TOCSIN_STALL_TRIGGER (trigger);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const Alarm *last;

  drop_done (self, tocsin_trigger_pass_get_state (pass));
  for (GList *link = self->alarms.head; link != NULL; link = link->next)
    fire (pass, link->data);
  last = g_queue_peek_tail (&self->alarms);
  if (last != NULL)
    tocsin_trigger_pass_set_state (pass, g_variant_new_int64 (last->time));

  return TRUE;
}

static void
trigger_init (TocsinTriggerInterface *iface)
{
  iface->configure = configure;
  iface->get_next = get_next;
  iface->look = look;
}

static void
alarm_trigger_init (TocsinAlarmTriggerInterface *iface)
{
  iface->raise = raise_alarm;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinStallTrigger,
                               tocsin_stall_trigger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_TRIGGER, trigger_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ALARM_TRIGGER,
                                                          alarm_trigger_init))

static void
tocsin_stall_trigger_finalize (GObject *object)
{
  TocsinStallTrigger *self = TOCSIN_STALL_TRIGGER (object);

  g_strfreev (self->connections);
  g_queue_clear_full (&self->alarms, alarm_free);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tocsin_stall_trigger_parent_class)->finalize (object);
}

static void
tocsin_stall_trigger_class_init (TocsinStallTriggerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_stall_trigger_finalize;
}

static void
tocsin_stall_trigger_init (TocsinStallTrigger *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->alarms);
}
