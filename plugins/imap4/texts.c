/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The text of messages without their attachments. BODYSTRUCTURE says which parts these are, and it
 * is only a hint (quirk 29): what does not fit together with it is left to be fetched whole. */
#include "plugins/imap4/texts.h"

#include "core/base/error.h"
#include "core/mail/message.h"
#include "plugins/imap4/key.h"
#include "plugins/imap4/session/fetch-sections.h"

#include <string.h>

/* What the lines around the parts of one message take, about. */
#define ANSWER_BYTES 200

typedef struct
{
  TocsinImap4Session *session;
  GHashTable *messages;
  GHashTable *requests;
  GPtrArray *in_order;
  guint64 expected;
} Texts;

static void
texts_clear (Texts *self)
{
  g_clear_pointer (&self->messages, g_hash_table_unref);
  g_clear_pointer (&self->requests, g_hash_table_unref);
  g_clear_pointer (&self->in_order, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, texts_clear)

/* Whether a part is asked for only as far as it matters. Where its size is known and fits, it is
 * asked for in the plainest words, which all servers know. */
static gboolean
is_cut (const TocsinPart *part)
{
  return part->size == 0 || part->size > TOCSIN_MESSAGE_MAX_TEXT;
}

/* The parts of @message to be fetched; %NULL when they can't be had so. */
static char *
item_list (TocsinMessage *message)
{
  g_autoptr (GString) items = g_string_new (NULL);
  GPtrArray *parts;

  if (tocsin_message_get_layers (message) & TOCSIN_MESSAGE_LAYERS_TEXT
      || tocsin_message_get_structure (message) == NULL)
    return NULL;
  parts = tocsin_message_get_text_parts (message);
  for (guint i = 0; i < parts->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);

      if (!imap4_section_is_valid (part->section) || items->len > IMAP4_TEXTS_MAX_ITEMS)
        return NULL;
      g_string_append_printf (items, "%sBODY.PEEK[%s]", i > 0 ? " " : "", part->section);
      if (is_cut (part))
        g_string_append_printf (items, "<0.%d>", TOCSIN_MESSAGE_MAX_TEXT);
    }

  return g_string_free (g_steal_pointer (&items), FALSE);
}

static guint64
count_bytes (TocsinMessage *message)
{
  GPtrArray *parts = tocsin_message_get_text_parts (message);
  guint64 bytes = ANSWER_BYTES;

  for (guint i = 0; i < parts->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);

      bytes += is_cut (part) ? TOCSIN_MESSAGE_MAX_TEXT : part->size;
    }

  return bytes;
}

/* Messages of one shape are asked about together. */
static gboolean
add (Texts *self, const TocsinMessageRef *ref, TocsinMessage *message, GError **error)
{
  g_autofree char *items = item_list (message);
  Imap4SectionsRequest *request;
  Imap4Key key;

  if (!imap4_key_from_ref (&key, ref, error))
    return FALSE;
  if (items == NULL || g_hash_table_contains (self->messages, &key.uid))
    return TRUE;
  request = g_hash_table_lookup (self->requests, items);
  if (request == NULL)
    {
      request = imap4_sections_request_new (items);
      g_hash_table_insert (self->requests, request->items, request);
      g_ptr_array_add (self->in_order, request);
    }
  g_array_append_val (request->uids, key.uid);
  g_hash_table_insert (self->messages, g_memdup2 (&key.uid, sizeof key.uid),
                       g_object_ref (message));
  self->expected += count_bytes (message);

  return TRUE;
}

static gboolean
is_encoded (const TocsinPart *part)
{
  return part->encoding != NULL
         && (g_str_equal (part->encoding, "base64")
             || g_str_equal (part->encoding, "quoted-printable")
             || g_str_has_prefix (part->encoding, "x-uu")
             || g_str_has_prefix (part->encoding, "uu"));
}

/* Nothing where something should be: there is no such part, whatever the structure says. Encoded
 * text that was cut decodes to less than a reader is shown. A piece that ends early (quirk 28) is
 * not all of it. */
static gboolean
is_plausible (const TocsinPart *part, GBytes *content)
{
  gsize length = g_bytes_get_size (content);

  if (length == 0)
    return part->size == 0;
  if (length >= TOCSIN_MESSAGE_MAX_TEXT)
    return !is_encoded (part);

  return part->size <= TOCSIN_MESSAGE_MAX_TEXT;
}

static void
take_contents (guint64 uid, GHashTable *contents, gpointer user_data)
{
  Texts *self = user_data;
  TocsinMessage *message = g_hash_table_lookup (self->messages, &uid);
  GPtrArray *parts = tocsin_message_get_text_parts (message);

  for (guint i = 0; i < parts->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);
      GBytes *content = g_hash_table_lookup (contents, part->section);

      if (content != NULL && is_plausible (part, content))
        tocsin_message_set_content (message, part->section, content);
    }
}

static gboolean
fetch (Texts *self, GPtrArray *requests, GCancellable *cancellable, GError **error)
{
  imap4_chat_expect (tocsin_imap4_session_get_chat (self->session), self->expected);

  return imap4_fetch_sections (self->session, requests, TOCSIN_MESSAGE_MAX_TEXT, take_contents,
                               self, cancellable, error);
}

static gboolean
is_refusal (const GError *error)
{
  return error->code == TOCSIN_ERROR_SERVER_NO || error->code == TOCSIN_ERROR_SERVER_BAD;
}

/* A server that refuses one request gets the others one by one; what it refuses then is left. */
static gboolean
fetch_each (Texts *self, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < self->in_order->len; i++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      g_autoptr (GError) refusal = NULL;

      g_ptr_array_add (one, g_ptr_array_index (self->in_order, i));
      if (fetch (self, one, cancellable, &refusal) || is_refusal (refusal))
        continue;
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }

  return TRUE;
}

/**
 * imap4_texts_read:
 * @session: an open session
 * @refs: (element-type TocsinMessageRef): messages of one folder, at least one
 * @messages: (element-type TocsinMessage): what is known of them
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_read_texts().
 *
 * Returns: whether nothing went wrong.
 */
gboolean
imap4_texts_read (TocsinImap4Session *session,
                  GPtrArray *refs,
                  GPtrArray *messages,
                  GCancellable *cancellable,
                  GError **error)
{
  g_auto (Texts) texts = { .session = session };
  g_autoptr (GArray) uids = NULL;
  g_autoptr (GError) refusal = NULL;

  texts.messages = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  texts.requests = g_hash_table_new (g_str_hash, g_str_equal);
  texts.in_order = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_sections_request_free);
  for (guint i = 0; i < refs->len; i++)
    if (!add (&texts, g_ptr_array_index (refs, i), g_ptr_array_index (messages, i), error))
      return FALSE;
  if (texts.in_order->len == 0)
    return TRUE;

  uids = imap4_keys_open (session, refs, FALSE, cancellable, error);
  if (uids == NULL)
    return FALSE;
  if (fetch (&texts, texts.in_order, cancellable, &refusal)
      || (is_refusal (refusal) && texts.in_order->len == 1))
    return TRUE;
  if (is_refusal (refusal))
    return fetch_each (&texts, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}
