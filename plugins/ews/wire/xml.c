/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/xml.h"

#include <string.h>

struct _EwsXml
{
  GString *bytes;
  GPtrArray *open;
  gboolean in_tag;
};

/**
 * ews_xml_new:
 *
 * Returns: (transfer full): an empty document.
 */
EwsXml *
ews_xml_new (void)
{
  EwsXml *self = g_new0 (EwsXml, 1);

  self->bytes = g_string_new (NULL);
  self->open = g_ptr_array_new ();

  return self;
}

/**
 * ews_xml_free:
 * @self: (transfer full): a document
 */
void
ews_xml_free (EwsXml *self)
{
  if (self->bytes != NULL)
    g_string_free (self->bytes, TRUE);
  g_ptr_array_unref (self->open);
  g_free (self);
}

static void
end_tag (EwsXml *self)
{
  if (self->in_tag)
    g_string_append_c (self->bytes, '>');
  self->in_tag = FALSE;
}

/**
 * ews_xml_open:
 * @self: a document
 * @name: (transfer none): the element's name with its prefix, a literal: it is not copied
 */
void
ews_xml_open (EwsXml *self, const char *name)
{
  end_tag (self);
  g_string_append_printf (self->bytes, "<%s", name);
  g_ptr_array_add (self->open, (gpointer) name);
  self->in_tag = TRUE;
}

/* XML 1.0, section 2.2. */
static gboolean
is_allowed (gunichar c)
{
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff)
         || (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

/* Blanks are written as references: an attribute would lose them, and a text its CR (sections 3.3.3
 * and 2.11). */
static void
append_character (GString *bytes, const char *p, const char *next, gboolean in_attribute)
{
  gunichar c = g_utf8_get_char (p);

  if (!is_allowed (c))
    g_string_append (bytes, "\xef\xbf\xbd");
  else if (c == '\r' || (in_attribute && (c == '\n' || c == '\t')))
    g_string_append_printf (bytes, "&#x%x;", c);
  else if (c == '&')
    g_string_append (bytes, "&amp;");
  else if (c == '<')
    g_string_append (bytes, "&lt;");
  else if (c == '>')
    g_string_append (bytes, "&gt;");
  else if (c == '"')
    g_string_append (bytes, "&quot;");
  else
    g_string_append_len (bytes, p, next - p);
}

static void
append_escaped (GString *bytes, const char *text, gboolean in_attribute)
{
  g_autofree char *valid = g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);

  for (const char *p = valid != NULL ? valid : text; *p != '\0'; p = g_utf8_next_char (p))
    append_character (bytes, p, g_utf8_next_char (p), in_attribute);
}

/**
 * ews_xml_can_carry:
 * @text: anything
 *
 * Returns: whether a document can hold it as it is. What can't be asked for must not be searched
 *   for in another form: the answer would lack what it should have.
 */
gboolean
ews_xml_can_carry (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_allowed (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

/**
 * ews_xml_attribute:
 * @self: a document whose last call opened an element or gave it an attribute
 * @name: its name, a literal
 * @value: (nullable): its value; of %NULL nothing is written
 */
void
ews_xml_attribute (EwsXml *self, const char *name, const char *value)
{
  g_return_if_fail (self->in_tag);

  if (value == NULL)
    return;
  g_string_append_printf (self->bytes, " %s=\"", name);
  append_escaped (self->bytes, value, TRUE);
  g_string_append_c (self->bytes, '"');
}

/**
 * ews_xml_attribute_number:
 * @self: as for ews_xml_attribute()
 * @name: its name, a literal
 * @value: its value
 */
void
ews_xml_attribute_number (EwsXml *self, const char *name, gint64 value)
{
  g_return_if_fail (self->in_tag);

  g_string_append_printf (self->bytes, " %s=\"%" G_GINT64_FORMAT "\"", name, value);
}

/**
 * ews_xml_text:
 * @self: a document with an open element
 * @text: its text, or more of it
 */
void
ews_xml_text (EwsXml *self, const char *text)
{
  end_tag (self);
  append_escaped (self->bytes, text, FALSE);
}

/**
 * ews_xml_raw:
 * @self: a document with an open element
 * @markup: what another document of ours says, as it is
 * @length: how many bytes
 */
void
ews_xml_raw (EwsXml *self, const char *markup, gsize length)
{
  end_tag (self);
  g_string_append_len (self->bytes, markup, (gssize) length);
}

/**
 * ews_xml_close:
 * @self: a document
 *
 * Closes the element that was opened last.
 */
void
ews_xml_close (EwsXml *self)
{
  const char *name;

  g_return_if_fail (self->open->len > 0);

  name = g_ptr_array_remove_index (self->open, self->open->len - 1);
  if (self->in_tag)
    g_string_append (self->bytes, "/>");
  else
    g_string_append_printf (self->bytes, "</%s>", name);
  self->in_tag = FALSE;
}

/**
 * ews_xml_leaf:
 * @self: a document
 * @name: an element's name, a literal
 * @text: (nullable): its text; of %NULL nothing is written
 */
void
ews_xml_leaf (EwsXml *self, const char *name, const char *text)
{
  if (text == NULL)
    return;
  ews_xml_open (self, name);
  ews_xml_text (self, text);
  ews_xml_close (self);
}

/**
 * ews_xml_leaf_number:
 * @self: a document
 * @name: an element's name, a literal
 * @value: its text
 */
void
ews_xml_leaf_number (EwsXml *self, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  ews_xml_leaf (self, name, text);
}

/**
 * ews_xml_leaf_boolean:
 * @self: a document
 * @name: an element's name, a literal
 * @value: its text
 */
void
ews_xml_leaf_boolean (EwsXml *self, const char *name, gboolean value)
{
  ews_xml_leaf (self, name, value ? "true" : "false");
}

/**
 * ews_xml_get_length:
 * @self: a document with an open element
 *
 * Returns: how many bytes it has up to here, the end of the open tag counted.
 */
gsize
ews_xml_get_length (EwsXml *self)
{
  end_tag (self);

  return self->bytes->len;
}

/**
 * ews_xml_finish:
 * @self: a document of which everything is closed
 *
 * Returns: (transfer full): its bytes; after that it is empty.
 */
GBytes *
ews_xml_finish (EwsXml *self)
{
  GString *bytes = g_steal_pointer (&self->bytes);

  g_return_val_if_fail (self->open->len == 0, NULL);
  self->bytes = g_string_new (NULL);

  return g_string_free_to_bytes (bytes);
}
