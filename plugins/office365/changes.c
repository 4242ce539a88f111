/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is new in a folder: whatever its changes tell of, or a list of it shows, and was not told
 * before. So a message that is moved here is new, and one that is only marked is not. What is
 * wanted can't be asked of changes but by a date, which the tasks' rules have nothing to do with.
 *
 * The cursor is the set of what was told (core/mail/key-changes) and the link that tells what comes
 * next. Ids stay while a message stays in its mailbox; when none of them is known any more, as
 * after a move of the mailbox, all are told once more and marked as rebuilt. */
#include "plugins/office365/changes.h"

#include "core/base/error.h"
#include "core/mail/key-changes.h"
#include "plugins/office365/gathering.h"
#include "plugins/office365/wire/filter.h"

#include <glib/gi18n-lib.h>

/* The link; a rebuild goes on; what was told. */
#define CURSOR_TYPE "(sbv)"

typedef struct
{
  char *link; /* nullable: the begin; empty: there are no changes to be told */
  gboolean rebuilding;
  GVariant *told; /* nullable: all that is there */
} Position;

static void
position_clear (Position *self)
{
  g_clear_pointer (&self->link, g_free);
  g_clear_pointer (&self->told, g_variant_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Position, position_clear)

static gboolean
position_from_cursor (Position *self, GVariant *cursor, GError **error)
{
  if (cursor == NULL)
    return TRUE;
  if (g_variant_is_of_type (cursor, G_VARIANT_TYPE (CURSOR_TYPE)))
    {
      g_variant_get (cursor, CURSOR_TYPE, &self->link, &self->rebuilding, &self->told);
      return TRUE;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER,
               _ ("the stored position in the folder (%s) is none that this version wrote"),
               g_variant_get_type_string (cursor));
  return FALSE;
}

static GraphRound *
get_round (GraphAccount *account,
           GraphMemory *memory,
           const char *folder,
           const Position *position,
           GCancellable *cancellable,
           GError **error)
{
  GraphRound *round = graph_memory_take_round (memory, folder, position->link);
  gboolean compare;

  if (round != NULL)
    return round;
  compare = position->link == NULL || graph_memory_is_due (memory, folder);
  round = graph_round_new (account, folder, position->link, compare, cancellable, error);
  if (round != NULL && compare)
    graph_memory_note_compared (memory, folder);

  return round;
}

static const char *
get_key (guint index, gpointer refs)
{
  return ((TocsinMessageRef *) g_ptr_array_index ((GPtrArray *) refs, index))->key;
}

/* No message is known any more though there are as many as there were. */
static gboolean
has_new_ids (const GraphRound *round, GVariant *told)
{
  TocsinKeyList present = { round->refs->len, get_key, NULL, round->refs };
  gsize n_told = g_variant_n_children (told);

  return round->complete && n_told >= GRAPH_CHANGES_LEAST && present.length >= n_told
         && tocsin_key_changes_count_told (&present, told) == 0;
}

static void
begin_rebuild (Position *position)
{
  g_clear_pointer (&position->told, g_variant_unref);
  position->told = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE_UINT64, NULL, 0));
  position->rebuilding = TRUE;
}

static TocsinMailChanges *
tell (const GraphRound *round, Position *position, guint limit, GError **error)
{
  g_autoptr (GVariant) told = NULL;
  TocsinMailChanges *changes;

  if (position->told != NULL && has_new_ids (round, position->told))
    begin_rebuild (position);
  changes = tocsin_key_changes_new (round->refs, position->told, round->complete, limit, error);
  if (changes == NULL)
    return NULL;
  changes->rebuilt = position->rebuilding;
  position->rebuilding = position->rebuilding && changes->more;
  told = changes->cursor;
  changes->cursor = g_variant_ref_sink (g_variant_new (
      CURSOR_TYPE, changes->more ? round->from : round->link, position->rebuilding, told));

  return changes;
}

/**
 * graph_changes:
 * @account: an account
 * @memory: what is remembered of its folders
 * @folder: the id of a folder
 * @cursor: (nullable): where the last call ended
 * @limit: the most references to return, 0 for no limit
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_changes(). What is more than @limit is kept in memory for the next call, or
 * asked for once more.
 *
 * Returns: (transfer full): what is new.
 */
TocsinMailChanges *
graph_changes (GraphAccount *account,
               GraphMemory *memory,
               const char *folder,
               GVariant *cursor,
               guint limit,
               GCancellable *cancellable,
               GError **error)
{
  g_auto (Position) position = { 0 };
  g_autoptr (GraphRound) round = NULL;
  TocsinMailChanges *changes;

  if (!position_from_cursor (&position, cursor, error))
    return NULL;
  round = get_round (account, memory, folder, &position, cancellable, error);
  if (round == NULL)
    return NULL;

  changes = tell (round, &position, limit, error);
  if (changes != NULL && changes->more)
    graph_memory_keep_round (memory, folder, g_steal_pointer (&round));
  else if (changes != NULL)
    graph_memory_set_link (memory, folder, round->link[0] != '\0' ? round->link : NULL);

  return changes;
}

/**
 * graph_find:
 * @account: an account
 * @folder: the id of a folder
 * @query: (nullable): what is looked for
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_search(). A filter that is too much for the server is left out.
 *
 * Returns: (transfer full) (element-type TocsinMessageRef): a superset of what is looked for.
 */
GPtrArray *
graph_find (GraphAccount *account,
            const char *folder,
            TocsinQuery *query,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *filter = graph_filter_new (query, g_get_real_time ());
  g_autoptr (GraphGathering) found = graph_gathering_new (folder);
  g_autoptr (GError) problem = NULL;

  if (graph_gathering_survey (found, account, filter, NULL, cancellable, &problem))
    return graph_gathering_list (found);
  if (filter == NULL || !g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_SERVICE_ERROR))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }

  return graph_gathering_survey (found, account, NULL, NULL, cancellable, error)
             ? graph_gathering_list (found)
             : NULL;
}
