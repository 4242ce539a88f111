/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/replay.h"

#include "core/base/error.h"
#include "core/engine/describe.h"
#include "core/engine/feed-event.h"

#include <glib/gi18n-lib.h>

/* Folders with their messages: id, name, and each message's key and number. */
#define MESSAGES_TYPE "a(ssa(st))"

/* Who, when, and these; as the journal keeps it. */
#define WRITTEN_TYPE "(sx" MESSAGES_TYPE ")"

G_DEFINE_BOXED_TYPE (TocsinReplay, tocsin_replay, tocsin_replay_ref, tocsin_replay_unref)

static TocsinReplay *
replay_new (const char *id, const char *connection, const char *task, gint64 confirmed)
{
  TocsinReplay *self = g_new0 (TocsinReplay, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->connection = g_strdup (connection);
  self->task = g_strdup (task);
  self->confirmed = confirmed;
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  self->events = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->folders =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) tocsin_folder_unref);

  return self;
}

/**
 * tocsin_replay_new:
 * @connection: id of a connection
 * @task: id of a task that waits for mail there
 * @now: microseconds since 1970
 *
 * Returns: (transfer full): a replay of no message yet.
 */
TocsinReplay *
tocsin_replay_new (const char *connection, const char *task, gint64 now)
{
  g_autofree char *id = g_uuid_string_random ();

  g_return_val_if_fail (connection != NULL && task != NULL, NULL);

  return replay_new (id, connection, task, now);
}

/**
 * tocsin_replay_ref:
 * @self: a replay
 *
 * Returns: (transfer full): @self.
 */
TocsinReplay *
tocsin_replay_ref (TocsinReplay *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_replay_unref:
 * @self: (transfer full): a replay
 */
void
tocsin_replay_unref (TocsinReplay *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->folders);
  g_array_unref (self->events);
  g_ptr_array_unref (self->messages);
  g_free (self->task);
  g_free (self->connection);
  g_free (self->id);
  g_free (self);
}

/**
 * tocsin_replay_add:
 * @self: a replay that is not written down yet
 * @folder: a folder of its connection
 * @ref: a message in it
 *
 * Messages of one folder are added one behind the other.
 */
void
tocsin_replay_add (TocsinReplay *self, TocsinFolder *folder, TocsinMessageRef *ref)
{
  g_return_if_fail (self != NULL && folder != NULL && ref != NULL);

  if (!g_hash_table_contains (self->folders, folder->id))
    g_hash_table_insert (self->folders, folder->id, tocsin_folder_ref (folder));
  g_ptr_array_add (self->messages, tocsin_message_ref_ref (ref));
}

static void
add_folder (TocsinReplay *self, const char *id, const char *name, GVariantIter *messages)
{
  g_autoptr (TocsinFolder) folder = tocsin_folder_new (id, name, TOCSIN_FOLDER_ROLE_NONE, TRUE);
  const char *key;
  guint64 uid;

  while (g_variant_iter_next (messages, "(&st)", &key, &uid))
    {
      g_autoptr (TocsinMessageRef) ref = tocsin_message_ref_new (id, key);

      ref->uid = uid;
      tocsin_replay_add (self, folder, ref);
    }
}

static void
add_all (TocsinReplay *self, GVariant *messages)
{
  GVariantIter folders;
  const char *id, *name;
  GVariantIter *iter;

  g_variant_iter_init (&folders, messages);
  while (g_variant_iter_loop (&folders, "(&s&sa(st))", &id, &name, &iter))
    add_folder (self, id, name, iter);
}

/**
 * tocsin_replay_new_from_variant:
 * @connection: id of a connection
 * @task: id of a task that waits for mail there
 * @now: microseconds since 1970
 * @messages: what tocsin_replay_get_messages() gave to whoever asks for it
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): a new replay of these messages.
 */
TocsinReplay *
tocsin_replay_new_from_variant (
    const char *connection, const char *task, gint64 now, GVariant *messages, GError **error)
{
  g_autoptr (TocsinReplay) self = NULL;

  g_return_val_if_fail (g_variant_is_of_type (messages, G_VARIANT_TYPE (MESSAGES_TYPE)), NULL);

  self = tocsin_replay_new (connection, task, now);
  add_all (self, messages);
  if (self->messages->len > 0 && self->messages->len <= TOCSIN_REPLAY_MAX_MESSAGES)
    return g_steal_pointer (&self);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%u messages can't be fired for at once, only 1 to %u"), self->messages->len,
               TOCSIN_REPLAY_MAX_MESSAGES);
  return NULL;
}

static const char *
folder_at (const TocsinReplay *self, guint index)
{
  return ((TocsinMessageRef *) g_ptr_array_index (self->messages, index))->folder;
}

/* How many messages from @index on lie in the same folder. */
static guint
count_run (const TocsinReplay *self, guint index)
{
  guint end = index;

  while (end < self->messages->len && g_str_equal (folder_at (self, end), folder_at (self, index)))
    end++;

  return end - index;
}

/**
 * tocsin_replay_get_messages:
 * @self: a replay
 *
 * Returns: (transfer none): a floating `a(ssa(st))`: folders by id and name, each with the keys and
 *   numbers of its messages.
 */
GVariant *
tocsin_replay_get_messages (const TocsinReplay *self)
{
  GVariantBuilder builder;
  guint run;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE (MESSAGES_TYPE));
  for (guint i = 0; i < self->messages->len; i += run)
    {
      const TocsinFolder *folder = g_hash_table_lookup (self->folders, folder_at (self, i));

      run = count_run (self, i);
      g_variant_builder_open (&builder, G_VARIANT_TYPE ("(ssa(st))"));
      g_variant_builder_add (&builder, "s", folder->id);
      g_variant_builder_add (&builder, "s", folder->name);
      g_variant_builder_open (&builder, G_VARIANT_TYPE ("a(st)"));
      for (guint j = i; j < i + run; j++)
        {
          const TocsinMessageRef *ref = g_ptr_array_index (self->messages, j);

          g_variant_builder_add (&builder, "(st)", ref->key, ref->uid);
        }
      g_variant_builder_close (&builder);
      g_variant_builder_close (&builder);
    }

  return g_variant_builder_end (&builder);
}

/* All replays of a connection that are not worked off. */
static char *
make_folder (const char *connection)
{
  return g_strdup_printf ("replay/%s", connection);
}

static char *
make_scope (const TocsinReplay *self)
{
  return g_strdup_printf ("replay/%s/%s", self->connection, self->id);
}

/* Beside it, so that a long list is not written anew with each step. */
static char *
make_progress_scope (const char *scope)
{
  return g_strconcat (scope, "/next", NULL);
}

/**
 * tocsin_replay_write:
 * @self: a replay that a person has confirmed
 * @journal: the engine's memory
 * @error: one of the storage codes
 *
 * From here on each of its messages fires, sooner or later.
 *
 * Returns: whether it is written down.
 */
gboolean
tocsin_replay_write (const TocsinReplay *self, TocsinJournal *journal, GError **error)
{
  g_autoptr (TocsinJournalBatch) batch = NULL;
  g_autofree char *scope = NULL;

  g_return_val_if_fail (self != NULL && TOCSIN_IS_JOURNAL (journal), FALSE);

  batch = tocsin_journal_batch_new ();
  scope = make_scope (self);
  tocsin_journal_batch_set_cursor (batch, scope,
                                   g_variant_new ("(sx@" MESSAGES_TYPE ")", self->task,
                                                  self->confirmed,
                                                  tocsin_replay_get_messages (self)));

  return tocsin_journal_commit (journal, batch, error);
}

static void
event_free (gpointer event)
{
  if (event != NULL)
    tocsin_journal_event_unref (event);
}

/**
 * tocsin_replay_find_last:
 * @self: a replay
 * @journal: the engine's memory
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinJournalEvent): as long as its messages: the last
 *   event that the task had of each, or %NULL where it never fired.
 */
GPtrArray *
tocsin_replay_find_last (const TocsinReplay *self, TocsinJournal *journal, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) found = NULL;
  g_auto (GStrv) keys = NULL;
  GPtrArray *events;

  g_return_val_if_fail (self != NULL && TOCSIN_IS_JOURNAL (journal), NULL);

  for (guint i = 0; i < self->messages->len; i++)
    {
      g_autofree char *key =
          tocsin_feed_event_key (self->connection, g_ptr_array_index (self->messages, i));

      g_strv_builder_add (builder, key);
    }
  keys = g_strv_builder_end (builder);
  found = tocsin_journal_find_last_rounds (journal, self->task, (const char *const *) keys, error);
  if (found == NULL)
    return NULL;

  events = g_ptr_array_new_with_free_func (event_free);
  for (gsize i = 0; keys[i] != NULL; i++)
    {
      TocsinJournalEvent *event = g_hash_table_lookup (found, keys[i]);

      g_ptr_array_add (events, event != NULL ? tocsin_journal_event_ref (event) : NULL);
    }

  return events;
}

static TocsinReplay *
read_replay (const char *connection, const char *scope, GVariant *value, GVariant *next)
{
  g_autoptr (GVariant) messages = NULL;
  const char *task;
  gint64 confirmed;
  TocsinReplay *self;

  g_variant_get (value, "(&sx@" MESSAGES_TYPE ")", &task, &confirmed, &messages);
  self = replay_new (strrchr (scope, '/') + 1, connection, task, confirmed);
  add_all (self, messages);
  if (next != NULL && g_variant_is_of_type (next, G_VARIANT_TYPE_UINT32))
    self->next = MIN (g_variant_get_uint32 (next), self->messages->len);

  return self;
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const TocsinReplay *first = *(TocsinReplay *const *) a;
  const TocsinReplay *second = *(TocsinReplay *const *) b;

  if (first->confirmed != second->confirmed)
    return first->confirmed < second->confirmed ? -1 : 1;

  return strcmp (first->id, second->id);
}

/**
 * tocsin_replay_list:
 * @journal: the engine's memory
 * @connection: id of a connection
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinReplay): what was confirmed for the connection and
 * is not worked off, oldest first.
 */
GPtrArray *
tocsin_replay_list (TocsinJournal *journal, const char *connection, GError **error)
{
  g_autofree char *folder = make_folder (connection);
  g_autoptr (GHashTable) cursors = tocsin_journal_list_cursors (journal, folder, error);
  GPtrArray *replays;
  GHashTableIter iter;
  gpointer scope, value;

  if (cursors == NULL)
    return NULL;

  replays = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_replay_unref);
  g_hash_table_iter_init (&iter, cursors);
  while (g_hash_table_iter_next (&iter, &scope, &value))
    {
      g_autofree char *progress = make_progress_scope (scope);

      if (g_variant_is_of_type (value, G_VARIANT_TYPE (WRITTEN_TYPE)))
        g_ptr_array_add (replays, read_replay (connection, scope, value,
                                               g_hash_table_lookup (cursors, progress)));
    }
  g_ptr_array_sort (replays, compare_age);

  return replays;
}

/**
 * tocsin_replay_is_through:
 * @self: a replay
 *
 * Returns: whether all of it is worked off.
 */
gboolean
tocsin_replay_is_through (const TocsinReplay *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->next >= self->messages->len;
}

/**
 * tocsin_replay_get_folder:
 * @self: a replay that is not through
 *
 * Returns: (transfer none): the folder of the message that is next.
 */
TocsinFolder *
tocsin_replay_get_folder (const TocsinReplay *self)
{
  g_return_val_if_fail (!tocsin_replay_is_through (self), NULL);

  return g_hash_table_lookup (self->folders, folder_at (self, self->next));
}

/**
 * tocsin_replay_take:
 * @self: a replay that is not through
 * @most: the most messages to take
 *
 * Returns: (transfer full) (element-type TocsinMessageRef): the next messages, of one folder.
 */
GPtrArray *
tocsin_replay_take (const TocsinReplay *self, guint most)
{
  GPtrArray *refs;
  guint count;

  g_return_val_if_fail (!tocsin_replay_is_through (self), NULL);

  refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  count = MIN (count_run (self, self->next), most);
  for (guint i = self->next; i < self->next + count; i++)
    g_ptr_array_add (refs, tocsin_message_ref_ref (g_ptr_array_index (self->messages, i)));

  return refs;
}

/**
 * tocsin_replay_write_progress:
 * @self: a replay
 * @batch: what is written down about its messages
 * @next: how many of them are dealt with by then
 *
 * It is for the caller to set it in @self once that is committed.
 */
void
tocsin_replay_write_progress (const TocsinReplay *self, TocsinJournalBatch *batch, guint next)
{
  g_autofree char *scope = NULL;
  g_autofree char *progress = NULL;

  g_return_if_fail (self != NULL && next <= self->messages->len);

  scope = make_scope (self);
  progress = make_progress_scope (scope);
  if (next == self->messages->len)
    tocsin_journal_batch_forget (batch, scope);
  else
    tocsin_journal_batch_set_cursor (batch, progress, g_variant_new_uint32 (next));
}

/**
 * tocsin_replay_describe:
 * @self: a replay
 *
 * Returns: (transfer none): a floating `a{sv}`: replay, task, confirmed, fired, events, unread,
 * gone, spent, waiting.
 */
GVariant *
tocsin_replay_describe (const TocsinReplay *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  tocsin_describe_string (&dict, "replay", self->id);
  tocsin_describe_string (&dict, "task", self->task);
  tocsin_describe_time (&dict, "confirmed", self->confirmed);
  g_variant_dict_insert (&dict, "fired", "u", self->events->len - self->unread);
  g_variant_dict_insert_value (&dict, "events",
                               g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, self->events->data,
                                                          self->events->len, sizeof (gint64)));
  g_variant_dict_insert (&dict, "unread", "u", self->unread);
  g_variant_dict_insert (&dict, "gone", "u", self->gone);
  g_variant_dict_insert (&dict, "spent", "u", self->spent);
  g_variant_dict_insert (&dict, "waiting", "u", self->messages->len - self->next);

  return g_variant_dict_end (&dict);
}
