/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-item.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"

static void
clear_match (gpointer data)
{
  TocsinFeedMatch *match = data;

  g_clear_error (&match->unread);
  g_clear_pointer (&match->groups, g_hash_table_unref);
}

static TocsinFeedItem *
item_new (TocsinMessageRef *ref)
{
  TocsinFeedItem *self = g_new0 (TocsinFeedItem, 1);

  self->ref = tocsin_message_ref_ref (ref);
  self->uid = ref->uid;
  self->matches = g_array_new (FALSE, FALSE, sizeof (TocsinFeedMatch));
  g_array_set_clear_func (self->matches, clear_match);
  self->undecidable = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_error_free);

  return self;
}

static void
item_free (gpointer data)
{
  TocsinFeedItem *self = data;

  tocsin_message_ref_unref (self->ref);
  g_clear_object (&self->message);
  g_clear_error (&self->trouble);
  g_clear_error (&self->doubt);
  g_array_unref (self->matches);
  g_hash_table_unref (self->undecidable);
  g_free (self->spool);
  g_free (self->fingerprint);
  g_free (self->known_as);
  g_free (self);
}

/**
 * tocsin_feed_items_new: (skip)
 * @refs: (element-type TocsinMessageRef): messages
 * @from: the first one to take
 * @count: the most to take
 *
 * Returns: (transfer full) (element-type TocsinFeedItem): items that know nothing but where they
 *   are.
 */
GPtrArray *
tocsin_feed_items_new (GPtrArray *refs, guint from, guint count)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);

  for (guint i = from; i < refs->len && i - from < count; i++)
    g_ptr_array_add (items, item_new (g_ptr_array_index (refs, i)));

  return items;
}

/**
 * tocsin_feed_item_clear_matches: (skip)
 * @self: an item
 */
void
tocsin_feed_item_clear_matches (TocsinFeedItem *self)
{
  g_array_set_size (self->matches, 0);
}

/**
 * tocsin_feed_item_set_trouble: (skip)
 * @self: an item
 * @trouble: (transfer full): why it can't be read
 */
void
tocsin_feed_item_set_trouble (TocsinFeedItem *self, GError *trouble)
{
  g_clear_error (&self->trouble);
  self->trouble = trouble;
}

/**
 * tocsin_feed_item_give_up: (skip)
 * @self: an item that the store announced again and again and never delivered
 *
 * What kept it from being had is its trouble from now on.
 */
void
tocsin_feed_item_give_up (TocsinFeedItem *self)
{
  GError *why = g_steal_pointer (&self->doubt);

  if (why == NULL)
    why = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                       _ ("the server announced the message and did not deliver it"));
  tocsin_feed_item_set_trouble (self, why);
}

/**
 * tocsin_feed_item_get_size: (skip)
 * @self: an item
 *
 * Returns: its size in bytes as the server says, 0 when it does not.
 */
guint64
tocsin_feed_item_get_size (const TocsinFeedItem *self)
{
  guint64 size = self->message != NULL ? tocsin_message_get_size (self->message) : 0;

  return size > 0 ? size : self->ref->size;
}

static void
add_text (GChecksum *checksum, const char *text)
{
  /* The final zero parts the texts: "ab" "c" is not "a" "bc". */
  g_checksum_update (checksum, (const guchar *) (text != NULL ? text : ""),
                     text != NULL ? (gssize) strlen (text) + 1 : 1);
}

/**
 * tocsin_feed_item_get_fingerprint: (skip)
 * @self: an item
 *
 * Message-ID, date of arrival, size and all headers: Message-IDs alone are missing or used twice.
 *
 * Returns: (nullable) (transfer none): what names the message however the server numbers it; %NULL
 *   while its headers are not known.
 */
const char *
tocsin_feed_item_get_fingerprint (TocsinFeedItem *self)
{
  g_autoptr (GChecksum) checksum = NULL;
  g_autofree char *numbers = NULL;

  if (self->fingerprint != NULL || self->message == NULL)
    return self->fingerprint;

  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  numbers = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT,
                             tocsin_message_get_received (self->message) / G_USEC_PER_SEC,
                             tocsin_feed_item_get_size (self));
  add_text (checksum, tocsin_message_get_message_id (self->message));
  add_text (checksum, numbers);
  for (guint i = 0; i < tocsin_message_get_n_headers (self->message); i++)
    {
      TocsinHeader header = tocsin_message_get_header_at (self->message, i);

      add_text (checksum, header.name);
      add_text (checksum, header.value);
    }
  self->fingerprint = g_strdup (g_checksum_get_string (checksum));

  return self->fingerprint;
}
