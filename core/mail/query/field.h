/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinQueryField:
 * @TOCSIN_QUERY_FIELD_ANY: a bare word: subject, addresses, text or attachment names hold the value
 * @TOCSIN_QUERY_FIELD_FROM: a From address. For this and the next six: the name or the address
 *   holds the value; `@domain` is exactly that domain; with a `*` the whole address fits the glob
 * @TOCSIN_QUERY_FIELD_TO: a To address
 * @TOCSIN_QUERY_FIELD_CC: a Cc address
 * @TOCSIN_QUERY_FIELD_BCC: a Bcc address
 * @TOCSIN_QUERY_FIELD_REPLY_TO: a Reply-To address
 * @TOCSIN_QUERY_FIELD_PARTICIPANTS: a From, Sender, To, Cc, Bcc or Reply-To address
 * @TOCSIN_QUERY_FIELD_DELIVERED_TO: a Delivered-To, X-Original-To or Envelope-To address
 *   (`envelope:` is another name for it)
 * @TOCSIN_QUERY_FIELD_SUBJECT: the subject holds the value
 * @TOCSIN_QUERY_FIELD_BODY: the text shown to a reader holds the value
 * @TOCSIN_QUERY_FIELD_TEXT: subject or body holds the value
 * @TOCSIN_QUERY_FIELD_HEADER: a header is there, or holds the value
 * @TOCSIN_QUERY_FIELD_LIST: List-Id holds the value
 * @TOCSIN_QUERY_FIELD_MESSAGE_ID: Message-ID holds the value
 * @TOCSIN_QUERY_FIELD_HAS: `attachment`, `html`, `invite`, `signature`
 * @TOCSIN_QUERY_FIELD_FILENAME: the name of an attachment fits the glob, or holds the value
 * @TOCSIN_QUERY_FIELD_TYPE: the MIME type of a part fits the glob
 * @TOCSIN_QUERY_FIELD_ATTACHMENT: the size of an attachment, in bytes
 * @TOCSIN_QUERY_FIELD_ATTACHMENTS: the number of attachments
 * @TOCSIN_QUERY_FIELD_LARGER: the message is larger than the number of bytes
 * @TOCSIN_QUERY_FIELD_SMALLER: the message is smaller than the number of bytes
 * @TOCSIN_QUERY_FIELD_AFTER: received at or after the begin of the day, or the moment
 * @TOCSIN_QUERY_FIELD_BEFORE: received before the begin of the day, or the moment
 * @TOCSIN_QUERY_FIELD_ON: received on the day, or within the minute
 * @TOCSIN_QUERY_FIELD_SENT_AFTER: as after, by the Date header
 * @TOCSIN_QUERY_FIELD_SENT_BEFORE: as before, by the Date header
 * @TOCSIN_QUERY_FIELD_NEWER: received at most so long ago
 * @TOCSIN_QUERY_FIELD_OLDER: received longer ago
 * @TOCSIN_QUERY_FIELD_IS: `unread`, `read`, `flagged`, `answered`, `draft`, `recent`; `auto`,
 *   `bulk`, `list`, `bounce`; `encrypted`, `signed`
 * @TOCSIN_QUERY_FIELD_KEYWORD: the message has the keyword
 * @TOCSIN_QUERY_FIELD_IMPORTANCE: `high`, `normal`, `low`
 * @TOCSIN_QUERY_FIELD_SENSITIVITY: `normal`, `personal`, `private`, `confidential`
 * @TOCSIN_QUERY_FIELD_SPF: what the receiving server found out by SPF (Authentication-Results):
 *   `pass`, `fail`, `softfail`, `neutral`, `none`, `policy`, `temperror`, `permerror`; a message of
 *   which no server said anything has no result, not even `none`
 * @TOCSIN_QUERY_FIELD_DKIM: the same by DKIM
 * @TOCSIN_QUERY_FIELD_DMARC: the same by DMARC
 *
 * What a term of a query looks at.
 */
typedef enum
{
  TOCSIN_QUERY_FIELD_ANY,
  TOCSIN_QUERY_FIELD_FROM,
  TOCSIN_QUERY_FIELD_TO,
  TOCSIN_QUERY_FIELD_CC,
  TOCSIN_QUERY_FIELD_BCC,
  TOCSIN_QUERY_FIELD_REPLY_TO,
  TOCSIN_QUERY_FIELD_PARTICIPANTS,
  TOCSIN_QUERY_FIELD_DELIVERED_TO,
  TOCSIN_QUERY_FIELD_SUBJECT,
  TOCSIN_QUERY_FIELD_BODY,
  TOCSIN_QUERY_FIELD_TEXT,
  TOCSIN_QUERY_FIELD_HEADER,
  TOCSIN_QUERY_FIELD_LIST,
  TOCSIN_QUERY_FIELD_MESSAGE_ID,
  TOCSIN_QUERY_FIELD_HAS,
  TOCSIN_QUERY_FIELD_FILENAME,
  TOCSIN_QUERY_FIELD_TYPE,
  TOCSIN_QUERY_FIELD_ATTACHMENT,
  TOCSIN_QUERY_FIELD_ATTACHMENTS,
  TOCSIN_QUERY_FIELD_LARGER,
  TOCSIN_QUERY_FIELD_SMALLER,
  TOCSIN_QUERY_FIELD_AFTER,
  TOCSIN_QUERY_FIELD_BEFORE,
  TOCSIN_QUERY_FIELD_ON,
  TOCSIN_QUERY_FIELD_SENT_AFTER,
  TOCSIN_QUERY_FIELD_SENT_BEFORE,
  TOCSIN_QUERY_FIELD_NEWER,
  TOCSIN_QUERY_FIELD_OLDER,
  TOCSIN_QUERY_FIELD_IS,
  TOCSIN_QUERY_FIELD_KEYWORD,
  TOCSIN_QUERY_FIELD_IMPORTANCE,
  TOCSIN_QUERY_FIELD_SENSITIVITY,
  TOCSIN_QUERY_FIELD_SPF,
  TOCSIN_QUERY_FIELD_DKIM,
  TOCSIN_QUERY_FIELD_DMARC,
} TocsinQueryField;

const char *tocsin_query_field_get_name (TocsinQueryField field);

G_END_DECLS
