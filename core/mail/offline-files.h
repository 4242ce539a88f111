/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message-ref.h"
#include "core/mail/message.h"

G_BEGIN_DECLS

/**
 * TocsinOfflineFiles:
 *
 * Message files that somebody named, as the messages of one folder.
 */
typedef struct _TocsinOfflineFiles TocsinOfflineFiles;

TocsinOfflineFiles *tocsin_offline_files_new (const char *const *paths, GError **error);
void tocsin_offline_files_free (TocsinOfflineFiles *self);
GPtrArray *tocsin_offline_files_list (const TocsinOfflineFiles *self, const char *folder);
int tocsin_offline_files_open (const TocsinOfflineFiles *self,
                               const TocsinMessageRef *ref,
                               TocsinMessage *message,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinOfflineFiles, tocsin_offline_files_free)

G_END_DECLS
