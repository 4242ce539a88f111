/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/addressees.h"

#include "core/base/error.h"
#include "core/mail/message.h"

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static GHashTable *
list_header (TocsinMessage *head, const char *name)
{
  GHashTable *set = new_set ();
  GPtrArray *addresses = tocsin_message_get_addresses (head, name);

  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      if (*address->address != '\0')
        g_hash_table_add (set, g_utf8_strdown (address->address, -1));
    }

  return set;
}

/* The header block and a little of what follows; the stream goes back to where it was. */
static TocsinMessage *
read_head (GInputStream *message, GCancellable *cancellable, GError **error)
{
  GSeekable *seekable = G_SEEKABLE (message);
  goffset begin = g_seekable_tell (seekable);
  g_autofree char *buffer = g_malloc (TOCSIN_MESSAGE_MAX_HEADER_BYTES);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TocsinMessage) head = NULL;
  const char *end;
  gsize length;

  if (!g_input_stream_read_all (message, buffer, TOCSIN_MESSAGE_MAX_HEADER_BYTES, &length,
                                cancellable, error)
      || !g_seekable_seek (seekable, begin, G_SEEK_SET, cancellable, error))
    return NULL;
  end = g_strstr_len (buffer, (gssize) length, "\n\r\n");
  if (end == NULL)
    end = g_strstr_len (buffer, (gssize) length, "\n\n");
  bytes = g_bytes_new (buffer, end != NULL ? (gsize) (end + 1 - buffer) : length);
  head = tocsin_message_new ();
  tocsin_message_set_headers (head, bytes);

  return g_steal_pointer (&head);
}

/* Whether all who are named get it. */
static gboolean
are_all_in (GHashTable *named, GHashTable *wanted)
{
  GHashTableIter iter;
  gpointer address;

  g_hash_table_iter_init (&iter, named);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    if (!g_hash_table_contains (wanted, address))
      return FALSE;

  return TRUE;
}

static GHashTable *
list_wanted (TocsinEnvelope *envelope)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  GHashTable *set = new_set ();

  for (guint i = 0; i < recipients->len; i++)
    g_hash_table_add (
        set, g_utf8_strdown (((TocsinRecipient *) g_ptr_array_index (recipients, i))->address, -1));

  return set;
}

static GStrv
choose (TocsinEnvelope *envelope, GHashTable *in, GHashTable *not_in)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < recipients->len; i++)
    {
      const char *address = ((TocsinRecipient *) g_ptr_array_index (recipients, i))->address;
      g_autofree char *folded = g_utf8_strdown (address, -1);

      if ((in == NULL || g_hash_table_contains (in, folded))
          && (not_in == NULL || !g_hash_table_contains (not_in, folded)))
        g_strv_builder_add (chosen, address);
    }
  list = g_strv_builder_end (chosen);

  return list[0] != NULL ? g_steal_pointer (&list) : NULL;
}

/**
 * ews_addressees_read:
 * @self: what to fill in
 * @envelope: to whom the message goes
 * @message: the message, seekable, where it begins; is left there
 * @cancellable: (nullable): to stop it
 * @error: why it can't be read
 *
 * Returns: whether @self is filled in.
 */
gboolean
ews_addressees_read (EwsAddressees *self,
                     TocsinEnvelope *envelope,
                     GInputStream *message,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (TocsinMessage) head = read_head (message, cancellable, error);
  g_autoptr (GHashTable) wanted = list_wanted (envelope);
  g_autoptr (GHashTable) to = NULL, cc = NULL, bcc = NULL, named = NULL;
  GHashTableIter iter;
  gpointer address;

  if (head == NULL)
    return FALSE;
  to = list_header (head, "To");
  cc = list_header (head, "Cc");
  bcc = list_header (head, "Bcc");
  *self = (EwsAddressees){ 0 };
  if (!are_all_in (to, wanted))
    self->to = choose (envelope, to, NULL);
  if (!are_all_in (cc, wanted))
    self->cc = choose (envelope, cc, to);
  self->drop_to = !are_all_in (to, wanted) && self->to == NULL;
  self->drop_cc = !are_all_in (cc, wanted) && self->cc == NULL;

  named = g_steal_pointer (&to);
  g_hash_table_iter_init (&iter, cc);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    g_hash_table_add (named, g_strdup (address));
  self->bcc = choose (envelope, NULL, named);
  self->drop_bcc = g_hash_table_size (bcc) > 0;

  return TRUE;
}

/**
 * ews_addressees_clear:
 * @self: what was filled in
 */
void
ews_addressees_clear (EwsAddressees *self)
{
  g_clear_pointer (&self->to, g_strfreev);
  g_clear_pointer (&self->cc, g_strfreev);
  g_clear_pointer (&self->bcc, g_strfreev);
}
