/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/net/session.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SESSION_POOL (tocsin_session_pool_get_type ())

/**
 * TocsinSessionPool:
 *
 * The sessions to one account on one server, shared by everything that uses it. Thread safe.
 *
 * A session taken belongs to the taker until it is given back; the pool never touches it meanwhile.
 */
G_DECLARE_FINAL_TYPE (TocsinSessionPool, tocsin_session_pool, TOCSIN, SESSION_POOL, GObject)

TocsinSessionPool *
tocsin_session_pool_new (TocsinEndpoint *endpoint, GType session_type, TocsinClock *clock);
TocsinSessionPool *tocsin_session_pool_get_shared (TocsinEndpoint *endpoint, GType session_type);
void tocsin_session_pool_prune_shared (void);

TocsinSession *
tocsin_session_pool_acquire (TocsinSessionPool *self, GCancellable *cancellable, GError **error);
void
tocsin_session_pool_release (TocsinSessionPool *self, TocsinSession *session, gboolean healthy);
void tocsin_session_pool_prune (TocsinSessionPool *self);
void tocsin_session_pool_close_idle (TocsinSessionPool *self);
void tocsin_session_pool_close_all (TocsinSessionPool *self);
guint tocsin_session_pool_get_n_sessions (TocsinSessionPool *self);
guint tocsin_session_pool_get_n_idle (TocsinSessionPool *self);

G_END_DECLS
