/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/pages.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

static gboolean
check_way (GHashTable *seen, const char *target, guint64 n_items, const char *place, GError **error)
{
  if (n_items > GRAPH_MAX_ITEMS)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("%s: a list has more than %d items"), place, GRAPH_MAX_ITEMS);
      return FALSE;
    }
  if (g_hash_table_add (seen, g_strdup (target)))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("%s: the pages of a list lead in a circle"), place);
  return FALSE;
}

/* A link leads to another path and query of the same server, or nowhere. */
static gboolean
follow (GraphAccount *account, const char *url, char **target, GError **error)
{
  g_free (*target);
  *target = NULL;
  if (url == NULL)
    return TRUE;
  *target = tocsin_http_account_get_target (graph_account_get_http (account), url, error);

  return *target != NULL;
}

/**
 * graph_pages_walk:
 * @account: an account
 * @target: path and query of the first page
 * @walk: what to do with each
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether the last page was reached.
 */
gboolean
graph_pages_walk (GraphAccount *account,
                  const char *target,
                  GraphWalk *walk,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *place = graph_account_get_place (account);
  g_autofree char *next = g_strdup (target);
  guint64 n_items = 0;

  while (next != NULL)
    {
      g_autoptr (GraphPage) page = NULL;

      if (!check_way (seen, next, n_items, place, error))
        return FALSE;
      page = graph_account_turn (account, next, walk->page_size > 0 ? &walk->page_size : NULL,
                                 GRAPH_ABOUT_FOLDER, cancellable, error);
      if (page == NULL || !walk->take (page, walk->user_data, error)
          || !follow (account, page->next, &next, error)
          || !follow (account, page->delta, &walk->delta, error))
        return FALSE;
      n_items += page->items->len;
    }

  return TRUE;
}
