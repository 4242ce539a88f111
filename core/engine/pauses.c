/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/pauses.h"

#define ROOT "pause"

struct _TocsinPauses
{
  gatomicrefcount ref_count;
  guint64 serial;
  GHashTable *since; /* scopes in the journal → µs since 1970 */
};

G_DEFINE_BOXED_TYPE (TocsinPauses, tocsin_pauses, tocsin_pauses_ref, tocsin_pauses_unref)

/* pause/engine, pause/connection/ID, pause/task/ID. */
static char *
make_scope (TocsinConfigKind kind, const char *id)
{
  switch (kind)
    {
    case TOCSIN_CONFIG_CONNECTION:
      return g_strconcat (ROOT "/connection/", id, NULL);
    case TOCSIN_CONFIG_TASK:
      return g_strconcat (ROOT "/task/", id, NULL);
    case TOCSIN_CONFIG_ENGINE:
      return g_strdup (ROOT "/engine");
    }

  g_return_val_if_reached (NULL);
}

/* With the journal's last word in hand no other is still to come. */
static TocsinPauses *
look_up (TocsinJournal *journal, GError **error)
{
  static guint64 last_serial;
  g_autoptr (GHashTable) cursors = tocsin_journal_list_cursors (journal, ROOT, error);
  TocsinPauses *self;
  GHashTableIter iter;
  gpointer scope, value;

  if (cursors == NULL)
    return NULL;

  self = g_new0 (TocsinPauses, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->serial = ++last_serial;
  self->since = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, cursors);
  while (g_hash_table_iter_next (&iter, &scope, &value))
    if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
      {
        gint64 since = g_variant_get_int64 (value);

        g_hash_table_insert (self->since, g_strdup (scope), g_memdup2 (&since, sizeof since));
      }

  return self;
}

static GMutex lock;

/**
 * tocsin_pauses_read:
 * @journal: the engine's memory
 * @error: one of the storage codes
 *
 * Returns: (transfer full): what rests.
 */
TocsinPauses *
tocsin_pauses_read (TocsinJournal *journal, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (TOCSIN_IS_JOURNAL (journal), NULL);

  locker = g_mutex_locker_new (&lock);

  return look_up (journal, error);
}

/**
 * tocsin_pauses_change:
 * @journal: the engine's memory
 * @kind: what is meant; %TOCSIN_CONFIG_ENGINE is all
 * @id: (nullable): of the connection or task
 * @since: when it began to rest, microseconds since 1970; 0 for that it goes on
 * @error: one of the storage codes
 *
 * Writes it down. What rests already keeps the moment since when.
 *
 * Returns: (transfer full): what rests now.
 */
TocsinPauses *
tocsin_pauses_change (
    TocsinJournal *journal, TocsinConfigKind kind, const char *id, gint64 since, GError **error)
{
  g_autoptr (TocsinJournalBatch) batch = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (TocsinPauses) before = NULL;
  g_autofree char *scope = NULL;

  g_return_val_if_fail (TOCSIN_IS_JOURNAL (journal), NULL);
  g_return_val_if_fail (kind == TOCSIN_CONFIG_ENGINE || id != NULL, NULL);

  locker = g_mutex_locker_new (&lock);
  before = look_up (journal, error);
  if (before == NULL)
    return NULL;
  if ((tocsin_pauses_get_since (before, kind, id) != 0) == (since != 0))
    return g_steal_pointer (&before);

  batch = tocsin_journal_batch_new ();
  scope = make_scope (kind, id);
  tocsin_journal_batch_set_cursor (batch, scope, since != 0 ? g_variant_new_int64 (since) : NULL);

  return tocsin_journal_commit (journal, batch, error) ? look_up (journal, error) : NULL;
}

/**
 * tocsin_pauses_ref:
 * @self: what rests
 *
 * Returns: (transfer full): @self.
 */
TocsinPauses *
tocsin_pauses_ref (TocsinPauses *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_pauses_unref:
 * @self: (transfer full): what rests
 */
void
tocsin_pauses_unref (TocsinPauses *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->since);
  g_free (self);
}

/**
 * tocsin_pauses_is_newer:
 * @self: what rests
 * @other: (nullable): what rests according to somebody else
 *
 * Two that change something at once may come back in any order.
 *
 * Returns: whether @self was read after @other.
 */
gboolean
tocsin_pauses_is_newer (const TocsinPauses *self, const TocsinPauses *other)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return other == NULL || self->serial > other->serial;
}

/**
 * tocsin_pauses_get_since:
 * @self: (nullable): what rests
 * @kind: what is meant
 * @id: (nullable): of the connection or task
 *
 * Returns: when it was told to rest, microseconds since 1970; 0 when it was not, even where the
 *   whole engine rests.
 */
gint64
tocsin_pauses_get_since (const TocsinPauses *self, TocsinConfigKind kind, const char *id)
{
  g_autofree char *scope = make_scope (kind, id);
  const gint64 *since = self != NULL ? g_hash_table_lookup (self->since, scope) : NULL;

  return since != NULL ? *since : 0;
}

/**
 * tocsin_pauses_hold:
 * @self: (nullable): what rests
 * @kind: what is meant
 * @id: (nullable): of the connection or task
 *
 * Returns: whether it rests, by itself or with the whole engine.
 */
gboolean
tocsin_pauses_hold (const TocsinPauses *self, TocsinConfigKind kind, const char *id)
{
  return tocsin_pauses_get_since (self, TOCSIN_CONFIG_ENGINE, NULL) != 0
         || tocsin_pauses_get_since (self, kind, id) != 0;
}
