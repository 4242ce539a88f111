/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

TocsinSecret *tocsin_secret_command_run (const char *command,
                                         guint timeout,
                                         GCancellable *cancellable,
                                         GError **error);

G_END_DECLS
