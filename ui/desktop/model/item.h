/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/snapshot.h"
#include "ui/desktop/model/facts.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_ITEM (tocsin_item_get_type ())

/**
 * TocsinItem:
 *
 * A row of the desktop: a connection or a task with its settings and how it does now. The same
 * object as long as it is in the settings; what changes notifies its property. Belongs to the main
 * context.
 *
 * Properties: `id`, `name` (the id where it has none), `plugin` (protocol or trigger), `settings`
 * (#TocsinSnapshot, %NULL where they have never been good), `enabled`, `state` (of #TocsinFacts),
 * `state-text` (the line of a row, which ages), `error`, `today`.
 */
G_DECLARE_DERIVABLE_TYPE (TocsinItem, tocsin_item, TOCSIN, ITEM, GObject)

struct _TocsinItemClass
{
  GObjectClass parent_class;

  /*< private >*/
  gpointer padding[4];
};

const char *tocsin_item_get_id (TocsinItem *self);
const char *tocsin_item_get_name (TocsinItem *self);
const char *tocsin_item_get_plugin (TocsinItem *self);
TocsinSnapshot *tocsin_item_get_settings (TocsinItem *self);
gboolean tocsin_item_get_enabled (TocsinItem *self);
const char *tocsin_item_get_state (TocsinItem *self);
const char *tocsin_item_get_state_text (TocsinItem *self);
const GError *tocsin_item_get_error (TocsinItem *self);
guint64 tocsin_item_get_today (TocsinItem *self);
const TocsinFacts *tocsin_item_get_facts (TocsinItem *self);

void tocsin_item_take_settings (TocsinItem *self, TocsinSnapshot *settings, const GError *problem);
void tocsin_item_take_facts (TocsinItem *self, const TocsinFacts *facts, gint64 now);
gboolean tocsin_item_age (TocsinItem *self, gint64 now);

G_END_DECLS
