/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_SECRET_MAX_SIZE:
 *
 * The most bytes of one secret; a file or a command that gives more is no secret but a mistake.
 */
#define TOCSIN_SECRET_MAX_SIZE (64 * 1024)

/**
 * TOCSIN_SECRET_COMMAND_TIMEOUT:
 *
 * Seconds that the program of a `command:` reference may take.
 */
#define TOCSIN_SECRET_COMMAND_TIMEOUT 30

gboolean tocsin_secret_reference_check (const char *reference, const char *key, GError **error);
TocsinSecret *tocsin_secret_resolve (const char *reference,
                                     const char *owner,
                                     const char *key,
                                     GCancellable *cancellable,
                                     GError **error);
gboolean tocsin_secret_store (const char *reference,
                              const char *owner,
                              const char *key,
                              TocsinSecret *secret,
                              GCancellable *cancellable,
                              GError **error);
gboolean tocsin_secret_forget (const char *reference,
                               const char *owner,
                               const char *key,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
