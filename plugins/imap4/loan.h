/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/session-pool.h"
#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/**
 * Imap4Loan:
 *
 * A session while it is out of its pool, and a cancellable that stops it when the caller or the end
 * of the connection does. Freeing gives the session back.
 */
typedef struct _Imap4Loan Imap4Loan;

Imap4Loan *imap4_loan_new (TocsinSessionPool *pool,
                           GCancellable *closing,
                           GCancellable *cancellable,
                           GError **error);
void imap4_loan_free (Imap4Loan *self);
TocsinImap4Session *imap4_loan_get_session (Imap4Loan *self);
GCancellable *imap4_loan_get_cancellable (Imap4Loan *self);
void imap4_loan_relink (Imap4Loan *self, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Loan, imap4_loan_free)

G_END_DECLS
