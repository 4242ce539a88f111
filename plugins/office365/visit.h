/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/joined-cancellable.h"
#include "plugins/office365/account.h"

G_BEGIN_DECLS

/**
 * GraphVisit:
 * @account: the account
 * @cancellable: stopped by the caller, and when the connection is closed
 *
 * A call at work.
 */
typedef struct
{
  GraphAccount *account;
  GCancellable *cancellable;
  /*< private >*/
  TocsinJoinedCancellable *joined;
} GraphVisit;

GraphVisit *graph_visit_new (GraphAccount *account, GCancellable *caller, GCancellable *closing);
void graph_visit_free (GraphVisit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GraphVisit, graph_visit_free)

G_END_DECLS
