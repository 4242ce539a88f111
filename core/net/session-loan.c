/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/session-loan.h"

struct _TocsinSessionLoan
{
  TocsinSessionPool *pool;
  TocsinSession *session;
  GCancellable *closing;
  GCancellable *outer;
  GCancellable *cancellable;
  gulong closing_id;
  gulong outer_id;
  gboolean retired;
};

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

static void
unlink_outer (TocsinSessionLoan *self)
{
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_id);
  self->outer_id = 0;
  g_clear_object (&self->outer);
}

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

  self->cancellable = g_cancellable_new ();
  self->closing = g_object_ref (closing);
  self->closing_id = link_to (closing, self->cancellable);
  tocsin_session_loan_relink (self, cancellable);
  self->pool = g_object_ref (pool);
  self->session = tocsin_session_pool_acquire (pool, self->cancellable, error);

  return self->session != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_session_loan_free: (skip)
 * @self: (transfer full): a loan
 */
void
tocsin_session_loan_free (TocsinSessionLoan *self)
{
  unlink_outer (self);
  g_cancellable_disconnect (self->closing, self->closing_id);
  if (self->session != NULL)
    tocsin_session_pool_release (
        self->pool, self->session,
        !self->retired && tocsin_session_get_state (self->session) == TOCSIN_SESSION_OPEN);
  g_clear_object (&self->pool);
  g_clear_object (&self->closing);
  g_clear_object (&self->cancellable);
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
  return self->cancellable;
}

/**
 * tocsin_session_loan_relink: (skip)
 * @self: a loan
 * @cancellable: (nullable): the caller's, from now on
 */
void
tocsin_session_loan_relink (TocsinSessionLoan *self, GCancellable *cancellable)
{
  unlink_outer (self);
  if (cancellable == NULL)
    return;
  self->outer = g_object_ref (cancellable);
  self->outer_id = link_to (cancellable, self->cancellable);
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
