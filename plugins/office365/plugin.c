/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/connection.h"

TOCSIN_PLUGIN_DECLARE_ABI ();

G_MODULE_EXPORT gboolean
tocsin_plugin_init (TocsinPlugin *plugin, GError **error)
{
  tocsin_plugin_add_connection (plugin, &office365_protocol, TOCSIN_TYPE_OFFICE365_CONNECTION);

  return TRUE;
}
