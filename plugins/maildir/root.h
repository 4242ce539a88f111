/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

char *maildir_root_find (TocsinConnectionSettings *settings, GError **error);
gboolean maildir_root_check (const char *root, gboolean create, GError **error);

G_END_DECLS
