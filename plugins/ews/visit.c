/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/visit.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "plugins/ews/meet.h"

static void
cancel_too (GCancellable *source, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static gulong
link_to (GCancellable *source, GCancellable *cancellable)
{
  if (source == NULL)
    return 0;

  return g_cancellable_connect (source, G_CALLBACK (cancel_too), g_object_ref (cancellable),
                                g_object_unref);
}

/**
 * ews_visit_new:
 * @account: an account
 * @closing: cancelled when the connection is closed
 * @cancellable: (nullable): the caller's
 * @error: where to put why the server can't be talked to
 *
 * Returns: (transfer full): a visit.
 */
EwsVisit *
ews_visit_new (EwsAccount *account,
               GCancellable *closing,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (EwsVisit) self = NULL;

  if (g_cancellable_is_cancelled (closing))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED,
                           _ ("the connection is closed"));
      return NULL;
    }
  self = g_new0 (EwsVisit, 1);
  self->account = ews_account_ref (account);
  self->cancellable = g_cancellable_new ();
  self->closing = g_object_ref (closing);
  self->outer = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->closing_id = link_to (closing, self->cancellable);
  self->outer_id = link_to (cancellable, self->cancellable);

  return ews_meet (account, self->cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * ews_visit_free:
 * @self: (transfer full): a visit
 */
void
ews_visit_free (EwsVisit *self)
{
  g_cancellable_disconnect (self->closing, self->closing_id);
  g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->closing);
  g_clear_object (&self->outer);
  g_clear_object (&self->cancellable);
  ews_account_unref (self->account);
  g_free (self);
}
