/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/** IMAP4_SECTIONS_MAX_BYTES: kept of all parts that one exchange brings; others are dropped */
#define IMAP4_SECTIONS_MAX_BYTES (64 * 1024 * 1024)

/**
 * Imap4SectionsRequest:
 * @items: what is wanted of each, such as `BODY.PEEK[1]`
 * @uids: (element-type guint64): the messages, in ascending order
 *
 * The same parts of several messages.
 */
typedef struct
{
  char *items;
  GArray *uids;
} Imap4SectionsRequest;

Imap4SectionsRequest *imap4_sections_request_new (const char *items);
void imap4_sections_request_free (Imap4SectionsRequest *self);

/**
 * Imap4SectionsFunc:
 * @uid: a message that was asked for
 * @contents: number of a part → #GBytes, those that came
 * @user_data: as given
 *
 * Takes parts of a message.
 */
typedef void (*Imap4SectionsFunc) (guint64 uid, GHashTable *contents, gpointer user_data);

gboolean imap4_fetch_sections (TocsinImap4Session *session,
                               GPtrArray *requests,
                               guint64 max_bytes,
                               Imap4SectionsFunc func,
                               gpointer user_data,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
