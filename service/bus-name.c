/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "service/bus-name.h"

#include <glib/gi18n.h>

/* How long after the bus went away it is looked for again, and the longest wait; seconds. */
#define FIRST_WAIT 1
#define LONGEST_WAIT 60

struct _TocsinBusName
{
  GObject parent_instance;

  TocsinControl *control;
  GBusType bus;
  guint owner;
  guint source;
  guint wait;
  gboolean told;
};

G_DEFINE_FINAL_TYPE (TocsinBusName, tocsin_bus_name, G_TYPE_OBJECT)

static void own (TocsinBusName *self);

static void
tocsin_bus_name_dispose (GObject *object)
{
  TocsinBusName *self = TOCSIN_BUS_NAME (object);

  tocsin_bus_name_close (self);
  g_clear_object (&self->control);

  G_OBJECT_CLASS (tocsin_bus_name_parent_class)->dispose (object);
}

static void
tocsin_bus_name_class_init (TocsinBusNameClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_bus_name_dispose;
}

static void
tocsin_bus_name_init (TocsinBusName *self)
{
  self->wait = FIRST_WAIT;
}

/* Said once: a bus that comes back is no news, nor is one that still does not. */
static void
tell (TocsinBusName *self, const char *message)
{
  if (!self->told)
    g_message ("%s", message);
  self->told = TRUE;
}

/* What is exported before the name is there is there for whoever activated us. */
static void
on_bus (GDBusConnection *connection, const char *name, gpointer user_data)
{
  TocsinBusName *self = user_data;
  TocsinControlAccess access =
      self->bus == G_BUS_TYPE_SYSTEM ? TOCSIN_CONTROL_POLKIT : TOCSIN_CONTROL_OWN_USER;
  g_autoptr (GError) error = NULL;

  /* A bus that ends does not end the watch over the mail. */
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  if (!tocsin_control_export (self->control, connection, access, &error))
    g_warning ("%s", error->message);
}

static void
on_name (GDBusConnection *connection, const char *name, gpointer user_data)
{
  TocsinBusName *self = user_data;

  self->wait = FIRST_WAIT;
  self->told = FALSE;
}

static gboolean
on_wait_over (gpointer data)
{
  TocsinBusName *self = data;

  self->source = 0;
  g_clear_handle_id (&self->owner, g_bus_unown_name);
  own (self);

  return G_SOURCE_REMOVE;
}

static void
on_lost (GDBusConnection *connection, const char *name, gpointer user_data)
{
  TocsinBusName *self = user_data;

  if (connection != NULL)
    {
      tell (self, _ ("another engine has the name on the bus already; this one answers on its "
                     "control socket alone"));
      return;
    }
  tell (self, _ ("there is no message bus; the engine answers on its control socket alone"));
  if (self->source == 0)
    self->source = g_timeout_add_seconds (self->wait, on_wait_over, self);
  self->wait = MIN (2 * self->wait, LONGEST_WAIT);
}

static void
own (TocsinBusName *self)
{
  self->owner = g_bus_own_name (self->bus, TOCSIN_CONTROL_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, on_bus,
                                on_name, on_lost, self, NULL);
}

/**
 * tocsin_bus_name_new:
 * @control: who answers
 * @bus: on which bus
 *
 * Returns: (transfer full): a place that is being taken.
 */
TocsinBusName *
tocsin_bus_name_new (TocsinControl *control, GBusType bus)
{
  TocsinBusName *self = g_object_new (TOCSIN_TYPE_BUS_NAME, NULL);

  self->control = g_object_ref (control);
  self->bus = bus;
  own (self);

  return self;
}

/**
 * tocsin_bus_name_close:
 * @self: a place
 *
 * Leaves it. Does nothing the second time.
 */
void
tocsin_bus_name_close (TocsinBusName *self)
{
  g_return_if_fail (TOCSIN_IS_BUS_NAME (self));

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_handle_id (&self->owner, g_bus_unown_name);
}
