/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

/**
 * GmailPart:
 * @GMAIL_PART_MAIL: the mailbox, over IMAP
 * @GMAIL_PART_SENDING: the way out, over SMTP
 *
 * What a Google account is made of.
 */
typedef enum
{
  GMAIL_PART_MAIL,
  GMAIL_PART_SENDING,
} GmailPart;

TocsinConnectionSettings *
gmail_part_settings (TocsinConnectionSettings *account, GmailPart part, GError **error);

G_END_DECLS
