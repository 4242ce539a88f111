/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/session.h"
#include "plugins/imap4/session/chat.h"
#include "plugins/imap4/session/mailbox.h"
#include "plugins/imap4/session/trouble.h"

G_BEGIN_DECLS

/** IMAP4_SESSION_PIPELINE: commands under way at once; some servers break beyond 50 (quirk 35) */
#define IMAP4_SESSION_PIPELINE 4

#define TOCSIN_TYPE_IMAP4_SESSION (tocsin_imap4_session_get_type ())

/**
 * TocsinImap4Session:
 *
 * A conversation with an IMAP server, signed in. What can be said in it stands in the files beside
 * this one (folders, search, fetch, store, append, idle), each command a function that reads from
 * top to bottom.
 */
G_DECLARE_FINAL_TYPE (
    TocsinImap4Session, tocsin_imap4_session, TOCSIN, IMAP4_SESSION, TocsinSession)

gboolean tocsin_imap4_session_has (TocsinImap4Session *self, const char *capability);
void tocsin_imap4_session_lose (TocsinImap4Session *self, const char *capability);
char *tocsin_imap4_session_list_capabilities (TocsinImap4Session *self);
GStrv tocsin_imap4_session_list_mechanisms (TocsinImap4Session *self);
guint tocsin_imap4_session_count_capabilities (TocsinImap4Session *self);
gboolean tocsin_imap4_session_knows_capabilities (TocsinImap4Session *self);
void tocsin_imap4_session_drop_capabilities (TocsinImap4Session *self);
gboolean tocsin_imap4_session_ensure_capabilities (TocsinImap4Session *self,
                                                   GCancellable *cancellable,
                                                   GError **error);

gboolean tocsin_imap4_session_greeted (TocsinImap4Session *self,
                                       const Imap4Response *greeting,
                                       GError **error);
gboolean tocsin_imap4_session_is_preauthenticated (TocsinImap4Session *self);
gboolean tocsin_imap4_session_needs_select (TocsinImap4Session *self);
void tocsin_imap4_session_set_needs_select (TocsinImap4Session *self);
gboolean tocsin_imap4_session_is_utf8 (TocsinImap4Session *self);
gboolean tocsin_imap4_session_is_rev2 (TocsinImap4Session *self);
void tocsin_imap4_session_set_enabled (TocsinImap4Session *self, gboolean utf8, gboolean rev2);
void tocsin_imap4_session_note_time (TocsinImap4Session *self, gint64 time, const char *source);
const char *tocsin_imap4_session_get_clock (TocsinImap4Session *self, gint64 *difference);
GPtrArray *tocsin_imap4_session_get_quotas (TocsinImap4Session *self);
char *tocsin_imap4_session_dup_capability_value (TocsinImap4Session *self, const char *name);
const char *tocsin_imap4_session_get_server (TocsinImap4Session *self);
void tocsin_imap4_session_set_server (TocsinImap4Session *self, const char *server);
const char *tocsin_imap4_session_get_prefix (TocsinImap4Session *self);
char tocsin_imap4_session_get_delimiter (TocsinImap4Session *self);
void
tocsin_imap4_session_set_namespace (TocsinImap4Session *self, const char *prefix, char delimiter);
Imap4Mailbox *tocsin_imap4_session_get_mailbox (TocsinImap4Session *self);
Imap4Chat *tocsin_imap4_session_get_chat (TocsinImap4Session *self);

/* In ask.c. */
Imap4Response *tocsin_imap4_session_ask (TocsinImap4Session *self,
                                         const Imap4Command *command,
                                         const Imap4Listener *listener,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean tocsin_imap4_session_run (TocsinImap4Session *self,
                                   const Imap4Command *command,
                                   const Imap4Listener *listener,
                                   Imap4Phase phase,
                                   GCancellable *cancellable,
                                   GError **error);
GPtrArray *tocsin_imap4_session_ask_all (TocsinImap4Session *self,
                                         GPtrArray *commands,
                                         const Imap4Listener *listener,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean tocsin_imap4_session_run_all (TocsinImap4Session *self,
                                       GPtrArray *commands,
                                       const Imap4Listener *listener,
                                       GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
