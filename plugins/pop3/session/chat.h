/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/line-stream.h"
#include "plugins/pop3/wire/reply.h"

G_BEGIN_DECLS

/**
 * Pop3LineFunc:
 * @line: a line of an answer, without its end and the dot that was added
 * @user_data: the caller's
 *
 * Takes what an answer of several lines says.
 */
typedef void (*Pop3LineFunc) (const char *line, gpointer user_data);

/**
 * Pop3Chat:
 *
 * Commands and answers over a stream, in order: POP3 has no tags, so every command that was sent
 * has to have its answer read.
 */
typedef struct _Pop3Chat Pop3Chat;

Pop3Chat *pop3_chat_new (TocsinLineStream *stream);
void pop3_chat_free (Pop3Chat *self);
TocsinLineStream *pop3_chat_get_stream (Pop3Chat *self);
void pop3_chat_begin (Pop3Chat *self, guint64 bytes);
void pop3_chat_send (Pop3Chat *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void pop3_chat_send_secret (Pop3Chat *self, const char *words, const char *secret);
Pop3Reply *pop3_chat_receive (Pop3Chat *self, GCancellable *cancellable, GError **error);
gboolean pop3_chat_receive_lines (Pop3Chat *self,
                                  guint max_lines,
                                  Pop3LineFunc func,
                                  gpointer user_data,
                                  GCancellable *cancellable,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pop3Chat, pop3_chat_free)

G_END_DECLS
