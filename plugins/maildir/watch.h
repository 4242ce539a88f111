/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/mail/watch.h"
#include "plugins/maildir/watch-events.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_MAILDIR_WATCH (tocsin_maildir_watch_get_type ())

/**
 * TocsinMaildirWatch:
 *
 * Waits for new mail in folders of a Maildir: until the system tells of it, or, where it does not,
 * until the next look is due.
 */
G_DECLARE_FINAL_TYPE (TocsinMaildirWatch, tocsin_maildir_watch, TOCSIN, MAILDIR_WATCH, TocsinWatch)

TocsinWatch *tocsin_maildir_watch_new (const char *root,
                                       const char *const *folders,
                                       const MaildirWatchMeans *means,
                                       TocsinClock *clock,
                                       GError **error);

G_END_DECLS
