/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"

G_BEGIN_DECLS

/**
 * TOCSIN_REPLY_MAX_RECIPIENTS:
 *
 * Recipients of an answer: a message that names more is for a crowd.
 */
#define TOCSIN_REPLY_MAX_RECIPIENTS 200

/**
 * TocsinReplyMode:
 * @TOCSIN_REPLY_SENDER: to where the sender wants answers: Reply-To, else From
 * @TOCSIN_REPLY_ALL: to those and to everybody it went to, but not to oneself
 * @TOCSIN_REPLY_LIST: to the mailing list it came by (List-Post, RFC 2369); where it came by none,
 *   to the sender
 *
 * Who is answered.
 */
typedef enum
{
  TOCSIN_REPLY_SENDER,
  TOCSIN_REPLY_ALL,
  TOCSIN_REPLY_LIST,
} TocsinReplyMode;

gboolean tocsin_reply_find_recipients (TocsinMessage *original,
                                       TocsinReplyMode mode,
                                       const char *const *own,
                                       char **to,
                                       char **cc,
                                       GError **error);
char *tocsin_reply_find_parent (TocsinMessage *original);
char *tocsin_reply_find_thread (TocsinMessage *original);
char *tocsin_reply_quote_text (TocsinMessage *original);
char *tocsin_reply_quote_html (TocsinMessage *original);

G_END_DECLS
