/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean maildir_keywords_find (const char *root,
                                const char *folder,
                                const char *keyword,
                                gboolean add,
                                char *letter,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
