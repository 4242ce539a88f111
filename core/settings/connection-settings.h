/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/secret.h"
#include "core/settings/snapshot.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_CONNECTION_SETTINGS (tocsin_connection_settings_get_type ())

/**
 * TocsinConnectionSettings:
 *
 * What a connection is to be made from: an immutable #TocsinSnapshot of `connections/ID/` with the
 * keys of `org.tocsin.connection`, its children and the protocol's own schema.
 */
G_DECLARE_FINAL_TYPE (TocsinConnectionSettings,
                      tocsin_connection_settings,
                      TOCSIN,
                      CONNECTION_SETTINGS,
                      TocsinSnapshot)

TocsinConnectionSettings *tocsin_connection_settings_new_from_assignments (
    const char *id, const char *protocol, const char *const *assignments, GError **error);
TocsinConnectionSettings *tocsin_connection_settings_new_from_part (TocsinSnapshot *part,
                                                                    const char *protocol,
                                                                    const char *const *assignments,
                                                                    GError **error);
const char *tocsin_connection_settings_get_protocol (TocsinConnectionSettings *self);
gboolean tocsin_connection_settings_has_secret (TocsinConnectionSettings *self, const char *key);
TocsinSecret *tocsin_connection_settings_resolve_secret (TocsinConnectionSettings *self,
                                                         const char *key,
                                                         GCancellable *cancellable,
                                                         GError **error);

G_END_DECLS
