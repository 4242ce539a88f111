/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-search.h"

#include "core/base/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* So many messages are asked for in one go; more would only make the first one come later. */
#define BATCH 100

typedef struct
{
  GHashTable *messages;
} Heads;

typedef struct
{
  int fd;
  guint64 length;
  gboolean complete;
} Body;

static gboolean
take_head (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Heads *heads = user_data;

  if (message != NULL)
    g_hash_table_insert (heads->messages, ref->key, g_object_ref (message));

  return TRUE;
}

static gboolean
begin_body (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  Body *body = user_data;

  body->length = 0;
  if (ftruncate (body->fd, 0) == 0 && lseek (body->fd, 0, SEEK_SET) == 0)
    return TRUE;

  tocsin_error_set_errno (error, errno, _ ("temporary file"));
  return FALSE;
}

static gboolean
write_body (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Body *body = user_data;

  while (length > 0)
    {
      gssize written = write (body->fd, bytes, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          tocsin_error_set_errno (error, errno, _ ("temporary file"));
          return FALSE;
        }
      bytes += written;
      length -= (gsize) written;
      body->length += (guint64) written;
    }

  return TRUE;
}

static gboolean
take_body (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  ((Body *) user_data)->complete = message != NULL;

  return TRUE;
}

static int
open_temporary (GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tocsin-XXXXXX", &path, error);

  if (fd >= 0)
    g_unlink (path);
  else
    tocsin_error_translate (error, _ ("temporary file"));

  return fd;
}

/**
 * tocsin_mail_read:
 * @store: where the message is
 * @ref: the message
 * @message: what is known of it; its raw form is added
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, %TOCSIN_ERROR_MESSAGE_GONE when it is no longer there
 *
 * Fetches the whole message, by way of a temporary file, without marking it as read.
 *
 * Returns: whether @message knows all of it.
 */
gboolean
tocsin_mail_read (TocsinMailStore *store,
                  TocsinMessageRef *ref,
                  TocsinMessage *message,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  Body body = { .fd = open_temporary (error) };
  TocsinMailSink sink = { begin_body, write_body, take_body, &body };
  gboolean read;

  if (body.fd < 0)
    return FALSE;

  g_ptr_array_add (refs, ref);
  read = tocsin_mail_store_fetch (store, refs, TOCSIN_MAIL_PARTS_RAW, &sink, cancellable, error);
  if (read && !body.complete)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE,
                   _ ("message %s is no longer there"), ref->key);
      read = FALSE;
    }
  read = read && tocsin_message_load_fd (message, body.fd, 0, body.length, error);
  close (body.fd);

  return read;
}

/* What an analysis of a query asks for, in the words of a store. */
static TocsinMailParts
choose_parts (TocsinMessageLayers needs)
{
  TocsinMailParts parts = TOCSIN_MAIL_PARTS_HEADERS;

  if (needs & TOCSIN_MESSAGE_LAYERS_FLAGS)
    parts |= TOCSIN_MAIL_PARTS_FLAGS;
  if (needs & TOCSIN_MESSAGE_LAYERS_STRUCTURE)
    parts |= TOCSIN_MAIL_PARTS_STRUCTURE;

  return parts;
}

static gboolean
decide (TocsinMailStore *store,
        TocsinMessageRef *ref,
        TocsinMessage *message,
        TocsinQuery *query,
        gint64 now,
        gboolean *matches,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  TocsinMessageLayers needs = 0;
  TocsinQueryVerdict verdict = TOCSIN_QUERY_VERDICT_YES;

  if (query != NULL)
    verdict = tocsin_query_match (query, message, now, zone, &needs);
  if (verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE)
    {
      if (!tocsin_mail_read (store, ref, message, cancellable, error))
        return FALSE;
      verdict = tocsin_query_match (query, message, now, zone, &needs);
    }
  *matches = verdict == TOCSIN_QUERY_VERDICT_YES;

  return TRUE;
}

static GPtrArray *
slice (GPtrArray *refs, guint from)
{
  GPtrArray *part = g_ptr_array_new ();

  for (guint i = from; i < MIN (from + BATCH, refs->len); i++)
    g_ptr_array_add (part, g_ptr_array_index (refs, i));

  return part;
}

/* Everything that one batch of candidates is decided with. */
typedef struct
{
  TocsinMailStore *store;
  TocsinQuery *query;
  TocsinMailParts parts;
  gint64 now;
  TocsinMailFound found;
  gpointer user_data;
} Search;

static gboolean
search_batch (Search *search, GPtrArray *batch, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) messages =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  Heads heads = { messages };
  TocsinMailSink sink = { NULL, NULL, take_head, &heads };

  if (!tocsin_mail_store_fetch (search->store, batch, search->parts, &sink, cancellable, error))
    return FALSE;

  for (guint i = 0; i < batch->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (batch, i);
      TocsinMessage *message = g_hash_table_lookup (messages, ref->key);
      g_autoptr (GError) local_error = NULL;
      gboolean matches = FALSE;

      if (message == NULL)
        continue;
      if (!decide (search->store, ref, message, search->query, search->now, &matches, cancellable,
                   &local_error)
          && !g_error_matches (local_error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (matches && !search->found (ref, message, search->user_data, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_mail_search:
 * @store: where to look
 * @folder: the folder's id
 * @query: (nullable): what is looked for, %NULL for everything
 * @now: the time that ages count from, microseconds since 1970
 * @found: (scope call): called for each match
 * @user_data: for @found
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * The server narrows the search as far as it safely can; what comes back is decided here, on the
 * message itself, with no more of it fetched than the query needs. A message that goes away
 * meanwhile is passed over.
 *
 * Returns: whether everything was looked at.
 */
gboolean
tocsin_mail_search (TocsinMailStore *store,
                    const char *folder,
                    TocsinQuery *query,
                    gint64 now,
                    TocsinMailFound found,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  Search search = { store, query, 0, now, found, user_data };
  g_autoptr (GPtrArray) refs = NULL;

  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (store) && folder != NULL && found != NULL, FALSE);

  refs = tocsin_mail_store_search (store, folder, query, cancellable, error);
  if (refs == NULL)
    return FALSE;

  search.parts = choose_parts (query != NULL ? tocsin_query_get_needs (query) : 0);
  for (guint from = 0; from < refs->len; from += BATCH)
    {
      g_autoptr (GPtrArray) batch = slice (refs, from);

      if (!search_batch (&search, batch, cancellable, error))
        return FALSE;
    }

  return TRUE;
}
