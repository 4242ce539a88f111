/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/pages.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/* How far a walk has come. */
typedef struct
{
  GHashTable *seen; /* targets */
  guint64 n_items;
  guint n_empty; /* in a row */
} Way;

static void
way_clear (Way *self)
{
  g_clear_pointer (&self->seen, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Way, way_clear)

/* A server may lead nowhere, without ever saying the same twice. */
static gboolean
check_way (Way *self, const char *target, const char *place, GError **error)
{
  if (self->n_items > GRAPH_MAX_ITEMS)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("%s: a list has more than %d items"), place, GRAPH_MAX_ITEMS);
      return FALSE;
    }
  if (self->n_empty <= GRAPH_MAX_EMPTY && g_hash_table_add (self->seen, g_strdup (target)))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("%s: the pages of a list lead in a circle"), place);
  return FALSE;
}

static void
note_page (Way *self, const GraphPage *page)
{
  self->n_items += page->items->len;
  self->n_empty = page->items->len > 0 ? 0 : self->n_empty + 1;
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
  g_auto (Way) way = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0, 0 };
  const char *place = graph_account_get_place (account);
  g_autofree char *next = g_strdup (target);

  while (next != NULL)
    {
      g_autoptr (GraphPage) page = NULL;

      if (!check_way (&way, next, place, error))
        return FALSE;
      page = graph_account_turn (account, next, walk->page_size > 0 ? &walk->page_size : NULL,
                                 GRAPH_ABOUT_FOLDER, cancellable, error);
      if (page == NULL || !walk->take (page, walk->user_data, error)
          || !follow (account, page->next, &next, error)
          || !follow (account, page->delta, &walk->delta, error))
        return FALSE;
      note_page (&way, page);
    }

  return TRUE;
}
