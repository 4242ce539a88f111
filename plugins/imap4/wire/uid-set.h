/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** IMAP4_UIDS_MAX: numbers taken from one answer; more than any mailbox holds */
#define IMAP4_UIDS_MAX 4000000
/** IMAP4_UID_SET_MAX_BYTES: of a set in one command; all servers take so much (quirk 35) */
#define IMAP4_UID_SET_MAX_BYTES 900

gboolean imap4_uids_add_number (GArray *uids, const char *text, gsize length);
gboolean imap4_uids_add_set (GArray *uids, const char *text, GError **error);
void imap4_uids_sort (GArray *uids);
GPtrArray *imap4_uid_sets_build (const guint64 *uids, gsize n_uids, gsize max_bytes);

G_END_DECLS
