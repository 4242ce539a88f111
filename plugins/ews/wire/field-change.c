/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/field-change.h"

#include <string.h>

/* item:Subject is the element Subject of an item. The names are in no constant of ours, so they
 * live as long as the process; there are only as many as the schema has. */
static const char *
element_of (const char *field)
{
  const char *colon = strchr (field, ':');
  g_autofree char *name = g_strconcat ("t:", colon != NULL ? colon + 1 : field, NULL);

  return g_intern_string (name);
}

static void
write_values (const char *const *values, const char *name, EwsXml *xml)
{
  for (; *values != NULL; values++)
    ews_xml_leaf (xml, name, *values);
}

static void
write_extended (const EwsFieldChange *self, EwsXml *xml)
{
  ews_xml_open (xml, "t:ExtendedProperty");
  ews_property_write (&self->property, xml);
  if (g_str_has_suffix (self->property.type, "Array"))
    {
      ews_xml_open (xml, "t:Values");
      write_values (self->values, "t:Value", xml);
      ews_xml_close (xml);
    }
  else
    ews_xml_leaf (xml, "t:Value", self->values[0]);
  ews_xml_close (xml);
}

/**
 * ews_field_change_write_value:
 * @self: a change that sets something
 * @xml: the item in which the property is set
 */
void
ews_field_change_write_value (const EwsFieldChange *self, EwsXml *xml)
{
  const char *field = self->property.field;

  if (field == NULL)
    {
      write_extended (self, xml);
      return;
    }
  ews_xml_open (xml, element_of (field));
  if (g_str_equal (field, "item:Categories"))
    write_values (self->values, "t:String", xml);
  else if (g_str_equal (field, "item:Flag"))
    ews_xml_leaf (xml, "t:FlagStatus", self->values[0]);
  else
    ews_xml_text (xml, self->values[0]);
  ews_xml_close (xml);
}

/**
 * ews_field_change_write:
 * @self: a change
 * @xml: where it goes
 */
void
ews_field_change_write (const EwsFieldChange *self, EwsXml *xml)
{
  ews_xml_open (xml, self->values != NULL ? "t:SetItemField" : "t:DeleteItemField");
  ews_property_write (&self->property, xml);
  if (self->values != NULL)
    {
      ews_xml_open (xml, "t:Message");
      ews_field_change_write_value (self, xml);
      ews_xml_close (xml);
    }
  ews_xml_close (xml);
}
