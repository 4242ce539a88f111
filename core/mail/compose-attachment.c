/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/compose-attachment.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/mime.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK (64 * 1024)
/* Bytes of content that its type is guessed by. */
#define SNIFFED (16 * 1024)
/* Bytes of either half of a type, and of a parameter's name. */
#define MAX_TOKEN 127
#define UNKNOWN "application/octet-stream"
#define MESSAGE "message/rfc822"

/* What a message must be to be carried along as it is. */
typedef struct
{
  gsize line;
  gboolean cr;
  gboolean eight_bit;
  gboolean binary;
} Scan;

static void
scan_block (Scan *self, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) bytes[i];

      self->binary = self->binary || c == '\0' || (self->cr && c != '\n');
      self->eight_bit = self->eight_bit || c >= 0x80;
      self->cr = c == '\r';
      self->line = c == '\n' || c == '\r' ? 0 : self->line + 1;
      self->binary = self->binary || self->line > TOCSIN_HEADER_LINE_MAX_LENGTH;
    }
}

/* A message may not be encoded (RFC 2046, section 5.2.1), and must not be changed: it may be
 * signed. One that no server would carry so is a file like any other. */
static gboolean
carry_message (TocsinComposePart *part, GError **error)
{
  g_autofree char *buffer = g_malloc (BLOCK);
  Scan scan = { 0 };
  guint64 position = 0;
  gssize n;

  while ((n = tocsin_raw_source_read (part->content, position, buffer, BLOCK, error)) > 0)
    {
      scan_block (&scan, buffer, (gsize) n);
      position += (guint64) n;
    }
  if (n < 0)
    return FALSE;

  part->transfer = scan.eight_bit ? TOCSIN_TRANSFER_8BIT : TOCSIN_TRANSFER_7BIT;
  if (!scan.binary && !scan.cr)
    return TRUE;
  part->transfer = TOCSIN_TRANSFER_BASE64;
  g_free (part->type);
  part->type = g_strdup (UNKNOWN);

  return TRUE;
}

static char *
guess_type (const char *name, const char *bytes, gsize length)
{
  g_autofree char *content = NULL;
  g_autofree char *type = NULL;

  content = g_content_type_guess (name, (const guchar *) bytes, length, NULL);
  type = g_content_type_get_mime_type (content);
  if (type == NULL || g_ascii_strncasecmp (type, "inode/", 6) == 0
      || g_ascii_strncasecmp (type, "multipart/", 10) == 0)
    return g_strdup (UNKNOWN);

  return g_steal_pointer (&type);
}

/* Text without a charset is ASCII by definition, and anything by habit. UTF-8 is never an accident.
 */
static void
add_charset (TocsinComposePart *part, const char *bytes, gsize length)
{
  const char *end = NULL;
  gboolean ascii = TRUE;

  for (gsize i = 0; i < length && ascii; i++)
    ascii = (guchar) bytes[i] < 0x80;
  if (ascii || !g_str_has_prefix (part->type, "text/"))
    return;
  /* A character may be cut where we stopped reading. */
  if (g_utf8_validate (bytes, (gssize) length, &end)
      || (length == SNIFFED && bytes + length - end < 4))
    tocsin_compose_part_set_parameter (part, "charset", "utf-8");
}

static gboolean
set_guessed (TocsinComposePart *part, GError **error)
{
  g_autofree char *buffer = g_malloc (SNIFFED);
  gssize n = tocsin_raw_source_read (part->content, 0, buffer, SNIFFED, error);

  if (n < 0)
    return FALSE;
  g_free (part->type);
  part->type = guess_type (part->name, buffer, (gsize) n);
  add_charset (part, buffer, (gsize) n);

  return TRUE;
}

/* RFC 2045, section 5.1. */
static gboolean
is_token (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (text[i]) || strchr ("()<>@,;:\\\"/[]?=", text[i]) != NULL)
      return FALSE;

  return length > 0 && length <= MAX_TOKEN;
}

static gboolean
is_type (const char *type)
{
  gsize length = strcspn (type, ";");
  const char *slash = memchr (type, '/', length);

  return slash != NULL && is_token (type, slash - type)
         && is_token (slash + 1, type + length - slash - 1)
         && g_ascii_strncasecmp (type, "multipart/", 10) != 0;
}

static gboolean
set_type (TocsinComposePart *part, const char *type, GError **error)
{
  g_autoptr (GMimeContentType) parsed = NULL;
  GMimeParamList *list;

  if (!is_type (type) || strlen (type) > TOCSIN_MIME_MAX_PARAMETERS)
    {
      g_autofree char *shown = tocsin_text_escape (type, -1, MAX_TOKEN);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” is no type that an attachment can have (like “application/pdf”)"),
                   shown);
      return FALSE;
    }
  parsed = tocsin_mime_parse_content_type (type, NULL);
  g_free (part->type);
  part->type = g_mime_content_type_get_mime_type (parsed);
  list = g_mime_content_type_get_parameters (parsed);
  for (int i = 0; i < g_mime_param_list_length (list); i++)
    {
      GMimeParam *param = g_mime_param_list_get_parameter_at (list, i);
      const char *name = g_mime_param_get_name (param);

      if (is_token (name, strlen (name)) && g_ascii_strcasecmp (name, "name") != 0
          && g_ascii_strcasecmp (name, "boundary") != 0)
        tocsin_compose_part_set_parameter (part, name, g_mime_param_get_value (param));
    }

  return TRUE;
}

/**
 * tocsin_compose_attachment: (skip)
 * @content: what it holds; stays as it is, byte by byte
 * @name: (nullable): its file name
 * @type: (nullable): its MIME type, with parameters if need be; %NULL or empty to guess it by name
 *   and content
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, or why @content can't be read
 *
 * Returns: (transfer full) (nullable): a part without disposition.
 */
TocsinComposePart *
tocsin_compose_attachment (TocsinRawSource *content,
                           const char *name,
                           const char *type,
                           GError **error)
{
  g_autoptr (TocsinComposePart) part = tocsin_compose_part_new (UNKNOWN);

  part->name = g_strdup (name);
  part->content = tocsin_raw_source_ref (content);
  part->transfer = TOCSIN_TRANSFER_BASE64;
  if (type != NULL && *type != '\0' ? !set_type (part, type, error) : !set_guessed (part, error))
    return NULL;
  if (g_ascii_strcasecmp (part->type, MESSAGE) == 0 && !carry_message (part, error))
    return NULL;

  return g_steal_pointer (&part);
}
