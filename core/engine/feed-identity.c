/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-identity.h"

static GHashTable *
find_seen (TocsinFeedWork *work, GError **error)
{
  g_autoptr (GPtrArray) fingerprints = g_ptr_array_new ();

  for (guint i = 0; i < work->items->len; i++)
    {
      const char *fingerprint =
          tocsin_feed_item_get_fingerprint (g_ptr_array_index (work->items, i));

      if (fingerprint != NULL)
        g_ptr_array_add (fingerprints, (gpointer) fingerprint);
    }
  g_ptr_array_add (fingerprints, NULL);

  return tocsin_journal_find_seen (work->pass->journal, work->pass->scope,
                                   (const char *const *) fingerprints->pdata, error);
}

/* What was decided about a message goes on under its new key. */
static void
carry_over (TocsinFeedWork *work, TocsinFeedTask *task, GHashTable *decisions)
{
  TocsinFeedPass *pass = work->pass;

  for (guint i = 0; i < work->items->len; i++)
    {
      const TocsinFeedItem *item = g_ptr_array_index (work->items, i);
      const TocsinJournalDecision *decision =
          item->known_as != NULL ? g_hash_table_lookup (decisions, item->known_as) : NULL;

      if (decision == NULL || g_str_equal (item->known_as, item->ref->key))
        continue;
      tocsin_journal_batch_undecide (work->batch, pass->scope, task->id, item->known_as);
      tocsin_journal_batch_decide (work->batch, pass->scope, task->id, decision->generation,
                                   item->ref->key, decision->round, decision->matched);
    }
}

static gboolean
carry_all_over (TocsinFeedWork *work, GError **error)
{
  if (!tocsin_feed_pass_has_each (work->pass))
    return TRUE;

  for (guint i = 0; i < work->pass->tasks->len; i++)
    {
      TocsinFeedTask *task = g_ptr_array_index (work->pass->tasks, i);
      g_autoptr (GHashTable) decisions = NULL;

      decisions =
          tocsin_journal_get_decisions (work->pass->journal, work->pass->scope, task->id, error);
      if (decisions == NULL)
        return FALSE;
      carry_over (work, task, decisions);
    }

  return TRUE;
}

/**
 * tocsin_feed_identity_recognize: (skip)
 * @work: work whose items have their heads
 * @error: one of the storage codes
 *
 * After the server numbered its messages anew: marks those that were dealt with under their old
 * keys, and takes what was decided about them to the new ones.
 *
 * Returns: whether the journal could be asked.
 */
gboolean
tocsin_feed_identity_recognize (TocsinFeedWork *work, GError **error)
{
  g_autoptr (GHashTable) seen = NULL;

  if (work->jury.look != TOCSIN_FEED_LOOK_REBUILT)
    return TRUE;
  seen = find_seen (work, error);
  if (seen == NULL)
    return FALSE;

  for (guint i = 0; i < work->items->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (work->items, i);

      if (item->fingerprint != NULL)
        item->known_as = g_strdup (g_hash_table_lookup (seen, item->fingerprint));
    }

  return carry_all_over (work, error);
}

/**
 * tocsin_feed_identity_remember: (skip)
 * @work: the work
 * @item: a message that was dealt with
 */
void
tocsin_feed_identity_remember (TocsinFeedWork *work, TocsinFeedItem *item)
{
  const char *fingerprint = tocsin_feed_item_get_fingerprint (item);

  if (fingerprint != NULL)
    tocsin_journal_batch_add_seen (work->batch, work->pass->scope, item->ref->key, fingerprint);
}
