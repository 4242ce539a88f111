/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/folder.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

/**
 * EWS_FOLDERS_MAX:
 *
 * Folders of one mailbox that are looked at.
 */
#define EWS_FOLDERS_MAX 100000

GPtrArray *ews_folders_list (EwsAccount *account, GCancellable *cancellable, GError **error);
gboolean ews_folders_create (EwsAccount *account,
                             const char *name,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
