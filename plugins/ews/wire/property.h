/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/xml.h"

G_BEGIN_DECLS

/**
 * EwsProperty:
 * @field: (nullable): a property of the schema, `item:Subject`
 * @index: (nullable): which one of an indexed @field, such as a header of
 *   `item:InternetMessageHeader`
 * @type: (nullable): of an extended property: `String`, `Integer`, `Boolean`, `SystemTime` ...
 * @tag: of an extended property by its MAPI tag, 0 when it is a named one
 * @set: (nullable): the set of a named one: a well-known name (`PublicStrings`) or a GUID
 * @name: (nullable): its name in the set
 * @id: its number in the set, where it has no name
 *
 * Names a property of an item or a folder: one of the schema's (@field) or an extended one
 * (@type and the rest). The strings are borrowed: tables of these are constants.
 */
typedef struct
{
  const char *field;
  const char *index;
  const char *type;
  guint16 tag;
  const char *set;
  const char *name;
  guint id;
} EwsProperty;

void ews_property_write (const EwsProperty *self, EwsXml *xml);

G_END_DECLS
