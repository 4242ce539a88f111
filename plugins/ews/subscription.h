/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/account.h"
#include "plugins/ews/wire/notification.h"

G_BEGIN_DECLS

EwsSubscription *ews_subscribe (EwsAccount *account,
                                const char *const *folders,
                                gboolean streaming,
                                GCancellable *cancellable,
                                GError **error);
void ews_unsubscribe (EwsAccount *account, const char *subscription, GCancellable *cancellable);
gboolean ews_subscription_poll (EwsAccount *account,
                                EwsSubscription *self,
                                GHashTable *folders,
                                gboolean *list_changed,
                                GCancellable *cancellable,
                                GError **error);
gboolean ews_subscription_is_lost (const GError *error);

G_END_DECLS
