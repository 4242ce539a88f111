/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is asked about a lane. */
#include "core/engine/postman-private.h"

#include "core/engine/describe.h"

/**
 * tocsin_postman_services_ref: (skip)
 * @self: the services
 *
 * Returns: (transfer full): @self.
 */
TocsinPostmanServices *
tocsin_postman_services_ref (TocsinPostmanServices *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_services (gpointer data)
{
  TocsinPostmanServices *self = data;

  g_clear_object (&self->ledger);
  g_clear_object (&self->host);
  g_clear_object (&self->outbox);
  g_clear_object (&self->workers);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->directory, g_free);
}

/**
 * tocsin_postman_services_unref: (skip)
 * @self: (transfer full): the services
 */
void
tocsin_postman_services_unref (TocsinPostmanServices *self)
{
  g_atomic_rc_box_release_full (self, clear_services);
}

/*< private >
 * tocsin_postman_lane_note_unfiled:
 * @self: a lane
 *
 * Something is over that its directory is to show.
 */
void
tocsin_postman_lane_note_unfiled (TocsinPostmanLane *self)
{
  g_atomic_int_set (&self->unfiled, 1);
}

/**
 * tocsin_postman_lane_take_unfiled: (skip)
 * @self: a lane
 *
 * Returns: whether something is over that its directory is to show, nobody being at work; %TRUE
 *   once.
 */
gboolean
tocsin_postman_lane_take_unfiled (TocsinPostmanLane *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (TOCSIN_IS_POSTMAN_LANE (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);

  return self->senders == 0 && g_atomic_int_compare_and_exchange (&self->unfiled, 1, 0);
}

/**
 * tocsin_postman_lane_get_connection: (skip)
 * @self: a lane
 *
 * Returns: (transfer none): the id of its connection.
 */
const char *
tocsin_postman_lane_get_connection (TocsinPostmanLane *self)
{
  g_return_val_if_fail (TOCSIN_IS_POSTMAN_LANE (self), NULL);

  return self->connection;
}

/**
 * tocsin_postman_lane_is_idle: (skip)
 * @self: a lane
 *
 * Returns: whether nobody is at work, and nothing could be sent now.
 */
gboolean
tocsin_postman_lane_is_idle (TocsinPostmanLane *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (TOCSIN_IS_POSTMAN_LANE (self), TRUE);

  locker = g_mutex_locker_new (&self->lock);

  return self->shifts == 0 && !(self->wanted && !self->stopped && !self->held && !self->paused);
}

/**
 * tocsin_postman_lane_get_error: (skip)
 * @self: a lane
 *
 * Returns: (transfer full) (nullable): why nothing can be sent through its connection.
 */
GError *
tocsin_postman_lane_get_error (TocsinPostmanLane *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (TOCSIN_IS_POSTMAN_LANE (self), NULL);

  locker = g_mutex_locker_new (&self->lock);

  return self->held && self->health.last_error != NULL ? g_error_copy (self->health.last_error)
                                                       : NULL;
}

static const char *
name_state (TocsinPostmanLane *self)
{
  if (self->parked)
    return "parked";
  if (self->held)
    return "held";

  return self->senders > 0 ? "sending" : "idle";
}

/**
 * tocsin_postman_lane_describe: (skip)
 * @self: a lane
 * @dict: where to put `sending` (`idle`, `sending`, `held`, `parked`), `senders`, `last-answer`,
 *   `next-try`, `sending-error`
 */
void
tocsin_postman_lane_describe (TocsinPostmanLane *self, GVariantDict *dict)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (TOCSIN_IS_POSTMAN_LANE (self) && dict != NULL);

  locker = g_mutex_locker_new (&self->lock);
  tocsin_describe_string (dict, "sending", name_state (self));
  g_variant_dict_insert (dict, "senders", "u", self->senders);
  tocsin_describe_time (dict, "last-answer", self->health.last_check);
  if (!self->held)
    return;
  tocsin_describe_time (dict, "next-try", self->health.next_try);
  if (self->health.last_error != NULL)
    g_variant_dict_insert_value (dict, "sending-error",
                                 tocsin_describe_error (self->health.last_error));
}
