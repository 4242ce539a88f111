/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_TLS_CONTEXT (tocsin_tls_context_get_type ())

/**
 * TocsinTlsContext:
 *
 * The `encryption` settings of an endpoint made ready for GnuTLS. Trust stores and priorities are
 * shared behind the scenes by all contexts with equal settings, so one a session is cheap.
 * Immutable and thread safe.
 */
G_DECLARE_FINAL_TYPE (TocsinTlsContext, tocsin_tls_context, TOCSIN, TLS_CONTEXT, GObject)

TocsinTlsContext *
tocsin_tls_context_new (TocsinEndpoint *endpoint, GCancellable *cancellable, GError **error);

G_END_DECLS
