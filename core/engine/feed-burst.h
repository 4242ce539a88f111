/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed-work.h"

G_BEGIN_DECLS

/* The circuit breakers: a task for which too much matches at once, or whose query holds a pattern
 * that is stopped by its clock message after message, pauses where it stands. It keeps a cursor of
 * its own from before the messages that were too many, so nothing is lost and no disk fills up
 * while a person thinks; the other tasks go on. tocsin_feed_confirm() lets it catch up from there,
 * and so does another query where a pattern was too slow; switching the task off and on again lets
 * it begin anew and leaves them. */

void tocsin_feed_burst_check (TocsinFeedWork *work, GVariant *cursor_before);
void tocsin_feed_burst_add (TocsinFeedWork *work);
void tocsin_feed_burst_reset (TocsinFeedPass *pass, TocsinFeedTask *task);

G_END_DECLS
