/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/folder.h"
#include "plugins/imap4/session/session.h"
#include "plugins/imap4/wire/listed.h"

G_BEGIN_DECLS

/** IMAP4_FOLDERS_MAX: folders taken from one list */
#define IMAP4_FOLDERS_MAX 100000

GPtrArray *
imap4_folders_list (TocsinImap4Session *session, GCancellable *cancellable, GError **error);
Imap4Command *
imap4_folder_open_command (TocsinImap4Session *session, const char *folder, gboolean writable);
gboolean imap4_folder_opened (TocsinImap4Session *session,
                              const char *folder,
                              const Imap4Response *answer,
                              GError **error);
gboolean imap4_folder_open (TocsinImap4Session *session,
                            const char *folder,
                            gboolean writable,
                            GCancellable *cancellable,
                            GError **error);
gboolean imap4_folder_create (TocsinImap4Session *session,
                              const char *folder,
                              GCancellable *cancellable,
                              GError **error);
char *imap4_folder_id_from_name (TocsinImap4Session *session,
                                 const char *name,
                                 GCancellable *cancellable,
                                 GError **error);
GPtrArray *imap4_folders_ask_status (TocsinImap4Session *session,
                                     const char *const *folders,
                                     GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
