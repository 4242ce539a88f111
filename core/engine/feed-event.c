/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-event.h"

#include "core/base/error.h"
#include "core/engine/feed.h"
#include "core/mail/message-json.h"

#include <string.h>

static void
set_text (JsonObject *data, const char *member, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  json_object_set_string_member (data, member, valid);
}

/* In characters, not through the middle of one. */
static char *
cut (const char *text)
{
  gsize length = strlen (text);

  if (length > TOCSIN_FEED_MAX_MATCHED)
    length = g_utf8_find_prev_char (text, text + TOCSIN_FEED_MAX_MATCHED + 1) - text;

  return g_strndup (text, length);
}

/* All that the actions may name: a group that took no part is empty. */
static JsonObject *
make_matched (const TocsinFeedMatch *match)
{
  JsonObject *matched = json_object_new ();
  const char *const *names = tocsin_task_get_groups (match->task->task);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      const char *caught =
          match->groups != NULL ? g_hash_table_lookup (match->groups, names[i]) : NULL;
      g_autofree char *text = cut (caught != NULL ? caught : "");

      set_text (matched, names[i], text);
    }

  return matched;
}

/* What names the message goes in last: nothing that a stranger wrote can stand in its place. */
static char *
make_data (const char *connection,
           TocsinFolder *folder,
           TocsinFeedItem *item,
           const TocsinFeedMatch *match)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *data = json_object_new ();

  json_node_take_object (node, data);
  if (item->message != NULL)
    tocsin_message_add_to_json (item->message, data);
  if (tocsin_task_get_groups (match->task->task)[0] != NULL)
    json_object_set_object_member (data, "matched", make_matched (match));
  if (match->replay != NULL)
    set_text (data, "replay", match->replay);
  set_text (data, "task", match->task->id);
  set_text (data, "connection", connection);
  set_text (data, "folder", folder->name);
  set_text (data, "folder_id", folder->id);
  set_text (data, "ref", item->ref->key);
  json_object_set_int_member (data, "uid", (gint64) item->uid);
  json_object_set_boolean_member (
      data, "truncated",
      item->too_large || (item->message != NULL && tocsin_message_is_truncated (item->message)));

  return json_to_string (node, FALSE);
}

static gint64
get_received (const TocsinFeedItem *item)
{
  gint64 received = item->message != NULL ? tocsin_message_get_received (item->message) : 0;

  return received > 0 ? received : item->ref->received;
}

/* Parts of the path are escaped, so that a slash in a folder's name is not taken for one of ours;
 * what parts its levels stays. */
static char *
make_source (const char *connection, TocsinFolder *folder)
{
  g_autofree char *name = g_uri_escape_string (folder->name, "/", TRUE);

  return g_strdup_printf ("/connections/%s/%s", connection, name);
}

/**
 * tocsin_feed_event_key: (skip)
 * @connection: id of a connection
 * @ref: a message
 *
 * Returns: (transfer full): what names the message among all that a task ever sees. One that shows
 *   in another folder, too, or in another one now, is the same where the store says so.
 */
char *
tocsin_feed_event_key (const char *connection, const TocsinMessageRef *ref)
{
  g_autofree char *folder = g_uri_escape_string (ref->folder, NULL, FALSE);
  g_autofree char *key = g_utf8_make_valid (ref->key, -1);

  /* No folder has an empty id. */
  if (ref->identity != NULL)
    return g_strdup_printf ("%s//%s", connection, ref->identity);

  return g_strdup_printf ("%s/%s/%s", connection, folder, key);
}

/**
 * tocsin_feed_event_new: (skip)
 * @connection: id of the connection
 * @folder: the folder
 * @item: the message, decided
 * @match: who wants it
 * @now: microseconds since 1970
 *
 * Returns: (transfer full): what is to be written down. Its spool reference is not retained yet.
 */
TocsinJournalEvent *
tocsin_feed_event_new (const char *connection,
                       TocsinFolder *folder,
                       TocsinFeedItem *item,
                       const TocsinFeedMatch *match,
                       gint64 now)
{
  g_autofree char *key = tocsin_feed_event_key (connection, item->ref);
  g_autofree char *source = make_source (connection, folder);
  TocsinJournalEvent *event =
      tocsin_journal_event_new (match->task->id, tocsin_task_get_generation (match->task->task),
                                key, match->round, TOCSIN_FEED_EVENT_TYPE, source);

  if (item->message != NULL)
    event->subject = g_strdup (tocsin_message_get_message_id (item->message));
  event->keys_return = TRUE;
  event->received = get_received (item);
  event->created = now;
  event->data = make_data (connection, folder, item, match);
  if (match->unread != NULL)
    {
      event->state = TOCSIN_JOURNAL_DEAD;
      event->error_code = g_strdup (tocsin_error_get_code_name (match->unread));
      event->error_message = g_utf8_make_valid (match->unread->message, -1);
    }
  else
    event->max_firings = tocsin_task_get_max_firings (match->task->task);
  if (match->unread != NULL || tocsin_task_needs_message (match->task->task))
    event->spool = g_strdup (item->spool);

  return event;
}
