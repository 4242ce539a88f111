/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/alarm/stall-trigger.h"

TOCSIN_PLUGIN_DECLARE_ABI ();

gboolean
tocsin_plugin_init (TocsinPlugin *plugin, GError **error)
{
  tocsin_plugin_add_trigger (plugin, "alarm", TOCSIN_TYPE_STALL_TRIGGER);

  return TRUE;
}
