/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/wire/response.h"

G_BEGIN_DECLS

/**
 * Imap4Mailbox:
 * @folder: (nullable): id of the selected folder, %NULL when none is
 * @opened: when it was selected, monotonic microseconds
 * @heard: when the server last answered about it, monotonic microseconds
 * @writable: whether it was selected so that flags can be changed
 * @exists: how many messages it holds
 * @uid_validity: 0 when unknown
 * @uid_next: 0 when unknown
 * @highest_modseq: 0 when unknown
 * @id: (nullable): MAILBOXID (RFC 8474)
 * @flags: (nullable): FLAGS
 * @permanent_flags: (nullable): PERMANENTFLAGS
 *
 * What the server said of the selected mailbox.
 */
typedef struct
{
  char *folder;
  gint64 opened;
  gint64 heard;
  gboolean writable;
  guint64 exists;
  guint64 uid_validity;
  guint64 uid_next;
  guint64 highest_modseq;
  char *id;
  GStrv flags;
  GStrv permanent_flags;
} Imap4Mailbox;

void imap4_mailbox_clear (Imap4Mailbox *self);
void imap4_mailbox_observe (Imap4Mailbox *self, const Imap4Response *response);
gboolean imap4_mailbox_keeps_flag (const Imap4Mailbox *self, const char *flag);

G_END_DECLS
