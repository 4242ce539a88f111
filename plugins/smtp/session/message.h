/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/smtp/wire/survey.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** SMTP_MESSAGE_BLOCK: what is read of a message at a time; smaller ones are kept in memory whole
 */
#define SMTP_MESSAGE_BLOCK (64 * 1024)

/**
 * SmtpMessage:
 *
 * A message as it goes over the line: all lines ended by CRLF, no stray CR, LF or NUL. Read as
 * often as one likes; large ones are never in memory whole.
 */
typedef struct _SmtpMessage SmtpMessage;

SmtpMessage *
smtp_message_new (GInputStream *stream, guint64 size, GCancellable *cancellable, GError **error);
void smtp_message_free (SmtpMessage *self);
const SmtpSurvey *smtp_message_get_survey (const SmtpMessage *self);
gboolean smtp_message_make_plain (
    SmtpMessage *self, gboolean header, gboolean body, GCancellable *cancellable, GError **error);
gboolean smtp_message_rewind (SmtpMessage *self, GCancellable *cancellable, GError **error);
gboolean smtp_message_read (SmtpMessage *self,
                            const char **bytes,
                            gsize *length,
                            GCancellable *cancellable,
                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpMessage, smtp_message_free)

G_END_DECLS
