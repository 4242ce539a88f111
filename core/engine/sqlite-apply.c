/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-apply.h"

#include "core/base/error.h"
#include "core/engine/journal-operation.h"
#include "core/engine/journal.h"
#include "core/engine/sqlite-read.h"
#include "core/engine/sqlite-variant.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

typedef TocsinSqliteConnection Connection;
typedef TocsinJournalOperation Operation;

/* The statements below name states and outcomes by the numbers that journals keep. */
G_STATIC_ASSERT (TOCSIN_JOURNAL_WAITING == 0 && TOCSIN_JOURNAL_RUNNING == 1);
G_STATIC_ASSERT (TOCSIN_JOURNAL_DONE == 2 && TOCSIN_JOURNAL_DISCARDED == 6);
G_STATIC_ASSERT (TOCSIN_JOURNAL_STARTED == 0 && TOCSIN_JOURNAL_STEP_INTERRUPTED == 5);

static gboolean
find_older (Connection *connection, Operation *operation, GError **error)
{
  const TocsinJournalEvent *event = operation->event;
  g_autoptr (GError) local_error = NULL;
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error, "SELECT id FROM events WHERE task = ?1 AND key = ?2 AND round = ?3", "ssu",
      event->task, event->key, event->round);

  if (rows == NULL)
    return FALSE;

  operation->result_duplicate = TRUE;
  while (tocsin_sqlite_next (connection, rows, &local_error))
    operation->result_id = sqlite3_column_int64 (rows, 0);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* Firings are counted only while there is a limit to them, beside the counters by day. */
static gboolean
count_firing (Connection *connection, const TocsinJournalEvent *event, GError **error)
{
  return event->max_firings == 0
         || tocsin_sqlite_run (connection, error,
                               "INSERT INTO counters (task, day, examined, matched)"
                               " VALUES (?1, -1, 0, 1)"
                               " ON CONFLICT (task, day) DO UPDATE SET matched = matched + 1",
                               "s", event->task);
}

static gboolean
insert_event (Connection *connection, const TocsinJournalEvent *event, guint round, GError **error)
{
  gint64 created = event->created != 0 ? event->created : g_get_real_time ();
  guint state = event->state == TOCSIN_JOURNAL_DEAD ? TOCSIN_JOURNAL_DEAD : TOCSIN_JOURNAL_WAITING;

  return tocsin_sqlite_run (
      connection, error,
      "INSERT INTO events (task, generation, key, round, type, source, subject, received,"
      " created, due, spool, data, state, finished, error_code, error_message)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
      " ON CONFLICT (task, key, round) DO NOTHING",
      "sisusssiiissuiss", event->task, (gint64) event->generation, event->key, round, event->type,
      event->source, event->subject, event->received, created, event->due, event->spool,
      event->data, state, state == TOCSIN_JOURNAL_DEAD ? created : 0, event->error_code,
      event->error_message);
}

/* The key of a message that is gone may be given to another (RFC 1939, section 7): with a subject
 * that none of the older firings has, this is one of its own.
 *
 * Returns the round for it, in @round 0 where it is no other. */
static gboolean
find_free_round (Connection *connection,
                 const TocsinJournalEvent *event,
                 guint *round,
                 GError **error)
{
  g_autoptr (GError) local_error = NULL;
  sqlite3_stmt *rows;

  *round = 0;
  if (!event->keys_return)
    return TRUE;
  rows = tocsin_sqlite_query (connection, error,
                              "SELECT max (round) + 1 FROM events WHERE task = ?1 AND key = ?2"
                              " HAVING count (*) = count (subject) AND sum (subject = ?3) = 0",
                              "sss", event->task, event->key, event->subject);
  if (rows == NULL)
    return FALSE;
  while (tocsin_sqlite_next (connection, rows, &local_error))
    *round = (guint) sqlite3_column_int64 (rows, 0);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static gboolean
add_event (Connection *connection, Operation *operation, GError **error)
{
  const TocsinJournalEvent *event = operation->event;
  guint64 fired = 0;
  guint round = 0;

  operation->result_duplicate = FALSE;
  if (event->max_firings > 0 && !tocsin_sqlite_get_firings (connection, event->task, &fired, error))
    return FALSE;
  if (event->max_firings > 0 && fired >= event->max_firings)
    {
      operation->result_duplicate = TRUE;
      operation->result_id = 0;
      return TRUE;
    }
  if (!insert_event (connection, event, event->round, error))
    return FALSE;
  if (sqlite3_changes (connection->db) == 0)
    {
      if (!find_free_round (connection, event, &round, error))
        return FALSE;
      if (round == 0)
        return find_older (connection, operation, error);
      if (!insert_event (connection, event, round, error))
        return FALSE;
    }

  operation->result_id = sqlite3_last_insert_rowid (connection->db);

  return count_firing (connection, event, error);
}

static gboolean
set_cursor (Connection *connection, Operation *operation, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (operation->value == NULL)
    return tocsin_sqlite_run (connection, error, "DELETE FROM cursors WHERE scope = ?1", "s",
                              operation->scope);

  bytes = tocsin_sqlite_variant_pack (operation->value);

  return tocsin_sqlite_run (connection, error,
                            "INSERT INTO cursors (scope, type, value) VALUES (?1, ?2, ?3)"
                            " ON CONFLICT (scope) DO UPDATE SET type = ?2, value = ?3",
                            "ssb", operation->scope, g_variant_get_type_string (operation->value),
                            bytes);
}

static gboolean
decide (Connection *connection, Operation *operation, GError **error)
{
  return tocsin_sqlite_run (
      connection, error,
      "INSERT INTO decisions (scope, task, key, generation, round, matched)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
      " ON CONFLICT (scope, task, key) DO UPDATE SET generation = ?4, round = ?5, matched = ?6",
      "sssiuu", operation->scope, operation->task, operation->key, (gint64) operation->generation,
      operation->round, operation->matched ? 1u : 0u);
}

static gboolean
undecide (Connection *connection, Operation *operation, GError **error)
{
  return tocsin_sqlite_run (connection, error,
                            "DELETE FROM decisions WHERE scope = ?1 AND task = ?2 AND key = ?3",
                            "sss", operation->scope, operation->task, operation->key);
}

/* Ages rise by one, so the oldest are found without counting. */
static gboolean
add_seen (Connection *connection, Operation *operation, GError **error)
{
  return tocsin_sqlite_run (
             connection, error,
             "INSERT INTO seen (scope, fingerprint, key, age) SELECT ?1, ?2, ?3,"
             " coalesce ((SELECT max (age) FROM seen WHERE scope = ?1), 0) + 1 WHERE true"
             " ON CONFLICT (scope, fingerprint) DO UPDATE SET key = ?3, age = excluded.age",
             "sss", operation->scope, operation->fingerprint, operation->key)
         && tocsin_sqlite_run (connection, error,
                               "DELETE FROM seen WHERE scope = ?1"
                               " AND age <= (SELECT max (age) FROM seen WHERE scope = ?1) - ?2",
                               "su", operation->scope, (guint) TOCSIN_JOURNAL_MAX_SEEN);
}

/* What is below a scope sorts between "scope/" and "scope0", the character after the slash. */
static gboolean
forget (Connection *connection, Operation *operation, GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM cursors WHERE scope = ?1 OR (scope > ?1 || '/' AND scope < ?1 || '0')",
    "DELETE FROM decisions WHERE scope = ?1 OR (scope > ?1 || '/' AND scope < ?1 || '0')",
    "DELETE FROM seen WHERE scope = ?1 OR (scope > ?1 || '/' AND scope < ?1 || '0')",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!tocsin_sqlite_run (connection, error, statements[i], "s", operation->scope))
      return FALSE;

  return TRUE;
}

static gboolean
count (Connection *connection, Operation *operation, GError **error)
{
  gint64 days[] = { 0, operation->now / G_TIME_SPAN_DAY };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    if (!tocsin_sqlite_run (connection, error,
                            "INSERT INTO counters (task, day, examined, matched)"
                            " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (task, day) DO UPDATE"
                            " SET examined = examined + ?3, matched = matched + ?4",
                            "siuu", operation->task, days[i], operation->n_examined,
                            operation->n_matched))
      return FALSE;

  return TRUE;
}

/* The claim is what lets an owner write: whoever lost it must not go on. */
static gboolean
require_change (Connection *connection, gint64 event, const char *owner, GError **error)
{
  if (sqlite3_changes (connection->db) > 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED,
               _ ("Event %" PRId64 " is not claimed by %s, or its step is not under way"), event,
               owner);

  return FALSE;
}

static gboolean
start_step (Connection *connection, Operation *operation, GError **error)
{
  const TocsinJournalStep *step = operation->step;

  return tocsin_sqlite_run (
             connection, error,
             "INSERT INTO steps (event, attempt, position, action, repeatable, plan, outcome,"
             " started) SELECT ?1, ?2, ?3, ?4, ?5, ?6, 0, ?7"
             " FROM events WHERE id = ?1 AND owner = ?8 AND state = 1",
             "iuususis", step->event, step->attempt, step->position, step->action,
             step->repeatable ? 1u : 0u, step->plan, step->started, operation->owner)
         && require_change (connection, step->event, operation->owner, error);
}

static char *
tidy_output (const char *output)
{
  g_autofree char *valid = NULL;
  char *end;

  if (output == NULL)
    return NULL;

  valid = g_utf8_make_valid (output, -1);
  if (strlen (valid) <= TOCSIN_JOURNAL_MAX_OUTPUT)
    return g_steal_pointer (&valid);

  end = g_utf8_find_prev_char (valid, valid + TOCSIN_JOURNAL_MAX_OUTPUT - strlen ("…") + 1);

  return g_strdup_printf ("%.*s…", (int) (end - valid), valid);
}

static gboolean
finish_step (Connection *connection, Operation *operation, GError **error)
{
  const TocsinJournalStep *step = operation->step;
  g_autofree char *output = tidy_output (step->output);

  return tocsin_sqlite_run (
             connection, error,
             "UPDATE steps SET outcome = ?4, summary = ?5, output = ?6, finished = ?7"
             " WHERE event = ?1 AND attempt = ?2 AND position = ?3 AND outcome = 0"
             " AND EXISTS (SELECT 1 FROM events WHERE id = ?1 AND owner = ?8 AND state = 1)",
             "iuuussis", step->event, step->attempt, step->position, (guint) step->outcome,
             step->summary, output, step->finished, operation->owner)
         && require_change (connection, step->event, operation->owner, error);
}

static gboolean
is_final (TocsinJournalState state)
{
  return state == TOCSIN_JOURNAL_DONE || state == TOCSIN_JOURNAL_DEAD
         || state == TOCSIN_JOURNAL_DISCARDED;
}

static gboolean
settle (Connection *connection, Operation *operation, GError **error)
{
  gint64 finished = is_final (operation->state) ? operation->now : 0;

  return tocsin_sqlite_run (
             connection, error,
             "UPDATE events SET state = ?3, owner = NULL, due = ?4, finished = ?5, error_code = ?6,"
             " error_message = ?7, spool = iif (?3 IN (2, 6), NULL, spool),"
             " attempts = attempts - (?3 = 0 AND NOT EXISTS (SELECT 1 FROM steps"
             "   WHERE event = ?1 AND attempt = attempts))"
             " WHERE id = ?1 AND owner = ?2 AND state = 1",
             "isuiiss", operation->id, operation->owner, (guint) operation->state, operation->due,
             finished, operation->error_code, operation->error_message)
         && require_change (connection, operation->id, operation->owner, error)
         && tocsin_sqlite_run (connection, error,
                               "UPDATE steps SET outcome = 5, finished = ?2"
                               " WHERE event = ?1 AND outcome = 0",
                               "ii", operation->id, operation->now);
}

static gboolean
apply (Connection *connection, Operation *operation, GError **error)
{
  switch (operation->kind)
    {
    case TOCSIN_JOURNAL_ADD_EVENT:
      return add_event (connection, operation, error);
    case TOCSIN_JOURNAL_SET_CURSOR:
      return set_cursor (connection, operation, error);
    case TOCSIN_JOURNAL_DECIDE:
      return decide (connection, operation, error);
    case TOCSIN_JOURNAL_UNDECIDE:
      return undecide (connection, operation, error);
    case TOCSIN_JOURNAL_ADD_SEEN:
      return add_seen (connection, operation, error);
    case TOCSIN_JOURNAL_FORGET:
      return forget (connection, operation, error);
    case TOCSIN_JOURNAL_COUNT:
      return count (connection, operation, error);
    case TOCSIN_JOURNAL_START_STEP:
      return start_step (connection, operation, error);
    case TOCSIN_JOURNAL_FINISH_STEP:
      return finish_step (connection, operation, error);
    case TOCSIN_JOURNAL_SETTLE:
      return settle (connection, operation, error);
    }

  g_assert_not_reached ();
}

/*< private >
 * tocsin_sqlite_apply_batch:
 * @connection: a connection inside a transaction
 * @batch: what to write
 * @error: one of the storage codes
 *
 * Returns: whether all of it was carried out; if not, the caller rolls back.
 */
gboolean
tocsin_sqlite_apply_batch (TocsinSqliteConnection *connection,
                           TocsinJournalBatch *batch,
                           GError **error)
{
  GPtrArray *operations = tocsin_journal_batch_get_operations (batch);

  for (guint i = 0; i < operations->len; i++)
    if (!apply (connection, g_ptr_array_index (operations, i), error))
      return FALSE;

  return TRUE;
}
