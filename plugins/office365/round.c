/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The changes of a folder (delta query). They are a hint: what they tell of is there, or was; what
 * they do not tell of may have come all the same. So now and then the folder is listed and
 * compared. */
#include "plugins/office365/round.h"

#include "core/base/error.h"
#include "plugins/office365/gathering.h"

#include <glib/gi18n-lib.h>

#define PAGE 1000

/**
 * graph_round_free:
 * @self: (transfer full): a round
 */
void
graph_round_free (GraphRound *self)
{
  g_free (self->from);
  g_free (self->link);
  g_clear_pointer (&self->refs, g_ptr_array_unref);
  g_free (self);
}

static char *
make_begin (GraphAccount *account, const char *folder)
{
  g_autoptr (GString) target = graph_target_new (graph_account_get_base (account), "mailFolders",
                                                 folder, "messages", "delta", NULL);

  graph_target_add (target, "$select", GRAPH_SELECT_ENTRY);

  return g_string_free (g_steal_pointer (&target), FALSE);
}

static char *
walk_from (GraphAccount *account,
           const char *from,
           GraphGathering *gathering,
           GCancellable *cancellable,
           GError **error)
{
  GraphWalk walk = { .take = graph_gathering_take, .user_data = gathering, .page_size = PAGE };
  g_autofree char *delta = NULL;
  gboolean walked = graph_pages_walk (account, from, &walk, cancellable, error);

  delta = walk.delta;
  if (walked && delta == NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                 _ ("%s does not say how to ask for the next changes"),
                 graph_account_get_place (account));

  return walked ? g_steal_pointer (&delta) : NULL;
}

/* A link that the server has forgotten (410), or that is none of its own any more (400). */
static gboolean
is_lost (const GError *problem)
{
  return g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_GONE)
         || g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_SERVICE_ERROR);
}

/* Folders that are searches have no changes, and some clouds tell none at all: those are listed. */
static gboolean
begin_anew (GraphRound *self,
            GraphAccount *account,
            const char *folder,
            GraphGathering **gathering,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *begin = make_begin (account, folder);
  g_autoptr (GError) problem = NULL;

  g_clear_pointer (gathering, graph_gathering_free);
  *gathering = graph_gathering_new (folder);
  self->link = walk_from (account, begin, *gathering, cancellable, &problem);
  self->complete = self->link != NULL;
  if (self->link == NULL && g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_SERVICE_ERROR))
    self->link = g_strdup ("");
  else if (self->link == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));

  return self->link != NULL;
}

/**
 * graph_round_new:
 * @account: an account
 * @folder: the id of a folder
 * @from: (nullable): the link of the round before; %NULL or empty to begin
 * @compare: whether to list the folder besides
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * When the server knows nothing of @from any more, all is told once more.
 *
 * Returns: (transfer full): a round.
 */
GraphRound *
graph_round_new (GraphAccount *account,
                 const char *folder,
                 const char *from,
                 gboolean compare,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GraphRound) self = g_new0 (GraphRound, 1);
  g_autoptr (GraphGathering) gathering = graph_gathering_new (folder);
  gboolean has_link = from != NULL && from[0] != '\0';
  g_autoptr (GError) problem = NULL;

  self->from = g_strdup (from != NULL ? from : "");
  if (has_link)
    self->link = walk_from (account, from, gathering, cancellable, &problem);
  if (problem != NULL && !is_lost (problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (self->link == NULL && !begin_anew (self, account, folder, &gathering, cancellable, error))
    return NULL;
  if ((compare || self->link[0] == '\0')
      && !graph_gathering_survey (gathering, account, NULL, &self->complete, cancellable, error))
    return NULL;
  self->refs = graph_gathering_list (gathering);
  /* A folder that is empty for once forgets nothing: it may not be there today. */
  self->complete = self->complete && self->refs->len > 0;

  return g_steal_pointer (&self);
}
