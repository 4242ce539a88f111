/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/session-loan.h"

#include "core/base/joined-cancellable.h"

struct _TocsinSessionLoan
{
  TocsinSessionPool *pool;
  TocsinSession *session;
  TocsinJoinedCancellable *cancellable;
  gboolean retired;
};

/**
 * tocsin_session_loan_new: (skip)
 * @pool: where sessions are
 * @closing: cancelled when the connection is closed
 * @cancellable: (nullable): the caller's
 * @error: where to put why there is no session
 *
 * Returns: (transfer full): a session to work with.
 */
TocsinSessionLoan *
tocsin_session_loan_new (TocsinSessionPool *pool,
                         GCancellable *closing,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (TocsinSessionLoan) self = g_new0 (TocsinSessionLoan, 1);

  self->cancellable = tocsin_joined_cancellable_new (closing, cancellable);
  self->pool = g_object_ref (pool);
  self->session =
      tocsin_session_pool_acquire (pool, tocsin_joined_cancellable_get (self->cancellable), error);

  return self->session != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_session_loan_free: (skip)
 * @self: (transfer full): a loan
 */
void
tocsin_session_loan_free (TocsinSessionLoan *self)
{
  tocsin_joined_cancellable_free (self->cancellable);
  if (self->session != NULL)
    tocsin_session_pool_release (
        self->pool, self->session,
        !self->retired && tocsin_session_get_state (self->session) == TOCSIN_SESSION_OPEN);
  g_clear_object (&self->pool);
  g_free (self);
}

/**
 * tocsin_session_loan_get_session: (skip)
 * @self: a loan
 *
 * Returns: (transfer none): the session.
 */
TocsinSession *
tocsin_session_loan_get_session (TocsinSessionLoan *self)
{
  return self->session;
}

/**
 * tocsin_session_loan_get_cancellable: (skip)
 * @self: a loan
 *
 * Returns: (transfer none): what to hand to everything that is done with the session.
 */
GCancellable *
tocsin_session_loan_get_cancellable (TocsinSessionLoan *self)
{
  return tocsin_joined_cancellable_get (self->cancellable);
}

/**
 * tocsin_session_loan_relink: (skip)
 * @self: a loan
 * @cancellable: (nullable): the caller's, from now on
 */
void
tocsin_session_loan_relink (TocsinSessionLoan *self, GCancellable *cancellable)
{
  tocsin_joined_cancellable_set_caller (self->cancellable, cancellable);
}

/**
 * tocsin_session_loan_retire: (skip)
 * @self: a loan
 *
 * Has the session closed, with a goodbye, instead of given back: it has done what it may do.
 */
void
tocsin_session_loan_retire (TocsinSessionLoan *self)
{
  self->retired = TRUE;
}
