/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/send/send-action.h"

TOCSIN_PLUGIN_DECLARE_ABI ();

gboolean
tocsin_plugin_init (TocsinPlugin *plugin, GError **error)
{
  tocsin_plugin_add_action (plugin, "send", TOCSIN_TYPE_SEND_ACTION);

  return TRUE;
}
