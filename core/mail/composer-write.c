/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/address-spec.h"
#include "core/mail/address.h"
#include "core/mail/auto-reply.h"
#include "core/mail/compose-text.h"
#include "core/mail/composer-private.h"
#include "core/mail/html-text.h"
#include "core/mail/mime.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BUFFER (256 * 1024)
#define VERP_WORD "VERP"

static gboolean
refuse (const char *why, GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, why);
  return FALSE;
}

static const char *
find_address (GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      if (*address->address != '\0')
        return address->address;
    }

  return NULL;
}

static const char *
find_sender (TocsinComposer *self)
{
  const char *sender = find_address (self->fields[TOCSIN_COMPOSER_SENDER]);

  return sender != NULL ? sender : find_address (self->fields[TOCSIN_COMPOSER_FROM]);
}

static char *
choose_id_domain (TocsinComposer *self)
{
  const char *sender = find_sender (self);
  const char *at = sender != NULL ? strrchr (sender, '@') : NULL;
  char *domain = NULL;

  if (self->message_id_domain != NULL)
    return g_strdup (self->message_id_domain);
  if (at != NULL)
    domain = g_str_is_ascii (at + 1) ? g_strdup (at + 1) : g_hostname_to_ascii (at + 1);

  return domain != NULL ? domain : g_strdup ("localhost");
}

/* What is said once is said for good: a message written twice is the same. */
static void
settle (TocsinComposer *self)
{
  g_autofree char *domain = NULL;
  g_autofree char *unique = NULL;

  if (self->date == NULL)
    self->date = g_date_time_new_now_local ();
  if (self->message_id != NULL)
    return;
  domain = choose_id_domain (self);
  unique = g_uuid_string_random ();
  self->message_id = g_strdup_printf ("<%s@%s>", unique, domain);
}

/**
 * tocsin_composer_get_message_id:
 * @self: a composer
 *
 * Returns: (transfer full): the Message-ID that the message has, in angle brackets.
 */
char *
tocsin_composer_get_message_id (TocsinComposer *self)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), NULL);

  settle (self);

  return g_strdup (self->message_id);
}

static gboolean
check (TocsinComposer *self, GError **error)
{
  if (find_address (self->fields[TOCSIN_COMPOSER_FROM]) == NULL)
    return refuse (_ ("From: say who the message is from"), error);
  /* RFC 5322, section 3.6.2. */
  if (self->fields[TOCSIN_COMPOSER_FROM]->len > 1 && self->fields[TOCSIN_COMPOSER_SENDER]->len == 0)
    return refuse (_ ("Sender: where several have written a message, say who sends it"), error);
  if (self->inlines->len > 0 && self->html == NULL)
    return refuse (_ ("A part within the text needs HTML that shows it"), error);

  return TRUE;
}

static gboolean
add_recipients (TocsinComposer *self,
                TocsinEnvelope *envelope,
                TocsinRecipientKind kind,
                GHashTable *known,
                GError **error)
{
  TocsinNotify notify = self->notify;

  if (notify == TOCSIN_NOTIFY_DEFAULT
      && self->fields[TOCSIN_COMPOSER_DELIVERY_NOTIFICATION_TO]->len > 0)
    notify = TOCSIN_NOTIFY_SUCCESS | TOCSIN_NOTIFY_FAILURE;

  for (guint i = 0; i < self->recipients[kind]->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (self->recipients[kind], i);
      g_autofree char *ascii = tocsin_address_spec_to_ascii (address->address);
      const char *spec = ascii != NULL ? ascii : address->address;

      if (*spec != '\0' && g_hash_table_add (known, g_strdup (spec))
          && !tocsin_envelope_add_recipient (envelope, spec, kind, notify, NULL, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_composer_make_envelope:
 * @self: a composer
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID: nobody sends it, or nobody gets it
 *
 * The envelope: who is named twice gets it once, an address whose domain is no ASCII has it in its
 * ASCII form.
 *
 * Returns: (transfer full): the envelope.
 */
TocsinEnvelope *
tocsin_composer_make_envelope (TocsinComposer *self, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (TocsinEnvelope) envelope = NULL;
  g_autofree char *ascii = NULL;
  const char *sender;

  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), NULL);

  if (!check (self, error))
    return NULL;
  sender = self->return_path != NULL ? self->return_path : find_sender (self);
  ascii = tocsin_address_spec_to_ascii (sender);
  envelope = tocsin_envelope_new (ascii != NULL ? ascii : sender, error);
  if (envelope == NULL)
    return NULL;
  tocsin_envelope_set_verp (envelope, self->return_path != NULL
                                          && strstr (self->return_path, VERP_WORD) != NULL);
  tocsin_envelope_set_dsn_return (envelope, self->dsn_return);
  for (int kind = TOCSIN_RECIPIENT_TO; kind <= TOCSIN_RECIPIENT_BCC; kind++)
    if (!add_recipients (self, envelope, kind, known, error))
      return NULL;
  if (g_hash_table_size (known) == 0)
    {
      refuse (_ ("To: say whom the message is for"), error);
      return NULL;
    }

  return g_steal_pointer (&envelope);
}

static void
write_addresses (TocsinComposer *self, TocsinHeaderWriter *writer, TocsinComposerField field)
{
  if (self->fields[field]->len > 0)
    tocsin_header_writer_add_addresses (writer, tocsin_composer_field_to_header (field),
                                        self->fields[field]);
}

/* Those who got it unseen are nobody's business; but some servers write such a header themselves,
 * and worse. */
static void
write_recipients (TocsinComposer *self, TocsinHeaderWriter *writer)
{
  GPtrArray *to = self->recipients[TOCSIN_RECIPIENT_TO];
  GPtrArray *cc = self->recipients[TOCSIN_RECIPIENT_CC];

  if (to->len > 0)
    tocsin_header_writer_add_addresses (writer, "To", to);
  else if (cc->len == 0)
    tocsin_header_writer_add_words (writer, "To",
                                    (const char *[]){ "undisclosed-recipients:;", NULL });
  if (cc->len > 0)
    tocsin_header_writer_add_addresses (writer, "Cc", cc);
}

static void
write_ids (TocsinHeaderWriter *writer, const char *name, GStrv ids)
{
  if (ids != NULL && ids[0] != NULL)
    tocsin_header_writer_add_words (writer, name, (const char *const *) ids);
}

static void
write_mark (TocsinHeaderWriter *writer, const char *name, const char *value)
{
  if (value != NULL)
    tocsin_header_writer_add_text (writer, name, value);
}

static void
write_marks (TocsinComposer *self, TocsinHeaderWriter *writer)
{
  write_mark (writer, "Importance", self->importance);
  if (self->importance != NULL)
    write_mark (writer, "X-Priority", g_str_equal (self->importance, "high") ? "1" : "5");
  write_mark (writer, "Priority", self->priority);
  write_mark (writer, "Sensitivity", self->sensitivity);
  if (!self->automatic)
    return;

  write_mark (writer, "Auto-Submitted", self->replied ? "auto-replied" : "auto-generated");
  /* Exchange knows only this. */
  write_mark (writer, "X-Auto-Response-Suppress", "OOF, AutoReply");
  write_mark (writer, TOCSIN_AUTO_REPLY_TRACE, self->trace);
}

static void
write_headers (TocsinComposer *self, TocsinHeaderWriter *writer)
{
  g_autofree char *date = g_mime_utils_header_format_date (self->date);

  tocsin_header_writer_add_text (writer, "Date", date);
  write_addresses (self, writer, TOCSIN_COMPOSER_FROM);
  write_addresses (self, writer, TOCSIN_COMPOSER_SENDER);
  write_addresses (self, writer, TOCSIN_COMPOSER_REPLY_TO);
  write_recipients (self, writer);
  tocsin_header_writer_add_words (writer, "Message-ID", (const char *[]){ self->message_id, NULL });
  write_mark (writer, "Subject", self->subject);
  write_ids (writer, "In-Reply-To", self->in_reply_to);
  write_ids (writer, "References", self->references);
  write_addresses (self, writer, TOCSIN_COMPOSER_READ_RECEIPT_TO);
  write_addresses (self, writer, TOCSIN_COMPOSER_DELIVERY_NOTIFICATION_TO);
  write_marks (self, writer);
  for (guint i = 0; i + 1 < self->headers->len; i += 2)
    tocsin_header_writer_add_text (writer, g_ptr_array_index (self->headers, i),
                                   g_ptr_array_index (self->headers, i + 1));
  tocsin_header_writer_add_text (writer, "MIME-Version", "1.0");
}

static TocsinComposePart *
wrap (const char *type, TocsinComposePart *first, GPtrArray *others)
{
  TocsinComposePart *parent = tocsin_compose_part_new (type);

  if (first != NULL)
    tocsin_compose_part_take_child (parent, first);
  for (guint i = 0; i < others->len; i++)
    tocsin_compose_part_take_child (parent,
                                    tocsin_compose_part_ref (g_ptr_array_index (others, i)));

  return parent;
}

static TocsinComposePart *
make_html (TocsinComposer *self)
{
  TocsinComposePart *html = tocsin_compose_text (self->html, "html", self->charset);

  if (self->inlines->len == 0)
    return html;

  html = wrap ("multipart/related", html, self->inlines);
  tocsin_compose_part_set_parameter (html, "type", "text/html");

  return html;
}

/* Text for who reads none of the HTML; HTML that says nothing in words has none. */
static char *
make_text (TocsinComposer *self)
{
  g_autofree char *text = self->text != NULL ? g_strdup (self->text) : NULL;

  if (text == NULL && self->html != NULL)
    text = tocsin_html_to_text (self->html);
  if (self->text == NULL && text != NULL && text[strspn (text, " \n")] == '\0')
    return NULL;

  return g_steal_pointer (&text);
}

/* What a person reads; the outermost part that is signed or encrypted would stand around all of
 * make_body(). */
static TocsinComposePart *
make_words (TocsinComposer *self)
{
  g_autofree char *text = make_text (self);
  TocsinComposePart *both;

  if (self->html == NULL && text == NULL)
    return self->attachments->len > 0 ? NULL : tocsin_compose_text ("", "plain", self->charset);
  if (self->html == NULL)
    return tocsin_compose_text (text, "plain", self->charset);
  if (text == NULL)
    return make_html (self);

  both = tocsin_compose_part_new ("multipart/alternative");
  tocsin_compose_part_take_child (both, tocsin_compose_text (text, "plain", self->charset));
  tocsin_compose_part_take_child (both, make_html (self));

  return both;
}

static TocsinComposePart *
make_body (TocsinComposer *self)
{
  TocsinComposePart *words = make_words (self);

  return self->attachments->len > 0 ? wrap ("multipart/mixed", words, self->attachments) : words;
}

static gboolean
write_message (TocsinComposer *self,
               GOutputStream *stream,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (TocsinComposePart) body = make_body (self);
  g_autoptr (TocsinHeaderWriter) headers =
      tocsin_header_writer_new (self->charset, self->max_header_length);
  const char *block;

  if (!tocsin_compose_part_choose_boundaries (body, self->message_id, cancellable, error))
    return FALSE;
  write_headers (self, headers);
  tocsin_compose_part_write_headers (body, headers);
  block = tocsin_header_writer_get_block (headers);

  return g_output_stream_write_all (stream, block, strlen (block), NULL, cancellable, error)
         && g_output_stream_write_all (stream, "\r\n", 2, NULL, cancellable, error)
         && tocsin_compose_part_write_content (body, self->charset, self->max_header_length, stream,
                                               cancellable, error)
         && g_output_stream_flush (stream, cancellable, error);
}

/**
 * tocsin_composer_write:
 * @self: a composer
 * @stream: where the message goes; stays open
 * @envelope: (out) (optional) (transfer full): from whom to whom it goes
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID where something is missing, or why it can't be
 *   read or written
 *
 * Writes the message (RFC 5322, RFC 2045 to 2049). Attachments are read while they are written, so
 * that they take no memory.
 *
 * Returns: whether all of it was written.
 */
gboolean
tocsin_composer_write (TocsinComposer *self,
                       GOutputStream *stream,
                       TocsinEnvelope **envelope,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (TocsinEnvelope) made = NULL;
  g_autoptr (GOutputStream) buffered = NULL;

  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && G_IS_OUTPUT_STREAM (stream), FALSE);

  made = tocsin_composer_make_envelope (self, error);
  if (made == NULL)
    return FALSE;
  settle (self);
  buffered = g_buffered_output_stream_new_sized (stream, BUFFER);
  g_filter_output_stream_set_close_base_stream (G_FILTER_OUTPUT_STREAM (buffered), FALSE);
  if (!write_message (self, buffered, cancellable, error))
    {
      tocsin_error_translate (error, _ ("The message can't be written"));
      return FALSE;
    }
  if (envelope != NULL)
    *envelope = g_steal_pointer (&made);

  return TRUE;
}
