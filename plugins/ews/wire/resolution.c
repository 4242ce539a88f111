/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/resolution.h"

static gboolean
is_complete (const EwsNode *list)
{
  const char *last = ews_node_get_attribute (list, "IncludesLastItemInRange");
  gboolean complete;

  return last == NULL || !ews_boolean_parse (last, &complete) || complete;
}

/**
 * ews_response_read_resolutions:
 * @response: of ResolveNames. Several hits come with the outcome of a warning and the code
 *   `ErrorNameResolutionMultipleResults`, none with `ErrorNameResolutionNoResults`
 * @complete: (out): whether these are all
 *
 * Returns: (transfer full) (element-type EwsMailbox): whom the name may mean.
 */
GPtrArray *
ews_response_read_resolutions (const EwsResponse *response, gboolean *complete)
{
  const EwsNode *set = ews_node_find (response->node, "ResolutionSet");
  GPtrArray *mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify) ews_mailbox_free);

  *complete = is_complete (set);
  for (guint i = 0; i < ews_node_get_n_children (set); i++)
    {
      EwsMailbox *mailbox = ews_mailbox_read (ews_node_find (ews_node_get_nth (set, i), "Mailbox"));

      if (mailbox != NULL)
        g_ptr_array_add (mailboxes, mailbox);
    }

  return mailboxes;
}

/**
 * ews_response_read_expansion:
 * @response: of ExpandDL
 * @complete: (out): whether these are all
 *
 * Returns: (transfer full) (element-type EwsMailbox): who is on the list.
 */
GPtrArray *
ews_response_read_expansion (const EwsResponse *response, gboolean *complete)
{
  const EwsNode *list = ews_node_find (response->node, "DLExpansion");

  *complete = is_complete (list);

  return ews_mailbox_read_list (list);
}
