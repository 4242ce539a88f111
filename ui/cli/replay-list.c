/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/replay-list.h"

#include "core/base/error.h"
#include "core/mail/mail-search.h"
#include "ui/cli/cli.h"

#include <glib/gi18n.h>
#include <string.h>

#define HEADS (TOCSIN_MAIL_PARTS_FLAGS | TOCSIN_MAIL_PARTS_HEADERS | TOCSIN_MAIL_PARTS_STRUCTURE)

/* One folder while it is looked into. */
typedef struct
{
  TocsinFolder *folder;
  gint64 since;
  gboolean all_match;
  GPtrArray *candidates;
} Look;

static gboolean
take_message (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Look *look = user_data;
  TocsinReplayCandidate *candidate;

  if (message == NULL || tocsin_message_get_received (message) < look->since)
    return TRUE;

  candidate = tocsin_replay_candidate_new (look->folder, ref, message);
  candidate->matches = look->all_match;
  g_ptr_array_add (look->candidates, candidate);

  return TRUE;
}

static gboolean
is_meant (const TocsinFolder *folder, const TocsinMailRule *rule, const char *name)
{
  if (!folder->selectable)
    return FALSE;
  if (name != NULL)
    return tocsin_folder_matches (folder, name) || g_str_equal (folder->name, name);

  for (gsize i = 0; rule->folders[i] != NULL; i++)
    if (tocsin_folder_matches (folder, rule->folders[i]))
      return TRUE;

  return FALSE;
}

/* The server is asked for no older ones; whether they are is decided on each of them. */
static TocsinQuery *
make_query (const TocsinMailRule *rule, gint64 since)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (since / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "after:\"%Y-%m-%dT%H:%M:%SZ\"");
  g_autoptr (TocsinQuery) after = tocsin_query_parse (text, NULL);
  TocsinQuery *both[] = { after, rule->query };

  return tocsin_query_new_joined (TOCSIN_QUERY_KIND_AND, both, rule->query != NULL ? 2 : 1);
}

/* Messages that can't be decided are named, and the others fire. */
static gboolean
look_into (TocsinMailStore *store,
           Look *look,
           TocsinQuery *query,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (tocsin_mail_search (store, look->folder->id, query, g_get_real_time (), take_message, look,
                          cancellable, &local_error))
    return TRUE;
  if (g_error_matches (local_error, TOCSIN_ERROR, TOCSIN_ERROR_QUERY_TIMEOUT))
    {
      tocsin_cli_print_error ("", local_error);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static int
compare_received (const TocsinReplayCandidate *a, const TocsinReplayCandidate *b)
{
  gint64 first = tocsin_message_get_received (a->message);
  gint64 second = tocsin_message_get_received (b->message);

  if (first != second)
    return first < second ? -1 : 1;

  return a->ref->uid < b->ref->uid ? -1 : a->ref->uid > b->ref->uid;
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  return compare_received (*(TocsinReplayCandidate *const *) a,
                           *(TocsinReplayCandidate *const *) b);
}

static int
compare_place (gconstpointer a, gconstpointer b)
{
  const TocsinReplayCandidate *first = *(TocsinReplayCandidate *const *) a;
  const TocsinReplayCandidate *second = *(TocsinReplayCandidate *const *) b;
  int order = strcmp (first->folder->name, second->folder->name);

  return order != 0 ? order : compare_received (first, second);
}

/* Of all folders together; those of one folder stand side by side again, to be fetched together. */
static void
keep_newest (GPtrArray *candidates, guint limit)
{
  g_ptr_array_sort (candidates, compare_age);
  if (limit > 0 && candidates->len > limit)
    g_ptr_array_remove_range (candidates, 0, candidates->len - limit);
  g_ptr_array_sort (candidates, compare_place);
}

/**
 * tocsin_replay_list_since:
 * @store: where the mail is
 * @task: the task that is to fire
 * @folder: (nullable): name of the one folder to look into, %NULL for those of the task
 * @since: microseconds since 1970
 * @limit: at most so many, the newest; 0 for all
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full) (element-type TocsinReplayCandidate): the messages that came since then
 *   and that the task's query finds, oldest first in each folder.
 */
GPtrArray *
tocsin_replay_list_since (TocsinMailStore *store,
                          TocsinTask *task,
                          const char *folder,
                          gint64 since,
                          guint limit,
                          GCancellable *cancellable,
                          GError **error)
{
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (task);
  g_autoptr (GPtrArray) folders = tocsin_mail_store_list_folders (store, cancellable, error);
  g_autoptr (GPtrArray) candidates =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_replay_candidate_free);
  g_autoptr (TocsinQuery) query = make_query (rule, since);

  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      Look look = { .folder = g_ptr_array_index (folders, i),
                    .since = since,
                    .all_match = TRUE,
                    .candidates = candidates };

      if (is_meant (look.folder, rule, folder)
          && !look_into (store, &look, query, cancellable, error))
        return NULL;
    }
  if (folders == NULL)
    return NULL;
  keep_newest (candidates, limit);

  return g_steal_pointer (&candidates);
}

/* Who names a message has seen it in a list of one folder. */
static char *
find_folder_name (TocsinTask *task, const char *folder, GError **error)
{
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (task);

  if (folder != NULL)
    return g_strdup (folder);
  if (g_strv_length (rule->folders) == 1 && strpbrk (rule->folders[0], "*?") == NULL)
    return g_strdup (rule->folders[0]);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("task “%s” looks into several folders: say with --folder where the message is"),
               tocsin_task_get_name (task));
  return NULL;
}

/* What can't be decided has not been found to match. */
static gboolean
decide (TocsinMailStore *store,
        TocsinReplayCandidate *candidate,
        TocsinQuery *query,
        gboolean *matches,
        GCancellable *cancellable,
        GError **error)
{
  gint64 now = g_get_real_time ();
  TocsinQueryVerdict verdict = TOCSIN_QUERY_VERDICT_YES;
  TocsinMessageLayers needs = 0;

  if (query != NULL)
    verdict = tocsin_query_match (query, candidate->message, now, NULL, &needs);
  if (needs != 0)
    {
      if (!tocsin_mail_read (store, candidate->ref, candidate->message, cancellable, error))
        return FALSE;
      verdict = tocsin_query_match (query, candidate->message, now, NULL, NULL);
    }
  *matches = verdict == TOCSIN_QUERY_VERDICT_YES;

  return TRUE;
}

/* Named twice it is still one message. */
static gboolean
is_listed (GPtrArray *candidates, const char *key)
{
  for (guint i = 0; i < candidates->len; i++)
    if (g_str_equal (((TocsinReplayCandidate *) g_ptr_array_index (candidates, i))->ref->key, key))
      return TRUE;

  return FALSE;
}

/* Also where the server has given the folder's messages other numbers since. */
static gboolean
names_nothing (const GError *error)
{
  return g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE)
         || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_UIDVALIDITY_CHANGED);
}

static gboolean
add_named (TocsinMailStore *store,
           TocsinTask *task,
           Look *look,
           const char *key,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  TocsinMailSink sink = { .message = take_message, .user_data = look };
  g_autoptr (GError) local_error = NULL;
  TocsinReplayCandidate *added;
  guint before = look->candidates->len;

  g_ptr_array_add (refs, tocsin_message_ref_new (look->folder->id, key));
  if (!tocsin_mail_store_fetch (store, refs, HEADS, &sink, cancellable, &local_error)
      && !names_nothing (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (look->candidates->len > before)
    {
      added = g_ptr_array_index (look->candidates, before);
      return decide (store, added, tocsin_task_get_mail_rule (task)->query, &added->matches,
                     cancellable, error);
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE,
               _ ("there is no message %s in folder “%s”"), key, look->folder->name);
  return FALSE;
}

/**
 * tocsin_replay_list_named:
 * @store: where the mail is
 * @task: the task that is to fire
 * @folder: (nullable): name of the folder, %NULL for the task's own
 * @keys: (array zero-terminated=1): the keys of messages in it
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full) (element-type TocsinReplayCandidate): these messages, whether the task's
 *   query finds them or not.
 */
GPtrArray *
tocsin_replay_list_named (TocsinMailStore *store,
                          TocsinTask *task,
                          const char *folder,
                          const char *const *keys,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *name = find_folder_name (task, folder, error);
  g_autoptr (TocsinFolder) one =
      name != NULL ? tocsin_mail_store_find_folder (store, name, cancellable, error) : NULL;
  g_autoptr (GPtrArray) candidates =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_replay_candidate_free);
  Look look = { .folder = one, .candidates = candidates };

  if (one == NULL)
    return NULL;
  for (gsize i = 0; keys[i] != NULL; i++)
    if (!is_listed (candidates, keys[i])
        && !add_named (store, task, &look, keys[i], cancellable, error))
      return NULL;

  return g_steal_pointer (&candidates);
}

static gboolean
note_hidden_by (TocsinReplayCandidate *candidate,
                TocsinMailStore *store,
                TocsinTask *earlier,
                GCancellable *cancellable,
                GError **error)
{
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (earlier);
  gboolean hides;

  if (!rule->stop_processing || candidate->hidden_by != NULL
      || !is_meant (candidate->folder, rule, NULL))
    return TRUE;
  if (!decide (store, candidate, rule->query, &hides, cancellable, error))
    return FALSE;
  if (hides)
    candidate->hidden_by = g_strdup (tocsin_task_get_name (earlier));

  return TRUE;
}

/**
 * tocsin_replay_list_note_hidden:
 * @candidates: (element-type TocsinReplayCandidate): messages
 * @store: where they are
 * @task: the task that is to fire
 * @tasks: (element-type TocsinTask): all tasks of its connection, in their order
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Notes which of them an earlier task keeps from this one.
 *
 * Returns: whether that could be found out.
 */
gboolean
tocsin_replay_list_note_hidden (GPtrArray *candidates,
                                TocsinMailStore *store,
                                TocsinTask *task,
                                GPtrArray *tasks,
                                GCancellable *cancellable,
                                GError **error)
{
  for (guint i = 0; i < tasks->len && g_ptr_array_index (tasks, i) != task; i++)
    for (guint j = 0; j < candidates->len; j++)
      if (!note_hidden_by (g_ptr_array_index (candidates, j), store, g_ptr_array_index (tasks, i),
                           cancellable, error))
        return FALSE;

  return TRUE;
}
