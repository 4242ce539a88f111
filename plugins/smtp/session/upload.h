/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/smtp/session/message.h"
#include "plugins/smtp/session/session.h"

G_BEGIN_DECLS

/**
 * SmtpUpload:
 * @commit: (nullable): called when only the end is missing; nothing is sent if it fails
 * @progress: (nullable): told how much of the message has gone
 * @user_data: for both
 * @n_sent: afterwards, how many bytes of message went over the line
 * @ended: afterwards, whether the end may have gone: if so, and no answer came, nobody knows
 *
 * How a message is sent that the server has agreed to take.
 */
typedef struct
{
  gboolean (*commit) (gpointer user_data, GError **error);
  void (*progress) (guint64 sent, guint64 size, gpointer user_data);
  gpointer user_data;
  guint64 n_sent;
  gboolean ended;
} SmtpUpload;

gboolean smtp_upload (TocsinSmtpSession *session,
                      SmtpMessage *message,
                      SmtpUpload *upload,
                      SmtpReply *verdict,
                      GCancellable *cancellable,
                      GError **error);

G_END_DECLS
