/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/gathering.h"

#include "core/base/error.h"

#include <string.h>

/* A page that takes too long to fill is asked for again with fewer messages. */
static const guint page_sizes[] = { 1000, 40 };

/* Pages shift while mail comes and goes between them. A list that does not have as many messages as
 * the server counts is read again, so often. */
#define TRIES 3

struct _GraphGathering
{
  char *folder;
  GHashTable *places; /* id → Place */
  guint64 n_told;
  gint64 count;
};

/* A message, and the how-manieth it was. */
typedef struct
{
  TocsinMessageRef *ref;
  guint64 place;
} Place;

static void
place_free (gpointer data)
{
  Place *place = data;

  tocsin_message_ref_unref (place->ref);
  g_free (place);
}

static void
set_ref (GraphGathering *self, TocsinMessageRef *ref)
{
  Place *place = g_new0 (Place, 1);

  place->ref = ref;
  place->place = self->n_told++;
  g_hash_table_replace (self->places, ref->key, place);
}

/**
 * graph_gathering_new:
 * @folder: the id of a folder
 *
 * Returns: (transfer full): nothing yet.
 */
GraphGathering *
graph_gathering_new (const char *folder)
{
  GraphGathering *self = g_new0 (GraphGathering, 1);

  self->folder = g_strdup (folder);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, place_free);
  self->count = -1;

  return self;
}

/**
 * graph_gathering_free:
 * @self: (transfer full): a gathering
 */
void
graph_gathering_free (GraphGathering *self)
{
  g_hash_table_unref (self->places);
  g_free (self->folder);
  g_free (self);
}

/* An update tells what changed, and perhaps nothing else. */
static void
add_entry (GraphGathering *self, const GraphEntry *entry)
{
  TocsinMessageRef *ref;

  if (entry->removed)
    {
      g_hash_table_remove (self->places, entry->id);
      return;
    }
  if (entry->received == 0 && g_hash_table_contains (self->places, entry->id))
    return;
  ref = tocsin_message_ref_new (self->folder, entry->id);
  ref->received = entry->received;
  set_ref (self, ref);
}

/**
 * graph_gathering_take:
 * @page: a page of messages
 * @self: (type GraphGathering): who takes them; as of #GraphWalk
 * @error: not used
 *
 * Of a message that is told of more than once the last word counts.
 *
 * Returns: %TRUE.
 */
gboolean
graph_gathering_take (GraphPage *page, gpointer self, GError **error)
{
  GraphGathering *gathering = self;
  GraphEntry entry;

  for (guint i = 0; i < page->items->len; i++)
    if (graph_entry_read (&entry, g_ptr_array_index (page->items, i)))
      add_entry (gathering, &entry);
  if (page->count >= 0)
    gathering->count = page->count;

  return TRUE;
}

/* Many come within the second that is the finest that Graph tells. */
static int
compare_age (gconstpointer a, gconstpointer b)
{
  const Place *left = *(Place *const *) a;
  const Place *right = *(Place *const *) b;

  if (left->ref->received != right->ref->received)
    return left->ref->received < right->ref->received ? -1 : 1;

  return left->place < right->place ? -1 : left->place > right->place;
}

/**
 * graph_gathering_list:
 * @self: a gathering
 *
 * Returns: (transfer full) (element-type TocsinMessageRef): its messages, oldest first.
 */
GPtrArray *
graph_gathering_list (GraphGathering *self)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new ();
  GPtrArray *refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    g_ptr_array_add (places, place);
  g_ptr_array_sort (places, compare_age);
  for (guint i = 0; i < places->len; i++)
    g_ptr_array_add (refs, tocsin_message_ref_ref (((Place *) g_ptr_array_index (places, i))->ref));

  return refs;
}

static gboolean
list_once (GraphGathering *self,
           GraphAccount *account,
           const char *filter,
           guint page_size,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GString) target = graph_target_new (graph_account_get_base (account), "mailFolders",
                                                 self->folder, "messages", NULL);
  GraphWalk walk = { .take = graph_gathering_take, .user_data = self };

  graph_target_add (target, "$select", GRAPH_SELECT_ENTRY);
  graph_target_add_number (target, "$top", page_size);
  graph_target_add (target, "$count", "true");
  /* Both together are taken only of filters that begin with what is ordered by. */
  graph_target_add (target, filter != NULL ? "$filter" : "$orderby",
                    filter != NULL ? filter : "receivedDateTime");

  return graph_pages_walk (account, target->str, &walk, cancellable, error);
}

static gboolean
list_in_pages (GraphGathering *self,
               GraphAccount *account,
               const char *filter,
               GCancellable *cancellable,
               GError **error)
{
  for (gsize i = 0;; i++)
    {
      g_autoptr (GError) problem = NULL;

      if (list_once (self, account, filter, page_sizes[i], cancellable, &problem))
        return TRUE;
      if (i + 1 < G_N_ELEMENTS (page_sizes) && graph_trouble_is_called (problem, "504"))
        continue;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
}

static void
add_all (GraphGathering *self, GraphGathering *seen)
{
  g_autoptr (GPtrArray) refs = graph_gathering_list (seen);

  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);

      if (!g_hash_table_contains (self->places, ref->key))
        set_ref (self, tocsin_message_ref_ref (ref));
    }
}

/**
 * graph_gathering_survey:
 * @self: a gathering
 * @account: an account
 * @filter: (nullable): which messages
 * @complete: (out) (optional): whether all of them are surely there now
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Lists the folder as it is, without anybody's memory of it.
 *
 * Returns: whether it could be listed.
 */
gboolean
graph_gathering_survey (GraphGathering *self,
                        GraphAccount *account,
                        const char *filter,
                        gboolean *complete,
                        GCancellable *cancellable,
                        GError **error)
{
  gboolean agrees = FALSE;

  for (guint try = 0; try < TRIES && !agrees; try++)
    {
      g_autoptr (GraphGathering) seen = graph_gathering_new (self->folder);

      if (!list_in_pages (seen, account, filter, cancellable, error))
        return FALSE;
      agrees = seen->count < 0 || seen->count == g_hash_table_size (seen->places);
      add_all (self, seen);
    }
  if (complete != NULL)
    *complete = agrees;

  return TRUE;
}
