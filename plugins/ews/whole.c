/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Messages as MIME, as they come over the line: nothing of one is kept. What a server can't write
 * as MIME is written here, from its properties (rebuild). */
#include "plugins/ews/whole.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/read.h"
#include "plugins/ews/rebuild.h"
#include "plugins/ews/wire/item-requests.h"

/* What a message takes on the way, base64 and all, and what stands around it. */
#define ON_THE_WAY(size) ((size) *2 + 4096)

typedef enum
{
  FATE_OPEN,
  FATE_BEGUN,
  FATE_DONE,
} Fate;

typedef struct
{
  EwsAccount *account;
  const EwsWholeSink *sink;
  GPtrArray *refs; /* those of one request */
  GHashTable *sizes;
  Fate *fates;
} Batch;

static guint64
size_of (GHashTable *sizes, const TocsinMessageRef *ref)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (sizes, ref->key));
}

static gboolean
take_content (guint index, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Batch *self = user_data;
  TocsinMessageRef *ref;

  /* Servers tell of what nobody asked for. */
  if (index >= self->refs->len || self->fates[index] == FATE_DONE)
    return TRUE;
  ref = g_ptr_array_index (self->refs, index);
  if (length == 0)
    {
      gboolean empty = self->fates[index] == FATE_OPEN;

      /* An empty one is none: it is written from its properties. */
      if (empty)
        return TRUE;
      self->fates[index] = FATE_DONE;
      return self->sink->end (ref, FALSE, self->sink->user_data, error);
    }
  if (self->fates[index] == FATE_OPEN && !self->sink->begin (ref, self->sink->user_data, error))
    return FALSE;
  self->fates[index] = FATE_BEGUN;

  return self->sink->write (bytes, length, self->sink->user_data, error);
}

/* Whether the message is there, but not as MIME. */
static gboolean
is_not_mime (const EwsResponse *response)
{
  static const char *const codes[] = { "ErrorMimeContentConversionFailed",
                                       "ErrorContentConversionFailed",
                                       "ErrorUnsupportedMimeConversion",
                                       "ErrorMimeContentInvalid",
                                       "ErrorMimeContentInvalidBase64String",
                                       "ErrorCorruptData",
                                       "ErrorMessageSizeExceeded",
                                       "ErrorDataSizeLimitExceeded",
                                       NULL };

  return response->outcome == EWS_OUTCOME_SUCCESS
         || (response->code != NULL && g_strv_contains (codes, response->code));
}

static gboolean
rebuild (Batch *self, TocsinMessageRef *ref, GCancellable *cancellable, GError **error)
{
  const EwsWholeSink *sink = self->sink;
  gboolean gone = FALSE;

  return sink->begin (ref, sink->user_data, error)
         && ews_rebuild (self->account, ref->key, sink->write, sink->user_data, &gone, cancellable,
                         error)
         && sink->end (ref, gone, sink->user_data, error);
}

static EwsAnswer *
ask (Batch *self, GCancellable *cancellable, GError **error)
{
  static const EwsShape shape = { .mime_content = TRUE };
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  g_autofree EwsItemRef *items = g_new0 (EwsItemRef, self->refs->len);
  EwsQuestion question = { .command = "GetItem", .content = take_content, .user_data = self };
  g_autoptr (GBytes) body = NULL;

  for (guint i = 0; i < self->refs->len; i++)
    {
      const TocsinMessageRef *ref = g_ptr_array_index (self->refs, i);

      items[i].id = ref->key;
      question.expected += ON_THE_WAY (size_of (self->sizes, ref));
    }
  question.body = body = ews_get_item_build (&envelope, items, self->refs->len, &shape);

  return ews_ask (self->account, &question, cancellable, error);
}

static gboolean read_batch (EwsAccount *account,
                            GPtrArray *refs,
                            GHashTable *sizes,
                            const EwsWholeSink *sink,
                            GCancellable *cancellable,
                            GError **error);

/* What was refused among others is asked for alone; what is refused alone is in trouble. */
static gboolean
settle (Batch *self,
        guint index,
        const EwsResponse *response,
        GCancellable *cancellable,
        GError **error)
{
  TocsinMessageRef *ref = g_ptr_array_index (self->refs, index);
  g_autoptr (GPtrArray) alone = NULL;

  if (response != NULL && ews_ask_is_gone (response))
    return self->sink->end (ref, TRUE, self->sink->user_data, error);
  if (response != NULL && is_not_mime (response))
    return rebuild (self, ref, cancellable, error);
  if (self->refs->len == 1)
    {
      if (response != NULL)
        return ews_ask_check_item (response, "GetItem", error);
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("GetItem: the server does not answer"));
      return FALSE;
    }
  alone = g_ptr_array_new ();
  g_ptr_array_add (alone, ref);

  return read_batch (self->account, alone, self->sizes, self->sink, cancellable, error);
}

static gboolean
read_batch (EwsAccount *account,
            GPtrArray *refs,
            GHashTable *sizes,
            const EwsWholeSink *sink,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree Fate *fates = g_new0 (Fate, refs->len);
  Batch self = { account, sink, refs, sizes, fates };
  g_autoptr (EwsAnswer) answer = ask (&self, cancellable, error);

  if (answer == NULL)
    return FALSE;
  for (guint i = 0; i < refs->len; i++)
    {
      const EwsResponse *response =
          i < answer->responses->len ? g_ptr_array_index (answer->responses, i) : NULL;

      if (fates[i] != FATE_DONE && !settle (&self, i, response, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * ews_whole_read:
 * @account: an account
 * @refs: (element-type TocsinMessageRef): messages
 * @sizes: (element-type utf8 gsize): bytes that they take in the mailbox, by their keys, as far as
 *   is known
 * @sink: where they go
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Reads messages as MIME, in constant memory.
 *
 * Returns: whether the sink was told of each.
 */
gboolean
ews_whole_read (EwsAccount *account,
                GPtrArray *refs,
                GHashTable *sizes,
                const EwsWholeSink *sink,
                GCancellable *cancellable,
                GError **error)
{
  for (guint next = 0; next < refs->len;)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new ();
      guint64 bytes = 0;

      while (next < refs->len && batch->len < EWS_READ_WHOLE)
        {
          bytes += size_of (sizes, g_ptr_array_index (refs, next));
          if (batch->len > 0 && bytes > EWS_READ_WHOLE_BYTES)
            break;
          g_ptr_array_add (batch, g_ptr_array_index (refs, next++));
        }
      if (!read_batch (account, batch, sizes, sink, cancellable, error))
        return FALSE;
    }

  return TRUE;
}
