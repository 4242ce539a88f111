/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-private.h"

#include "core/engine/feed-task.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * tocsin_feed_lift_limits:
 * @self: a feed
 *
 * From now on no task pauses beyond its burst-limit: whoever goes through a whole mailbox to see
 * what matches means all of it.
 */
void
tocsin_feed_lift_limits (TocsinFeed *self)
{
  g_return_if_fail (TOCSIN_IS_FEED (self));

  self->unlimited = TRUE;
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

/* mail/CONNECTION/FOLDER/task/ID */
static const char *
get_task (const char *scope)
{
  g_auto (GStrv) levels = g_strsplit (scope, "/", -1);

  return g_strv_length (levels) == 5 && g_str_equal (levels[3], "task") ? strrchr (scope, '/') + 1
                                                                        : NULL;
}

static void
note_pause (GHashTable *paused, const char *task, GVariant *state)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (state);
  guint phase = TOCSIN_FEED_NEW;
  char *reason = NULL;

  g_variant_dict_lookup (&dict, "phase", "u", &phase);
  if (phase != TOCSIN_FEED_PAUSED)
    return;
  if (!g_variant_dict_lookup (&dict, "stopped-by", "s", &reason))
    reason = g_strdup (_ ("more matches at once than its burst-limit; “tocsin task confirm” lets "
                          "it go on"));
  g_hash_table_replace (paused, g_strdup (task), reason);
}

/**
 * tocsin_feed_list_paused:
 * @journal: the engine's memory
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type utf8 utf8): the ids of tasks that paused in a folder and
 *   wait for a person, and why.
 */
GHashTable *
tocsin_feed_list_paused (TocsinJournal *journal, GError **error)
{
  g_autoptr (GHashTable) cursors = tocsin_journal_list_cursors (journal, "mail", error);
  GHashTable *paused;
  GHashTableIter iter;
  gpointer scope, state;

  if (cursors == NULL)
    return NULL;

  paused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, cursors);
  while (g_hash_table_iter_next (&iter, &scope, &state))
    if (get_task (scope) != NULL && g_variant_is_of_type (state, G_VARIANT_TYPE_VARDICT))
      note_pause (paused, get_task (scope), state);

  return paused;
}
