/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/line-stream.h"
#include "plugins/imap4/wire/command.h"
#include "plugins/imap4/wire/fetched.h"
#include "plugins/imap4/wire/response.h"

G_BEGIN_DECLS

/** IMAP4_CHAT_MAX_UNTAGGED: untagged answers taken while one command is under way */
#define IMAP4_CHAT_MAX_UNTAGGED 500000

/**
 * Imap4Listener:
 * @data: (nullable): an untagged response came; failing ends the conversation for good
 * @body: (nullable): the body of a message is about to come: says where to. Returns %FALSE to have
 *   it collected like any other literal
 * @user_data: for both
 *
 * Who takes what comes between a command and its answer.
 */
typedef struct
{
  gboolean (*data) (const Imap4Response *response, gpointer user_data, GError **error);
  gboolean (*body) (const Imap4BodyAnnouncement *body,
                    TocsinSinkFunc *sink,
                    gpointer *sink_data,
                    gpointer user_data);
  gpointer user_data;
} Imap4Listener;

/**
 * Imap4Chat:
 *
 * Commands and their answers on one stream: tags, literals, and what comes unasked. Knows nothing
 * of what they mean. After any failure the two sides are out of step, and only closing is left.
 */
typedef struct _Imap4Chat Imap4Chat;

Imap4Chat *imap4_chat_new (TocsinLineStream *stream, guint64 max_literal);
void imap4_chat_free (Imap4Chat *self);
void imap4_chat_set_observer (Imap4Chat *self, const Imap4Listener *observer);
void imap4_chat_set_literals (Imap4Chat *self, gboolean plus, gboolean minus);
void imap4_chat_reset (Imap4Chat *self);
TocsinLineStream *imap4_chat_get_stream (Imap4Chat *self);

void imap4_chat_expect (Imap4Chat *self, guint64 bytes);
void imap4_chat_begin (Imap4Chat *self);
gboolean imap4_chat_send (Imap4Chat *self,
                          const Imap4Command *command,
                          const Imap4Listener *listener,
                          Imap4Response **refusal,
                          GCancellable *cancellable,
                          GError **error);
void imap4_chat_send_aside (Imap4Chat *self, const Imap4Command *command);
const char *imap4_chat_get_last_tag (Imap4Chat *self);
void imap4_chat_send_line (Imap4Chat *self, const char *line, gboolean secret);
Imap4Response *imap4_chat_receive (Imap4Chat *self,
                                   const Imap4Listener *listener,
                                   gboolean want_continuation,
                                   GCancellable *cancellable,
                                   GError **error);
gboolean imap4_chat_receive_unasked (Imap4Chat *self,
                                     const Imap4Listener *listener,
                                     GCancellable *cancellable,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Chat, imap4_chat_free)

G_END_DECLS
