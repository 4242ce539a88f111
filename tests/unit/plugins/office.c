/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/plugins/office.h"

#include "core/mail/mail-transport.h"

/* A connection that would send. */
G_DECLARE_FINAL_TYPE (Office, office, OFFICE, CONNECTION, GObject)

struct _Office
{
  GObject parent_instance;
};

static TocsinMailDefaults *
get_defaults (TocsinMailTransport *transport, GError **error)
{
  TocsinMailDefaults *defaults = tocsin_mail_defaults_new ();

  g_free (defaults->from);
  defaults->from = g_strdup ("Ada Office <ada@example.com>");

  return defaults;
}

static void
transport_init (TocsinMailTransportInterface *iface)
{
  iface->get_defaults = get_defaults;
}

static void
connection_init (TocsinConnectionInterface *iface)
{
}

enum
{
  PROP_SETTINGS = 1,
};

G_DEFINE_FINAL_TYPE_WITH_CODE (Office,
                               office,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRANSPORT,
                                                          transport_init))

static void
office_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
}

static void
office_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
}

static void
office_class_init (OfficeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = office_set_property;
  object_class->get_property = office_get_property;
  g_object_class_override_property (object_class, PROP_SETTINGS, "settings");
}

static void
office_init (Office *self)
{
}

void
office_add_to (Workshop *workshop)
{
  g_autoptr (GObject) office = g_object_new (office_get_type (), NULL);

  workshop_add_connection (workshop, "office", TOCSIN_CONNECTION (office));
}
