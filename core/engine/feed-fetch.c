/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-fetch.h"

#include "core/base/error.h"
#include "core/engine/feed.h"
#include "core/engine/spool-batch.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#define HEADS (TOCSIN_MAIL_PARTS_FLAGS | TOCSIN_MAIL_PARTS_HEADERS | TOCSIN_MAIL_PARTS_STRUCTURE)

/* One fetch, and where its messages belong. */
typedef struct
{
  TocsinMailStore *store;
  GPtrArray *items;
  GHashTable *by_key;
  TocsinMailParts parts;
  TocsinSpoolBatch *batch;
  guint64 max_size;
  guint64 written;
  gboolean discards;
  GCancellable *cancellable;
} Fetch;

static TocsinFeedItem *
find_item (Fetch *fetch, TocsinMessageRef *ref)
{
  return g_hash_table_lookup (fetch->by_key, ref->key);
}

static gboolean
begin_raw (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  Fetch *fetch = user_data;

  fetch->written = 0;
  fetch->discards = fetch->max_size > 0 && size > fetch->max_size;

  return tocsin_spool_batch_begin (fetch->batch, error);
}

/* The size that a server tells is a hint: what is too much is read away, for a sink that fails
 * would end the fetch of all the others. */
static gboolean
write_raw (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Fetch *fetch = user_data;

  fetch->written += length;
  if (fetch->max_size > 0 && fetch->written > fetch->max_size)
    fetch->discards = TRUE;

  return fetch->discards || tocsin_spool_batch_write (fetch->batch, bytes, length, error);
}

static gboolean
finish_raw (Fetch *fetch, TocsinFeedItem *item, GError **error)
{
  if (fetch->discards)
    {
      item->too_large = TRUE;
      return tocsin_spool_batch_abort (fetch->batch, error);
    }

  g_clear_pointer (&item->spool, g_free);
  item->spool = tocsin_spool_batch_finish (fetch->batch, NULL, error);

  return item->spool != NULL;
}

static gboolean
take_message (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Fetch *fetch = user_data;
  TocsinFeedItem *item = find_item (fetch, ref);

  /* Servers tell of messages that nobody asked for. */
  if (item == NULL)
    return fetch->batch == NULL || tocsin_spool_batch_abort (fetch->batch, error);

  item->told = TRUE;
  item->uid = MAX (item->uid, ref->uid);
  item->gone = message == NULL;
  if (item->gone)
    return TRUE;
  if (fetch->parts & TOCSIN_MAIL_PARTS_RAW)
    return finish_raw (fetch, item, error);

  g_set_object (&item->message, message);
  return TRUE;
}

static gboolean
fetch_refs (Fetch *fetch, GPtrArray *refs, GError **error)
{
  TocsinMailSink sink = { .message = take_message, .user_data = fetch };

  if (fetch->parts & TOCSIN_MAIL_PARTS_RAW)
    {
      sink.begin = begin_raw;
      sink.write = write_raw;
    }

  return tocsin_mail_store_fetch (fetch->store, refs, fetch->parts, &sink, fetch->cancellable,
                                  error);
}

/* Fetches one message by itself. @doubtful is set if it may be the message or the service that is
 * to blame. */
static gboolean
fetch_alone (Fetch *fetch, TocsinFeedItem *item, gboolean *doubtful, GError **error)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  g_autoptr (GError) local_error = NULL;

  g_ptr_array_add (refs, item->ref);
  *doubtful = FALSE;
  if (fetch_refs (fetch, refs, &local_error))
    return TRUE;
  if (tocsin_mail_is_about_one_message (local_error))
    {
      tocsin_feed_item_set_trouble (item, g_steal_pointer (&local_error));
      return TRUE;
    }
  *doubtful = tocsin_mail_may_be_about_one_message (local_error);
  if (*doubtful)
    item->doubt = g_error_copy (local_error);
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* One bad message must not keep the others from being seen: each is asked for by itself, and what
 * fails again, alone, is put aside. What may be the service's fault is so if no other message can
 * be had either; else the message counts as not delivered yet. */
static gboolean
fetch_one_by_one (Fetch *fetch, GError **error)
{
  g_autoptr (GError) doubt = NULL;
  guint had = 0;
  guint refused = 0;

  for (guint i = 0; i < fetch->items->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (fetch->items, i);
      g_autoptr (GError) local_error = NULL;
      gboolean doubtful;

      if (item->told || fetch_alone (fetch, item, &doubtful, &local_error))
        {
          had++;
          refused = 0;
          continue;
        }
      if (!doubtful || ++refused >= TOCSIN_FEED_MOST_REFUSED)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_clear_error (&doubt);
      doubt = g_steal_pointer (&local_error);
    }
  if (had > 0 || doubt == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&doubt));
  return FALSE;
}

static gboolean
fetch_all (Fetch *fetch, GError **error)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  g_autoptr (GError) local_error = NULL;

  fetch->by_key = by_key;
  for (guint i = 0; i < fetch->items->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (fetch->items, i);

      item->told = FALSE;
      g_clear_error (&item->doubt);
      g_ptr_array_add (refs, item->ref);
      g_hash_table_insert (by_key, item->ref->key, item);
    }
  if (fetch_refs (fetch, refs, &local_error))
    return TRUE;
  if (tocsin_mail_is_about_one_message (local_error)
      || tocsin_mail_may_be_about_one_message (local_error))
    return fetch_one_by_one (fetch, error);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * tocsin_feed_fetch_heads: (skip)
 * @store: where the messages are
 * @items: (element-type TocsinFeedItem): messages of one folder
 * @cancellable: (nullable): to stop it
 * @error: where to put what concerns more than one message
 *
 * Fetches flags, headers and structure. Afterwards each item has its message, or is gone, or has
 * its trouble; or it is not `told`: it was announced and could not be had yet.
 *
 * Returns: whether it went well.
 */
gboolean
tocsin_feed_fetch_heads (TocsinMailStore *store,
                         GPtrArray *items,
                         GCancellable *cancellable,
                         GError **error)
{
  Fetch fetch = { .store = store, .items = items, .parts = HEADS, .cancellable = cancellable };

  return fetch_all (&fetch, error);
}

/**
 * tocsin_feed_fetch_texts: (skip)
 * @store: where the messages are
 * @items: (element-type TocsinFeedItem): messages of one folder that have their heads
 * @cancellable: (nullable): to stop it
 * @error: where to put what concerns more than one message
 *
 * Fetches the content of the parts that a reader is shown, and no attachment. A message of which it
 * can't be had stays as it is: then the whole of it has to tell.
 *
 * Returns: whether it went well.
 */
gboolean
tocsin_feed_fetch_texts (TocsinMailStore *store,
                         GPtrArray *items,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  g_autoptr (GError) local_error = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (items, i);

      item->texts_read = TRUE;
      g_ptr_array_add (refs, item->ref);
      g_ptr_array_add (messages, item->message);
    }
  if (items->len == 0
      || tocsin_mail_store_read_texts (store, refs, messages, cancellable, &local_error)
      || tocsin_mail_is_about_one_message (local_error))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static void
load_raw (TocsinSpool *spool, TocsinFeedItem *item)
{
  g_autoptr (GError) error = NULL;
  gint64 offset, length;
  gboolean loaded;
  int fd;

  if (item->spool == NULL)
    return;

  fd = tocsin_spool_open_file (spool, item->spool, &offset, &length, &error);
  loaded =
      fd >= 0
      && tocsin_message_load_fd (item->message, fd, (guint64) offset, (guint64) length, &error);
  if (fd >= 0)
    close (fd);
  if (loaded)
    return;

  /* The bytes stay where they are, for a person to look at. */
  tocsin_error_translate (&error, _ ("reading the message as it came"));
  tocsin_feed_item_set_trouble (item, g_steal_pointer (&error));
}

static gboolean
fetch_segment (Fetch *fetch, TocsinSpool *spool, GError **error)
{
  g_autoptr (TocsinSpoolBatch) batch = tocsin_spool_batch_new (spool);

  fetch->batch = batch;
  if (!fetch_all (fetch, error) || !tocsin_spool_batch_sync (batch, error))
    {
      /* Dropping the batch drops its bytes, too. */
      for (guint i = 0; i < fetch->items->len; i++)
        g_clear_pointer (&((TocsinFeedItem *) g_ptr_array_index (fetch->items, i))->spool, g_free);
      return FALSE;
    }
  for (guint i = 0; i < fetch->items->len; i++)
    load_raw (spool, g_ptr_array_index (fetch->items, i));

  return TRUE;
}

/**
 * tocsin_feed_fetch_raw: (skip)
 * @store: where the messages are
 * @spool: where they go
 * @items: (element-type TocsinFeedItem): messages of one folder that have their heads
 * @max_size: the largest message to keep, in bytes; 0 for no limit
 * @cancellable: (nullable): to stop it
 * @error: where to put what concerns more than one message
 *
 * Fetches whole messages into the spool, and has them on the disk before it returns: an event that
 * names them may be written down. Each item then knows everything, or is gone, too large, in
 * trouble, or not `told`. Segments that hold what was fetched before a failure are released by
 * whoever holds the items.
 *
 * Returns: whether it went well.
 */
gboolean
tocsin_feed_fetch_raw (TocsinMailStore *store,
                       TocsinSpool *spool,
                       GPtrArray *items,
                       guint64 max_size,
                       GCancellable *cancellable,
                       GError **error)
{
  guint next = 0;

  while (next < items->len)
    {
      g_autoptr (GPtrArray) segment = g_ptr_array_new ();
      Fetch fetch = { .store = store,
                      .items = segment,
                      .parts = TOCSIN_MAIL_PARTS_RAW,
                      .max_size = max_size,
                      .cancellable = cancellable };
      guint64 bytes = 0;

      while (next < items->len && (segment->len == 0 || bytes < TOCSIN_SPOOL_BATCH_BYTES))
        {
          bytes += tocsin_feed_item_get_size (g_ptr_array_index (items, next));
          g_ptr_array_add (segment, g_ptr_array_index (items, next++));
        }
      if (!fetch_segment (&fetch, spool, error))
        return FALSE;
    }

  return TRUE;
}
