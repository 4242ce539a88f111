/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/account.h"

G_BEGIN_DECLS

/**
 * EwsRebuildWrite:
 * @bytes: some of the message
 * @length: how many
 * @user_data: as given to ews_rebuild()
 * @error: where to put what went wrong
 *
 * Returns: whether to go on.
 */
typedef gboolean (*EwsRebuildWrite) (const char *bytes,
                                     gsize length,
                                     gpointer user_data,
                                     GError **error);

gboolean ews_rebuild (EwsAccount *account,
                      const char *id,
                      EwsRebuildWrite write,
                      gpointer user_data,
                      gboolean *gone,
                      GCancellable *cancellable,
                      GError **error);

G_END_DECLS
