/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed.h"

#include "core/engine/feed-pass.h"
#include "core/engine/feed-steps.h"
#include "core/plugin/connection.h"

struct _TocsinFeed
{
  GObject parent_instance;

  char *connection;
  TocsinJournal *journal;
  TocsinSpool *spool;
  TocsinClock *clock;
  GHashTable *tries;
  GHashTable *bursts;

  GMutex lock; /* guards the rest */
  GHashTable *current;
};

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

/**
 * tocsin_feed_scope:
 * @connection: id of a connection
 * @folder: id of a folder
 *
 * Returns: (transfer full): what the journal calls the folder. What a folder's name may hold can
 *   not reach beyond it.
 */
char *
tocsin_feed_scope (const char *connection, const char *folder)
{
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (connection != NULL && folder != NULL, NULL);

  escaped = g_uri_escape_string (folder, NULL, FALSE);

  return g_strdup_printf ("mail/%s/%s", connection, escaped);
}

/**
 * tocsin_feed_is_remembered:
 * @journal: the engine's memory
 * @connection: an id
 * @remembered: (out): whether mail was ever looked for on a connection with that id
 * @error: one of the storage codes
 *
 * Returns: whether @remembered was set.
 */
gboolean
tocsin_feed_is_remembered (TocsinJournal *journal,
                           const char *connection,
                           gboolean *remembered,
                           GError **error)
{
  g_autofree char *folder = g_strconcat ("mail/", connection, NULL);

  return tocsin_journal_has_cursors (journal, folder, remembered, error);
}

/* The folders with the moments that count as "now" there. Those that were known keep theirs; those
 * that the task has just been told to look into, too, are there since now. */
static GVariant *
make_admission (
    TocsinTask *task, GPtrArray *folders, const char *globs, GVariant *known, gint64 now)
{
  gint64 enabled_since = tocsin_feed_enabled_since (task);
  gint64 since = known == NULL && enabled_since > 0 ? enabled_since : now;
  g_auto (GVariantDict) seen = G_VARIANT_DICT_INIT (NULL);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *id;
  gint64 begun;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sx}"));
  if (known != NULL)
    g_variant_iter_init (&iter, known);
  while (known != NULL && g_variant_iter_next (&iter, "{&sx}", &id, &begun))
    {
      g_variant_builder_add (&builder, "{sx}", id, begun);
      g_variant_dict_insert (&seen, id, "x", begun);
    }
  for (guint i = 0; i < folders->len; i++)
    {
      const TocsinFolder *folder = g_ptr_array_index (folders, i);

      if (!g_variant_dict_contains (&seen, folder->id))
        g_variant_builder_add (&builder, "{sx}", folder->id, since);
    }

  return g_variant_new ("(xs@a{sx})", enabled_since, globs, g_variant_builder_end (&builder));
}

/**
 * tocsin_feed_admit:
 * @self: a feed
 * @task: a task
 * @folders: (element-type TocsinFolder): the folders that its globs mean at the moment
 * @error: one of the storage codes
 *
 * To be called whenever the folders were listed, before they are passed over. Remembers which of
 * them were there when the task began, or began to look into them: the task's `start` is for these.
 * A folder that appears later begins at its first message.
 *
 * Returns: whether that is written down.
 */
gboolean
tocsin_feed_admit (TocsinFeed *self, TocsinTask *task, GPtrArray *folders, GError **error)
{
  g_autofree char *scope = NULL;
  g_autofree char *globs = NULL;
  g_autoptr (GVariant) mark = NULL;
  g_autoptr (GVariant) known = NULL;
  g_autoptr (TocsinJournalBatch) batch = NULL;
  const char *old_globs = "";
  gint64 enabled_since = 0;

  g_return_val_if_fail (TOCSIN_IS_FEED (self) && TOCSIN_IS_TASK (task), FALSE);
  g_return_val_if_fail (folders != NULL, FALSE);

  scope = tocsin_feed_admission_scope (self->connection, tocsin_task_get_id (task));
  globs = g_strjoinv ("\n", tocsin_task_get_mail_rule (task)->folders);
  if (!tocsin_journal_get_cursor (self->journal, scope, &mark, error))
    return FALSE;
  if (mark != NULL && g_variant_is_of_type (mark, G_VARIANT_TYPE ("(xsa{sx})")))
    g_variant_get (mark, "(x&s@a{sx})", &enabled_since, &old_globs, &known);
  if (known != NULL && enabled_since != tocsin_feed_enabled_since (task))
    g_clear_pointer (&known, g_variant_unref);
  if (known != NULL && g_str_equal (old_globs, globs))
    return TRUE;

  batch = tocsin_journal_batch_new ();
  tocsin_journal_batch_set_cursor (
      batch, scope,
      make_admission (task, folders, globs, known, tocsin_clock_get_real (self->clock)));

  return tocsin_journal_commit (self->journal, batch, error);
}

/**
 * tocsin_feed_confirm:
 * @journal: the engine's memory
 * @task: id of a task that paused because it went beyond its burst-limit
 * @now: microseconds since 1970
 * @error: one of the storage codes
 *
 * A person says that so many are meant: with the next pass the task goes on where it paused, in all
 * of its folders.
 *
 * Returns: whether that is written down.
 */
gboolean
tocsin_feed_confirm (TocsinJournal *journal, const char *task, gint64 now, GError **error)
{
  g_autoptr (TocsinJournalBatch) batch = NULL;
  g_autofree char *scope = NULL;

  g_return_val_if_fail (TOCSIN_IS_JOURNAL (journal) && task != NULL, FALSE);

  batch = tocsin_journal_batch_new ();
  scope = tocsin_feed_confirm_scope (task);
  tocsin_journal_batch_set_cursor (batch, scope, g_variant_new_int64 (now));

  return tocsin_journal_commit (journal, batch, error);
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
  g_autofree char *scope = NULL;
  TocsinFeedPass pass = { 0 };

  g_return_val_if_fail (TOCSIN_IS_FEED (self) && TOCSIN_IS_MAIL_STORE (store), FALSE);
  g_return_val_if_fail (folder != NULL && tasks != NULL && result != NULL, FALSE);

  loaded = load_tasks (self, folder, tasks, error);
  if (loaded == NULL)
    return FALSE;

  zone = g_time_zone_new_local ();
  scope = tocsin_feed_scope (self->connection, folder->id);
  pass = (TocsinFeedPass){
    .feed = self,
    .connection = self->connection,
    .journal = self->journal,
    .spool = self->spool,
    .clock = self->clock,
    .store = store,
    .folder = folder,
    .tasks = loaded,
    .scope = scope,
    .max_size = get_max_size (store),
    .zone = zone,
    .until = tocsin_clock_get_monotonic (self->clock) + TOCSIN_FEED_SLICE * G_USEC_PER_SEC,
    .tries = self->tries,
    .bursts = self->bursts,
    .result = result,
    .cancellable = cancellable,
  };

  return make_pass (&pass, error);
}
