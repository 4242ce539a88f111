/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean tocsin_keyring_check (GCancellable *cancellable, GError **error);
TocsinSecret *tocsin_keyring_look_up (const char *owner,
                                      const char *key,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean tocsin_keyring_store (const char *owner,
                               const char *key,
                               TocsinSecret *secret,
                               GCancellable *cancellable,
                               GError **error);
gboolean tocsin_keyring_forget (const char *owner,
                                const char *key,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
