/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Messages into a sink: their headers, or all of them. There are no flags in POP3, and no structure
 * that would cost less than the message itself, so nobody is given any. */
#include "plugins/pop3/read.h"

#include "core/base/error.h"
#include "plugins/pop3/session/headings.h"
#include "plugins/pop3/session/inventory.h"
#include "plugins/pop3/session/retrieve.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  TocsinPop3Session *session;
  const TocsinMailSink *sink;
  TocsinMailParts parts;
  const char *code_page;
  const char *authserv_id;
  guint64 max_size;
  GHashTable *refs; /* Pop3Message → TocsinMessageRef */
  GPtrArray *wanted;
  GPtrArray *refused;
  Pop3Heading heading;
  GError *refusal;
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->refs, g_hash_table_unref);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_pointer (&self->refused, g_ptr_array_unref);
  pop3_heading_clear (&self->heading);
  g_clear_error (&self->refusal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
wants (const Reading *self, TocsinMailParts part)
{
  return (self->parts & part) != 0;
}

static TocsinMessage *
new_message (const Reading *self, const Pop3Message *known, const Pop3Heading *heading)
{
  TocsinMessage *message = tocsin_message_new ();

  tocsin_message_set_code_page (message, *self->code_page != '\0' ? self->code_page : NULL);
  tocsin_message_set_authserv_id (message, self->authserv_id);
  if (wants (self, TOCSIN_MAIL_PARTS_FLAGS))
    tocsin_message_set_flags (message, 0, NULL);
  if (known->size > 0)
    tocsin_message_set_size (message, known->size);
  if (heading != NULL)
    {
      g_autoptr (GBytes) block = g_bytes_new (heading->bytes->data, heading->bytes->len);

      tocsin_message_set_headers (message, block);
    }

  return message;
}

static gboolean
deliver (Reading *self, const Pop3Message *known, const Pop3Heading *heading, GError **error)
{
  g_autoptr (TocsinMessage) message = new_message (self, known, heading);

  return self->sink->message (g_hash_table_lookup (self->refs, known), message,
                              self->sink->user_data, error);
}

/* Whether it is gone or can't be read is found out when the others are read. What the server can't
 * do for now concerns them all. */
static void
note_refused (Reading *self, const Pop3Message *message, const Pop3Reply *reply)
{
  GError *refusal = pop3_trouble_new (reply, POP3_PHASE_COMMAND, "RETR");

  g_ptr_array_add (self->refused, (gpointer) message);
  if (self->refusal == NULL || refusal->code == TOCSIN_ERROR_SERVER_BUSY)
    {
      g_clear_error (&self->refusal);
      self->refusal = refusal;
      return;
    }
  g_error_free (refusal);
}

static gboolean
take_heading (const Pop3Message *message,
              const Pop3Heading *heading,
              const Pop3Reply *refusal,
              gpointer user_data,
              GError **error)
{
  Reading *self = user_data;

  if (heading != NULL)
    return deliver (self, message, heading, error);
  note_refused (self, message, refusal);

  return TRUE;
}

static gboolean
begin_whole (guint index, gpointer user_data, GError **error)
{
  Reading *self = user_data;
  const Pop3Message *message = g_ptr_array_index (self->wanted, index);

  pop3_heading_clear (&self->heading);
  pop3_heading_init (&self->heading);

  return self->sink->begin == NULL
         || self->sink->begin (g_hash_table_lookup (self->refs, message), message->size,
                               self->sink->user_data, error);
}

static gboolean
write_whole (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Reading *self = user_data;

  if (wants (self, TOCSIN_MAIL_PARTS_HEADERS))
    pop3_heading_add (&self->heading, bytes, length);

  return self->sink->write == NULL
         || self->sink->write (bytes, length, self->sink->user_data, error);
}

static gboolean
end_whole (guint index, gpointer user_data, GError **error)
{
  Reading *self = user_data;

  return deliver (self, g_ptr_array_index (self->wanted, index),
                  wants (self, TOCSIN_MAIL_PARTS_HEADERS) ? &self->heading : NULL, error);
}

static gboolean
refuse_whole (guint index, const Pop3Reply *reply, gpointer user_data, GError **error)
{
  Reading *self = user_data;

  note_refused (self, g_ptr_array_index (self->wanted, index), reply);

  return TRUE;
}

static gboolean
read_wanted (Reading *self, GCancellable *cancellable, GError **error)
{
  Pop3RetrieveSink sink = { begin_whole, write_whole, end_whole, refuse_whole, self };

  if (wants (self, TOCSIN_MAIL_PARTS_RAW))
    return pop3_retrieve (self->session, self->wanted, TRUE, &sink, cancellable, error);
  if (wants (self, TOCSIN_MAIL_PARTS_HEADERS))
    return pop3_headings_read (self->session, self->wanted, take_heading, self, cancellable, error);

  for (guint i = 0; i < self->wanted->len; i++)
    if (!deliver (self, g_ptr_array_index (self->wanted, i), NULL, error))
      return FALSE;

  return TRUE;
}

/* A message that is refused and still there is in trouble; one that the server knows no more was
 * removed by somebody who was let in besides us. */
static gboolean
settle_refused (Reading *self, GCancellable *cancellable, GError **error)
{
  gboolean busy = g_error_matches (self->refusal, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
  gboolean trouble = busy;

  for (guint i = 0; i < self->refused->len && !busy; i++)
    {
      const Pop3Message *message = g_ptr_array_index (self->refused, i);
      g_autofree char *command = g_strdup_printf ("LIST %u", message->number);
      g_autoptr (Pop3Reply) reply =
          tocsin_pop3_session_ask (self->session, command, cancellable, error);

      if (reply == NULL)
        return FALSE;
      if (reply->kind == POP3_REPLY_OK)
        trouble = TRUE;
      else if (!self->sink->message (g_hash_table_lookup (self->refs, message), NULL,
                                     self->sink->user_data, error))
        return FALSE;
    }
  if (trouble)
    g_propagate_error (error, g_steal_pointer (&self->refusal));

  return !trouble;
}

static gboolean
is_too_large (const Reading *self, const Pop3Message *message)
{
  return wants (self, TOCSIN_MAIL_PARTS_RAW) && self->max_size > 0
         && message->size > self->max_size;
}

/* Those that are there go to @wanted; of the others the sink is told at once. */
static gboolean
sort_out (Reading *self, Pop3Maildrop *maildrop, GPtrArray *refs, GError **error)
{
  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      Pop3Message *message = pop3_maildrop_find (maildrop, ref->key);

      if (message == NULL)
        {
          if (!self->sink->message (ref, NULL, self->sink->user_data, error))
            return FALSE;
          continue;
        }
      g_hash_table_insert (self->refs, message, ref);
      if (!is_too_large (self, message))
        g_ptr_array_add (self->wanted, message);
      else if (!deliver (self, message, NULL, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * pop3_open_for:
 * @session: an open session
 * @refs: (element-type TocsinMessageRef): messages
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer none): the maildrop, in which they can be found if they are there.
 */
Pop3Maildrop *
pop3_open_for (TocsinPop3Session *session,
               GPtrArray *refs,
               GCancellable *cancellable,
               GError **error)
{
  Pop3Maildrop *maildrop = pop3_inventory_load (session, cancellable, error);
  gboolean named = FALSE;

  for (guint i = 0; i < refs->len && !named; i++)
    named = pop3_maildrop_is_name (((TocsinMessageRef *) g_ptr_array_index (refs, i))->key);
  if (maildrop == NULL
      || (named && !pop3_inventory_name_all (maildrop, session, cancellable, error)))
    return NULL;

  return maildrop;
}

/**
 * pop3_read:
 * @session: an open session
 * @refs: (element-type TocsinMessageRef): messages
 * @parts: what of them
 * @sink: where to
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_fetch(). A message larger than `limits.max-message-size` comes without its
 * body.
 *
 * Returns: whether the sink was told of every message.
 */
gboolean
pop3_read (TocsinPop3Session *session,
           GPtrArray *refs,
           TocsinMailParts parts,
           const TocsinMailSink *sink,
           GCancellable *cancellable,
           GError **error)
{
  TocsinSnapshot *settings =
      TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (session)));
  g_auto (Reading) reading = { .session = session, .sink = sink, .parts = parts };
  Pop3Maildrop *maildrop = pop3_open_for (session, refs, cancellable, error);

  if (maildrop == NULL)
    return FALSE;

  reading.code_page = tocsin_snapshot_get_string (settings, "code-page");
  reading.authserv_id = tocsin_snapshot_get_string (settings, "authserv-id");
  reading.max_size = tocsin_snapshot_get_uint64 (settings, "limits.max-message-size");
  reading.refs = g_hash_table_new (NULL, NULL);
  reading.wanted = g_ptr_array_new ();
  reading.refused = g_ptr_array_new ();
  pop3_heading_init (&reading.heading);

  return sort_out (&reading, maildrop, refs, error) && read_wanted (&reading, cancellable, error)
         && settle_refused (&reading, cancellable, error);
}
