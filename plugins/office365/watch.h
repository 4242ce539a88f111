/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/mail/watch.h"
#include "plugins/office365/memory.h"

G_BEGIN_DECLS

/** GRAPH_WATCH_LEAST: seconds between looks while something happens */
#define GRAPH_WATCH_LEAST 5
/** GRAPH_WATCH_MOST: seconds between looks after a long silence */
#define GRAPH_WATCH_MOST 60

#define TOCSIN_TYPE_OFFICE365_WATCH (tocsin_office365_watch_get_type ())

/**
 * TocsinOffice365Watch:
 *
 * Waits for mail in folders by asking for their changes, often while something happens and less
 * often in silence: one request for all of them (20 folders a request).
 */
G_DECLARE_FINAL_TYPE (
    TocsinOffice365Watch, tocsin_office365_watch, TOCSIN, OFFICE365_WATCH, TocsinWatch)

TocsinWatch *tocsin_office365_watch_new (GObject *owner,
                                         GraphAccount *account,
                                         GraphMemory *memory,
                                         const char *const *folders,
                                         TocsinClock *clock,
                                         GError **error);

G_END_DECLS
