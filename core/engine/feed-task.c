/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-task.h"

#include "core/engine/feed.h"

/**
 * tocsin_feed_enabled_since: (skip)
 * @task: a task
 *
 * Returns: when it was switched on, microseconds since 1970; 0 when its settings do not tell.
 */
gint64
tocsin_feed_enabled_since (TocsinTask *task)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_task_get_settings (task));

  return (gint64) MIN (tocsin_snapshot_get_uint64 (settings, "enabled-since"), G_MAXINT64);
}

/**
 * tocsin_feed_admission_scope: (skip)
 * @connection: id of a connection
 * @task: id of a task
 *
 * Returns: (transfer full): where the journal keeps which folders were there when the task began.
 */
char *
tocsin_feed_admission_scope (const char *connection, const char *task)
{
  return g_strdup_printf ("mail-tasks/%s/%s", connection, task);
}

/**
 * tocsin_feed_confirm_scope: (skip)
 * @task: id of a task
 *
 * Returns: (transfer full): where the journal keeps when a person last let the task go on.
 */
char *
tocsin_feed_confirm_scope (const char *task)
{
  return g_strdup_printf ("mail-confirmed/%s", task);
}

/* What decides: when it changes, what was decided before stays so. */
static char *
make_rule_text (const TocsinMailRule *rule)
{
  g_autofree char *query = rule->query != NULL ? tocsin_query_to_string (rule->query) : NULL;

  return g_strdup_printf ("%s\n%s", rule->each ? "each" : "once", query != NULL ? query : "");
}

static void
read_place (GVariantDict *dict, const char *key_name, const char *uid_name, TocsinFeedPlace *place)
{
  g_variant_dict_lookup (dict, key_name, "s", &place->key);
  g_variant_dict_lookup (dict, uid_name, "t", &place->uid);
}

static void
read_state (TocsinFeedTask *self, GVariantDict *dict)
{
  g_autofree char *rule_text = NULL;
  guint phase = TOCSIN_FEED_NEW;

  g_variant_dict_lookup (dict, "phase", "u", &phase);
  self->phase = phase <= TOCSIN_FEED_BEHIND ? (TocsinFeedPhase) phase : TOCSIN_FEED_NEW;
  g_variant_dict_lookup (dict, "visiting", "b", &self->visiting);
  g_variant_dict_lookup (dict, "from-start", "b", &self->from_start);
  g_variant_dict_lookup (dict, "noted", "b", &self->noted);
  g_variant_dict_lookup (dict, "confirmed", "b", &self->confirmed);
  g_variant_dict_lookup (dict, "since", "x", &self->since);
  g_variant_dict_lookup (dict, "decided-since", "x", &self->decided_since);
  g_variant_dict_lookup (dict, "paused-at", "x", &self->paused_at);
  g_variant_dict_lookup (dict, "timeouts", "u", &self->timeouts);
  g_variant_dict_lookup (dict, "stopped-by", "s", &self->stopped_by);
  read_place (dict, "done-key", "done-uid", &self->done);
  read_place (dict, "first-key", "first-uid", &self->first);
  self->cursor = g_variant_dict_lookup_value (dict, "cursor", NULL);
  if (self->cursor != NULL && g_variant_is_of_type (self->cursor, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) boxed = g_steal_pointer (&self->cursor);

      self->cursor = g_variant_get_variant (boxed);
    }
  g_variant_dict_lookup (dict, "rule", "s", &rule_text);
  if (g_strcmp0 (rule_text, self->rule_text) != 0)
    self->noted = FALSE;
}

static gboolean
rule_has_changed (const TocsinFeedTask *self, GVariantDict *dict)
{
  g_autofree char *rule_text = NULL;

  g_variant_dict_lookup (dict, "rule", "s", &rule_text);

  return g_strcmp0 (rule_text, self->rule_text) != 0;
}

/* What was there when the task began is looked at by its `start`; a folder that appeared later
 * begins at its first message. Without an admission the folder counts as there. */
static gboolean
read_admission (TocsinFeedTask *self,
                TocsinJournal *journal,
                const char *connection,
                TocsinFolder *folder,
                gint64 now,
                GError **error)
{
  g_autofree char *scope = tocsin_feed_admission_scope (connection, self->id);
  g_autoptr (GVariant) mark = NULL;
  g_autoptr (GVariant) folders = NULL;
  gint64 enabled_since = 0;

  if (!tocsin_journal_get_cursor (journal, scope, &mark, error))
    return FALSE;

  self->since = self->enabled_since > 0 ? self->enabled_since : now;
  if (mark == NULL || !g_variant_is_of_type (mark, G_VARIANT_TYPE ("(xsa{sx})")))
    return TRUE;

  g_variant_get (mark, "(xs@a{sx})", &enabled_since, NULL, &folders);
  if (enabled_since == self->enabled_since
      && !g_variant_lookup (folders, folder->id, "x", &self->since))
    self->from_start = TRUE;

  return TRUE;
}

static void
go_on (TocsinFeedTask *self)
{
  self->phase = TOCSIN_FEED_BEHIND;
  self->timeouts = 0;
  g_clear_pointer (&self->stopped_by, g_free);
}

static gboolean
read_confirmation (TocsinFeedTask *self, TocsinJournal *journal, GError **error)
{
  g_autofree char *scope = tocsin_feed_confirm_scope (self->id);
  g_autoptr (GVariant) confirmed = NULL;

  if (!tocsin_journal_get_cursor (journal, scope, &confirmed, error))
    return FALSE;
  if (confirmed == NULL || !g_variant_is_of_type (confirmed, G_VARIANT_TYPE_INT64)
      || g_variant_get_int64 (confirmed) < self->paused_at)
    return TRUE;

  go_on (self);
  self->confirmed = TRUE;

  return TRUE;
}

static gboolean
load_state (TocsinFeedTask *self,
            TocsinJournal *journal,
            const char *connection,
            TocsinFolder *folder,
            gint64 now,
            GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  gint64 enabled_since = 0;

  if (!tocsin_journal_get_cursor (journal, self->scope, &self->saved, error))
    return FALSE;
  if (self->saved == NULL || !g_variant_is_of_type (self->saved, G_VARIANT_TYPE_VARDICT))
    return read_admission (self, journal, connection, folder, now, error);

  g_variant_dict_clear (&dict);
  g_variant_dict_init (&dict, self->saved);
  g_variant_dict_lookup (&dict, "enabled-since", "x", &enabled_since);
  if (enabled_since != self->enabled_since)
    return read_admission (self, journal, connection, folder, now, error);

  read_state (self, &dict);
  if (rule_has_changed (self, &dict))
    {
      self->decided_since = now;
      self->timeouts = 0;
      /* The pattern that was too slow is another now: whoever changed it wants to see it work. */
      if (self->phase == TOCSIN_FEED_PAUSED && self->stopped_by != NULL)
        go_on (self);
    }
  if (self->phase == TOCSIN_FEED_PAUSED)
    return read_confirmation (self, journal, error);

  return TRUE;
}

/**
 * tocsin_feed_task_load: (skip)
 * @journal: the engine's memory
 * @connection: id of the connection
 * @folder: the folder
 * @task: a task that waits for mail there
 * @now: microseconds since 1970
 * @error: one of the storage codes
 *
 * Returns: (transfer full): the task as it stands in the folder.
 */
TocsinFeedTask *
tocsin_feed_task_load (TocsinJournal *journal,
                       const char *connection,
                       TocsinFolder *folder,
                       TocsinTask *task,
                       gint64 now,
                       GError **error)
{
  g_autoptr (TocsinFeedTask) self = g_new0 (TocsinFeedTask, 1);
  g_autofree char *folder_scope = tocsin_feed_scope (connection, folder->id);

  self->task = g_object_ref (task);
  self->rule = tocsin_task_get_mail_rule (task);
  self->id = tocsin_task_get_id (task);
  self->scope = g_strdup_printf ("%s/task/%s", folder_scope, self->id);
  self->rule_text = make_rule_text (self->rule);
  self->enabled_since = tocsin_feed_enabled_since (task);
  if (!load_state (self, journal, connection, folder, now, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tocsin_feed_task_free: (skip)
 * @self: (transfer full): a task in a folder
 */
void
tocsin_feed_task_free (TocsinFeedTask *self)
{
  g_clear_object (&self->task);
  g_clear_pointer (&self->cursor, g_variant_unref);
  g_clear_pointer (&self->saved, g_variant_unref);
  g_free (self->done.key);
  g_free (self->first.key);
  g_free (self->scope);
  g_free (self->rule_text);
  g_free (self->stopped_by);
  g_free (self);
}

/**
 * tocsin_feed_task_join: (skip)
 * @self: a task in a folder
 * @now: microseconds since 1970
 *
 * From here on it shares the folder's cursor. A new one has its first visit before it; one that was
 * behind is level.
 */
void
tocsin_feed_task_join (TocsinFeedTask *self, gint64 now)
{
  if (self->phase == TOCSIN_FEED_NEW)
    {
      self->visiting = TRUE;
      self->noted = !self->rule->each;
      /* With `all` every message is examined, so nothing is ever taken for old. */
      self->decided_since =
          tocsin_feed_task_get_start (self) == TOCSIN_MAIL_START_ALL ? 0 : MIN (self->since, now);
    }
  self->phase = TOCSIN_FEED_JOINED;
  g_clear_pointer (&self->cursor, g_variant_unref);
}

/**
 * tocsin_feed_task_pause: (skip)
 * @self: a task in a folder
 * @cursor: (nullable): where the messages begin that it would have fired for
 * @now: microseconds since 1970
 */
void
tocsin_feed_task_pause (TocsinFeedTask *self, GVariant *cursor, gint64 now)
{
  g_autoptr (GVariant) kept = cursor != NULL ? g_variant_ref (cursor) : NULL;

  g_clear_pointer (&self->cursor, g_variant_unref);
  self->cursor = g_steal_pointer (&kept);
  self->phase = TOCSIN_FEED_PAUSED;
  self->paused_at = now;
  self->confirmed = FALSE;
}

/**
 * tocsin_feed_task_stop: (skip)
 * @self: a task in a folder
 * @cursor: (nullable): where the messages begin that it could not decide
 * @now: microseconds since 1970
 * @trouble: why it could not
 *
 * Pauses it until its query is another, or a person says that it may go on.
 */
void
tocsin_feed_task_stop (TocsinFeedTask *self, GVariant *cursor, gint64 now, const GError *trouble)
{
  tocsin_feed_task_pause (self, cursor, now);
  g_free (self->stopped_by);
  self->stopped_by = g_utf8_make_valid (trouble->message, -1);
}

static void
write_place (GVariantDict *dict,
             const char *key_name,
             const char *uid_name,
             const TocsinFeedPlace *place)
{
  if (place->key == NULL)
    return;

  g_variant_dict_insert (dict, key_name, "s", place->key);
  g_variant_dict_insert (dict, uid_name, "t", place->uid);
}

static GVariant *
write_state (const TocsinFeedTask *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "phase", "u", (guint) self->phase);
  g_variant_dict_insert (&dict, "visiting", "b", self->visiting);
  g_variant_dict_insert (&dict, "from-start", "b", self->from_start);
  g_variant_dict_insert (&dict, "noted", "b", self->noted);
  g_variant_dict_insert (&dict, "confirmed", "b", self->confirmed);
  g_variant_dict_insert (&dict, "enabled-since", "x", self->enabled_since);
  g_variant_dict_insert (&dict, "since", "x", self->since);
  g_variant_dict_insert (&dict, "decided-since", "x", self->decided_since);
  g_variant_dict_insert (&dict, "paused-at", "x", self->paused_at);
  if (self->timeouts > 0)
    g_variant_dict_insert (&dict, "timeouts", "u", self->timeouts);
  if (self->stopped_by != NULL)
    g_variant_dict_insert (&dict, "stopped-by", "s", self->stopped_by);
  g_variant_dict_insert (&dict, "rule", "s", self->rule_text);
  write_place (&dict, "done-key", "done-uid", &self->done);
  write_place (&dict, "first-key", "first-uid", &self->first);
  if (self->cursor != NULL)
    g_variant_dict_insert (&dict, "cursor", "v", self->cursor);

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* The order of a dictionary's entries is anybody's guess. */
static gboolean
is_same_state (GVariant *a, GVariant *b)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  if (a == NULL || !g_variant_is_of_type (a, G_VARIANT_TYPE_VARDICT)
      || g_variant_n_children (a) != g_variant_n_children (b))
    return FALSE;

  g_variant_iter_init (&iter, b);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      g_autoptr (GVariant) mine = g_steal_pointer (&value);
      g_autoptr (GVariant) other = g_variant_lookup_value (a, key, NULL);

      if (other == NULL || !g_variant_equal (mine, other))
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_feed_task_save: (skip)
 * @self: a task in a folder
 * @batch: where to write it
 *
 * Writes it down, if it is not what the journal holds already.
 */
void
tocsin_feed_task_save (TocsinFeedTask *self, TocsinJournalBatch *batch)
{
  g_autoptr (GVariant) state = write_state (self);

  if (self->phase == TOCSIN_FEED_NEW || is_same_state (self->saved, state))
    return;

  tocsin_journal_batch_set_cursor (batch, self->scope, state);
  g_clear_pointer (&self->saved, g_variant_unref);
  self->saved = g_steal_pointer (&state);
}

/**
 * tocsin_feed_task_set_place: (skip)
 * @place: a place
 * @ref: the message it is to be
 */
void
tocsin_feed_task_set_place (TocsinFeedPlace *place, const TocsinMessageRef *ref)
{
  g_free (place->key);
  place->key = g_strdup (ref->key);
  place->uid = ref->uid;
}

/**
 * tocsin_feed_task_get_start: (skip)
 * @self: a task in a folder
 *
 * Returns: what its first visit there fires for.
 */
TocsinMailStart
tocsin_feed_task_get_start (const TocsinFeedTask *self)
{
  return self->from_start ? TOCSIN_MAIL_START_ALL : self->rule->start;
}

/* Servers tell the second, not more: a message of the same second counts. So does one of which
 * nobody knows when it came: better one too many than one lost. */
static gboolean
is_received_since (TocsinMessage *message, gint64 since)
{
  gint64 received = tocsin_message_get_received (message);

  if (received == 0 && tocsin_message_get_date (message) != NULL)
    received = g_date_time_to_unix (tocsin_message_get_date (message)) * G_USEC_PER_SEC;

  return received == 0 || received >= since - since % G_USEC_PER_SEC;
}

/**
 * tocsin_feed_task_selects: (skip)
 * @self: a task in a folder
 * @message: a message that was there when it began, with its flags and headers
 *
 * Returns: whether the first visit is to look at it. Which are the newest is not to be seen by
 *   looking at one message: then all are selected.
 */
gboolean
tocsin_feed_task_selects (const TocsinFeedTask *self, TocsinMessage *message)
{
  switch (tocsin_feed_task_get_start (self))
    {
    case TOCSIN_MAIL_START_NOW:
      return is_received_since (message, self->since);
    case TOCSIN_MAIL_START_UNREAD:
      return (tocsin_message_get_flags (message) & TOCSIN_MESSAGE_FLAGS_SEEN) == 0;
    case TOCSIN_MAIL_START_SINCE:
      return is_received_since (message, self->rule->start_value * G_USEC_PER_SEC);
    case TOCSIN_MAIL_START_ALL:
    case TOCSIN_MAIL_START_LAST:
      return TRUE;
    }

  g_return_val_if_reached (FALSE);
}

/**
 * tocsin_feed_task_get_burst_limit: (skip)
 * @self: a task in a folder
 *
 * Returns: how many messages may match at once; 0 for any number.
 */
guint
tocsin_feed_task_get_burst_limit (const TocsinFeedTask *self)
{
  if (self->confirmed)
    return 0;

  return tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (tocsin_task_get_settings (self->task)),
                                   "burst-limit");
}
