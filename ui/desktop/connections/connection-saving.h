/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/editor/settings-editor.h"

G_BEGIN_DECLS

void tocsin_connection_saving_start (TocsinSettingsEditor *editor,
                                     const char *protocol,
                                     const char *id,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean tocsin_connection_saving_finish (TocsinSettingsEditor *editor,
                                          GAsyncResult *result,
                                          char **id,
                                          GError **error);

G_END_DECLS
