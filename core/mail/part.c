/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/part.h"

#include "core/mail/charset.h"
#include "core/mail/mime.h"

#include <string.h>

/* A line of base64 holds at least so many characters, with two of line end: mailers write 76, 64,
 * 72 or 60, and nothing says how few there may be. */
#define BASE64_LINE 20
#define BASE64_PADDING 2

G_DEFINE_BOXED_TYPE (TocsinPart, tocsin_part, tocsin_part_ref, tocsin_part_unref)

static char *
clean_parameter (const char *value, const char *code_page)
{
  g_autofree char *clean = NULL;

  if (value == NULL)
    return NULL;
  clean = tocsin_charset_to_utf8 (value, strlen (value), FALSE, NULL, code_page);
  clean = tocsin_mime_clean_line (g_steal_pointer (&clean));

  return *clean != '\0' ? g_steal_pointer (&clean) : NULL;
}

/* Takes over @token. */
static char *
clean_token (char *token)
{
  g_autofree char *clean = tocsin_mime_clean_line (token);

  return g_ascii_strdown (clean, -1);
}

/* Some write quotes that are none, or a comment. Charsets have no such characters. */
static char *
clean_charset (const char *value, const char *code_page)
{
  g_autofree char *clean = clean_parameter (value, code_page);
  const char *begin = clean;

  if (clean == NULL)
    return NULL;
  begin += strspn (begin, "'\" ");
  clean[begin - clean + strcspn (begin, "'\" (;,")] = '\0';

  return *begin != '\0' ? g_strdup (begin) : NULL;
}

/* What else somebody may ask of a Content-Type: protection, invitations, reports, flowed text. */
static gboolean
is_kept (const char *parameter)
{
  static const char *const names[] = { "protocol", "smime-type",  "x-action",
                                       "method",   "report-type", "start",
                                       "format",   "delsp",       NULL };

  for (const char *const *name = names; *name != NULL; name++)
    if (g_ascii_strcasecmp (*name, parameter) == 0)
      return TRUE;

  return FALSE;
}

static void
keep_parameters (TocsinPart *self, GMimeContentType *type, const char *code_page)
{
  GMimeParamList *list = g_mime_content_type_get_parameters (type);
  g_autoptr (GStrvBuilder) kept = NULL;

  for (int i = 0; i < g_mime_param_list_length (list); i++)
    {
      GMimeParam *parameter = g_mime_param_list_get_parameter_at (list, i);
      g_autofree char *value = NULL;

      if (!is_kept (g_mime_param_get_name (parameter)))
        continue;
      value = clean_parameter (g_mime_param_get_value (parameter), code_page);
      if (value == NULL)
        continue;
      if (kept == NULL)
        kept = g_strv_builder_new ();
      g_strv_builder_add_many (kept, g_mime_param_get_name (parameter), value, NULL);
    }
  if (kept != NULL)
    self->parameters = g_strv_builder_end (kept);
}

static void
read_content_type (TocsinPart *self, const char *value, const char *code_page)
{
  g_autoptr (GMimeContentType) type = tocsin_mime_parse_content_type (value, code_page);

  self->type = clean_token (g_mime_content_type_get_mime_type (type));
  self->charset = clean_charset (g_mime_content_type_get_parameter (type, "charset"), code_page);
  self->name = clean_parameter (g_mime_content_type_get_parameter (type, "name"), code_page);
  keep_parameters (self, type, code_page);
}

static void
read_disposition (TocsinPart *self, const char *value, const char *code_page)
{
  g_autoptr (GMimeContentDisposition) disposition = NULL;
  const char *word;
  char *name;

  disposition = tocsin_mime_parse_disposition (value, code_page);
  word = g_mime_content_disposition_get_disposition (disposition);
  if (word != NULL && *word != '\0')
    self->disposition = clean_token (g_strdup (word));

  /* RFC 2183: this is where the name belongs; the one in Content-Type is older. */
  name = clean_parameter (g_mime_content_disposition_get_parameter (disposition, "filename"),
                          code_page);
  if (name != NULL)
    {
      g_free (self->name);
      self->name = name;
    }
}

/**
 * tocsin_part_new:
 * @section: its number as IMAP counts
 * @content_type: (nullable): the value of its Content-Type as sent, such as
 *   `text/plain; charset="utf-8"`; %NULL is RFC 2045's default. Whoever has the parameters one by
 *   one puts them together with tocsin_part_append_parameter()
 * @disposition: (nullable): the value of its Content-Disposition as sent
 * @code_page: (nullable): charset of names that declare none
 *
 * One decoder of names for everybody: RFC 2231, encoded words and raw 8-bit bytes.
 *
 * Returns: (transfer full): a leaf without encoding, id and size.
 */
TocsinPart *
tocsin_part_new (const char *section,
                 const char *content_type,
                 const char *disposition,
                 const char *code_page)
{
  TocsinPart *self = g_new0 (TocsinPart, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->section = g_strdup (section != NULL ? section : "");
  read_content_type (self, content_type != NULL ? content_type : "text/plain", code_page);
  if (disposition != NULL)
    read_disposition (self, disposition, code_page);

  return self;
}

/**
 * tocsin_part_ref:
 * @self: a part
 *
 * Returns: (transfer full): @self.
 */
TocsinPart *
tocsin_part_ref (TocsinPart *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_part_unref:
 * @self: (transfer full): a part
 */
void
tocsin_part_unref (TocsinPart *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->section);
  g_free (self->type);
  g_free (self->name);
  g_free (self->charset);
  g_free (self->disposition);
  g_free (self->encoding);
  g_free (self->content_id);
  g_strfreev (self->parameters);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

/**
 * tocsin_part_add_child:
 * @self: a multipart
 * @child: (transfer full): its next part
 */
void
tocsin_part_add_child (TocsinPart *self, TocsinPart *child)
{
  g_return_if_fail (self != NULL && child != NULL);

  if (self->children == NULL)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_part_unref);
  g_ptr_array_add (self->children, child);
}

/**
 * tocsin_part_get_parameter:
 * @self: a part
 * @name: `protocol`, `smime-type`, `x-action`, `method`, `report-type`, `start`, `format` or
 *   `delsp`; no other is kept
 *
 * Returns: (transfer none): the value of that parameter of its Content-Type, empty when there is
 *   none.
 */
const char *
tocsin_part_get_parameter (const TocsinPart *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, "");

  for (guint i = 0; self->parameters != NULL && self->parameters[i] != NULL; i += 2)
    if (g_ascii_strcasecmp (self->parameters[i], name) == 0)
      return self->parameters[i + 1];

  return "";
}

/**
 * tocsin_part_is_message:
 * @self: a part
 *
 * Returns: whether it is an attached message.
 */
gboolean
tocsin_part_is_message (const TocsinPart *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_str_equal (self->type, "message/rfc822") || g_str_equal (self->type, "message/global");
}

/**
 * tocsin_part_name_message:
 * @self: an attached message
 * @subject: (nullable): its Subject as sent
 * @code_page: (nullable): charset to assume when it declares none
 *
 * Mailers that forward messages mostly give them no name, and people know them by their subject.
 */
void
tocsin_part_name_message (TocsinPart *self, const char *subject, const char *code_page)
{
  g_autofree char *text = NULL;

  g_return_if_fail (self != NULL);

  if (self->name != NULL || subject == NULL)
    return;
  text = tocsin_mime_decode_text (subject, code_page);
  if (*text != '\0')
    self->name = g_strconcat (text, ".eml", NULL);
}

/**
 * tocsin_part_is_leaf:
 * @self: a part
 *
 * Returns: whether it has content of its own; everything but a multipart has.
 */
gboolean
tocsin_part_is_leaf (const TocsinPart *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->children == NULL || !g_str_has_prefix (self->type, "multipart/");
}

/* What a server puts into a multipart in which it found no part, since the grammar wants one. */
static gboolean
is_stopgap (const TocsinPart *part)
{
  return part->children == NULL && part->size == 0 && g_str_equal (part->type, "text/plain")
         && part->name == NULL;
}

/**
 * tocsin_part_is_hollow:
 * @self: a part
 *
 * Returns: whether a multipart without any parts, or with nothing but an empty one, is in it: its
 *   server does not tell all (quirk 29).
 */
gboolean
tocsin_part_is_hollow (const TocsinPart *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!g_str_has_prefix (self->type, "multipart/"))
    return FALSE;
  if (self->children != NULL && self->children->len == 1
      && is_stopgap (g_ptr_array_index (self->children, 0)))
    return TRUE;
  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    if (tocsin_part_is_hollow (g_ptr_array_index (self->children, i)))
      return TRUE;

  return self->children == NULL;
}

/**
 * tocsin_part_get_decoded_size:
 * @self: a leaf
 * @least: (out): it has at least so many bytes
 * @most: (out): it has at most so many, %G_MAXUINT64 when nothing is known
 *
 * How large it is once decoded, as far as its size as sent tells. Its content alone is exact.
 */
void
tocsin_part_get_decoded_size (const TocsinPart *self, guint64 *least, guint64 *most)
{
  g_return_if_fail (self != NULL && least != NULL && most != NULL);

  *least = 0;
  *most = G_MAXUINT64;
  if (self->size == 0)
    return;

  *most = self->size;
  if (self->encoding == NULL)
    *least = self->size;
  else if (g_str_equal (self->encoding, "base64"))
    {
      *most = self->size / 4 * 3 + 3;
      *least = self->size / (BASE64_LINE + 2) * (BASE64_LINE / 4 * 3);
      *least -= MIN (*least, BASE64_PADDING);
    }
  else if (g_str_equal (self->encoding, "quoted-printable"))
    *least = self->size / 4;
  else if (!g_str_has_prefix (self->encoding, "x-"))
    *least = self->size;
}

/**
 * tocsin_part_append_parameter:
 * @value: a header value that is being put together, such as `image/png`
 * @name: the parameter's name
 * @text: its value as it came over the wire, without quotes
 *
 * Adds `; name="text"`, quoted.
 */
void
tocsin_part_append_parameter (GString *value, const char *name, const char *text)
{
  gsize length = strlen (name);

  g_return_if_fail (value != NULL && name != NULL && text != NULL);

  g_string_append_printf (value, "; %s=", name);
  /* RFC 2231's extended values are tokens; in quotes they would not be decoded. */
  if (length > 0 && name[length - 1] == '*' && strpbrk (text, " \t\";()<>@,\\") == NULL)
    {
      g_string_append (value, text);
      return;
    }
  g_string_append_c (value, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (value, '\\');
      g_string_append_c (value, *text == '\r' || *text == '\n' ? ' ' : *text);
    }
  g_string_append_c (value, '"');
}
