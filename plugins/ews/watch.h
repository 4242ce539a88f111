/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/watch.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

/** EWS_WATCH_POLL: seconds between two questions where the server does not speak by itself */
#define EWS_WATCH_POLL 60

#define TOCSIN_TYPE_EWS_WATCH (tocsin_ews_watch_get_type ())

/**
 * TocsinEwsWatch:
 *
 * Folders of a mailbox in which something may happen: told by the server over a connection that
 * stays open and serves others, too (hub.h), or asked for every so often.
 */
G_DECLARE_FINAL_TYPE (TocsinEwsWatch, tocsin_ews_watch, TOCSIN, EWS_WATCH, TocsinWatch)

TocsinWatch *tocsin_ews_watch_new (EwsAccount *account,
                                   const char *const *folders,
                                   GCancellable *closing,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
