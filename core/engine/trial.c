/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial.h"

#include "core/base/error.h"
#include "core/engine/trial-journal.h"
#include "core/engine/trial-private.h"
#include "core/plugin/connection.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
lane_free (gpointer data)
{
  TocsinTrialLane *self = data;

  g_clear_pointer (&self->round, tocsin_mail_round_free);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_clear_object (&self->store);
  g_free (self->id);
  g_free (self);
}

/**
 * tocsin_trial_new:
 * @task: the task that is tried
 * @tasks: (element-type TocsinTask): all tasks that take part, in their order, @task among them
 * @host: where connections come from
 *
 * Returns: (transfer full): a trial with all mail that is there.
 */
TocsinTrial *
tocsin_trial_new (TocsinTask *task, GPtrArray *tasks, TocsinHost *host)
{
  TocsinTrial *self;

  g_return_val_if_fail (TOCSIN_IS_TASK (task) && tasks != NULL && TOCSIN_IS_HOST (host), NULL);

  self = g_object_new (TOCSIN_TYPE_TRIAL, NULL);
  self->task = g_object_ref (task);
  self->tasks = g_ptr_array_ref (tasks);
  self->host = g_object_ref (host);

  return self;
}

/**
 * tocsin_trial_set_since:
 * @self: a trial
 * @since: leave out what was received before, microseconds since 1970
 */
void
tocsin_trial_set_since (TocsinTrial *self, gint64 since)
{
  g_return_if_fail (TOCSIN_IS_TRIAL (self));

  self->since = since;
}

/**
 * tocsin_trial_set_limit:
 * @self: a trial
 * @limit: end after so many firings of the task, 0 for no limit
 */
void
tocsin_trial_set_limit (TocsinTrial *self, guint limit)
{
  g_return_if_fail (TOCSIN_IS_TRIAL (self));

  self->limit = limit;
}

/**
 * tocsin_trial_set_messages:
 * @self: a trial
 * @refs: (element-type TocsinMessageRef): the only messages to look at, in this order; those in
 *   folders that no task waits in are not looked at
 */
void
tocsin_trial_set_messages (TocsinTrial *self, GPtrArray *refs)
{
  g_return_if_fail (TOCSIN_IS_TRIAL (self) && refs != NULL);

  g_clear_pointer (&self->only, g_ptr_array_unref);
  self->only = g_ptr_array_ref (refs);
}

/**
 * tocsin_trial_set_store:
 * @self: a trial
 * @store: a mailbox
 *
 * Has that mailbox looked at instead of the one of the task's connection. No network is then used;
 * folders that actions name are taken to be there.
 */
void
tocsin_trial_set_store (TocsinTrial *self, TocsinMailStore *store)
{
  g_return_if_fail (TOCSIN_IS_TRIAL (self) && TOCSIN_IS_MAIL_STORE (store));

  g_set_object (&self->store, store);
}

/*< private >
 * tocsin_trial_warn:
 * @self: a trial
 * @format: printf format of a sentence
 *
 * Says it once, at the end.
 */
void
tocsin_trial_warn (TocsinTrial *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (g_hash_table_add (self->warned, g_strdup (text)))
    g_ptr_array_add (self->summary.warnings, g_steal_pointer (&text));
}

static void
count (TocsinTrial *self, const TocsinTrialFiring *firing)
{
  TocsinTrialSummary *summary = &self->summary;

  if (firing->task != self->task)
    {
      summary->consequences++;
      return;
    }
  summary->fires += firing->verdict == TOCSIN_TRIAL_FIRES;
  summary->hidden += firing->verdict == TOCSIN_TRIAL_HIDDEN;
  summary->undecided += firing->verdict == TOCSIN_TRIAL_UNDECIDED;
  summary->failing += tocsin_trial_firing_fails (firing);
}

/*< private >
 * tocsin_trial_report:
 * @self: a trial
 * @firing: what came of a message
 *
 * Counts it and tells it.
 */
void
tocsin_trial_report (TocsinTrial *self, const TocsinTrialFiring *firing)
{
  if (self->summary.limited && firing->task == self->task)
    return;
  count (self, firing);
  if (self->listener != NULL)
    self->listener (firing, self->user_data);
  if (self->limit == 0 || self->summary.limited || self->summary.fires < self->limit)
    return;

  self->summary.limited = TRUE;
  for (guint i = 0; i < self->lanes->len; i++)
    tocsin_trial_store_show_no_more (
        ((TocsinTrialLane *) g_ptr_array_index (self->lanes, i))->store);
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

static gboolean
go_through (TocsinTrial *self, TocsinTrialLane *lane, GError **error)
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

  return go_through (self, lane, error);
}

static TocsinTrialLane *
find_lane (TocsinTrial *self, const char *id)
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
  lane = find_lane (self, id);
  if (lane != NULL)
    return lane;

  lane = add_lane (self, real, id);

  return lane->tasks->len == 0 || open_round (self, lane, error) ? lane : NULL;
}

static TocsinConnection *
get_connection (TocsinHost *host, const char *id, GError **error)
{
  TocsinTrialLane *lane = find_lane (TOCSIN_TRIAL (host), id);

  return lane != NULL ? TOCSIN_CONNECTION (g_object_ref (lane->store))
                      : tocsin_host_get_connection (TOCSIN_TRIAL (host)->host, id, error);
}

static void
host_init (TocsinHostInterface *iface)
{
  iface->get_connection = get_connection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinTrial,
                               tocsin_trial,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_HOST, host_init))

static void
tocsin_trial_finalize (GObject *object)
{
  TocsinTrial *self = TOCSIN_TRIAL (object);

  g_ptr_array_unref (self->lanes);
  g_clear_object (&self->task);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_clear_object (&self->host);
  g_clear_pointer (&self->only, g_ptr_array_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->journal);
  g_clear_object (&self->spool);
  g_time_zone_unref (self->zone);
  g_hash_table_unref (self->promised);
  g_hash_table_unref (self->warned);
  g_ptr_array_unref (self->summary.warnings);

  G_OBJECT_CLASS (tocsin_trial_parent_class)->finalize (object);
}

static void
tocsin_trial_class_init (TocsinTrialClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_trial_finalize;
}

static void
tocsin_trial_init (TocsinTrial *self)
{
  self->clock = tocsin_clock_get_default ();
  self->zone = g_time_zone_new_local ();
  self->spool = tocsin_spool_new_unnamed (g_get_tmp_dir ());
  self->lanes = g_ptr_array_new_with_free_func (lane_free);
  self->promised = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->warned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->summary.warnings = g_ptr_array_new_with_free_func (g_free);
}

static guint
get_progress (TocsinTrial *self)
{
  guint progress = self->n_deeds;

  for (guint i = 0; i < self->lanes->len; i++)
    progress += tocsin_trial_store_get_progress (
        ((TocsinTrialLane *) g_ptr_array_index (self->lanes, i))->store);

  return progress;
}

/* As long as mail comes in, or something is done to it. */
static gboolean
make_a_round (TocsinTrial *self, gboolean *more, GError **error)
{
  guint before = get_progress (self);

  for (guint i = 0; i < self->lanes->len; i++)
    if (!go_through (self, g_ptr_array_index (self->lanes, i), error))
      return FALSE;
  *more = get_progress (self) != before;

  return TRUE;
}

static gboolean
run_mail (TocsinTrial *self, GError **error)
{
  TocsinTrialLane *own;
  gboolean more = TRUE;
  gboolean done = TRUE;

  self->journal = TOCSIN_JOURNAL (tocsin_trial_journal_new (tocsin_trial_judge, self, error));
  own =
      self->journal != NULL
          ? tocsin_trial_get_lane (self, tocsin_task_get_mail_rule (self->task)->connection, error)
          : NULL;
  if (own == NULL)
    return FALSE;
  tocsin_trial_note_troubles (self, own);

  while (more && done)
    {
      done = make_a_round (self, &more, error);
      self->summary.examined = own->round->seen;
    }
  tocsin_trial_note_pause (self, own);

  return done;
}

/**
 * tocsin_trial_run:
 * @self: a trial
 * @listener: (nullable) (scope call): gets what comes of each message, as it is known
 * @user_data: for @listener
 * @cancellable: (nullable): to stop it; what was found until then has been told
 * @error: where to put why it could not be gone through to the end
 *
 * Blocking. Nothing is changed on the server, on the disk or in the journal: raw messages that
 * actions look at are in files without names, which are gone with the process.
 *
 * Returns: whether all of it was tried.
 */
gboolean
tocsin_trial_run (TocsinTrial *self,
                  TocsinTrialListener listener,
                  gpointer user_data,
                  GCancellable *cancellable,
                  GError **error)
{
  gboolean done;

  g_return_val_if_fail (TOCSIN_IS_TRIAL (self) && self->lanes->len == 0, FALSE);

  self->listener = listener;
  self->user_data = user_data;
  self->cancellable = cancellable;
  tocsin_trial_note_conditions (self);
  done = tocsin_task_get_mail_rule (self->task) != NULL ? run_mail (self, error)
                                                        : tocsin_trial_run_times (self, error);
  tocsin_trial_note_limits (self);
  /* Each has a hold of the trial, which is their host. */
  g_ptr_array_set_size (self->lanes, 0);
  self->lane = NULL;

  return done;
}

/**
 * tocsin_trial_get_summary: (skip)
 * @self: a trial
 *
 * Returns: (transfer none): what came of it so far.
 */
const TocsinTrialSummary *
tocsin_trial_get_summary (TocsinTrial *self)
{
  g_return_val_if_fail (TOCSIN_IS_TRIAL (self), NULL);

  return &self->summary;
}
