/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/joined-cancellable.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

/**
 * EwsVisit:
 * @account: who asks
 * @cancellable: ends what is asked, when its caller or whoever closes the connection says so
 *
 * A call of a connection while it works, with a server that was met.
 */
typedef struct
{
  EwsAccount *account;
  GCancellable *cancellable;
  /*< private >*/
  TocsinJoinedCancellable *joined;
} EwsVisit;

EwsVisit *ews_visit_new (EwsAccount *account,
                         GCancellable *closing,
                         GCancellable *cancellable,
                         GError **error);
void ews_visit_free (EwsVisit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsVisit, ews_visit_free)

G_END_DECLS
