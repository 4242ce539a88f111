/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/mail/watch.h"
#include "core/net/session-loan.h"
#include "plugins/imap4/rhythm.h"

G_BEGIN_DECLS

/** IMAP4_WATCH_ROUND: seconds between looks at folders that IDLE does not tell of */
#define IMAP4_WATCH_ROUND 60
/** IMAP4_WATCH_NOTIFY_ROUND: seconds between looks at folders that NOTIFY tells of, as it seems */
#define IMAP4_WATCH_NOTIFY_ROUND 180

#define TOCSIN_TYPE_IMAP4_WATCH (tocsin_imap4_watch_get_type ())

/**
 * TocsinImap4Watch:
 *
 * A session that waits: by NOTIFY for all its folders; else by IDLE for the first, with a look at
 * the others at each deadline.
 */
G_DECLARE_FINAL_TYPE (TocsinImap4Watch, tocsin_imap4_watch, TOCSIN, IMAP4_WATCH, TocsinWatch)

/* The watch leaves @rhythm when it closes; whoever makes it has joined. */
TocsinWatch *tocsin_imap4_watch_new (TocsinSessionLoan *loan,
                                     const char *const *folders,
                                     Imap4Rhythm *rhythm,
                                     TocsinClock *clock,
                                     GError **error);

G_END_DECLS
