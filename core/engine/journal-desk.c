/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/journal-desk.h"

#include "core/engine/describe.h"

/**
 * tocsin_journal_desk_list:
 * @journal: a journal
 * @filter: an `a{sv}` with any of task (s), state (s), limit (u), before (x), connection (s, its
 * id), since and until (x, µs since 1970), search (s), data (b), summary (b)
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID for an unknown state, or storage trouble
 *
 * Returns: (transfer none): a floating `aa{sv}` of events, newest first.
 */
GVariant *
tocsin_journal_desk_list (TocsinJournal *journal, GVariant *filter, GError **error)
{
  TocsinJournalFilter wanted = { .state = -1 };
  const char *state = NULL;
  g_autoptr (GPtrArray) events = NULL;

  g_return_val_if_fail (TOCSIN_IS_JOURNAL (journal), NULL);

  g_variant_lookup (filter, "task", "&s", &wanted.task);
  g_variant_lookup (filter, "limit", "u", &wanted.limit);
  g_variant_lookup (filter, "before", "x", &wanted.before);
  g_variant_lookup (filter, "data", "b", &wanted.with_data);
  g_variant_lookup (filter, "connection", "&s", &wanted.connection);
  g_variant_lookup (filter, "since", "x", &wanted.since);
  g_variant_lookup (filter, "until", "x", &wanted.until);
  g_variant_lookup (filter, "search", "&s", &wanted.search);
  g_variant_lookup (filter, "summary", "b", &wanted.with_summary);
  if (g_variant_lookup (filter, "state", "&s", &state))
    {
      TocsinJournalState parsed;

      if (!tocsin_journal_state_parse (state, &parsed, error))
        return NULL;
      wanted.state = (int) parsed;
    }
  events = tocsin_journal_list_events (journal, &wanted, error);

  return events != NULL ? tocsin_describe_events (events) : NULL;
}

/**
 * tocsin_journal_desk_show:
 * @journal: a journal
 * @id: an event
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND or storage trouble
 *
 * Returns: (transfer none): a floating `a{sv}`: the event with its data and its steps.
 */
GVariant *
tocsin_journal_desk_show (TocsinJournal *journal, gint64 id, GError **error)
{
  g_autoptr (TocsinJournalEvent) event = NULL;
  g_autoptr (GPtrArray) steps = NULL;

  g_return_val_if_fail (TOCSIN_IS_JOURNAL (journal), NULL);

  event = tocsin_journal_get_event (journal, id, error);
  if (event == NULL)
    return NULL;
  steps = tocsin_journal_list_steps (journal, id, error);

  return steps != NULL ? tocsin_describe_event (event, steps) : NULL;
}

/**
 * tocsin_journal_desk_discard:
 * @journal: a journal
 * @spool: (nullable): where its raw message is
 * @id: an event
 * @now: the time, microseconds since 1970
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND or storage trouble
 *
 * Returns: whether it need not be worked off any more.
 */
gboolean
tocsin_journal_desk_discard (
    TocsinJournal *journal, TocsinSpool *spool, gint64 id, gint64 now, GError **error)
{
  g_autofree char *reference = NULL;

  g_return_val_if_fail (TOCSIN_IS_JOURNAL (journal), FALSE);

  if (!tocsin_journal_discard (journal, id, now, &reference, error))
    return FALSE;
  if (reference != NULL && spool != NULL)
    tocsin_spool_release (spool, reference);

  return TRUE;
}
