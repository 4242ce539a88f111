/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/visit.h"

static void
cancel_too (GCancellable *source, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static gulong
link_to (GCancellable *source, GCancellable *cancellable)
{
  return g_cancellable_connect (source, G_CALLBACK (cancel_too), g_object_ref (cancellable),
                                g_object_unref);
}

/**
 * graph_visit_new:
 * @account: an account
 * @caller: (nullable): by which the caller stops it
 * @closing: cancelled when the connection is closed
 *
 * Returns: (transfer full): a call that begins.
 */
GraphVisit *
graph_visit_new (GraphAccount *account, GCancellable *caller, GCancellable *closing)
{
  GraphVisit *self = g_new0 (GraphVisit, 1);

  self->account = graph_account_ref (account);
  self->cancellable = g_cancellable_new ();
  self->closing = g_object_ref (closing);
  self->closing_id = link_to (closing, self->cancellable);
  if (caller != NULL)
    {
      self->caller = g_object_ref (caller);
      self->caller_id = link_to (caller, self->cancellable);
    }

  return self;
}

/**
 * graph_visit_free:
 * @self: (transfer full): a call that ends
 */
void
graph_visit_free (GraphVisit *self)
{
  if (self->caller != NULL)
    g_cancellable_disconnect (self->caller, self->caller_id);
  g_cancellable_disconnect (self->closing, self->closing_id);
  g_clear_object (&self->caller);
  g_object_unref (self->closing);
  g_object_unref (self->cancellable);
  graph_account_unref (self->account);
  g_free (self);
}
