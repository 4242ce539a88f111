/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/answer.h"

G_BEGIN_DECLS

/**
 * TocsinInquiry:
 *
 * Many questions at once, each on a thread of its own with a deadline of its own, under one for
 * all. A thread that hangs where nothing can cancel it is left alone; what it finds later is thrown
 * away.
 */
typedef struct _TocsinInquiry TocsinInquiry;

/**
 * TocsinAskFunc:
 * @inquiry: what it is part of; an answer may lead to another question
 * @answer: where to put what is found, also why nothing is
 * @deadline: when the answer is no longer waited for, in g_get_monotonic_time() units
 * @cancellable: set off then, or earlier
 * @user_data: what was given with the function
 *
 * Asks one source, blocking.
 */
typedef void (*TocsinAskFunc) (TocsinInquiry *inquiry,
                               TocsinAnswer *answer,
                               gint64 deadline,
                               GCancellable *cancellable,
                               gpointer user_data);

TocsinInquiry *tocsin_inquiry_new (gint64 deadline);
TocsinInquiry *tocsin_inquiry_ref (TocsinInquiry *self);
void tocsin_inquiry_unref (TocsinInquiry *self);
void tocsin_inquiry_ask (TocsinInquiry *self,
                         TocsinAnswer *answer,
                         guint seconds,
                         TocsinAskFunc ask,
                         gpointer user_data,
                         GDestroyNotify destroy);
GPtrArray *tocsin_inquiry_wait (TocsinInquiry *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinInquiry, tocsin_inquiry_unref)

G_END_DECLS
