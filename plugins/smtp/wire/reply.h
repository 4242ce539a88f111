/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** SMTP_REPLY_MAX_BYTES: what all lines of an answer may hold together; a list's members, at most
 */
#define SMTP_REPLY_MAX_BYTES (256 * 1024)

/**
 * SmtpReply:
 * @code: its three digits, 0 before its first line
 * @enhanced: its enhanced status code (RFC 3463), such as "5.7.1", or ""
 * @text: what its lines say behind their codes, parted by LF
 * @n_lines: how many lines there were
 *
 * All lines of an answer (RFC 5321, section 4.2). To be begun with all zero, and used again for the
 * next answer after smtp_reply_begin().
 */
typedef struct
{
  guint code;
  char enhanced[12];
  GString *text;
  guint n_lines;
} SmtpReply;

void smtp_reply_clear (SmtpReply *self);
void smtp_reply_begin (SmtpReply *self);
gboolean smtp_reply_add_line (
    SmtpReply *self, const char *line, gsize length, gboolean *more, GError **error);
gboolean smtp_reply_is_yes (const SmtpReply *self);
gboolean smtp_reply_is_later (const SmtpReply *self);
gboolean smtp_reply_is_no (const SmtpReply *self);
gboolean smtp_reply_is_goodbye (const SmtpReply *self);
const char *smtp_reply_get_text (const SmtpReply *self);
char *smtp_reply_to_string (const SmtpReply *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SmtpReply, smtp_reply_clear)

G_END_DECLS
