/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/grant.h"

G_BEGIN_DECLS

/**
 * TocsinRefreshStore:
 *
 * Where the refresh token of a grant is kept, held for one user at a time: many providers take a
 * refresh token once only, so nobody else, in this process or another, must use it until the new
 * one is stored.
 */
typedef struct _TocsinRefreshStore TocsinRefreshStore;

TocsinRefreshStore *
tocsin_refresh_store_open (const TocsinGrant *grant, GCancellable *cancellable, GError **error);
void tocsin_refresh_store_close (TocsinRefreshStore *self);
TocsinSecret *
tocsin_refresh_store_read (TocsinRefreshStore *self, GCancellable *cancellable, GError **error);
gboolean tocsin_refresh_store_replace (TocsinRefreshStore *self,
                                       TocsinSecret *token,
                                       GCancellable *cancellable,
                                       GError **error);
gboolean tocsin_refresh_store_has (TocsinRefreshStore *self, TocsinSecret *token);
const char *tocsin_refresh_store_get_place (TocsinRefreshStore *self);
char *tocsin_refresh_store_choose_path (const TocsinGrant *grant, const char *suffix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinRefreshStore, tocsin_refresh_store_close)

G_END_DECLS
