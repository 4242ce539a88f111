/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/session-pool.h"

G_BEGIN_DECLS

/**
 * TocsinSessionLoan:
 *
 * A session while it is out of its pool, and a cancellable that stops it when the caller or the end
 * of the connection does. Freeing gives the session back.
 */
typedef struct _TocsinSessionLoan TocsinSessionLoan;

TocsinSessionLoan *tocsin_session_loan_new (TocsinSessionPool *pool,
                                            GCancellable *closing,
                                            GCancellable *cancellable,
                                            GError **error);
void tocsin_session_loan_free (TocsinSessionLoan *self);
TocsinSession *tocsin_session_loan_get_session (TocsinSessionLoan *self);
GCancellable *tocsin_session_loan_get_cancellable (TocsinSessionLoan *self);
void tocsin_session_loan_relink (TocsinSessionLoan *self, GCancellable *cancellable);
void tocsin_session_loan_retire (TocsinSessionLoan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinSessionLoan, tocsin_session_loan_free)

G_END_DECLS
