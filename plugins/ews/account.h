/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-account.h"
#include "plugins/ews/dialect.h"
#include "plugins/ews/whom.h"
#include "plugins/ews/wire/envelope.h"
#include "plugins/ews/wire/folder-ref.h"

G_BEGIN_DECLS

/**
 * EwsAccount:
 *
 * A user of Exchange Web Services: where the service is, which dialect it is spoken to in, and
 * whose mailbox is meant. What is asked in it goes through ews_ask(). Thread safe; reference
 * counted.
 */
typedef struct _EwsAccount EwsAccount;

EwsAccount *
ews_account_new (TocsinConnectionSettings *settings, const TocsinEndpointDefaults *defaults);
EwsAccount *ews_account_ref (EwsAccount *self);
void ews_account_unref (EwsAccount *self);

TocsinConnectionSettings *ews_account_get_settings (EwsAccount *self);
TocsinEndpoint *ews_account_make_endpoint (EwsAccount *self, GError **error);
void ews_account_read_limits (EwsAccount *self, TocsinEndpointLimits *limits);
EwsDialect *ews_account_get_dialect (EwsAccount *self);
const EwsWhom *ews_account_get_whom (EwsAccount *self);
EwsEnvelope ews_account_make_envelope (EwsAccount *self);
EwsFolderRef ews_account_name_folder (EwsAccount *self, const char *distinguished);

TocsinHttpAccount *ews_account_find_service (EwsAccount *self,
                                             char **target,
                                             GCancellable *cancellable,
                                             GError **error);
void ews_account_forget_service (EwsAccount *self);

void ews_account_leave_subscription (EwsAccount *self, const char *id);
char *ews_account_take_left_subscription (EwsAccount *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsAccount, ews_account_unref)

G_END_DECLS
