/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/event.h"
#include "core/plugin/host.h"
#include "core/plugin/outcome.h"
#include "core/plugin/plan.h"
#include "core/settings/snapshot.h"

G_BEGIN_DECLS

/**
 * TocsinActionTraits:
 * @TOCSIN_ACTION_NEEDS_MESSAGE: the raw message is kept until the action is done
 * @TOCSIN_ACTION_REPEATABLE: to do it twice does no harm, so it may be done again after a crash in
 *   the middle of it
 */
typedef enum
{
  TOCSIN_ACTION_NEEDS_MESSAGE = 1 << 0,
  TOCSIN_ACTION_REPEATABLE = 1 << 1,
} TocsinActionTraits;

#define TOCSIN_TYPE_ACTION (tocsin_action_get_type ())

/**
 * TocsinAction:
 *
 * Something that is done with an event. An object is made for each action of a task, configured
 * once, and then used by several workers at the same time: it keeps no state of an event.
 */
G_DECLARE_INTERFACE (TocsinAction, tocsin_action, TOCSIN, ACTION, GObject)

/**
 * TocsinActionInterface:
 * @configure: takes the settings in, or says which key is wrong; called once
 * @get_traits: (nullable): what the engine has to know; after @configure. Without it, nothing: it
 *   reads no message, and is not done again without being asked
 * @plan: says what would be done; changes nothing anywhere
 * @list_fields: (nullable): adds the names of the event's fields that its patterns name; after
 *   @configure
 * @list_places: (nullable): adds the folders of this machine that it writes to; after @configure
 * @perform: does exactly what @plan said; blocking, on a worker
 * @foresee: (nullable): what @perform would meet if it were done now; changes nothing anywhere
 */
struct _TocsinActionInterface
{
  GTypeInterface parent_iface;

  gboolean (*configure) (TocsinAction *self, TocsinSnapshot *settings, GError **error);
  TocsinActionTraits (*get_traits) (TocsinAction *self);
  TocsinPlan *(*plan) (TocsinAction *self, TocsinEvent *event, GError **error);
  TocsinOutcome *(*perform) (TocsinAction *self,
                             TocsinPlan *plan,
                             TocsinEvent *event,
                             TocsinHost *host,
                             GCancellable *cancellable,
                             GError **error);
  gboolean (*foresee) (TocsinAction *self,
                       TocsinPlan *plan,
                       TocsinEvent *event,
                       TocsinHost *host,
                       GHashTable *promised,
                       GPtrArray *notes,
                       GError **error);
  void (*list_fields) (TocsinAction *self, GHashTable *fields);
  void (*list_places) (TocsinAction *self, GPtrArray *places);

  /*< private >*/
  gpointer padding[3];
};

gboolean tocsin_action_configure (TocsinAction *self, TocsinSnapshot *settings, GError **error);
TocsinActionTraits tocsin_action_get_traits (TocsinAction *self);
void tocsin_action_list_fields (TocsinAction *self, GHashTable *fields);
GPtrArray *tocsin_action_list_places (TocsinAction *self);
TocsinPlan *tocsin_action_plan (TocsinAction *self, TocsinEvent *event, GError **error);
TocsinOutcome *tocsin_action_perform (TocsinAction *self,
                                      TocsinPlan *plan,
                                      TocsinEvent *event,
                                      TocsinHost *host,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean tocsin_action_foresee (TocsinAction *self,
                                TocsinPlan *plan,
                                TocsinEvent *event,
                                TocsinHost *host,
                                GHashTable *promised,
                                GPtrArray *notes,
                                GError **error);

G_END_DECLS
