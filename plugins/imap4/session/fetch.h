/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/** IMAP4_FETCH_BATCH: messages asked about in one command at most */
#define IMAP4_FETCH_BATCH 500
/** IMAP4_FETCH_CHUNK: a message larger than this is fetched in pieces of this size, in bytes */
#define IMAP4_FETCH_CHUNK (16 * 1024 * 1024)

/**
 * Imap4FetchSink:
 * @message: what the server said of a message asked for; once a message, unless the server repeats
 *   itself
 * @begin: (nullable): its body begins
 * @write: (nullable): some of the body
 * @user_data: for all three
 *
 * Where fetched messages go. What fails there ends the session.
 */
typedef struct
{
  gboolean (*message) (const Imap4Fetched *fetched, gpointer user_data, GError **error);
  gboolean (*begin) (guint64 uid, guint64 size, gpointer user_data, GError **error);
  gboolean (*write) (const char *bytes, gsize length, gpointer user_data, GError **error);
  gpointer user_data;
} Imap4FetchSink;

gboolean imap4_fetch (TocsinImap4Session *session,
                      GArray *uids,
                      const char *items,
                      guint64 expected,
                      const Imap4FetchSink *sink,
                      GCancellable *cancellable,
                      GError **error);
gboolean imap4_fetch_large (TocsinImap4Session *session,
                            guint64 uid,
                            guint64 size,
                            const Imap4FetchSink *sink,
                            gboolean *found,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
