/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/property.h"

#include <string.h>

/* A GUID has digits and hyphens at fixed places, a well-known name only letters. */
static gboolean
is_guid (const char *set)
{
  return strlen (set) == 36 && set[8] == '-';
}

static void
write_extended (const EwsProperty *self, EwsXml *xml)
{
  g_autofree char *tag = self->tag != 0 ? g_strdup_printf ("0x%x", self->tag) : NULL;

  ews_xml_open (xml, "t:ExtendedFieldURI");
  if (self->set != NULL)
    ews_xml_attribute (xml, is_guid (self->set) ? "PropertySetId" : "DistinguishedPropertySetId",
                       self->set);
  ews_xml_attribute (xml, "PropertyTag", tag);
  ews_xml_attribute (xml, "PropertyName", self->name);
  if (self->set != NULL && self->name == NULL)
    ews_xml_attribute_number (xml, "PropertyId", self->id);
  ews_xml_attribute (xml, "PropertyType", self->type);
  ews_xml_close (xml);
}

/**
 * ews_property_write:
 * @self: a property
 * @xml: where its path goes
 */
void
ews_property_write (const EwsProperty *self, EwsXml *xml)
{
  if (self->field == NULL)
    {
      write_extended (self, xml);
      return;
    }
  ews_xml_open (xml, self->index != NULL ? "t:IndexedFieldURI" : "t:FieldURI");
  ews_xml_attribute (xml, "FieldURI", self->field);
  ews_xml_attribute (xml, "FieldIndex", self->index);
  ews_xml_close (xml);
}
