/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/session.h"
#include "plugins/pop3/session/chat.h"
#include "plugins/pop3/session/maildrop.h"
#include "plugins/pop3/session/memory.h"
#include "plugins/pop3/session/trouble.h"
#include "plugins/pop3/wire/capabilities.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_POP3_SESSION (tocsin_pop3_session_get_type ())

/**
 * TocsinPop3Session:
 *
 * A conversation with a POP3 server, signed in: it has the mailbox for itself as a rule, and sees
 * it as it was when the session began. What can be said in it stands in the files beside this one
 * (inventory, headings, retrieve), each command a function that reads from top to bottom.
 */
G_DECLARE_FINAL_TYPE (TocsinPop3Session, tocsin_pop3_session, TOCSIN, POP3_SESSION, TocsinSession)

Pop3Chat *tocsin_pop3_session_get_chat (TocsinPop3Session *self);
Pop3Memory *tocsin_pop3_session_get_memory (TocsinPop3Session *self);
gboolean tocsin_pop3_session_has (TocsinPop3Session *self, const char *capability);
const Pop3Capabilities *tocsin_pop3_session_get_capabilities (TocsinPop3Session *self);
void tocsin_pop3_session_set_capabilities (TocsinPop3Session *self, Pop3Capabilities *capabilities);
const char *tocsin_pop3_session_get_timestamp (TocsinPop3Session *self);
const char *tocsin_pop3_session_get_server (TocsinPop3Session *self);
void tocsin_pop3_session_set_greeting (TocsinPop3Session *self, const char *text);
gint64 tocsin_pop3_session_get_age (TocsinPop3Session *self);
guint tocsin_pop3_session_get_window (TocsinPop3Session *self);
Pop3Maildrop *tocsin_pop3_session_get_maildrop (TocsinPop3Session *self);
void tocsin_pop3_session_set_maildrop (TocsinPop3Session *self, Pop3Maildrop *maildrop);
void tocsin_pop3_session_note_retrieved (TocsinPop3Session *self);
gboolean tocsin_pop3_session_has_retrieved (TocsinPop3Session *self);
gboolean tocsin_pop3_session_deletes_what_was_read (TocsinPop3Session *self);

Pop3Reply *tocsin_pop3_session_ask (TocsinPop3Session *self,
                                    const char *command,
                                    GCancellable *cancellable,
                                    GError **error);
gboolean tocsin_pop3_session_run (TocsinPop3Session *self,
                                  const char *command,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean tocsin_pop3_session_ask_capabilities (TocsinPop3Session *self,
                                               GCancellable *cancellable,
                                               GError **error);
gboolean
tocsin_pop3_session_commit (TocsinPop3Session *self, GCancellable *cancellable, GError **error);
void tocsin_pop3_session_give_up (TocsinPop3Session *self,
                                  const char *command,
                                  GError *reason,
                                  GError **error);

G_END_DECLS
