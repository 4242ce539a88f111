/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "core/mail/maildir.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_OFFLINE_STORE (tocsin_offline_store_get_type ())

/**
 * TocsinOfflineStore:
 *
 * Mail in files, to be read and nothing else: message files in a folder of their own, or a Maildir
 * with its folders. What it gives of a message is what a server over those files would give: lines
 * ended by CR LF, sizes that count so.
 *
 * The key of a message is its path as given, or the part of its name in a Maildir that stays when
 * flags change. It was received when its newest Received header says, else its Date header, else
 * when the file changed last; in a Maildir when the file changed last, as servers have it. A
 * message file has no flags; whoever delivers into a Maildir writes them into the name.
 */
G_DECLARE_FINAL_TYPE (TocsinOfflineStore, tocsin_offline_store, TOCSIN, OFFLINE_STORE, GObject)

TocsinOfflineStore *tocsin_offline_store_new_for_files (const char *const *paths, GError **error);
TocsinOfflineStore *tocsin_offline_store_new_for_maildir (const char *directory, GError **error);
TocsinMaildir *
tocsin_offline_store_get_maildir (TocsinOfflineStore *self, const char *folder, GError **error);
void tocsin_offline_store_set_code_page (TocsinOfflineStore *self, const char *code_page);
void tocsin_offline_store_set_authserv_id (TocsinOfflineStore *self, const char *authserv_id);

G_END_DECLS
