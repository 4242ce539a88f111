/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/page.h"

/**
 * ews_response_read_page:
 * @response: of FindItem or FindFolder
 *
 * Returns: where it stands in the whole.
 */
EwsPage
ews_response_read_page (const EwsResponse *response)
{
  const EwsNode *root = ews_node_find (response->node, "RootFolder");
  const char *last = ews_node_get_attribute (root, "IncludesLastItemInRange");
  gint64 next = ews_number_parse (ews_node_get_attribute (root, "IndexedPagingOffset"), 0);
  EwsPage page = {
    .next = (guint) CLAMP (next, 0, G_MAXINT),
    .total = ews_number_parse (ews_node_get_attribute (root, "TotalItemsInView"), -1),
  };

  if (last == NULL || !ews_boolean_parse (last, &page.is_last))
    page.is_last = next <= 0;

  return page;
}
