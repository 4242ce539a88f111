/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/raw-envelope.h"

#include "core/base/error.h"
#include "core/mail/address-parse.h"
#include "core/mail/header-block.h"
#include "core/mail/message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* So many bytes are read at once. */
#define BLOCK (64 * 1024)

struct _TocsinRawEnvelope
{
  TocsinHeaderBlock *headers;
  gboolean resent;
};

/* A header block while it is taken apart. */
typedef struct
{
  TocsinHeaderBlock *headers;
  TocsinHeaderBudget budget;
  GByteArray *kept;
  GHashTable *resent;
  gboolean in_older;
  gboolean dropped;
  gboolean passed_over;
} Reading;

/* Where the line at @start ends, its end included: LF, or CR, or what some programs make of both
 * (CR CR LF). @length is without the end. */
static gsize
find_next_line (const GByteArray *bytes, gsize start, gsize *length)
{
  gsize end = start;
  gsize run;

  while (end < bytes->len && bytes->data[end] != '\n' && bytes->data[end] != '\r')
    end++;
  *length = end - start;
  for (run = end; run < bytes->len && bytes->data[run] == '\r';)
    run++;
  if (run < bytes->len && bytes->data[run] == '\n')
    return run + 1;

  return MIN (end + 1, bytes->len);
}

/* Where the body begins; 0 when the end of the header block has not been read yet. */
static gsize
find_body (const GByteArray *bytes)
{
  gsize length;

  for (gsize start = 0; start < bytes->len;)
    {
      gsize next = find_next_line (bytes, start, &length);

      if (length == 0)
        return next;
      start = next;
    }

  return 0;
}

static gssize
read_block (GInputStream *raw, GByteArray *bytes, GCancellable *cancellable, GError **error)
{
  guint used = bytes->len;
  gssize n;

  g_byte_array_set_size (bytes, used + BLOCK);
  n = g_input_stream_read (raw, bytes->data + used, BLOCK, cancellable, error);
  g_byte_array_set_size (bytes, used + (guint) MAX (n, 0));
  if (n < 0)
    tocsin_error_translate (error, _ ("The message can't be read"));

  return n;
}

/* Reads on until the header block is there whole; @body is where it ends. */
static gboolean
read_headers (
    GInputStream *raw, GByteArray *bytes, gsize *body, GCancellable *cancellable, GError **error)
{
  gssize n = 1;

  /* A CR at the end of what was read may be one half of a line's end. */
  while (n > 0 && ((*body = find_body (bytes)) == 0 || *body == bytes->len))
    {
      if (*body == 0 && bytes->len > TOCSIN_MESSAGE_MAX_HEADER_BYTES)
        break;
      n = read_block (raw, bytes, cancellable, error);
      if (n < 0)
        return FALSE;
    }
  if (*body == 0)
    *body = bytes->len;
  if (*body <= TOCSIN_MESSAGE_MAX_HEADER_BYTES)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
               _ ("The headers of the message are longer than %d bytes"),
               TOCSIN_MESSAGE_MAX_HEADER_BYTES);
  return FALSE;
}

static gboolean
is_header (const char *line, gsize length, const char *name)
{
  gsize n = strlen (name);

  return length > n && g_ascii_strncasecmp (line, name, n) == 0 && strchr (": \t", line[n]) != NULL;
}

/* Who sends a message again puts a block of headers before those that are there (RFC 5322, section
 * 3.6.6): what comes a second time belongs to an older one, whose recipients have had it. */
static gboolean
is_of_older_block (Reading *reading, const char *line, gsize length)
{
  const char *colon = memchr (line, ':', length);
  g_autofree char *name = NULL;

  if (colon == NULL || colon - line < 7 || g_ascii_strncasecmp (line, "Resent-", 7) != 0)
    return FALSE;
  name = g_strchomp (g_ascii_strdown (line, colon - line));
  if (!g_hash_table_add (reading->resent, g_steal_pointer (&name)))
    reading->in_older = TRUE;

  return reading->in_older;
}

/* Bcc is for nobody's eyes, and Return-Path is written where mail is delivered (RFC 5321, section
 * 4.4). */
static void
begin_header (Reading *reading, const char *line, gsize length)
{
  static const char *const dropped[] = { "Bcc", "Resent-Bcc", "Return-Path" };

  reading->dropped = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (dropped); i++)
    reading->dropped = reading->dropped || is_header (line, length, dropped[i]);
  reading->passed_over = is_of_older_block (reading, line, length);
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* Where the empty line is missing, text would be taken for headers, and whom it names would get the
 * message. */
static gboolean
check_line (const char *line, gsize length, guint number, GError **error)
{
  if (length == 0 || is_blank (line[0]) || tocsin_header_block_is_header_line (line, length))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
               _ ("Line %u of the message is neither a header nor the empty line that ends them"),
               number);
  return FALSE;
}

static void
take_line (Reading *reading, const char *line, gsize length)
{
  if (length == 0 || !is_blank (line[0]))
    begin_header (reading, line, length);
  if (!reading->passed_over)
    tocsin_header_block_add_line (reading->headers, line, length, FALSE, &reading->budget);
  if (reading->dropped)
    return;
  g_byte_array_append (reading->kept, (const guint8 *) line, (guint) length);
  g_byte_array_append (reading->kept, (const guint8 *) "\r\n", 2);
}

/* Mailbox files begin a message with a line of their own. */
static gsize
skip_mailbox_line (const GByteArray *bytes)
{
  gsize length;
  gsize next = find_next_line (bytes, 0, &length);

  return bytes->len > 5 && memcmp (bytes->data, "From ", 5) == 0 ? next : 0;
}

static gboolean
check_begin (const GByteArray *bytes, gsize start, GError **error)
{
  gsize length;

  find_next_line (bytes, start, &length);
  if (tocsin_header_block_is_header_line ((const char *) bytes->data + start, length))
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                       _ ("This is no message: it does not begin with a header"));
  return FALSE;
}

static gboolean
take_headers (Reading *reading, const GByteArray *bytes, gsize body, GError **error)
{
  gsize start = skip_mailbox_line (bytes);
  guint number = start > 0 ? 1 : 0;
  gsize length;

  if (!check_begin (bytes, start, error))
    return FALSE;
  while (start < body)
    {
      const char *line = (const char *) bytes->data + start;

      start = find_next_line (bytes, start, &length);
      if (!check_line (line, length, ++number, error))
        return FALSE;
      take_line (reading, line, length);
    }
  if (!reading->budget.exceeded)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
               _ ("The message has more than %d headers"), TOCSIN_MESSAGE_MAX_HEADERS);
  return FALSE;
}

static gboolean
write_out (GOutputStream *stream,
           const GByteArray *kept,
           const GByteArray *bytes,
           gsize body,
           GInputStream *raw,
           GCancellable *cancellable,
           GError **error)
{
  if (g_output_stream_write_all (stream, kept->data, kept->len, NULL, cancellable, error)
      && g_output_stream_write_all (stream, bytes->data + body, bytes->len - body, NULL,
                                    cancellable, error)
      && g_output_stream_splice (stream, raw, G_OUTPUT_STREAM_SPLICE_NONE, cancellable, error) >= 0)
    return TRUE;

  tocsin_error_translate (error, _ ("The message can't be copied"));
  return FALSE;
}

/**
 * tocsin_raw_envelope_read: (skip)
 * @raw: a whole message as in an `.eml` file, with LF or CR LF at the end of lines; read to its end
 * @stream: is given the message as it may be sent: without Bcc and Return-Path, and without the
 *   first line that mailbox files have. Its headers end with CR LF, its body is as it was
 * @cancellable: (nullable): to stop it
 * @error: %TOCSIN_ERROR_MESSAGE_UNPARSABLE when it does not begin with headers, or there are too
 *   many of them, or something else among them, to be sure of the recipients
 *
 * Takes from a finished message what its headers say about its envelope, as sendmail does.
 *
 * Returns: (transfer full): the headers.
 */
TocsinRawEnvelope *
tocsin_raw_envelope_read (GInputStream *raw,
                          GOutputStream *stream,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (TocsinRawEnvelope) self = g_new0 (TocsinRawEnvelope, 1);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) kept = g_byte_array_new ();
  g_autoptr (GHashTable) resent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reading reading = { .headers = tocsin_header_block_new (),
                      .budget = { TOCSIN_MESSAGE_MAX_HEADER_BYTES, TOCSIN_MESSAGE_MAX_HEADERS },
                      .kept = kept,
                      .resent = resent };
  gsize body;

  g_return_val_if_fail (G_IS_INPUT_STREAM (raw) && G_IS_OUTPUT_STREAM (stream), NULL);

  self->headers = reading.headers;
  if (!read_headers (raw, bytes, &body, cancellable, error)
      || !take_headers (&reading, bytes, body, error)
      || !write_out (stream, kept, bytes, body, raw, cancellable, error))
    return NULL;
  self->resent = g_hash_table_size (resent) > 0;

  return g_steal_pointer (&self);
}

/**
 * tocsin_raw_envelope_free: (skip)
 * @self: (transfer full): an envelope
 */
void
tocsin_raw_envelope_free (TocsinRawEnvelope *self)
{
  tocsin_header_block_free (self->headers);
  g_free (self);
}

/**
 * tocsin_raw_envelope_get_header: (skip)
 * @self: an envelope
 * @name: a header, in any case
 *
 * Returns: (transfer full) (nullable): the value of the first one of that name, decoded.
 */
char *
tocsin_raw_envelope_get_header (TocsinRawEnvelope *self, const char *name)
{
  for (guint i = 0; i < tocsin_header_block_get_length (self->headers); i++)
    if (g_ascii_strcasecmp (tocsin_header_block_get_name (self->headers, i), name) == 0)
      return g_strdup (tocsin_header_block_get_value (self->headers, i, NULL));

  return NULL;
}

/* Names may be in any charset, but no address. */
static gboolean
check_charset (const char *header, GPtrArray *addresses, GError **error)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      if (strstr (address->address, "\uFFFD") == NULL)
        continue;
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                   _ ("%s: “%s” is not UTF-8"), header, address->address);
      return FALSE;
    }

  return TRUE;
}

/* As strictly as what a person types: what can't be understood may mean anybody. */
static gboolean
add_addresses (GPtrArray *all, const char *header, const char *raw, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (raw, -1);
  g_autoptr (GPtrArray) addresses = tocsin_address_parse (valid, header, error);

  if (addresses == NULL || !check_charset (header, addresses, error))
    return FALSE;
  g_ptr_array_extend_and_steal (all, g_steal_pointer (&addresses));

  return TRUE;
}

static GPtrArray *
read_addresses (TocsinRawEnvelope *self, const char *header, GError **error)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_address_unref);

  for (guint i = 0; i < tocsin_header_block_get_length (self->headers); i++)
    if (g_ascii_strcasecmp (tocsin_header_block_get_name (self->headers, i), header) == 0
        && !add_addresses (all, header, tocsin_header_block_get_raw (self->headers, i), error))
      return NULL;

  return g_steal_pointer (&all);
}

/**
 * tocsin_raw_envelope_find_sender: (skip)
 * @self: an envelope
 * @error: %TOCSIN_ERROR_MESSAGE_UNPARSABLE when it names nobody, or what is no address
 *
 * Returns: (transfer full): the bare address of whoever sends the message: Sender, else From; of
 *   one that is sent again, those of the newest sending.
 */
char *
tocsin_raw_envelope_find_sender (TocsinRawEnvelope *self, GError **error)
{
  static const char *const headers[] = { "Resent-Sender", "Resent-From", "Sender", "From" };

  g_return_val_if_fail (self != NULL, NULL);

  for (gsize i = self->resent ? 0 : 2; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (GPtrArray) addresses = read_addresses (self, headers[i], error);

      if (addresses == NULL)
        return NULL;
      for (guint n = 0; n < addresses->len; n++)
        {
          const TocsinAddress *address = g_ptr_array_index (addresses, n);

          if (*address->address != '\0')
            return g_strdup (address->address);
        }
    }
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                       _ ("The message does not say whom it is from"));

  return NULL;
}

static gboolean
add_recipients (TocsinRawEnvelope *self,
                const char *header,
                TocsinRecipientKind kind,
                TocsinEnvelope *envelope,
                TocsinNotify notify,
                GError **error)
{
  g_autoptr (GPtrArray) addresses = read_addresses (self, header, error);

  if (addresses == NULL)
    return FALSE;
  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      if (*address->address == '\0'
          || tocsin_envelope_add_recipient (envelope, address->address, kind, notify, NULL, error))
        continue;
      g_prefix_error (error, "%s: ", header);
      return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_raw_envelope_add_recipients: (skip)
 * @self: an envelope as the headers have it
 * @envelope: the one to send with
 * @notify: which reports are asked for
 * @error: what is no address, with the header's name
 *
 * Adds everybody in To, Cc and Bcc; of a message that is sent again, those in the newest Resent-To,
 * Resent-Cc and Resent-Bcc instead. There may be nobody.
 *
 * Returns: whether all of them are addresses.
 */
gboolean
tocsin_raw_envelope_add_recipients (TocsinRawEnvelope *self,
                                    TocsinEnvelope *envelope,
                                    TocsinNotify notify,
                                    GError **error)
{
  static const char *const headers[] = { "To", "Cc", "Bcc" };

  g_return_val_if_fail (self != NULL && envelope != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *name = g_strconcat (self->resent ? "Resent-" : "", headers[i], NULL);

      if (!add_recipients (self, name, (TocsinRecipientKind) i, envelope, notify, error))
        return FALSE;
    }

  return TRUE;
}
