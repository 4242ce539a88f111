/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/line-stream.h"
#include "plugins/smtp/wire/reply.h"

G_BEGIN_DECLS

/**
 * SmtpChat:
 *
 * Commands and their answers on one stream, in order. Knows nothing of what they mean. After any
 * failure the two sides are out of step, and only closing is left.
 */
typedef struct _SmtpChat SmtpChat;

SmtpChat *smtp_chat_new (TocsinLineStream *stream);
void smtp_chat_free (SmtpChat *self);
TocsinLineStream *smtp_chat_get_stream (SmtpChat *self);

void smtp_chat_begin (SmtpChat *self, guint64 expected_bytes);
void smtp_chat_put (SmtpChat *self, const char *lines, gsize length);
void smtp_chat_put_line (SmtpChat *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void smtp_chat_put_secret_line (SmtpChat *self, const char *open, const char *secret);
gboolean
smtp_chat_read (SmtpChat *self, SmtpReply *reply, GCancellable *cancellable, GError **error);
gboolean smtp_chat_ask (
    SmtpChat *self, const char *line, SmtpReply *reply, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpChat, smtp_chat_free)

G_END_DECLS
