/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/envelope.h"
#include "plugins/ews/wire/field-change.h"
#include "plugins/ews/wire/folder-ref.h"

G_BEGIN_DECLS

/**
 * EwsConflict:
 * @EWS_CONFLICT_NEVER_OVERWRITE: refused when the item has changed since its change key
 * @EWS_CONFLICT_AUTO_RESOLVE: refused only if the same properties have changed
 * @EWS_CONFLICT_ALWAYS_OVERWRITE: done in any case; the change key does not matter
 *
 * What happens when somebody else has changed the item too.
 */
typedef enum
{
  EWS_CONFLICT_NEVER_OVERWRITE,
  EWS_CONFLICT_AUTO_RESOLVE,
  EWS_CONFLICT_ALWAYS_OVERWRITE,
} EwsConflict;

/**
 * EwsItemChange:
 * @item: which item
 * @changes: what changes in it
 * @n_changes: how many, at least one
 *
 * The changes of one item.
 */
typedef struct
{
  EwsItemRef item;
  const EwsFieldChange *changes;
  guint n_changes;
} EwsItemChange;

GBytes *ews_update_item_build (const EwsEnvelope *envelope,
                               const EwsItemChange *items,
                               guint n_items,
                               EwsConflict conflict);

G_END_DECLS
