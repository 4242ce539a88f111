/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-pass.h"

/**
 * tocsin_feed_pass_now: (skip)
 * @self: a pass
 *
 * Returns: microseconds since 1970.
 */
gint64
tocsin_feed_pass_now (const TocsinFeedPass *self)
{
  return tocsin_clock_get_real (self->clock);
}

/**
 * tocsin_feed_pass_is_over: (skip)
 * @self: a pass
 *
 * Returns: whether it has to come back to its caller: its time is up, or its tasks are not in force
 *   any more.
 */
gboolean
tocsin_feed_pass_is_over (const TocsinFeedPass *self)
{
  return self->is_stale || tocsin_clock_get_monotonic (self->clock) >= self->until;
}

/**
 * tocsin_feed_pass_has_each: (skip)
 * @self: a pass
 *
 * Returns: whether a task wants to know each time that a message begins to match.
 */
gboolean
tocsin_feed_pass_has_each (const TocsinFeedPass *self)
{
  for (guint i = 0; i < self->tasks->len; i++)
    if (((TocsinFeedTask *) g_ptr_array_index (self->tasks, i))->rule->each)
      return TRUE;

  return FALSE;
}

/**
 * tocsin_feed_pass_jury: (skip)
 * @self: a pass
 * @look: what is to be decided
 * @only: (nullable): the one task it is for
 *
 * Returns: who decides.
 */
TocsinFeedJury
tocsin_feed_pass_jury (const TocsinFeedPass *self, TocsinFeedLook look, TocsinFeedTask *only)
{
  return (TocsinFeedJury){ .look = look,
                           .tasks = self->tasks,
                           .only = only,
                           .now = tocsin_feed_pass_now (self),
                           .zone = self->zone };
}

/**
 * tocsin_feed_pass_get_cursor: (skip)
 * @self: a pass
 *
 * Returns: (nullable) (transfer full): the position that the tasks share, where one that has to
 *   pause will go on.
 */
GVariant *
tocsin_feed_pass_get_cursor (const TocsinFeedPass *self)
{
  g_autoptr (GVariant) value = NULL;
  GVariant *cursor = NULL;

  if (tocsin_journal_get_cursor (self->journal, self->scope, &value, NULL) && value != NULL
      && g_variant_is_of_type (value, G_VARIANT_TYPE ("(bv)")))
    g_variant_get (value, "(bv)", NULL, &cursor);

  return cursor;
}
