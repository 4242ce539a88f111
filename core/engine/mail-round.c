/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/mail-round.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
place_free (gpointer data)
{
  TocsinMailPlace *self = data;

  tocsin_folder_unref (self->folder);
  g_ptr_array_unref (self->tasks);
  g_free (self);
}

/**
 * tocsin_mail_round_new: (skip)
 * @host: where the connection comes from
 * @connection: its id
 * @feed: what looks into a folder
 * @tasks: (element-type TocsinTask): all tasks, in their order
 * @due: (transfer full) (element-type TocsinTask TocsinTask): those that look now in any case
 *
 * Returns: (transfer full): a round.
 */
TocsinMailRound *
tocsin_mail_round_new (
    TocsinHost *host, const char *connection, TocsinFeed *feed, GPtrArray *tasks, GHashTable *due)
{
  TocsinMailRound *self = g_new0 (TocsinMailRound, 1);

  self->host = g_object_ref (host);
  self->connection = g_strdup (connection);
  self->feed = g_object_ref (feed);
  self->tasks = g_ptr_array_ref (tasks);
  self->due = due;
  self->troubles =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_error_free);
  self->fired = g_ptr_array_new_with_free_func (g_free);
  self->paused = g_ptr_array_new_with_free_func (g_free);
  self->replayed = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_replay_unref);

  return self;
}

/**
 * tocsin_mail_round_free: (skip)
 * @self: (transfer full): a round; a watch still in it is closed
 */
void
tocsin_mail_round_free (TocsinMailRound *self)
{
  if (self->watch != NULL)
    tocsin_watch_close (self->watch);
  g_clear_object (&self->watch);
  g_object_unref (self->host);
  g_free (self->connection);
  g_object_unref (self->feed);
  g_ptr_array_unref (self->tasks);
  g_hash_table_unref (self->due);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_hash_table_unref (self->troubles);
  g_ptr_array_unref (self->fired);
  g_ptr_array_unref (self->paused);
  g_ptr_array_unref (self->replayed);
  g_free (self);
}

static TocsinMailStore *
open_store (TocsinMailRound *self, GError **error)
{
  g_autoptr (TocsinConnection) connection =
      tocsin_host_get_connection (self->host, self->connection, error);

  if (connection == NULL)
    return NULL;
  if (TOCSIN_IS_MAIL_STORE (connection))
    return TOCSIN_MAIL_STORE (g_steal_pointer (&connection));

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("connection “%s” holds no mail: its protocol only sends"), self->connection);
  return NULL;
}

static gboolean
is_pattern (const char *glob)
{
  return strpbrk (glob, "*?") != NULL;
}

static const char *
nearest_name (GPtrArray *folders, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < folders->len; i++)
    g_ptr_array_add (names, ((TocsinFolder *) g_ptr_array_index (folders, i))->name);
  g_ptr_array_add (names, NULL);

  return tocsin_text_nearest (name, (const char *const *) names->pdata);
}

/* A pattern may match nothing today and something tomorrow; a name that is spelt out is missed. */
static void
note_missing (TocsinMailRound *self, GPtrArray *folders, const char *name)
{
  const char *nearest = nearest_name (folders, name);
  GError *error;

  if (is_pattern (name))
    return;
  error =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING, _ ("there is no folder “%s”"), name);
  if (nearest != NULL)
    tocsin_error_set_hint (error, _ ("Did you mean “%s”? Set trigger.folders."), nearest);
  g_hash_table_insert (self->troubles, g_strdup (name), error);
}

static GPtrArray *
choose_folders (TocsinMailRound *self, GPtrArray *folders, TocsinTask *task)
{
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (task);
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);

  for (gsize i = 0; rule->folders[i] != NULL; i++)
    {
      guint before = chosen->len;

      for (guint j = 0; j < folders->len; j++)
        {
          TocsinFolder *folder = g_ptr_array_index (folders, j);

          if (folder->selectable && tocsin_folder_matches (folder, rule->folders[i])
              && !g_ptr_array_find (chosen, folder, NULL))
            g_ptr_array_add (chosen, tocsin_folder_ref (folder));
        }
      if (chosen->len == before)
        note_missing (self, folders, rule->folders[i]);
    }

  return chosen;
}

static TocsinMailPlace *
find_place (GPtrArray *places, TocsinFolder *folder)
{
  for (guint i = 0; i < places->len; i++)
    {
      TocsinMailPlace *place = g_ptr_array_index (places, i);

      if (g_str_equal (place->folder->id, folder->id))
        return place;
    }

  return NULL;
}

static void
add_task_to_place (GPtrArray *places, TocsinFolder *folder, TocsinTask *task)
{
  TocsinMailPlace *place = find_place (places, folder);

  if (place == NULL)
    {
      place = g_new0 (TocsinMailPlace, 1);
      place->folder = tocsin_folder_ref (folder);
      place->tasks = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (places, place);
    }
  g_ptr_array_add (place->tasks, g_object_ref (task));
  if (g_str_equal (tocsin_task_get_mail_rule (task)->check, "push"))
    place->pushed = TRUE;
}

static gboolean
place_task (
    TocsinMailRound *self, GPtrArray *places, GPtrArray *folders, TocsinTask *task, GError **error)
{
  g_autoptr (GPtrArray) chosen = choose_folders (self, folders, task);

  if (!tocsin_feed_admit (self->feed, task, chosen, error))
    return FALSE;
  for (guint i = 0; i < chosen->len; i++)
    add_task_to_place (places, g_ptr_array_index (chosen, i), task);

  return TRUE;
}

static gboolean
list_places (TocsinMailRound *self,
             TocsinMailStore *store,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GPtrArray) folders = tocsin_mail_store_list_folders (store, cancellable, error);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (place_free);

  if (folders == NULL)
    return FALSE;
  for (guint i = 0; i < self->tasks->len; i++)
    if (!place_task (self, places, folders, g_ptr_array_index (self->tasks, i), error))
      return FALSE;

  g_clear_pointer (&self->places, g_ptr_array_unref);
  self->places = g_steal_pointer (&places);

  return TRUE;
}

/**
 * tocsin_mail_round_list_pushed: (skip)
 * @places: (element-type TocsinMailPlace): folders
 *
 * Returns: (transfer full): the ids of those whose tasks wait for the server to speak.
 */
GStrv
tocsin_mail_round_list_pushed (GPtrArray *places)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < places->len; i++)
    {
      TocsinMailPlace *place = g_ptr_array_index (places, i);

      if (place->pushed)
        g_strv_builder_add (ids, place->folder->id);
    }

  return g_strv_builder_end (ids);
}

/* Opened before the folders are looked into, so that what comes meanwhile is announced. */
static gboolean
open_watch (TocsinMailRound *self,
            TocsinMailStore *store,
            GCancellable *cancellable,
            GError **error)
{
  g_auto (GStrv) folders = tocsin_mail_round_list_pushed (self->places);
  g_autoptr (GError) local_error = NULL;

  self->can_watch = tocsin_mail_store_can_watch (store);
  if (!self->can_watch || folders[0] == NULL)
    return TRUE;

  self->watch =
      tocsin_mail_store_watch (store, (const char *const *) folders, cancellable, &local_error);
  if (self->watch != NULL)
    return TRUE;
  if (g_error_matches (local_error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED))
    {
      self->can_watch = FALSE;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* Trouble that one folder can cause, and that leaves the others unharmed. */
static gboolean
is_folder_trouble (const GError *error)
{
  static const TocsinError codes[] = { TOCSIN_ERROR_MAILBOX_MISSING,
                                       TOCSIN_ERROR_MAILBOX_NO_PERMISSION, TOCSIN_ERROR_SERVER_NO,
                                       TOCSIN_ERROR_SERVER_BAD };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, TOCSIN_ERROR, codes[i]))
      return TRUE;

  return FALSE;
}

/* Where only one folder can be watched, it is the first; the others are looked after now and then.
 */
static gboolean
is_hot (TocsinMailRound *self, const TocsinMailPlace *place)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      const TocsinMailPlace *other = g_ptr_array_index (self->places, i);

      if (other->pushed)
        return other == place;
    }

  return FALSE;
}

static void
take_result (TocsinMailRound *self, TocsinFeedResult *result)
{
  self->seen += result->seen;
  self->matched += result->matched;
  self->more = self->more || result->more;
  for (guint i = 0; i < result->fired->len; i++)
    g_ptr_array_add (self->fired, g_strdup (g_ptr_array_index (result->fired, i)));
  for (guint i = 0; i < result->paused->len; i++)
    g_ptr_array_add (self->paused, g_strdup (g_ptr_array_index (result->paused, i)));
  for (guint i = 0; i < result->replayed->len; i++)
    g_ptr_array_add (self->replayed, tocsin_replay_ref (g_ptr_array_index (result->replayed, i)));
}

/* A folder that is missing or closed to us keeps nobody from the others. */
static gboolean
look_into (TocsinMailRound *self,
           TocsinMailStore *store,
           TocsinMailPlace *place,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (TocsinFeedResult) result = tocsin_feed_result_new ();
  g_autoptr (GError) local_error = NULL;
  gboolean passed = tocsin_feed_pass (self->feed, store, place->folder, place->tasks, result,
                                      cancellable, &local_error);

  take_result (self, result);
  if (is_hot (self, place))
    self->unannounced += result->arrived;
  if (passed)
    {
      self->looked++;
      return TRUE;
    }
  if (is_folder_trouble (local_error))
    {
      g_hash_table_insert (self->troubles, g_strdup (place->folder->name),
                           g_steal_pointer (&local_error));
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* Behind the new mail, which nothing old may hold up. A folder that is closed to us keeps what is
 * to be fired there until it is open again. */
static gboolean
work_off_replays (TocsinMailRound *self,
                  TocsinMailStore *store,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (TocsinFeedResult) result = tocsin_feed_result_new ();
  g_autoptr (GError) local_error = NULL;
  gboolean passed =
      tocsin_feed_pass_replays (self->feed, store, self->tasks, result, cancellable, &local_error);

  take_result (self, result);
  if (passed)
    return TRUE;
  if (is_folder_trouble (local_error))
    {
      g_hash_table_insert (self->troubles, g_strdup (_ ("mail to be fired for again")),
                           g_steal_pointer (&local_error));
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static gboolean
is_concerned (TocsinMailRound *self, TocsinMailPlace *place, GStrv announced)
{
  for (guint i = 0; i < place->tasks->len; i++)
    if (g_hash_table_contains (self->due, g_ptr_array_index (place->tasks, i)))
      return TRUE;

  return place->pushed && announced != NULL
         && g_strv_contains ((const char *const *) announced, place->folder->id);
}

/* Where no folder at all could be looked into, the look has not succeeded. */
static gboolean
require_one (TocsinMailRound *self, GError **error)
{
  GHashTableIter iter;
  gpointer trouble;

  g_hash_table_iter_init (&iter, self->troubles);
  if (self->looked > 0 || !g_hash_table_iter_next (&iter, NULL, &trouble))
    return TRUE;

  g_propagate_error (error, g_error_copy (trouble));
  return FALSE;
}

static gboolean
look_into_all (TocsinMailRound *self,
               TocsinMailStore *store,
               GStrv announced,
               GCancellable *cancellable,
               GError **error)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      TocsinMailPlace *place = g_ptr_array_index (self->places, i);

      if (is_concerned (self, place, announced)
          && !look_into (self, store, place, cancellable, error))
        return FALSE;
    }

  return require_one (self, error);
}

static GStrv
list_folders (TocsinMailRound *self)
{
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();

  for (guint i = 0; self->places != NULL && i < self->places->len; i++)
    {
      TocsinMailPlace *place = g_ptr_array_index (self->places, i);

      g_strv_builder_add (folders, place->folder->id);
    }

  return g_strv_builder_end (folders);
}

/* A watch may end with the token it has signed in with; that is no trouble, but the time to begin
 * another and to look everywhere. */
static gboolean
resume_watch (TocsinMailRound *self, GStrv *announced, GCancellable *cancellable, GError **error)
{
  GError *reason = NULL;

  self->can_watch = TRUE;
  if (tocsin_watch_resume (self->watch, announced, cancellable, &reason))
    {
      self->announced = (*announced)[0] != NULL;
      self->relist = tocsin_watch_take_list_changed (self->watch) || self->relist;
      return TRUE;
    }
  if (!g_error_matches (reason, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_EXPIRED))
    {
      g_propagate_error (error, reason);
      return FALSE;
    }

  g_error_free (reason);
  g_clear_object (&self->watch);
  self->want_watch = TRUE;
  *announced = list_folders (self);
  return TRUE;
}

static gboolean
run (TocsinMailRound *self, TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) announced = NULL;

  if (self->watch != NULL && !resume_watch (self, &announced, cancellable, error))
    return FALSE;
  if ((self->places == NULL || self->relist) && !list_places (self, store, cancellable, error))
    return FALSE;
  if (self->watch == NULL && self->want_watch && !open_watch (self, store, cancellable, error))
    return FALSE;

  return look_into_all (self, store, announced, cancellable, error)
         && work_off_replays (self, store, cancellable, error);
}

/**
 * tocsin_mail_round_run: (skip)
 * @self: a round
 * @cancellable: (nullable): to stop it
 * @error: where to put why the connection can't be worked with
 *
 * Blocking. After a failure the watch is of no more use; what was found before is written down and
 * in @self all the same.
 *
 * Returns: whether everything that was asked for has been looked at.
 */
gboolean
tocsin_mail_round_run (TocsinMailRound *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinMailStore) store = open_store (self, error);
  gboolean passed;

  if (store == NULL)
    return FALSE;

  passed = run (self, store, cancellable, error);
  if (!passed || !self->more)
    self->pause = tocsin_mail_store_rest (store, cancellable);

  return passed;
}
