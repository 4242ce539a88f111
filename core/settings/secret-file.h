/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

TocsinSecret *tocsin_secret_file_read (const char *path, gboolean check_mode, GError **error);
gboolean tocsin_secret_file_write (const char *path, TocsinSecret *secret, GError **error);

G_END_DECLS
