/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Office 365 by Exchange Web Services, for tenants that still allow it: the protocol “exchange”
 * with Microsoft's own server. */
#include "plugins/office365/inner.h"

#include "plugins/office365/service.h"

static const char *const urls[] = {
  [GRAPH_CLOUD_WORLD] = "https://outlook.office365.com/EWS/Exchange.asmx",
  [GRAPH_CLOUD_AMERICA] = "https://outlook.office365.us/EWS/Exchange.asmx",
  [GRAPH_CLOUD_CHINA] = "https://partner.outlook.cn/EWS/Exchange.asmx",
};

/**
 * graph_inner_is_wanted:
 * @settings: a connection
 *
 * Returns: whether it is to use Exchange Web Services.
 */
gboolean
graph_inner_is_wanted (TocsinConnectionSettings *settings)
{
  return g_str_equal (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "exchange.api"),
                      "ews");
}

/**
 * graph_inner_new:
 * @registry: what brings the protocol
 * @settings: a connection
 * @error: where to put that there is no such protocol, or what is wrong with the settings
 *
 * Returns: (transfer full): the connection that does its work.
 */
TocsinConnection *
graph_inner_new (TocsinRegistry *registry, TocsinConnectionSettings *settings, GError **error)
{
  const char *endpoint = tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "endpoint");
  g_autofree char *place = g_strconcat (
      "endpoint=", *endpoint != '\0' ? endpoint : urls[graph_service_find_cloud (settings)], NULL);
  const char *const assignments[] = { place, NULL };
  g_autoptr (TocsinConnectionSettings) own = tocsin_connection_settings_new_from_part (
      TOCSIN_SNAPSHOT (settings), "exchange", assignments, error);

  return own != NULL ? tocsin_registry_new_connection (registry, own, error) : NULL;
}
