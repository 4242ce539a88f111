/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/basic-connection.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  TocsinConnectionSettings *settings;
  GCancellable *closing;
} TocsinBasicConnectionPrivate;

enum
{
  PROP_SETTINGS = 1,
};

/* Its functions need the private part, which the definition gives. */
static void connection_init (TocsinConnectionInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (TocsinBasicConnection,
                                  tocsin_basic_connection,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (TocsinBasicConnection)
                                      G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION,
                                                             connection_init))

static TocsinBasicConnectionPrivate *
get_private (gpointer self)
{
  return tocsin_basic_connection_get_instance_private (TOCSIN_BASIC_CONNECTION (self));
}

/**
 * tocsin_basic_connection_get_settings:
 * @self: a connection
 *
 * Returns: (transfer none): the settings it was made from.
 */
TocsinConnectionSettings *
tocsin_basic_connection_get_settings (TocsinBasicConnection *self)
{
  g_return_val_if_fail (TOCSIN_IS_BASIC_CONNECTION (self), NULL);

  return get_private (self)->settings;
}

/**
 * tocsin_basic_connection_get_closing:
 * @self: a connection
 *
 * Returns: (transfer none): cancelled when the connection is closed.
 */
GCancellable *
tocsin_basic_connection_get_closing (TocsinBasicConnection *self)
{
  g_return_val_if_fail (TOCSIN_IS_BASIC_CONNECTION (self), NULL);

  return get_private (self)->closing;
}

/**
 * tocsin_basic_connection_check_open:
 * @self: a connection
 * @error: %TOCSIN_ERROR_CANCELLED
 *
 * Returns: whether it was not closed yet.
 */
gboolean
tocsin_basic_connection_check_open (TocsinBasicConnection *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_BASIC_CONNECTION (self), FALSE);

  if (!g_cancellable_is_cancelled (get_private (self)->closing))
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("the connection is closed"));
  return FALSE;
}

static void
close_connection (TocsinConnection *connection)
{
  g_cancellable_cancel (get_private (connection)->closing);
}

static void
connection_init (TocsinConnectionInterface *iface)
{
  iface->close = close_connection;
}

static void
tocsin_basic_connection_set_property (GObject *object,
                                      guint property_id,
                                      const GValue *value,
                                      GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_SETTINGS:
      get_private (object)->settings = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
tocsin_basic_connection_get_property (GObject *object,
                                      guint property_id,
                                      GValue *value,
                                      GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_SETTINGS:
      g_value_set_object (value, get_private (object)->settings);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
tocsin_basic_connection_finalize (GObject *object)
{
  TocsinBasicConnectionPrivate *priv = get_private (object);

  g_clear_object (&priv->settings);
  g_clear_object (&priv->closing);

  G_OBJECT_CLASS (tocsin_basic_connection_parent_class)->finalize (object);
}

static void
tocsin_basic_connection_class_init (TocsinBasicConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = tocsin_basic_connection_set_property;
  object_class->get_property = tocsin_basic_connection_get_property;
  object_class->finalize = tocsin_basic_connection_finalize;
  g_object_class_override_property (object_class, PROP_SETTINGS, "settings");
}

static void
tocsin_basic_connection_init (TocsinBasicConnection *self)
{
  get_private (self)->closing = g_cancellable_new ();
}
