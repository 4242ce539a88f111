/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/element.h"

#include <glib/gi18n-lib.h>
#include <libxml/xmlreader.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

/* No network, no entities put in, no file read, errors kept from stderr; the parser's own limits
 * stay on (there is no XML_PARSE_HUGE). */
#define OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlTextReader, xmlFreeTextReader)

typedef struct
{
  GPtrArray *path; /* the elements that are open, borrowed, the root first */
  TocsinElement *root;
  guint count;
} Building;

static TocsinElement *
element_new (const char *name)
{
  TocsinElement *self = g_new0 (TocsinElement, 1);

  self->name = g_strdup (name);
  self->text = g_strdup ("");
  self->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_element_free);

  return self;
}

/**
 * tocsin_element_free:
 * @self: (transfer full): an element with all in it
 */
void
tocsin_element_free (TocsinElement *self)
{
  g_free (self->name);
  g_free (self->text);
  g_hash_table_unref (self->attributes);
  g_ptr_array_unref (self->children);
  g_free (self);
}

static gboolean
fail (const char *why, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("the document can't be read: %s"), why);

  return FALSE;
}

static const char *
text_of (const xmlChar *text)
{
  return text != NULL ? (const char *) text : "";
}

static gboolean
read_attributes (xmlTextReader *reader, TocsinElement *element, GError **error)
{
  int count = xmlTextReaderAttributeCount (reader);

  if (count > TOCSIN_ELEMENT_MAX_ATTRIBUTES)
    return fail (_ ("an element has too many attributes"), error);
  while (xmlTextReaderMoveToNextAttribute (reader) == 1)
    {
      const char *value = text_of (xmlTextReaderConstValue (reader));

      if (strlen (value) > TOCSIN_ELEMENT_MAX_TEXT)
        return fail (_ ("an attribute is too long"), error);
      g_hash_table_replace (element->attributes,
                            g_strdup (text_of (xmlTextReaderConstLocalName (reader))),
                            g_strdup (value));
    }
  xmlTextReaderMoveToElement (reader);

  return TRUE;
}

static gboolean
open_element (Building *building, xmlTextReader *reader, GError **error)
{
  gboolean is_empty = xmlTextReaderIsEmptyElement (reader) == 1;
  TocsinElement *element;

  if (++building->count > TOCSIN_ELEMENT_MAX_COUNT)
    return fail (_ ("it has too many elements"), error);
  if (building->path->len >= TOCSIN_ELEMENT_MAX_DEPTH)
    return fail (_ ("its elements are nested too deeply"), error);

  element = element_new (text_of (xmlTextReaderConstLocalName (reader)));
  if (building->path->len > 0)
    g_ptr_array_add (((TocsinElement *) building->path->pdata[building->path->len - 1])->children,
                     element);
  else
    building->root = element;
  if (!read_attributes (reader, element, error))
    return FALSE;
  if (!is_empty)
    g_ptr_array_add (building->path, element);

  return TRUE;
}

static gboolean
add_text (Building *building, xmlTextReader *reader, GError **error)
{
  TocsinElement *element = building->path->pdata[building->path->len - 1];
  const char *more = text_of (xmlTextReaderConstValue (reader));
  g_autofree char *whole = NULL;

  if (strlen (element->text) + strlen (more) > TOCSIN_ELEMENT_MAX_TEXT)
    return fail (_ ("a text is too long"), error);
  whole = g_strconcat (element->text, more, NULL);
  g_free (element->text);
  element->text = g_steal_pointer (&whole);

  return TRUE;
}

static gboolean
take_node (Building *building, xmlTextReader *reader, GError **error)
{
  switch (xmlTextReaderNodeType (reader))
    {
    case XML_READER_TYPE_ELEMENT:
      return open_element (building, reader, error);
    case XML_READER_TYPE_END_ELEMENT:
      g_strstrip (((TocsinElement *) building->path->pdata[building->path->len - 1])->text);
      g_ptr_array_set_size (building->path, (int) building->path->len - 1);
      return TRUE;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
      return building->path->len == 0 || add_text (building, reader, error);
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
      return fail (_ ("it declares or uses entities"), error);
    default:
      return TRUE;
    }
}

static gboolean
build (Building *building, xmlTextReader *reader, GError **error)
{
  int status;

  while ((status = xmlTextReaderRead (reader)) == 1)
    if (!take_node (building, reader, error))
      return FALSE;
  if (status != 0 || building->root == NULL || building->path->len > 0)
    return fail (_ ("it is no well-formed XML"), error);

  return TRUE;
}

/* Before the parser sees it: it would work through the declarations of entities first. */
static gboolean
declares_a_type (GBytes *document)
{
  gsize size;
  const char *data = g_bytes_get_data (document, &size);

  return size > 0 && memmem (data, size, "<!DOCTYPE", strlen ("<!DOCTYPE")) != NULL;
}

/**
 * tocsin_element_parse:
 * @document: the bytes of an XML document, whoever sent them
 * @error: `protocol.parse`
 *
 * Reads a small document. A document type, entities, too much of anything and everything that is
 * not well-formed refuse the whole of it; nothing is ever fetched.
 *
 * Returns: (transfer full): its root.
 */
TocsinElement *
tocsin_element_parse (GBytes *document, GError **error)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  Building building = { .path = path };
  gsize size;
  const char *data = g_bytes_get_data (document, &size);
  g_autoptr (xmlTextReader) reader = NULL;

  if (declares_a_type (document))
    fail (_ ("it declares or uses entities"), error);
  else if (size == 0 || size > G_MAXINT
           || (reader = xmlReaderForMemory (data, (int) size, NULL, NULL, OPTIONS)) == NULL)
    fail (_ ("it is no well-formed XML"), error);
  else if (build (&building, reader, error))
    return building.root;
  g_clear_pointer (&building.root, tocsin_element_free);

  return NULL;
}

/**
 * tocsin_element_get_attribute:
 * @self: an element
 * @name: a name
 *
 * Returns: (nullable) (transfer none): the attribute's value.
 */
const char *
tocsin_element_get_attribute (const TocsinElement *self, const char *name)
{
  return g_hash_table_lookup (self->attributes, name);
}

/**
 * tocsin_element_get_child:
 * @self: an element
 * @name: a name
 *
 * Returns: (nullable) (transfer none): the first child of that name.
 */
const TocsinElement *
tocsin_element_get_child (const TocsinElement *self, const char *name)
{
  for (guint i = 0; i < self->children->len; i++)
    if (g_str_equal (((TocsinElement *) self->children->pdata[i])->name, name))
      return self->children->pdata[i];

  return NULL;
}

/**
 * tocsin_element_get_child_text:
 * @self: an element
 * @name: a name
 *
 * Returns: (transfer none): the text of the first child of that name, "" when there is none.
 */
const char *
tocsin_element_get_child_text (const TocsinElement *self, const char *name)
{
  const TocsinElement *child = tocsin_element_get_child (self, name);

  return child != NULL ? child->text : "";
}
