/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/property.h"

G_BEGIN_DECLS

/**
 * EwsFieldChange:
 * @property: what changes
 * @values: (nullable) (array zero-terminated=1): what it is set to: one value; of
 *   `item:Categories` and of extended properties whose type ends in `Array` any number; %NULL
 *   deletes the property. Booleans are `true` and `false`, times are written by
 *   ews_time_format()
 *
 * A change of one property of an item. Of the schema's properties those with a plain value can be
 * set, and `item:Categories` and `item:Flag` (`Flagged`, `NotFlagged`, `Complete`; from 2013
 * on).
 */
typedef struct
{
  EwsProperty property;
  const char *const *values;
} EwsFieldChange;

void ews_field_change_write (const EwsFieldChange *self, EwsXml *xml);
void ews_field_change_write_value (const EwsFieldChange *self, EwsXml *xml);

G_END_DECLS
