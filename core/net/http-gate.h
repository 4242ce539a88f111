/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_HTTP_MAX_WAIT:
 *
 * Seconds that one request is held back, all in all, before it fails and says when to come again.
 */
#define TOCSIN_HTTP_MAX_WAIT 30

#define TOCSIN_TYPE_HTTP_GATE (tocsin_http_gate_get_type ())

/**
 * TocsinHttpGate:
 *
 * Whether a server may be asked just now. Who asks too much is told when to come again; that holds
 * for everything that is asked in the same name, so all of it stands behind one gate. Thread safe.
 * Private to core/net.
 */
G_DECLARE_FINAL_TYPE (TocsinHttpGate, tocsin_http_gate, TOCSIN, HTTP_GATE, GObject)

TocsinHttpGate *tocsin_http_gate_get_shared (const char *key);
void tocsin_http_gate_hold (TocsinHttpGate *self, gint64 seconds, const char *words);
gboolean tocsin_http_gate_pass (TocsinHttpGate *self,
                                gint64 *patience,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
