/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/joined-cancellable.h"

struct _TocsinJoinedCancellable
{
  GCancellable *both;
  GCancellable *closing;
  GCancellable *caller;
  gulong closing_id;
  gulong caller_id;
};

static void
cancel_too (GCancellable *source, gpointer both)
{
  g_cancellable_cancel (both);
}

static gulong
link_to (GCancellable *source, GCancellable *both)
{
  return g_cancellable_connect (source, G_CALLBACK (cancel_too), g_object_ref (both),
                                g_object_unref);
}

/**
 * tocsin_joined_cancellable_new: (skip)
 * @closing: cancelled when what is worked with is closed
 * @caller: (nullable): the caller's
 *
 * Returns: (transfer full): a cancellable that either cancels, at once if it is so already.
 */
TocsinJoinedCancellable *
tocsin_joined_cancellable_new (GCancellable *closing, GCancellable *caller)
{
  TocsinJoinedCancellable *self = g_new0 (TocsinJoinedCancellable, 1);

  self->both = g_cancellable_new ();
  self->closing = g_object_ref (closing);
  self->closing_id = link_to (closing, self->both);
  tocsin_joined_cancellable_set_caller (self, caller);

  return self;
}

/**
 * tocsin_joined_cancellable_free: (skip)
 * @self: (transfer full): one of which nobody waits for a sign any more
 */
void
tocsin_joined_cancellable_free (TocsinJoinedCancellable *self)
{
  tocsin_joined_cancellable_set_caller (self, NULL);
  g_cancellable_disconnect (self->closing, self->closing_id);
  g_clear_object (&self->closing);
  g_clear_object (&self->both);
  g_free (self);
}

/**
 * tocsin_joined_cancellable_get: (skip)
 * @self: a joined cancellable
 *
 * Returns: (transfer none): what to hand to everything that is to stop.
 */
GCancellable *
tocsin_joined_cancellable_get (TocsinJoinedCancellable *self)
{
  return self->both;
}

/**
 * tocsin_joined_cancellable_set_caller: (skip)
 * @self: a joined cancellable
 * @caller: (nullable): the caller's, from now on
 */
void
tocsin_joined_cancellable_set_caller (TocsinJoinedCancellable *self, GCancellable *caller)
{
  if (self->caller != NULL)
    g_cancellable_disconnect (self->caller, self->caller_id);
  self->caller_id = 0;
  g_clear_object (&self->caller);
  if (caller == NULL)
    return;
  self->caller = g_object_ref (caller);
  self->caller_id = link_to (caller, self->both);
}
