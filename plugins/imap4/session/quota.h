/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "plugins/imap4/wire/response.h"

G_BEGIN_DECLS

/** IMAP4_QUOTA_MAX: limits taken from one server */
#define IMAP4_QUOTA_MAX 32

/**
 * Imap4Quota:
 * @root: what the limit is for, the server's own name for it
 * @resource: what is limited, in lower case: `storage` in KiB, `message`, `mailbox`
 * @used: how much is used
 * @limit: how much may be
 *
 * One limit (RFC 9208).
 */
typedef struct
{
  char *root;
  char *resource;
  guint64 used;
  guint64 limit;
} Imap4Quota;

void imap4_quota_free (Imap4Quota *self);
void imap4_quota_take (GPtrArray *quotas, const Imap4Response *response);
void imap4_quota_tell (GPtrArray *quotas, TocsinReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Quota, imap4_quota_free)

G_END_DECLS
