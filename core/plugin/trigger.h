/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/trigger-pass.h"
#include "core/settings/snapshot.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_TRIGGER (tocsin_trigger_get_type ())

/**
 * TocsinTrigger:
 *
 * What sets a task off. The engine asks it when it wants to look, and lets it look then, on a
 * worker. A trigger that waits for mail implements #TocsinMailTrigger instead of looking itself.
 */
G_DECLARE_INTERFACE (TocsinTrigger, tocsin_trigger, TOCSIN, TRIGGER, GObject)

/**
 * TocsinTriggerInterface:
 * @configure: takes the settings in, or says which key is wrong; called once
 * @get_next: (nullable): when to look next, given what is remembered and the time; microseconds
 *   since 1970, a time that is past for "at once", -1 for never
 * @look: (nullable): looks; blocking, on a worker, never twice at the same time
 * @fire: (nullable): a person wants it to fire now, due or not; blocking, never while it looks
 */
struct _TocsinTriggerInterface
{
  GTypeInterface parent_iface;

  gboolean (*configure) (TocsinTrigger *self, TocsinSnapshot *settings, GError **error);
  gint64 (*get_next) (TocsinTrigger *self, GVariant *state, gint64 now);
  gboolean (*look) (TocsinTrigger *self,
                    TocsinTriggerPass *pass,
                    GCancellable *cancellable,
                    GError **error);
  gboolean (*fire) (TocsinTrigger *self, TocsinTriggerPass *pass, GError **error);

  /*< private >*/
  gpointer padding[5];
};

gboolean tocsin_trigger_configure (TocsinTrigger *self, TocsinSnapshot *settings, GError **error);
gint64 tocsin_trigger_get_next (TocsinTrigger *self, GVariant *state, gint64 now);
gboolean tocsin_trigger_look (TocsinTrigger *self,
                              TocsinTriggerPass *pass,
                              GCancellable *cancellable,
                              GError **error);
gboolean tocsin_trigger_can_fire (TocsinTrigger *self);
gboolean tocsin_trigger_fire (TocsinTrigger *self, TocsinTriggerPass *pass, GError **error);

G_END_DECLS
