/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

/** EWS_CHANGES_LEAST: so many messages must have been told, and none of them be known, until that
 * is taken for new ids */
#define EWS_CHANGES_LEAST 10

/** EWS_CHANGES_MAX_STALE: answers in a row that may tell of nothing but what was told in others */
#define EWS_CHANGES_MAX_STALE 20
/** EWS_CHANGES_MAX: messages of a folder that are counted; more than any folder holds */
#define EWS_CHANGES_MAX 5000000

/**
 * EwsCensus:
 *
 * Folders that are being gone through from the beginning, because their synchronisation state was
 * lost: what was counted in them is kept until all of it is told. Thread safe.
 */
typedef struct _EwsCensus EwsCensus;

EwsCensus *ews_census_new (void);
void ews_census_free (EwsCensus *self);

TocsinMailChanges *ews_changes_find (EwsAccount *account,
                                     EwsCensus *census,
                                     const char *folder,
                                     GVariant *cursor,
                                     guint limit,
                                     GCancellable *cancellable,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsCensus, ews_census_free)

G_END_DECLS
