/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-private.h"

#include "core/engine/feed-pass.h"
#include "core/engine/feed-steps.h"
#include "core/plugin/connection.h"

G_DEFINE_FINAL_TYPE (TocsinFeed, tocsin_feed, G_TYPE_OBJECT)

static void
tocsin_feed_finalize (GObject *object)
{
  TocsinFeed *self = TOCSIN_FEED (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->spool);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->tries, g_hash_table_unref);
  g_clear_pointer (&self->bursts, g_hash_table_unref);
  g_clear_pointer (&self->replays, g_hash_table_unref);
  g_clear_pointer (&self->current, g_hash_table_unref);
  g_free (self->connection);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tocsin_feed_parent_class)->finalize (object);
}

static void
tocsin_feed_class_init (TocsinFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_feed_finalize;
}

static void
tocsin_feed_init (TocsinFeed *self)
{
  g_mutex_init (&self->lock);
  self->tries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->bursts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->replays =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) tocsin_replay_unref);
}

/**
 * tocsin_feed_result_free: (skip)
 * @self: (transfer full): a result
 */
void
tocsin_feed_result_free (TocsinFeedResult *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->fired);
  g_ptr_array_unref (self->paused);
  g_ptr_array_unref (self->replayed);
  g_free (self);
}

/**
 * tocsin_feed_result_new: (skip)
 *
 * Returns: (transfer full): a result of nothing yet.
 */
TocsinFeedResult *
tocsin_feed_result_new (void)
{
  TocsinFeedResult *self = g_new0 (TocsinFeedResult, 1);

  self->fired = g_ptr_array_new_with_free_func (g_free);
  self->paused = g_ptr_array_new_with_free_func (g_free);
  self->replayed = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_replay_unref);

  return self;
}

/**
 * tocsin_feed_new:
 * @connection: id of the connection
 * @journal: where everything is written down
 * @spool: where raw messages are kept that events need
 * @clock: the time
 *
 * Returns: (transfer full): a feed.
 */
TocsinFeed *
tocsin_feed_new (const char *connection,
                 TocsinJournal *journal,
                 TocsinSpool *spool,
                 TocsinClock *clock)
{
  TocsinFeed *self;

  g_return_val_if_fail (connection != NULL && TOCSIN_IS_JOURNAL (journal), NULL);
  g_return_val_if_fail (TOCSIN_IS_SPOOL (spool) && TOCSIN_IS_CLOCK (clock), NULL);

  self = g_object_new (TOCSIN_TYPE_FEED, NULL);
  self->connection = g_strdup (connection);
  self->journal = g_object_ref (journal);
  self->spool = g_object_ref (spool);
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * tocsin_feed_set_tasks:
 * @self: a feed
 * @tasks: (element-type TocsinTask): the tasks that are in force from now on
 *
 * A pass that was begun with other tasks, or with other generations of them, writes nothing more
 * down. May be called from any thread. Until it is, every pass is taken for current.
 */
void
tocsin_feed_set_tasks (TocsinFeed *self, GPtrArray *tasks)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (TOCSIN_IS_FEED (self) && tasks != NULL);

  locker = g_mutex_locker_new (&self->lock);
  g_clear_pointer (&self->current, g_hash_table_unref);
  self->current = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  for (guint i = 0; i < tasks->len; i++)
    g_hash_table_add (self->current, g_object_ref (g_ptr_array_index (tasks, i)));
}

/*< private >
 * tocsin_feed_is_current:
 * @self: a feed
 * @tasks: (element-type TocsinFeedTask): those of a pass
 *
 * Returns: whether all of them are still in force.
 */
gboolean
tocsin_feed_is_current (TocsinFeed *self, GPtrArray *tasks)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < tasks->len && self->current != NULL; i++)
    if (!g_hash_table_contains (self->current,
                                ((TocsinFeedTask *) g_ptr_array_index (tasks, i))->task))
      return FALSE;

  return TRUE;
}

static guint64
get_max_size (TocsinMailStore *store)
{
  g_autoptr (TocsinConnectionSettings) settings = NULL;

  if (!TOCSIN_IS_CONNECTION (store))
    return 0;

  settings = tocsin_connection_get_settings (TOCSIN_CONNECTION (store));

  return tocsin_snapshot_get_uint64 (TOCSIN_SNAPSHOT (settings), "limits.max-message-size");
}

static GPtrArray *
load_tasks (TocsinFeed *self, TocsinFolder *folder, GPtrArray *tasks, GError **error)
{
  g_autoptr (GPtrArray) loaded =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_feed_task_free);
  gint64 now = tocsin_clock_get_real (self->clock);

  for (guint i = 0; i < tasks->len; i++)
    {
      TocsinTask *task = g_ptr_array_index (tasks, i);
      TocsinFeedTask *one;

      if (tocsin_task_get_mail_rule (task) == NULL)
        continue;
      one = tocsin_feed_task_load (self->journal, self->connection, folder, task, now, error);
      if (one == NULL)
        return NULL;
      g_ptr_array_add (loaded, one);
    }

  return g_steal_pointer (&loaded);
}

static gboolean
attend (TocsinFeedPass *pass, TocsinFeedTask *task, gboolean is_level, GError **error)
{
  if (task->phase == TOCSIN_FEED_BEHIND && !tocsin_feed_catch_up (pass, task, error))
    return FALSE;
  if (task->visiting && task->phase != TOCSIN_FEED_PAUSED && !tocsin_feed_visit (pass, task, error))
    return FALSE;
  if (task->rule->each && is_level && task->phase == TOCSIN_FEED_JOINED && !task->visiting
      && !pass->is_stale)
    return tocsin_feed_look_again (pass, task, error);

  return TRUE;
}

static gboolean
make_pass (TocsinFeedPass *pass, GError **error)
{
  gboolean is_level = FALSE;

  if (!tocsin_feed_follow (pass, &is_level, error))
    return FALSE;
  for (guint i = 0; i < pass->tasks->len; i++)
    if (!attend (pass, g_ptr_array_index (pass->tasks, i), is_level, error))
      return FALSE;
  pass->result->more = pass->result->more || !is_level || pass->is_stale;

  return TRUE;
}

/* What every pass of a feed has, beside its store, its folder and its tasks. */
static void
begin_pass (TocsinFeed *self, TocsinFeedPass *pass)
{
  pass->feed = self;
  pass->connection = self->connection;
  pass->journal = self->journal;
  pass->spool = self->spool;
  pass->clock = self->clock;
  pass->scope = tocsin_feed_scope (self->connection, pass->folder->id);
  pass->max_size = get_max_size (pass->store);
  pass->tries = self->tries;
  pass->bursts = self->bursts;
  pass->unlimited = self->unlimited;
}

static gint64
end_of_slice (TocsinFeed *self)
{
  return tocsin_clock_get_monotonic (self->clock) + TOCSIN_FEED_SLICE * G_USEC_PER_SEC;
}

/**
 * tocsin_feed_pass:
 * @self: a feed
 * @store: where the mail is
 * @folder: the folder to look into
 * @tasks: (element-type TocsinTask): all tasks that wait for mail there, in their order
 * @result: what came of it is added here, also when it fails in the end
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; the position in the folder then stays before what was not
 *   decided
 *
 * Looks at what is new and decides it for all tasks; blocking. Whatever it tells is written down
 * when it returns, and what was written down before a failure stays. Comes back after
 * %TOCSIN_FEED_SLICE seconds even when there is more to do. A feed makes one pass at a time.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
tocsin_feed_pass (TocsinFeed *self,
                  TocsinMailStore *store,
                  TocsinFolder *folder,
                  GPtrArray *tasks,
                  TocsinFeedResult *result,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GPtrArray) loaded = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  TocsinFeedPass pass;
  gboolean passed;

  g_return_val_if_fail (TOCSIN_IS_FEED (self) && TOCSIN_IS_MAIL_STORE (store), FALSE);
  g_return_val_if_fail (folder != NULL && tasks != NULL && result != NULL, FALSE);

  loaded = load_tasks (self, folder, tasks, error);
  if (loaded == NULL)
    return FALSE;

  zone = g_time_zone_new_local ();
  pass = (TocsinFeedPass){ .store = store,
                           .folder = folder,
                           .tasks = loaded,
                           .zone = zone,
                           .until = end_of_slice (self),
                           .result = result,
                           .cancellable = cancellable };
  begin_pass (self, &pass);
  passed = make_pass (&pass, error);
  g_free (pass.scope);

  return passed;
}

static TocsinTask *
find_task (GPtrArray *tasks, const char *id)
{
  for (guint i = 0; i < tasks->len; i++)
    if (g_str_equal (tocsin_task_get_id (g_ptr_array_index (tasks, i)), id))
      return g_ptr_array_index (tasks, i);

  return NULL;
}

/* The one of before, which knows what came of it so far, unless the journal knows better. */
static TocsinReplay *
take_up (TocsinFeed *self, TocsinReplay *read)
{
  TocsinReplay *known = g_hash_table_lookup (self->replays, read->id);

  if (known != NULL && known->next == read->next)
    return known;

  g_hash_table_replace (self->replays, read->id, tocsin_replay_ref (read));

  return read;
}

static gboolean
pass_folder (
    TocsinFeed *self, TocsinFeedPass *pass, TocsinTask *task, TocsinReplay *replay, GError **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (GPtrArray) loaded = NULL;
  gboolean passed;

  pass->folder = tocsin_replay_get_folder (replay);
  g_ptr_array_add (tasks, task);
  loaded = load_tasks (self, pass->folder, tasks, error);
  if (loaded == NULL)
    return FALSE;

  pass->tasks = loaded;
  begin_pass (self, pass);
  passed = tocsin_feed_replay (pass, g_ptr_array_index (loaded, 0), replay, error);
  g_clear_pointer (&pass->scope, g_free);

  return passed;
}

static gboolean
pass_replay (
    TocsinFeed *self, TocsinFeedPass *pass, TocsinTask *task, TocsinReplay *replay, GError **error)
{
  while (!tocsin_replay_is_through (replay) && !tocsin_feed_pass_is_over (pass))
    if (!pass_folder (self, pass, task, replay, error))
      return FALSE;

  if (pass->is_stale || !tocsin_replay_is_through (replay))
    {
      pass->result->more = TRUE;
      return TRUE;
    }
  g_ptr_array_add (pass->result->replayed, tocsin_replay_ref (replay));
  g_hash_table_remove (self->replays, replay->id);

  return TRUE;
}

/**
 * tocsin_feed_pass_replays:
 * @self: a feed
 * @store: where the mail is
 * @tasks: (element-type TocsinTask): tasks that wait for mail there
 * @result: what came of it is added here, also when it fails in the end
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; what is left is taken up the next time
 *
 * Works off what persons confirmed with tocsin_replay_write() for one of @tasks; blocking. Comes
 * back after %TOCSIN_FEED_SLICE seconds even when there is more to do. Like tocsin_feed_pass(), of
 * which it takes turns.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
tocsin_feed_pass_replays (TocsinFeed *self,
                          TocsinMailStore *store,
                          GPtrArray *tasks,
                          TocsinFeedResult *result,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GPtrArray) replays = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  TocsinFeedPass pass = { 0 };

  g_return_val_if_fail (TOCSIN_IS_FEED (self) && TOCSIN_IS_MAIL_STORE (store), FALSE);
  g_return_val_if_fail (tasks != NULL && result != NULL, FALSE);

  replays = tocsin_replay_list (self->journal, self->connection, error);
  if (replays == NULL)
    return FALSE;

  zone = g_time_zone_new_local ();
  pass = (TocsinFeedPass){ .store = store,
                           .clock = self->clock,
                           .zone = zone,
                           .until = end_of_slice (self),
                           .result = result,
                           .cancellable = cancellable };
  for (guint i = 0; i < replays->len; i++)
    {
      TocsinReplay *replay = take_up (self, g_ptr_array_index (replays, i));
      TocsinTask *task = find_task (tasks, replay->task);

      /* One that is switched off, or waits elsewhere by now, takes it up when it is back. */
      if (task != NULL && !pass_replay (self, &pass, task, replay, error))
        return FALSE;
    }

  return TRUE;
}
