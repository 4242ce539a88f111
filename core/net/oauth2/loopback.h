/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinLoopback:
 *
 * What a browser on this machine is sent back to when a person has signed in (RFC 8252, section
 * 7.3): a server on a port of the loopback interface that takes one answer, from whoever knows the
 * state that was sent along. Used by one thread.
 */
typedef struct _TocsinLoopback TocsinLoopback;

TocsinLoopback *tocsin_loopback_new (const char *host, const char *state, GError **error);
void tocsin_loopback_free (TocsinLoopback *self);
const char *tocsin_loopback_get_address (TocsinLoopback *self);
GHashTable *tocsin_loopback_wait (TocsinLoopback *self,
                                  guint seconds,
                                  GCancellable *cancellable,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinLoopback, tocsin_loopback_free)

G_END_DECLS
