/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/visit.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "plugins/ews/meet.h"

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
  self->joined = tocsin_joined_cancellable_new (closing, cancellable);
  self->cancellable = tocsin_joined_cancellable_get (self->joined);

  return ews_meet (account, self->cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * ews_visit_free:
 * @self: (transfer full): a visit
 */
void
ews_visit_free (EwsVisit *self)
{
  tocsin_joined_cancellable_free (self->joined);
  ews_account_unref (self->account);
  g_free (self);
}
