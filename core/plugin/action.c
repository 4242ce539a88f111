/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/action.h"

G_DEFINE_INTERFACE (TocsinAction, tocsin_action, G_TYPE_OBJECT)

static void
tocsin_action_default_init (TocsinActionInterface *iface)
{
}

/**
 * tocsin_action_configure:
 * @self: a new action
 * @settings: its part of the task's settings
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether the settings are good.
 */
gboolean
tocsin_action_configure (TocsinAction *self, TocsinSnapshot *settings, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_ACTION (self), FALSE);

  return TOCSIN_ACTION_GET_IFACE (self)->configure (self, settings, error);
}

/**
 * tocsin_action_get_traits:
 * @self: a configured action
 *
 * Returns: what the engine has to know of it.
 */
TocsinActionTraits
tocsin_action_get_traits (TocsinAction *self)
{
  TocsinActionInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_ACTION (self), 0);

  iface = TOCSIN_ACTION_GET_IFACE (self);

  return iface->get_traits != NULL ? iface->get_traits (self) : 0;
}

/**
 * tocsin_action_list_fields:
 * @self: a configured action
 * @fields: (element-type utf8 utf8): a set that gets the names of the event's fields that its
 *   patterns name, such as `matched.number`
 */
void
tocsin_action_list_fields (TocsinAction *self, GHashTable *fields)
{
  TocsinActionInterface *iface;

  g_return_if_fail (TOCSIN_IS_ACTION (self) && fields != NULL);

  iface = TOCSIN_ACTION_GET_IFACE (self);
  if (iface->list_fields != NULL)
    iface->list_fields (self, fields);
}

/**
 * tocsin_action_list_places:
 * @self: a configured action
 *
 * Returns: (transfer full) (element-type utf8): the folders of this machine that it writes to, as
 *   far as its settings tell.
 */
GPtrArray *
tocsin_action_list_places (TocsinAction *self)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (g_free);
  TocsinActionInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_ACTION (self), places);

  iface = TOCSIN_ACTION_GET_IFACE (self);
  if (iface->list_places != NULL)
    iface->list_places (self, places);

  return places;
}

/**
 * tocsin_action_plan:
 * @self: a configured action
 * @event: what happened
 * @error: where to put why it can not be done
 *
 * Returns: (transfer full): what would be done.
 */
TocsinPlan *
tocsin_action_plan (TocsinAction *self, TocsinEvent *event, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_ACTION (self) && TOCSIN_IS_EVENT (event), NULL);

  return TOCSIN_ACTION_GET_IFACE (self)->plan (self, event, error);
}

/**
 * tocsin_action_perform:
 * @self: a configured action
 * @plan: what it said it would do
 * @event: the event it said it of
 * @host: the engine
 * @cancellable: (nullable): to stop it
 * @error: where to put why it failed
 *
 * Returns: (transfer full): how it went.
 */
TocsinOutcome *
tocsin_action_perform (TocsinAction *self,
                       TocsinPlan *plan,
                       TocsinEvent *event,
                       TocsinHost *host,
                       GCancellable *cancellable,
                       GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_ACTION (self) && plan != NULL && TOCSIN_IS_EVENT (event), NULL);

  return TOCSIN_ACTION_GET_IFACE (self)->perform (self, plan, event, host, cancellable, error);
}

/**
 * tocsin_action_foresee:
 * @self: a configured action
 * @plan: what it said it would do
 * @event: the event it said it of
 * @host: where connections are to be had; nothing is queued there
 * @promised: (element-type utf8 utf8): a set of what was foreseen before and takes a place in the
 *   world, such as the names of files; the action adds to it, and may keep notes of its own there
 *   under keys that are no such place
 * @notes: (element-type utf8): gets what a person should know, sentences
 * @error: where to put why it would fail
 *
 * Looks at the world as it is, and says what would come of the plan; for dry runs. The plan alone
 * says what is to be done, and it is not done here.
 *
 * Returns: whether nothing is seen that would make it fail.
 */
gboolean
tocsin_action_foresee (TocsinAction *self,
                       TocsinPlan *plan,
                       TocsinEvent *event,
                       TocsinHost *host,
                       GHashTable *promised,
                       GPtrArray *notes,
                       GError **error)
{
  TocsinActionInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_ACTION (self) && plan != NULL && TOCSIN_IS_EVENT (event), FALSE);
  g_return_val_if_fail (promised != NULL && notes != NULL, FALSE);

  iface = TOCSIN_ACTION_GET_IFACE (self);

  return iface->foresee == NULL || iface->foresee (self, plan, event, host, promised, notes, error);
}
