/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinJoinedCancellable:
 *
 * A cancellable that two others cancel: that of a call, and that of whatever the call works with
 * and may outlive.
 */
typedef struct _TocsinJoinedCancellable TocsinJoinedCancellable;

TocsinJoinedCancellable *
tocsin_joined_cancellable_new (GCancellable *closing, GCancellable *caller);
void tocsin_joined_cancellable_free (TocsinJoinedCancellable *self);
GCancellable *tocsin_joined_cancellable_get (TocsinJoinedCancellable *self);
void tocsin_joined_cancellable_set_caller (TocsinJoinedCancellable *self, GCancellable *caller);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinJoinedCancellable, tocsin_joined_cancellable_free)

G_END_DECLS
