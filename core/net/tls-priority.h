/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/* From `encryption.versions`, `level` and `priority` to what GnuTLS understands. Private to
 * core/net. */

char *tocsin_tls_priority_build (const char *const *versions,
                                 const char *level,
                                 const char *raw,
                                 GError **error);
gnutls_priority_t tocsin_tls_priority_get (const char *priority, GError **error);

G_END_DECLS
