/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Header lines as every server takes them: in ASCII, and not too long. What is in order already is
 * copied byte by byte, so that a signature over it stays good. */
#include "core/mail/seven-bit-header.h"

#include "core/mail/address-list.h"
#include "core/mail/address-spec.h"
#include "core/mail/address.h"
#include "core/mail/header-writer.h"
#include "core/mail/seven-bit.h"

#include <string.h>

/* RFC 5322, section 2.1.1: where lines should be folded. */
#define LINE_LENGTH 78

/* What one header may hold: as much as a whole block. */
#define FIELD_BYTES (1024 * 1024)

/* The length of the line at @text with its end. */
static gsize
measure_line (const char *text, gsize length)
{
  const char *lf = memchr (text, '\n', length);

  return lf != NULL ? (gsize) (lf - text) + 1 : length;
}

/* A header with its folded lines. */
static gsize
measure_field (const char *text, gsize length)
{
  gsize done = measure_line (text, length);

  while (done < length && (text[done] == ' ' || text[done] == '\t'))
    done += measure_line (text + done, length - done);

  return done;
}

static gboolean
is_too_long (const char *field, gsize length)
{
  while (length > 0)
    {
      gsize line = measure_line (field, length);

      if (line > TOCSIN_SEVEN_BIT_MAX_LINE)
        return TRUE;
      field += line;
      length -= line;
    }

  return FALSE;
}

static gboolean
is_ascii (const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) bytes[i] >= 0x80)
      return FALSE;

  return TRUE;
}

static gboolean
is_named (const char *name, const char *const *names)
{
  for (; *names != NULL; names++)
    if (g_ascii_strcasecmp (name, *names) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
has_addresses (const char *name)
{
  static const char *const names[] = { "From",      "Sender",    "Reply-To",    "To",
                                       "Cc",        "Bcc",       "Resent-From", "Resent-Sender",
                                       "Resent-To", "Resent-Cc", "Resent-Bcc",  NULL };

  return is_named (name, names);
}

static gboolean
has_parameters (const char *name)
{
  static const char *const names[] = { "Content-Type", "Content-Disposition", NULL };

  return is_named (name, names);
}

/* FALSE if one of them has no form in ASCII. */
static gboolean
write_addresses (TocsinHeaderBlock *field, const char *name, TocsinHeaderWriter *writer)
{
  g_autoptr (GPtrArray) addresses = tocsin_address_list_read (field, name, NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);
      g_autofree char *ascii = tocsin_address_spec_to_ascii (address->address);

      if (ascii == NULL && *address->address != '\0')
        return FALSE;
    }
  tocsin_header_writer_add_addresses (writer, name, addresses);

  return TRUE;
}

static void
write_parameters (const char *raw, const char *name, TocsinHeaderWriter *writer)
{
  g_autoptr (GMimeContentType) type = NULL;
  g_autoptr (GMimeContentDisposition) disposition = NULL;
  GMimeParamList *list;
  g_autofree char *value = NULL;

  if (g_ascii_strcasecmp (name, "Content-Type") == 0)
    {
      type = tocsin_mime_parse_content_type (raw, NULL);
      value = g_mime_content_type_get_mime_type (type);
      list = g_mime_content_type_get_parameters (type);
    }
  else
    {
      disposition = tocsin_mime_parse_disposition (raw, NULL);
      value = g_strdup (g_mime_content_disposition_get_disposition (disposition));
      list = g_mime_content_disposition_get_parameters (disposition);
    }
  tocsin_header_writer_begin (writer, name, value);
  for (int i = 0; i < g_mime_param_list_length (list); i++)
    {
      GMimeParam *parameter = g_mime_param_list_get_parameter_at (list, i);

      tocsin_header_writer_add_parameter (writer, g_mime_param_get_name (parameter),
                                          g_mime_param_get_value (parameter),
                                          TOCSIN_PARAMETER_EXTENDED);
    }
  tocsin_header_writer_end (writer);
}

static TocsinHeaderBlock *
read_field (const char *text, gsize length)
{
  TocsinHeaderBudget budget = { FIELD_BYTES, 1, FALSE };
  TocsinHeaderBlock *field = tocsin_header_block_new ();

  while (length > 0)
    {
      gsize line = measure_line (text, length);

      tocsin_header_block_add_line (field, text, line, FALSE, &budget);
      text += line;
      length -= line;
    }

  return field;
}

/* FALSE if it can't be. */
static gboolean
encode_field (const char *text, gsize length, GString *out)
{
  g_autoptr (TocsinHeaderBlock) field = read_field (text, length);
  g_autoptr (TocsinHeaderWriter) writer = tocsin_header_writer_new ("UTF-8", LINE_LENGTH);
  const char *name;

  if (tocsin_header_block_get_length (field) != 1)
    return FALSE;
  name = tocsin_header_block_get_name (field, 0);
  if (has_addresses (name))
    {
      if (!write_addresses (field, name, writer))
        return FALSE;
    }
  else if (has_parameters (name))
    write_parameters (tocsin_header_block_get_raw (field, 0), name, writer);
  else
    tocsin_header_writer_add_text (writer, name, tocsin_header_block_get_value (field, 0, NULL));
  g_string_append (out, tocsin_header_writer_get_block (writer));

  return TRUE;
}

/* Folds at blanks, which means the same (RFC 5322, section 2.2.3). A line without any stays. */
static void
fold_field (const char *text, gsize length, GString *out)
{
  gsize in_line = 0;

  for (gsize i = 0; i < length; i++)
    {
      gboolean blank = text[i] == ' ' || text[i] == '\t';

      if (blank && in_line > LINE_LENGTH && i + 1 < length && !g_ascii_isspace (text[i + 1]))
        {
          g_string_append (out, "\r\n");
          in_line = 0;
        }
      g_string_append_c (out, text[i]);
      in_line = text[i] == '\n' ? 0 : in_line + 1;
    }
}

static void
write_field (const TocsinSevenBitHeader *self, const char *text, gsize length, GString *out)
{
  if (self->encode && !is_ascii (text, length) && encode_field (text, length, out))
    return;
  if (is_too_long (text, length))
    fold_field (text, length, out);
  else
    g_string_append_len (out, text, (gssize) length);
}

static gboolean
is_field (const char *text, gsize length, const char *name)
{
  gsize name_length = strlen (name);

  return length > name_length && text[name_length] == ':'
         && g_ascii_strncasecmp (text, name, name_length) == 0;
}

static void
add_missing (const TocsinSevenBitHeader *self,
             gboolean has_version,
             gboolean has_type,
             GString *out)
{
  if (self->encoding == NULL || *self->encoding == '\0')
    return;
  /* Only a whole message is ever without a type that matters. */
  if (self->charset != NULL && !has_version)
    g_string_append (out, "MIME-Version: 1.0\r\n");
  if (self->charset != NULL && !has_type)
    g_string_append_printf (out, "Content-Type: text/plain; charset=%s\r\n", self->charset);
  g_string_append_printf (out, "Content-Transfer-Encoding: %s\r\n", self->encoding);
}

/**
 * tocsin_seven_bit_header_write: (skip)
 * @self: what it is to be made into
 * @block: header lines, with the empty one behind them if there is one
 * @length: how many bytes
 * @out: where they go
 */
void
tocsin_seven_bit_header_write (const TocsinSevenBitHeader *self,
                               const char *block,
                               gsize length,
                               GString *out)
{
  gboolean has_version = FALSE;
  gboolean has_type = FALSE;

  while (length > 0 && *block != '\n' && *block != '\r')
    {
      gsize field = measure_field (block, length);

      has_version = has_version || is_field (block, field, "MIME-Version");
      has_type = has_type || is_field (block, field, "Content-Type");
      if (self->encoding == NULL || !is_field (block, field, "Content-Transfer-Encoding"))
        write_field (self, block, field, out);
      block += field;
      length -= field;
    }
  add_missing (self, has_version, has_type, out);
  g_string_append_len (out, block, (gssize) length);
}
