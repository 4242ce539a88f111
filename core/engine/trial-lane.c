/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial-private.h"

#include "core/plugin/connection.h"

#include <string.h>

/*< private >
 * tocsin_trial_lane_free:
 * @data: (transfer full): a #TocsinTrialLane
 */
void
tocsin_trial_lane_free (gpointer data)
{
  TocsinTrialLane *self = data;

  g_clear_pointer (&self->round, tocsin_mail_round_free);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_clear_object (&self->store);
  g_free (self->id);
  g_free (self);
}

/* A name that is spelt out: where mail from files is taken to be. */
static const char *
first_folder (const TocsinMailRule *rule)
{
  for (gsize i = 0; rule->folders[i] != NULL; i++)
    if (strpbrk (rule->folders[i], "*?") == NULL)
      return rule->folders[i];

  return "INBOX";
}

static gboolean
has_meant_folder (TocsinMailStore *store, const TocsinMailRule *rule)
{
  g_autoptr (GPtrArray) folders = tocsin_mail_store_list_folders (store, NULL, NULL);

  for (guint i = 0; folders != NULL && i < folders->len; i++)
    for (gsize j = 0; rule->folders[j] != NULL; j++)
      if (tocsin_folder_matches (g_ptr_array_index (folders, i), rule->folders[j]))
        return TRUE;

  return FALSE;
}

/* Other tasks can't bring it mail from one of its folders to another: what they do to mail that it
 * does not ask for is of no concern. */
static gboolean
waits_in_one_folder (const TocsinMailRule *rule)
{
  return rule->folders[0] != NULL && rule->folders[1] == NULL
         && strpbrk (rule->folders[0], "*?") == NULL;
}

static TocsinTrialStore *
make_store (TocsinTrial *self, TocsinConnection *connection, gboolean is_own)
{
  g_autoptr (TocsinConnectionSettings) settings = tocsin_connection_get_settings (connection);
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (self->task);
  TocsinMailStore *real = is_own ? self->store : NULL;
  TocsinTrialStore *store;

  if (self->store == NULL && TOCSIN_IS_MAIL_STORE (connection))
    real = TOCSIN_MAIL_STORE (connection);
  store = tocsin_trial_store_new (settings, real);
  if (is_own && self->store != NULL)
    tocsin_trial_store_assume_folders (
        store, has_meant_folder (self->store, rule) ? NULL : first_folder (rule));
  if (is_own)
    tocsin_trial_store_show (store, (const char *const *) rule->folders, self->since);
  if (is_own && waits_in_one_folder (rule))
    tocsin_trial_store_narrow (store, rule->query);
  if (is_own && self->only != NULL)
    tocsin_trial_store_show_only (store, self->only);

  return store;
}

static gboolean
is_on (TocsinTrial *self, TocsinTask *task, const char *id)
{
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (task);
  g_autoptr (TocsinConnection) connection =
      rule != NULL ? tocsin_host_get_connection (self->host, rule->connection, NULL) : NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      connection != NULL ? tocsin_connection_get_settings (connection) : NULL;

  return settings != NULL && g_str_equal (tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (settings)), id);
}

/*< private >
 * tocsin_trial_go_through:
 * @self: a trial
 * @lane: a connection in it
 * @error: where to put what went wrong
 *
 * Goes through its folders once, as the engine does.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
tocsin_trial_go_through (TocsinTrial *self, TocsinTrialLane *lane, GError **error)
{
  TocsinTrialLane *outer = self->lane;
  gboolean gone;

  if (lane->round == NULL)
    return TRUE;

  self->lane = lane;
  lane->round->relist = tocsin_trial_store_take_new_folders (lane->store);
  lane->round->more = FALSE;
  gone = tocsin_mail_round_run (lane->round, self->cancellable, error);
  self->lane = outer;

  return gone;
}

/* The tasks look once before anything comes in: what comes later is new to them. */
static gboolean
open_round (TocsinTrial *self, TocsinTrialLane *lane, GError **error)
{
  g_autoptr (TocsinFeed) feed = tocsin_feed_new (lane->id, self->journal, self->spool, self->clock);
  GHashTable *due = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);

  tocsin_feed_lift_limits (feed);
  for (guint i = 0; i < lane->tasks->len; i++)
    g_hash_table_add (due, g_object_ref (g_ptr_array_index (lane->tasks, i)));
  lane->round = tocsin_mail_round_new (TOCSIN_HOST (self), lane->id, feed, lane->tasks, due);

  return tocsin_trial_go_through (self, lane, error);
}

/*< private >
 * tocsin_trial_find_lane:
 * @self: a trial
 * @id: id of a connection
 *
 * Returns: (nullable) (transfer none): the connection in the trial, if it is in it already.
 */
TocsinTrialLane *
tocsin_trial_find_lane (TocsinTrial *self, const char *id)
{
  for (guint i = 0; i < self->lanes->len; i++)
    if (g_str_equal (((TocsinTrialLane *) g_ptr_array_index (self->lanes, i))->id, id))
      return g_ptr_array_index (self->lanes, i);

  return NULL;
}

static TocsinTrialLane *
add_lane (TocsinTrial *self, TocsinConnection *connection, const char *id)
{
  TocsinTrialLane *lane = g_new0 (TocsinTrialLane, 1);

  lane->id = g_strdup (id);
  lane->store = make_store (self, connection, is_on (self, self->task, id));
  lane->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->tasks->len; i++)
    if (is_on (self, g_ptr_array_index (self->tasks, i), id))
      g_ptr_array_add (lane->tasks, g_object_ref (g_ptr_array_index (self->tasks, i)));
  g_ptr_array_add (self->lanes, lane);

  return lane;
}

/*< private >
 * tocsin_trial_get_lane:
 * @self: a trial
 * @connection: id or name of a connection
 * @error: where to put why there is none
 *
 * Returns: (transfer none): the connection in the trial.
 */
TocsinTrialLane *
tocsin_trial_get_lane (TocsinTrial *self, const char *connection, GError **error)
{
  g_autoptr (TocsinConnection) real = tocsin_host_get_connection (self->host, connection, error);
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  TocsinTrialLane *lane;
  const char *id;

  if (real == NULL)
    return NULL;

  settings = tocsin_connection_get_settings (real);
  id = tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (settings));
  lane = tocsin_trial_find_lane (self, id);
  if (lane != NULL)
    return lane;

  lane = add_lane (self, real, id);

  return lane->tasks->len == 0 || open_round (self, lane, error) ? lane : NULL;
}
