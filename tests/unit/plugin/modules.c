/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/plugin/plugin.h"

#include <gio/gio.h>

/* Modules good and bad, one for each of these as MODULE. */
#define GOOD 0
#define TWIN 1
#define NO_ABI 2
#define OLD_ABI 3
#define NO_INIT 4
#define REFUSES 5
#define FOREIGN_ERROR 6

#if MODULE == OLD_ABI
G_MODULE_EXPORT extern const guint tocsin_plugin_abi;
const guint tocsin_plugin_abi = TOCSIN_PLUGIN_ABI + 1;
#elif MODULE != NO_ABI
TOCSIN_PLUGIN_DECLARE_ABI ();
#endif

#if MODULE == GOOD || MODULE == TWIN
static gboolean
configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  return TRUE;
}

static void
interface_init (gpointer iface, gpointer data)
{
  ((TocsinActionInterface *) iface)->configure = configure;
}

static GType
register_action (const char *name)
{
  const GTypeInfo info = { .class_size = sizeof (GObjectClass), .instance_size = sizeof (GObject) };
  const GInterfaceInfo interface = { .interface_init = interface_init };
  GType type = g_type_from_name (name);

  if (type == 0)
    {
      type = g_type_register_static (G_TYPE_OBJECT, name, &info, 0);
      g_type_add_interface_static (type, TOCSIN_TYPE_ACTION, &interface);
    }

  return type;
}
#endif

#if MODULE != NO_INIT
gboolean
tocsin_plugin_init (TocsinPlugin *plugin, GError **error)
{
#if MODULE == GOOD
  tocsin_plugin_add_action (plugin, "idle", register_action ("GoodAction"));
#elif MODULE == TWIN
  tocsin_plugin_add_action (plugin, "idle", register_action ("TwinAction"));
  tocsin_plugin_add_action (plugin, "other", register_action ("OtherAction"));
#elif MODULE == REFUSES
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_FAILED, "no soup today");
  return FALSE;
#elif MODULE == FOREIGN_ERROR
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "no such thing here");
  return FALSE;
#else
  /* Nobody may come here. */
  g_abort ();
#endif
  return TRUE;
}
#endif
