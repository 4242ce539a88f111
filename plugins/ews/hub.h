/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/account.h"

G_BEGIN_DECLS

/** EWS_HUB_MOST: subscriptions that one connection of notifications serves; servers take 200 */
#define EWS_HUB_MOST 200
/** EWS_HUB_SETTLE: microseconds after which a connection is opened anew for those who joined */
#define EWS_HUB_SETTLE G_USEC_PER_SEC
/** EWS_HUB_LEAST: seconds that a connection lasts at least if all is well */
#define EWS_HUB_LEAST 5
/** EWS_HUB_GRACE: seconds beyond its time for which a connection that has fallen silent is kept */
#define EWS_HUB_GRACE 60

/**
 * EwsListener:
 *
 * Somebody who waits for what happens to one streaming subscription. Many share a connection, and
 * all connections of the process one thread, which only reads: what blocks, opening them, is done
 * by whoever waits, when the descriptor says so.
 */
typedef struct _EwsListener EwsListener;

/**
 * EwsNews:
 * @folders: (element-type utf8): ids of folders in which something happened; a set
 * @list_changed: whether folders came or went
 * @missed: whether anything may have happened without a word
 * @lost: whether the server knows the subscription no more: it is to be made anew
 */
typedef struct
{
  GHashTable *folders;
  gboolean list_changed;
  gboolean missed;
  gboolean lost;
} EwsNews;

EwsListener *ews_listener_new (EwsAccount *account, const char *subscription, gboolean alone);
void ews_listener_free (EwsListener *self);
int ews_listener_get_fd (EwsListener *self);
gint64 ews_listener_get_deadline (EwsListener *self);
void ews_listener_take (EwsListener *self, EwsNews *news);
gboolean ews_listener_tend (EwsListener *self, GCancellable *cancellable, GError **error);
void ews_news_clear (EwsNews *self);

guint ews_hub_count_streams (void);
guint ews_hub_count_threads (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsListener, ews_listener_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EwsNews, ews_news_clear)

G_END_DECLS
