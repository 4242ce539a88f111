/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/roster-private.h"

static gboolean
all_supervisors (TocsinRoster *self, gboolean (*test) (TocsinSupervisor *supervisor))
{
  GHashTableIter iter;
  gpointer supervisor;

  g_hash_table_iter_init (&iter, self->supervisors);
  while (g_hash_table_iter_next (&iter, NULL, &supervisor))
    if (!test (supervisor))
      return FALSE;

  return TRUE;
}

static gboolean
any_ticker_busy (TocsinRoster *self)
{
  GHashTableIter iter;
  gpointer ticker;

  g_hash_table_iter_init (&iter, self->tickers);
  while (g_hash_table_iter_next (&iter, NULL, &ticker))
    if (tocsin_ticker_is_busy (ticker))
      return TRUE;

  return FALSE;
}

/**
 * tocsin_roster_is_settled:
 * @self: a roster made to look once
 *
 * Returns: whether everybody has looked.
 */
gboolean
tocsin_roster_is_settled (TocsinRoster *self)
{
  g_return_val_if_fail (TOCSIN_IS_ROSTER (self), TRUE);

  return !any_ticker_busy (self) && all_supervisors (self, tocsin_supervisor_is_settled);
}

/**
 * tocsin_roster_is_stopped:
 * @self: a roster that was stopped
 *
 * Returns: whether everybody has gone.
 */
gboolean
tocsin_roster_is_stopped (TocsinRoster *self)
{
  g_return_val_if_fail (TOCSIN_IS_ROSTER (self), TRUE);

  return !any_ticker_busy (self) && self->leaving->len == 0
         && all_supervisors (self, tocsin_supervisor_is_stopped);
}

/**
 * tocsin_roster_get_supervisor:
 * @self: the roster
 * @connection: id of a connection
 *
 * Returns: (nullable) (transfer none): who looks after it.
 */
TocsinSupervisor *
tocsin_roster_get_supervisor (TocsinRoster *self, const char *connection)
{
  g_return_val_if_fail (TOCSIN_IS_ROSTER (self), NULL);

  return g_hash_table_lookup (self->supervisors, connection);
}

/**
 * tocsin_roster_get_ticker:
 * @self: the roster
 * @task: id of a task
 *
 * Returns: (nullable) (transfer none): who lets its trigger look.
 */
TocsinTicker *
tocsin_roster_get_ticker (TocsinRoster *self, const char *task)
{
  g_return_val_if_fail (TOCSIN_IS_ROSTER (self), NULL);

  return g_hash_table_lookup (self->tickers, task);
}

/**
 * tocsin_roster_get_task:
 * @self: the roster
 * @id: id of a task
 *
 * Returns: (nullable) (transfer none): the task, if it is on duty.
 */
TocsinTask *
tocsin_roster_get_task (TocsinRoster *self, const char *id)
{
  g_return_val_if_fail (TOCSIN_IS_ROSTER (self), NULL);

  return g_hash_table_lookup (self->tasks, id);
}

/**
 * tocsin_roster_get_pauses:
 * @self: the roster
 *
 * Returns: (nullable) (transfer none): what rests.
 */
TocsinPauses *
tocsin_roster_get_pauses (TocsinRoster *self)
{
  g_return_val_if_fail (TOCSIN_IS_ROSTER (self), NULL);

  return self->pauses;
}

/**
 * tocsin_roster_get_errors:
 * @self: the roster
 *
 * Returns: (transfer full) (element-type GError): why connections could not be looked at.
 */
GPtrArray *
tocsin_roster_get_errors (TocsinRoster *self)
{
  GPtrArray *errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  GHashTableIter iter;
  gpointer supervisor;

  g_hash_table_iter_init (&iter, self->supervisors);
  while (g_hash_table_iter_next (&iter, NULL, &supervisor))
    {
      GError *error = tocsin_supervisor_get_error (supervisor);

      if (error != NULL)
        g_ptr_array_add (errors, error);
    }

  return errors;
}

/* Where a supervisor in that state is counted. */
static guint *
find_counter (TocsinRosterCounts *counts, const char *state)
{
  const struct
  {
    const char *state;
    guint *counter;
  } counters[] = {
    { "starting", &counts->starting }, { "catching-up", &counts->starting },
    { "watching", &counts->watching }, { "polling", &counts->polling },
    { "waiting", &counts->waiting },   { "parked", &counts->parked },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (counters); i++)
    if (g_str_equal (counters[i].state, state))
      return counters[i].counter;

  return NULL;
}

/**
 * tocsin_roster_count: (skip)
 * @self: the roster
 * @counts: (out): who does what
 */
void
tocsin_roster_count (TocsinRoster *self, TocsinRosterCounts *counts)
{
  const char *const *ids;
  GHashTableIter iter;
  gpointer supervisor;

  g_return_if_fail (TOCSIN_IS_ROSTER (self) && counts != NULL);

  ids = tocsin_config_list (self->config, TOCSIN_CONFIG_CONNECTION);
  *counts = (TocsinRosterCounts){ .tasks = g_hash_table_size (self->tasks) };
  for (const char *const *id = ids; *id != NULL; id++)
    counts->paused += tocsin_pauses_hold (self->pauses, TOCSIN_CONFIG_CONNECTION, *id);
  g_hash_table_iter_init (&iter, self->supervisors);
  while (g_hash_table_iter_next (&iter, NULL, &supervisor))
    {
      guint *counter = find_counter (counts, tocsin_supervisor_get_state (supervisor));

      if (counter != NULL)
        ++*counter;
      counts->stalled += tocsin_supervisor_is_stalled (supervisor);
    }
}
