/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

void tocsin_folder_look_async (TocsinWorkbench *workbench,
                               const char *connection,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
GStrv tocsin_folder_look_finish (TocsinWorkbench *workbench, GAsyncResult *result, GError **error);

G_END_DECLS
