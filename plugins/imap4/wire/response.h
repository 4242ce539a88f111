/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/wire/scanner.h"

G_BEGIN_DECLS

/**
 * Imap4ResponseKind:
 * @IMAP4_RESPONSE_TAGGED: ends a command
 * @IMAP4_RESPONSE_STATUS: untagged OK, NO, BAD, BYE or PREAUTH
 * @IMAP4_RESPONSE_DATA: any other untagged response
 * @IMAP4_RESPONSE_CONTINUATION: the server waits for more of a command
 */
typedef enum
{
  IMAP4_RESPONSE_TAGGED,
  IMAP4_RESPONSE_STATUS,
  IMAP4_RESPONSE_DATA,
  IMAP4_RESPONSE_CONTINUATION,
} Imap4ResponseKind;

typedef enum
{
  IMAP4_STATUS_OK,
  IMAP4_STATUS_NO,
  IMAP4_STATUS_BAD,
  IMAP4_STATUS_BYE,
  IMAP4_STATUS_PREAUTH,
} Imap4Status;

/**
 * Imap4Response:
 * @kind: which of the four
 * @tag: (nullable): of a tagged response
 * @command: (nullable): of a tagged response: the name of what it answers, if the reader knows it
 * @status: of a tagged or status response
 * @code: (nullable): name of the code in brackets, in upper case
 * @code_text: (nullable): what follows the name within the brackets
 * @text: (nullable): the words for people, or what follows a continuation's plus
 * @keyword: (nullable): of data, in upper case, such as `FETCH`
 * @number: the number before the keyword, 0 if there is none
 * @rest: of data: the place behind the keyword
 * @frame: the bytes; @rest reads them
 *
 * One response of the server (RFC 9051, section 7), read as far as every response can be.
 */
typedef struct
{
  Imap4ResponseKind kind;
  char *tag;
  char *command;
  Imap4Status status;
  char *code;
  char *code_text;
  char *text;
  char *keyword;
  guint64 number;
  Imap4Scanner rest;
  Imap4Frame *frame;
} Imap4Response;

Imap4Response *imap4_response_parse (Imap4Frame *frame, GError **error);
void imap4_response_free (Imap4Response *self);
gboolean imap4_response_is (const Imap4Response *self, const char *keyword);
gboolean imap4_response_has_code (const Imap4Response *self, const char *code);
gboolean imap4_response_get_code_number (const Imap4Response *self, guint64 *number);
const char *imap4_status_to_string (Imap4Status status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Response, imap4_response_free)

G_END_DECLS
