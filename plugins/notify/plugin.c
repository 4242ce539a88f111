/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/notify/notify-action.h"

TOCSIN_PLUGIN_DECLARE_ABI ();

G_MODULE_EXPORT gboolean
tocsin_plugin_init (TocsinPlugin *plugin, GError **error)
{
  tocsin_plugin_add_action (plugin, "notify", TOCSIN_TYPE_NOTIFY_ACTION);

  return TRUE;
}
