/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/**
 * Imap4Copied:
 * @uid_validity: of the target folder, 0 when the server did not say
 * @from: (element-type guint64): UIDs that were copied
 * @to: (element-type guint64): what they are in the target folder, in the same order
 *
 * Where messages went (RFC 4315, COPYUID).
 */
typedef struct
{
  guint64 uid_validity;
  GArray *from;
  GArray *to;
} Imap4Copied;

void imap4_copied_init (Imap4Copied *self);
void imap4_copied_clear (Imap4Copied *self);
guint64 imap4_copied_find (const Imap4Copied *self, guint64 uid);

gboolean imap4_store_flag (TocsinImap4Session *session,
                           GArray *uids,
                           const char *flag,
                           gboolean set,
                           GCancellable *cancellable,
                           GError **error);
gboolean imap4_store_label (TocsinImap4Session *session,
                            GArray *uids,
                            const char *label,
                            gboolean set,
                            GCancellable *cancellable,
                            GError **error);
gboolean imap4_store_copy (TocsinImap4Session *session,
                           GArray *uids,
                           const char *folder,
                           Imap4Copied *copied,
                           GCancellable *cancellable,
                           GError **error);
gboolean imap4_store_move (TocsinImap4Session *session,
                           GArray *uids,
                           const char *folder,
                           Imap4Copied *copied,
                           GCancellable *cancellable,
                           GError **error);
gboolean imap4_store_remove (TocsinImap4Session *session,
                             GArray *uids,
                             GCancellable *cancellable,
                             GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Imap4Copied, imap4_copied_clear)

G_END_DECLS
