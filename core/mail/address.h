/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_ADDRESS (tocsin_address_get_type ())

/**
 * TocsinAddress:
 * @name: display name, decoded; empty when there is none
 * @address: `local@domain`, the domain in Unicode; empty for a group without members
 * @group: (nullable): name of the group it stands in, such as `undisclosed-recipients`
 *
 * One address of a header (RFC 5322, section 3.4). Immutable; reference counted.
 */
typedef struct
{
  char *name;
  char *address;
  char *group;

  /*< private >*/
  gatomicrefcount ref_count;
} TocsinAddress;

GType tocsin_address_get_type (void);
TocsinAddress *tocsin_address_new (const char *name, const char *address, const char *group);
TocsinAddress *tocsin_address_ref (TocsinAddress *self);
void tocsin_address_unref (TocsinAddress *self);
const char *tocsin_address_get_domain (const TocsinAddress *self);
char *tocsin_address_to_string (const TocsinAddress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinAddress, tocsin_address_unref)

G_END_DECLS
