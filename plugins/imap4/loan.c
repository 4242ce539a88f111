/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/loan.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

struct _Imap4Loan
{
  TocsinSessionPool *pool;
  TocsinSession *session;
  GCancellable *closing;
  GCancellable *outer;
  GCancellable *cancellable;
  gulong closing_id;
  gulong outer_id;
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
unlink_outer (Imap4Loan *self)
{
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_id);
  self->outer_id = 0;
  g_clear_object (&self->outer);
}

/**
 * imap4_loan_new:
 * @pool: where sessions are
 * @closing: cancelled when the connection is closed
 * @cancellable: (nullable): the caller's
 * @error: where to put why there is no session
 *
 * Returns: (transfer full): a session to work with.
 */
Imap4Loan *
imap4_loan_new (TocsinSessionPool *pool,
                GCancellable *closing,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (Imap4Loan) self = g_new0 (Imap4Loan, 1);

  self->cancellable = g_cancellable_new ();
  self->closing = g_object_ref (closing);
  self->closing_id = link_to (closing, self->cancellable);
  imap4_loan_relink (self, cancellable);
  self->pool = g_object_ref (pool);
  self->session = tocsin_session_pool_acquire (pool, self->cancellable, error);

  return self->session != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * imap4_loan_free:
 * @self: (transfer full): a loan
 */
void
imap4_loan_free (Imap4Loan *self)
{
  unlink_outer (self);
  g_cancellable_disconnect (self->closing, self->closing_id);
  if (self->session != NULL)
    tocsin_session_pool_release (self->pool, self->session,
                                 tocsin_session_get_state (self->session) == TOCSIN_SESSION_OPEN);
  g_clear_object (&self->pool);
  g_clear_object (&self->closing);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/**
 * imap4_loan_get_session:
 * @self: a loan
 *
 * Returns: (transfer none): the session.
 */
TocsinImap4Session *
imap4_loan_get_session (Imap4Loan *self)
{
  return TOCSIN_IMAP4_SESSION (self->session);
}

/**
 * imap4_loan_get_cancellable:
 * @self: a loan
 *
 * Returns: (transfer none): what to hand to everything that is done with the session.
 */
GCancellable *
imap4_loan_get_cancellable (Imap4Loan *self)
{
  return self->cancellable;
}

/**
 * imap4_loan_relink:
 * @self: a loan
 * @cancellable: (nullable): the caller's, from now on
 */
void
imap4_loan_relink (Imap4Loan *self, GCancellable *cancellable)
{
  unlink_outer (self);
  if (cancellable == NULL)
    return;
  self->outer = g_object_ref (cancellable);
  self->outer_id = link_to (cancellable, self->cancellable);
}
