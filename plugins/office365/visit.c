/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/visit.h"

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
  self->joined = tocsin_joined_cancellable_new (closing, caller);
  self->cancellable = tocsin_joined_cancellable_get (self->joined);

  return self;
}

/**
 * graph_visit_free:
 * @self: (transfer full): a call that ends
 */
void
graph_visit_free (GraphVisit *self)
{
  tocsin_joined_cancellable_free (self->joined);
  graph_account_unref (self->account);
  g_free (self);
}
