/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/shape.h"

static void
write_properties (const EwsShape *self, EwsXml *xml)
{
  if (self->n_properties == 0)
    return;
  ews_xml_open (xml, "t:AdditionalProperties");
  for (guint i = 0; i < self->n_properties; i++)
    ews_property_write (&self->properties[i], xml);
  ews_xml_close (xml);
}

static void
write_base (const EwsShape *self, EwsXml *xml)
{
  static const char *const names[] = { "IdOnly", "Default", "AllProperties" };

  ews_xml_leaf (xml, "t:BaseShape", names[self->base]);
}

static void
write_content (const EwsShape *self, EwsXml *xml)
{
  static const char *const types[] = { NULL, "Best", "HTML", "Text" };

  if (self->mime_content)
    ews_xml_leaf_boolean (xml, "t:IncludeMimeContent", TRUE);
  ews_xml_leaf (xml, "t:BodyType", types[self->body_type]);
}

/**
 * ews_shape_write_item:
 * @self: a shape
 * @xml: where it goes
 */
void
ews_shape_write_item (const EwsShape *self, EwsXml *xml)
{
  ews_xml_open (xml, "m:ItemShape");
  write_base (self, xml);
  write_content (self, xml);
  write_properties (self, xml);
  ews_xml_close (xml);
}

/**
 * ews_shape_write_folder:
 * @self: a shape
 * @xml: where it goes
 */
void
ews_shape_write_folder (const EwsShape *self, EwsXml *xml)
{
  ews_xml_open (xml, "m:FolderShape");
  write_base (self, xml);
  write_properties (self, xml);
  ews_xml_close (xml);
}

/**
 * ews_shape_write_attachment:
 * @self: a shape; an attachment has no base shape
 * @xml: where it goes
 */
void
ews_shape_write_attachment (const EwsShape *self, EwsXml *xml)
{
  ews_xml_open (xml, "m:AttachmentShape");
  write_content (self, xml);
  write_properties (self, xml);
  ews_xml_close (xml);
}
