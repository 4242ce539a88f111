/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/event-loader.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <unistd.h>

static TocsinMessage *
load_message (TocsinSpool *spool, const char *reference, GError **error)
{
  g_autoptr (TocsinMessage) message = NULL;
  gint64 offset, length;
  gboolean loaded;
  int fd;

  fd = tocsin_spool_open_file (spool, reference, &offset, &length, error);
  if (fd < 0)
    return NULL;

  message = tocsin_message_new ();
  loaded = tocsin_message_load_fd (message, fd, (guint64) offset, (guint64) length, error);
  close (fd);

  return loaded ? g_steal_pointer (&message) : NULL;
}

static JsonObject *
parse_data (TocsinJournalEvent *row, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) node = json_from_string (row->data != NULL ? row->data : "{}", &local_error);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                   _ ("event %" PRId64 ": its data can't be read: %s"), row->id,
                   local_error != NULL ? local_error->message : _ ("not an object"));
      return NULL;
    }

  return json_node_dup_object (node);
}

/* The same for every attempt, so that a receiver can tell a repetition by it; another for what a
 * person had fired again, also when the first firing is so long ago that its round is free. */
static char *
make_event_id (TocsinJournalEvent *row, JsonObject *data)
{
  const char *replay = json_object_get_string_member_with_default (data, "replay", "");
  g_autofree char *identity = g_strdup_printf ("%s\n%s\n%s\n%u%s%s", row->source, row->task,
                                               row->key, row->round, *replay ? "\n" : "", replay);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);

  digest[32] = '\0';

  return g_steal_pointer (&digest);
}

/**
 * tocsin_event_loader_load:
 * @row: an event of the journal, with its data
 * @spool: (nullable): where its raw message is, %NULL to do without
 * @error: where to put what can't be read
 *
 * Returns: (transfer full): the event as an action is given it.
 */
TocsinEvent *
tocsin_event_loader_load (TocsinJournalEvent *row, TocsinSpool *spool, GError **error)
{
  g_autoptr (JsonObject) data = NULL;
  g_autoptr (TocsinMessage) message = NULL;
  g_autofree char *id = NULL;
  guint attempt;

  g_return_val_if_fail (row != NULL, NULL);

  data = parse_data (row, error);
  if (data == NULL)
    return NULL;
  if (row->spool != NULL && spool != NULL
      && (message = load_message (spool, row->spool, error)) == NULL)
    return NULL;

  attempt = MAX (row->attempts, 1);
  json_object_set_int_member (data, "attempt", attempt);
  id = make_event_id (row, data);

  return tocsin_event_new (id, row->type, row->source, row->subject,
                           row->received > 0 ? row->received : row->created, data, message,
                           attempt);
}
