/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* From what a server finds to what matches. Heads come in batches, texts of those messages that
 * they don't decide in slices of bounded size, and whole messages one by one, where nothing else
 * decides. A message that can't be decided at all is told at the end: it must not keep the others
 * from being found. */
#include "core/mail/mail-search.h"

#include "core/base/error.h"
#include "core/mail/mail-undecided.h"

/* So many messages are asked for in one go; more would only make the first one come later. */
#define BATCH 100

/* A batch, and everything that it is decided with. */
typedef struct
{
  TocsinMailStore *store;
  TocsinQuery *query;
  TocsinMailParts parts;
  gint64 now;
  GTimeZone *zone;
  TocsinMailFound found;
  gpointer user_data;
  TocsinMailUndecided *undecided;
  GPtrArray *refs;
  GPtrArray *messages;
} Search;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->undecided, tocsin_mail_undecided_free);
  g_clear_pointer (&self->refs, g_ptr_array_unref);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

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

static TocsinQueryVerdict
match (const Search *self, TocsinMessage *message, TocsinMessageLayers *needs)
{
  *needs = 0;
  if (self->query == NULL)
    return TOCSIN_QUERY_VERDICT_YES;

  return tocsin_query_match (self->query, message, self->now, self->zone, needs);
}

static gboolean
needs_text (const Search *self, TocsinMessage *message)
{
  TocsinMessageLayers needs;

  return message != NULL && match (self, message, &needs) == TOCSIN_QUERY_VERDICT_NEEDS_MORE
         && needs & TOCSIN_MESSAGE_LAYERS_TEXT;
}

static guint64
measure_text (TocsinMessage *message)
{
  GPtrArray *parts = tocsin_message_get_text_parts (message);
  guint64 bytes = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);

      bytes += MIN (part->size, TOCSIN_MESSAGE_MAX_TEXT);
    }

  return bytes;
}

/* Fetches the texts that decide messages from @from on, as many as may be in memory at once, in one
 * exchange. Sets @end to the first one that has to wait for the next. */
static gboolean
read_texts (Search *self, guint from, guint *end, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  guint64 bytes = 0;

  for (*end = from; *end < self->refs->len; (*end)++)
    {
      TocsinMessage *message = g_ptr_array_index (self->messages, *end);

      if (!needs_text (self, message))
        continue;
      bytes += measure_text (message);
      if (refs->len > 0 && bytes > TOCSIN_MAIL_SEARCH_TEXT_BYTES)
        break;
      g_ptr_array_add (refs, g_ptr_array_index (self->refs, *end));
      g_ptr_array_add (messages, message);
    }

  return tocsin_mail_store_read_texts (self->store, refs, messages, cancellable, error);
}

/* What is gone meanwhile is passed over, what can't be read is told at the end. */
static gboolean
read_whole (Search *self,
            TocsinMessageRef *ref,
            TocsinMessage *message,
            gboolean *read,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GError) trouble = NULL;

  *read = tocsin_mail_read (self->store, ref, message, cancellable, &trouble);
  if (*read || g_error_matches (trouble, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE))
    return TRUE;
  if (tocsin_mail_is_about_one_message (trouble))
    {
      tocsin_mail_undecided_add (self->undecided, ref, message, trouble);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&trouble));

  return FALSE;
}

static gboolean
decide (Search *self,
        TocsinMessageRef *ref,
        TocsinMessage *message,
        GCancellable *cancellable,
        GError **error)
{
  TocsinMessageLayers needs;
  TocsinQueryVerdict verdict = match (self, message, &needs);

  if (verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE && needs != 0
      && !(tocsin_message_get_layers (message) & TOCSIN_MESSAGE_LAYERS_RAW))
    {
      gboolean read;

      if (!read_whole (self, ref, message, &read, cancellable, error))
        return FALSE;
      if (!read)
        return TRUE;
      verdict = match (self, message, &needs);
    }
  if (verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE)
    verdict = tocsin_mail_undecided_examine (self->undecided, ref, message, self->query, self->now,
                                             self->zone);

  return verdict != TOCSIN_QUERY_VERDICT_YES || self->found (ref, message, self->user_data, error);
}

static gboolean
decide_batch (Search *self, GCancellable *cancellable, GError **error)
{
  for (guint next = 0; next < self->refs->len;)
    {
      guint end;

      if (!read_texts (self, next, &end, cancellable, error))
        return FALSE;
      for (; next < end; next++)
        {
          g_autoptr (TocsinMessage) message =
              g_steal_pointer (&g_ptr_array_index (self->messages, next));

          if (message != NULL
              && !decide (self, g_ptr_array_index (self->refs, next), message, cancellable, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
take_head (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Search *self = user_data;

  for (guint i = 0; i < self->refs->len; i++)
    if (g_str_equal (((TocsinMessageRef *) g_ptr_array_index (self->refs, i))->key, ref->key))
      {
        g_set_object ((TocsinMessage **) &g_ptr_array_index (self->messages, i), message);
        return TRUE;
      }

  return TRUE;
}

static gboolean
fetch_heads (Search *self, GPtrArray *refs, GCancellable *cancellable, GError **error)
{
  TocsinMailSink sink = { NULL, NULL, take_head, self };

  return tocsin_mail_store_fetch (self->store, refs, self->parts, &sink, cancellable, error);
}

/* One bad message must not keep the others from being seen: each is asked for by itself. */
static gboolean
fetch_heads_one_by_one (Search *self, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < self->refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (self->refs, i);
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      g_autoptr (GError) trouble = NULL;

      if (g_ptr_array_index (self->messages, i) != NULL)
        continue;
      g_ptr_array_add (one, ref);
      if (fetch_heads (self, one, cancellable, &trouble))
        continue;
      if (!tocsin_mail_is_about_one_message (trouble))
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return FALSE;
        }
      tocsin_mail_undecided_add (self->undecided, ref, NULL, trouble);
    }

  return TRUE;
}

/* What a store tells of every message, its size and when it was received, may say no before
 * anything is fetched. */
static gboolean
is_out_of_question (const Search *self, const TocsinMessageRef *ref)
{
  g_autoptr (TocsinMessage) message = NULL;
  TocsinMessageLayers needs;

  if (self->query == NULL)
    return FALSE;
  message = tocsin_message_new ();
  if (ref->size > 0)
    tocsin_message_set_size (message, ref->size);
  if (ref->received != 0)
    tocsin_message_set_received (message, ref->received);

  return match (self, message, &needs) == TOCSIN_QUERY_VERDICT_NO;
}

static void
unref_message (gpointer message)
{
  if (message != NULL)
    g_object_unref (message);
}

/* The next messages that are worth a look. */
static void
take_batch (Search *self, GPtrArray *refs, guint *next)
{
  g_clear_pointer (&self->refs, g_ptr_array_unref);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  self->refs = g_ptr_array_new ();
  self->messages = g_ptr_array_new_with_free_func (unref_message);
  for (; *next < refs->len && self->refs->len < BATCH; (*next)++)
    if (!is_out_of_question (self, g_ptr_array_index (refs, *next)))
      g_ptr_array_add (self->refs, g_ptr_array_index (refs, *next));
  g_ptr_array_set_size (self->messages, (int) self->refs->len);
}

static gboolean
search_batch (Search *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) trouble = NULL;

  if (fetch_heads (self, self->refs, cancellable, &trouble))
    return decide_batch (self, cancellable, error);
  if (tocsin_mail_is_about_one_message (trouble))
    return fetch_heads_one_by_one (self, cancellable, error)
           && decide_batch (self, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&trouble));

  return FALSE;
}

/**
 * tocsin_mail_search_among:
 * @store: where to look
 * @refs: (element-type TocsinMessageRef): messages of one folder
 * @query: (nullable): what is looked for, %NULL for everything
 * @now: the time that ages count from, microseconds since 1970
 * @found: (scope call): called for each match
 * @user_data: for @found
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; messages that could not be decided are named in it
 *
 * As tocsin_mail_search(), of messages that are known already: each is decided here, and the server
 * is not asked to search.
 *
 * Returns: whether everything was looked at and decided.
 */
gboolean
tocsin_mail_search_among (TocsinMailStore *store,
                          GPtrArray *refs,
                          TocsinQuery *query,
                          gint64 now,
                          TocsinMailFound found,
                          gpointer user_data,
                          GCancellable *cancellable,
                          GError **error)
{
  g_auto (Search) search = {
    .store = store, .query = query, .now = now, .found = found, .user_data = user_data
  };

  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (store) && refs != NULL && found != NULL, FALSE);

  search.parts = choose_parts (query != NULL ? tocsin_query_get_needs (query) : 0);
  search.zone = g_time_zone_new_local ();
  search.undecided = tocsin_mail_undecided_new ();
  for (guint next = 0; next < refs->len;)
    {
      take_batch (&search, refs, &next);
      if (!search_batch (&search, cancellable, error))
        return FALSE;
    }

  return tocsin_mail_undecided_finish (search.undecided, error);
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
 * @error: where to put what went wrong; messages that could not be decided are named in it
 *
 * The server narrows the search as far as it safely can; what comes back is decided here, on the
 * message itself, with no more of it fetched than the query needs: what is found is what matching
 * on the raw messages would find. A message that goes away meanwhile is passed over. Of one that
 * can't be read, or on which a regular expression takes too long, nobody knows whether it matches:
 * the others are looked at all the same, and what matches is told, before the error.
 *
 * Returns: whether everything was looked at and decided.
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
  g_autoptr (GPtrArray) refs = NULL;

  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (store) && folder != NULL && found != NULL, FALSE);

  refs = tocsin_mail_store_search (store, folder, query, cancellable, error);

  return refs != NULL
         && tocsin_mail_search_among (store, refs, query, now, found, user_data, cancellable,
                                      error);
}
