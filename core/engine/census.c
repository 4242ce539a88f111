/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/census.h"

#include "core/engine/feed.h"
#include "core/engine/outbox-journal.h"

/**
 * tocsin_census_free: (skip)
 * @self: (transfer full): a census
 */
void
tocsin_census_free (TocsinCensus *self)
{
  g_clear_pointer (&self->counts, g_ptr_array_unref);
  g_clear_pointer (&self->paused, g_hash_table_unref);
  g_clear_pointer (&self->mail, g_ptr_array_unref);
  g_free (self);
}

/**
 * tocsin_census_take: (skip)
 * @journal: a journal that keeps mail to be sent, too; it is asked, and may be waited for
 * @now: the time, microseconds since 1970
 * @error: one of the storage codes
 *
 * Returns: (transfer full): the numbers.
 */
TocsinCensus *
tocsin_census_take (TocsinJournal *journal, gint64 now, GError **error)
{
  g_autoptr (TocsinCensus) self = g_new0 (TocsinCensus, 1);

  self->counts = tocsin_journal_count (journal, now, error);
  if (self->counts != NULL)
    self->paused = tocsin_feed_list_paused (journal, error);
  if (self->paused != NULL)
    self->mail = tocsin_outbox_journal_count (TOCSIN_OUTBOX_JOURNAL (journal), error);

  return self->mail != NULL ? g_steal_pointer (&self) : NULL;
}
