/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Messages into a sink. What a message takes in the mailbox is not its size as it was sent, which
 * queries mean: it is told only of one that is too large to be read. Headers are those that the
 * message was sent with; where the server has none, those of its MIME. Its structure comes with the
 * whole message only: attachments as the server tells of them are not the parts of a message. */
#include "plugins/ews/read.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/properties.h"
#include "plugins/ews/whole.h"
#include "plugins/ews/wire/item-requests.h"

/* What the head of a message takes on the way, roughly. */
#define HEAD_BYTES 16384

typedef struct
{
  EwsAccount *account;
  const TocsinMailSink *sink;
  TocsinMailParts parts;
  const char *code_page;
  const char *authserv_id;
  guint64 max_size;
  GHashTable *sizes; /* key → bytes in the mailbox */
  GHashTable *heads; /* key → TocsinMessage, of those with a raw message to come */
  GPtrArray *headless;
  GString *block;
  gboolean only_sizes; /* of what is then read as a whole */
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->sizes, g_hash_table_unref);
  g_clear_pointer (&self->heads, g_hash_table_unref);
  g_clear_pointer (&self->headless, g_ptr_array_unref);
  if (self->block != NULL)
    g_string_free (self->block, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
wants (const Reading *self, TocsinMailParts part)
{
  return (self->parts & part) != 0;
}

static guint64
size_of (const Reading *self, const TocsinMessageRef *ref)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (self->sizes, ref->key));
}

static gboolean
is_too_large (const Reading *self, const TocsinMessageRef *ref)
{
  return self->max_size > 0 && size_of (self, ref) > self->max_size;
}

static TocsinMessage *
new_message (const Reading *self, const TocsinMessageRef *ref, gint64 received)
{
  TocsinMessage *message = tocsin_message_new ();

  tocsin_message_set_code_page (message, *self->code_page != '\0' ? self->code_page : NULL);
  tocsin_message_set_authserv_id (message, self->authserv_id);
  if (is_too_large (self, ref))
    tocsin_message_set_size (message, size_of (self, ref));
  if (received != 0)
    tocsin_message_set_received (message, received);

  return message;
}

static void
set_headers (TocsinMessage *message, const char *block, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (block, length);

  tocsin_message_set_headers (message, bytes);
}

/* With a raw message to come, it waits for that. */
static gboolean
deliver (Reading *self, TocsinMessageRef *ref, TocsinMessage *message, GError **error)
{
  if (!wants (self, TOCSIN_MAIL_PARTS_RAW))
    return self->sink->message (ref, message, self->sink->user_data, error);
  g_hash_table_replace (self->heads, g_strdup (ref->key), g_object_ref (message));

  return TRUE;
}

static gboolean
take_item (Reading *self, TocsinMessageRef *ref, const EwsItem *item, GError **error)
{
  g_autoptr (TocsinMessage) message = NULL;
  g_autofree char *headers = NULL;

  g_hash_table_replace (self->sizes, g_strdup (ref->key), GSIZE_TO_POINTER (item->size));
  if (self->only_sizes)
    return TRUE;
  message = new_message (self, ref, item->received != 0 ? item->received : ref->received);
  if (wants (self, TOCSIN_MAIL_PARTS_FLAGS))
    tocsin_message_set_flags (message, ews_properties_read_flags (item),
                              (const char *const *) item->categories);
  if (wants (self, TOCSIN_MAIL_PARTS_HEADERS))
    {
      headers = ews_properties_read_headers (item);
      if (headers == NULL)
        {
          g_hash_table_replace (self->heads, g_strdup (ref->key), g_object_ref (message));
          g_ptr_array_add (self->headless, ref);
          return TRUE;
        }
      set_headers (message, headers, strlen (headers));
    }

  return deliver (self, ref, message, error);
}

static EwsAnswer *
ask (Reading *self,
     TocsinMessageRef *const *refs,
     guint n_refs,
     GCancellable *cancellable,
     GError **error)
{
  const EwsProperty properties[] = { ews_property_received,         ews_property_size,
                                     ews_property_categories,       ews_property_message_flags,
                                     ews_property_flag_status,      ews_property_last_verb,
                                     ews_property_transport_headers };
  const EwsShape shape = { .properties = properties,
                           .n_properties = self->only_sizes ? 1
                                           : wants (self, TOCSIN_MAIL_PARTS_HEADERS)
                                               ? G_N_ELEMENTS (properties)
                                               : G_N_ELEMENTS (properties) - 1 };
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  g_autofree EwsItemRef *items = g_new0 (EwsItemRef, n_refs);
  g_autoptr (GBytes) body = NULL;
  EwsQuestion question = { .command = "GetItem", .expected = (guint64) n_refs * HEAD_BYTES };

  for (guint i = 0; i < n_refs; i++)
    items[i].id = refs[i]->key;
  question.body = body = ews_get_item_build (&envelope, items, n_refs, &shape);

  return ews_ask (self->account, &question, cancellable, error);
}

static gboolean read_heads (Reading *self,
                            TocsinMessageRef *const *refs,
                            guint n_refs,
                            GCancellable *cancellable,
                            GError **error);

static gboolean
take_response (Reading *self,
               TocsinMessageRef *ref,
               const EwsResponse *response,
               gboolean alone,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GPtrArray) items = NULL;

  /* What is gone, or refused, is so for who reads the whole, too. */
  if (self->only_sizes && (response == NULL || response->outcome != EWS_OUTCOME_SUCCESS))
    return TRUE;
  if (response != NULL && ews_ask_is_gone (response))
    return self->sink->message (ref, NULL, self->sink->user_data, error);
  if (response != NULL && response->outcome == EWS_OUTCOME_SUCCESS)
    {
      items = ews_response_read_items (response);
      if (items->len > 0)
        return take_item (self, ref, g_ptr_array_index (items, 0), error);
    }
  /* What was refused among others is asked for alone. */
  if (!alone)
    return read_heads (self, &ref, 1, cancellable, error);
  if (response != NULL && response->outcome != EWS_OUTCOME_SUCCESS)
    return ews_ask_check_item (response, "GetItem", error);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                       _ ("GetItem: the server gives nothing of a message that is there"));
  return FALSE;
}

static gboolean
read_heads (Reading *self,
            TocsinMessageRef *const *refs,
            guint n_refs,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EwsAnswer) answer = ask (self, refs, n_refs, cancellable, &problem);

  /* Headers of one stranger must not keep us from the others'. */
  if (answer == NULL && n_refs > 1
      && g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE))
    return read_heads (self, refs, n_refs / 2, cancellable, error)
           && read_heads (self, refs + n_refs / 2, n_refs - n_refs / 2, cancellable, error);
  if (answer == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  for (guint i = 0; i < n_refs; i++)
    {
      const EwsResponse *response =
          i < answer->responses->len ? g_ptr_array_index (answer->responses, i) : NULL;

      if (!take_response (self, refs[i], response, n_refs == 1, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
begin_block (TocsinMessageRef *ref, gpointer user_data, GError **error)
{
  g_string_truncate (((Reading *) user_data)->block, 0);

  return TRUE;
}

/* The text behind the headers goes by. */
static gboolean
write_block (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  GString *block = ((Reading *) user_data)->block;
  gsize room = TOCSIN_MESSAGE_MAX_HEADER_BYTES - MIN (block->len, TOCSIN_MESSAGE_MAX_HEADER_BYTES);

  g_string_append_len (block, bytes, (gssize) MIN (length, room));

  return TRUE;
}

static gsize
find_block_end (const GString *block)
{
  const char *crlf = g_strstr_len (block->str, (gssize) block->len, "\r\n\r\n");
  const char *lf = g_strstr_len (block->str, (gssize) block->len, "\n\n");

  if (crlf != NULL && (lf == NULL || crlf < lf))
    return (gsize) (crlf - block->str) + 2;

  return lf != NULL ? (gsize) (lf - block->str) + 1 : block->len;
}

static gboolean
end_block (TocsinMessageRef *ref, gboolean gone, gpointer user_data, GError **error)
{
  Reading *self = user_data;
  g_autoptr (TocsinMessage) message = NULL;
  g_autofree gpointer key = NULL;

  g_hash_table_steal_extended (self->heads, ref->key, &key, (gpointer *) &message);
  if (gone || message == NULL)
    return self->sink->message (ref, NULL, self->sink->user_data, error);
  set_headers (message, self->block->str, find_block_end (self->block));

  return deliver (self, ref, message, error);
}

static gboolean
read_headless (Reading *self, GCancellable *cancellable, GError **error)
{
  const EwsWholeSink sink = { begin_block, write_block, end_block, self };

  return ews_whole_read (self->account, self->headless, self->sizes, &sink, cancellable, error);
}

static gboolean
begin_raw (TocsinMessageRef *ref, gpointer user_data, GError **error)
{
  Reading *self = user_data;

  return self->sink->begin == NULL
         || self->sink->begin (ref, size_of (self, ref), self->sink->user_data, error);
}

static gboolean
write_raw (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Reading *self = user_data;

  return self->sink->write == NULL
         || self->sink->write (bytes, length, self->sink->user_data, error);
}

static gboolean
end_raw (TocsinMessageRef *ref, gboolean gone, gpointer user_data, GError **error)
{
  Reading *self = user_data;
  TocsinMessage *head = g_hash_table_lookup (self->heads, ref->key);
  g_autoptr (TocsinMessage) message = NULL;

  if (!gone)
    message = head != NULL ? g_object_ref (head) : new_message (self, ref, ref->received);

  return self->sink->message (ref, message, self->sink->user_data, error);
}

/* Those that are left; one that is too large comes without its body. */
static gboolean
read_raw (Reading *self, GPtrArray *refs, GCancellable *cancellable, GError **error)
{
  const EwsWholeSink sink = { begin_raw, write_raw, end_raw, self };
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  gboolean with_heads = wants (self, TOCSIN_MAIL_PARTS_FLAGS | TOCSIN_MAIL_PARTS_HEADERS);

  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);

      /* What is gone was told. */
      if (with_heads && !g_hash_table_contains (self->heads, ref->key))
        continue;
      if (!is_too_large (self, ref))
        g_ptr_array_add (wanted, ref);
      else if (!end_raw (ref, FALSE, self, error))
        return FALSE;
    }

  return ews_whole_read (self->account, wanted, self->sizes, &sink, cancellable, error);
}

static gboolean
read_all_heads (Reading *self, GPtrArray *refs, GCancellable *cancellable, GError **error)
{
  for (guint from = 0; from < refs->len; from += EWS_READ_HEADS)
    if (!read_heads (self, (TocsinMessageRef *const *) refs->pdata + from,
                     MIN (EWS_READ_HEADS, refs->len - from), cancellable, error))
      return FALSE;

  return read_headless (self, cancellable, error);
}

/**
 * ews_read:
 * @account: an account
 * @refs: (element-type TocsinMessageRef): messages of one folder
 * @parts: what of them
 * @sink: where to
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_fetch(). A message that takes more than `limits.max-message-size` in its
 * mailbox comes without its body.
 *
 * Returns: whether the sink was told of every message.
 */
gboolean
ews_read (EwsAccount *account,
          GPtrArray *refs,
          TocsinMailParts parts,
          const TocsinMailSink *sink,
          GCancellable *cancellable,
          GError **error)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (ews_account_get_settings (account));
  g_auto (Reading) self = { .account = account, .sink = sink, .parts = parts };
  gboolean raw_only = (parts & TOCSIN_MAIL_PARTS_RAW) != 0
                      && (parts & (TOCSIN_MAIL_PARTS_FLAGS | TOCSIN_MAIL_PARTS_HEADERS)) == 0;

  self.code_page = tocsin_snapshot_get_string (settings, "code-page");
  self.authserv_id = tocsin_snapshot_get_string (settings, "authserv-id");
  self.max_size = tocsin_snapshot_get_uint64 (settings, "limits.max-message-size");
  self.heads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self.sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.headless = g_ptr_array_new ();
  self.block = g_string_new (NULL);
  self.only_sizes = raw_only;
  if (!read_all_heads (&self, refs, cancellable, error))
    return FALSE;

  return !wants (&self, TOCSIN_MAIL_PARTS_RAW) || read_raw (&self, refs, cancellable, error);
}
