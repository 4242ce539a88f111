/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Pop3ReplyKind:
 * @POP3_REPLY_OK: `+OK`
 * @POP3_REPLY_ERR: `-ERR`
 * @POP3_REPLY_GO_ON: `+`: a challenge (RFC 5034)
 * @POP3_REPLY_ODD: none of them
 */
typedef enum
{
  POP3_REPLY_OK,
  POP3_REPLY_ERR,
  POP3_REPLY_GO_ON,
  POP3_REPLY_ODD,
} Pop3ReplyKind;

/**
 * Pop3Reply:
 * @kind: yes, no or go on
 * @code: (nullable): what stands in brackets (RFC 2449, section 8), in upper case
 * @text: the rest of the line; all of it if it is odd
 *
 * The first line of an answer.
 */
typedef struct
{
  Pop3ReplyKind kind;
  char *code;
  char *text;
} Pop3Reply;

Pop3Reply *pop3_reply_parse (const char *line, gsize length);
void pop3_reply_free (Pop3Reply *self);
gboolean pop3_reply_has_code (const Pop3Reply *self, const char *code);
char *pop3_reply_print (const Pop3Reply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pop3Reply, pop3_reply_free)

G_END_DECLS
