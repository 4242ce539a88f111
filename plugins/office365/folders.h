/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/folder.h"
#include "plugins/office365/account.h"

G_BEGIN_DECLS

/** GRAPH_MAX_FOLDERS: folders of a mailbox that are looked at */
#define GRAPH_MAX_FOLDERS 20000

GPtrArray *graph_folders_list (GraphAccount *account, GCancellable *cancellable, GError **error);
gboolean graph_folders_create (GraphAccount *account,
                               const char *name,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
