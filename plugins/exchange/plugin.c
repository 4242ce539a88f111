/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/plugin.h"
#include "plugins/ews/connection.h"

TOCSIN_PLUGIN_DECLARE_ABI ();

static const TocsinProtocolAlias aliases[] = { { "ews", FALSE }, { NULL, FALSE } };

static const TocsinProtocol protocol = { "exchange", "Exchange", aliases, 0, 443 };

G_MODULE_EXPORT gboolean
tocsin_plugin_init (TocsinPlugin *plugin, GError **error)
{
  tocsin_plugin_add_connection (plugin, &protocol, TOCSIN_TYPE_EWS_CONNECTION);

  return TRUE;
}
