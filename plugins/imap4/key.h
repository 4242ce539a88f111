/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message-ref.h"
#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/**
 * Imap4Key:
 * @uid_validity: of the folder when the message was seen, 0 when the server has none
 * @uid: its number in the folder
 *
 * What names a message in its folder for good (RFC 9051, section 2.3.1.1). A #TocsinMessageRef has
 * it as its key, written `UIDVALIDITY.UID`.
 */
typedef struct
{
  guint64 uid_validity;
  guint64 uid;
} Imap4Key;

TocsinMessageRef *imap4_key_to_ref (const Imap4Key *self, const char *folder);
TocsinMessageRef *
imap4_key_to_ref_of (const Imap4Key *self, const char *folder, const TocsinMessageRef *same);
gboolean imap4_key_from_ref (Imap4Key *self, const TocsinMessageRef *ref, GError **error);
GArray *imap4_keys_open (TocsinImap4Session *session,
                         GPtrArray *refs,
                         gboolean writable,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
