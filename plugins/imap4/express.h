/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/push-down.h"
#include "plugins/imap4/search-key.h"

G_BEGIN_DECLS

/**
 * Imap4Expression:
 * @text: whether the server finds parts of words in headers
 * @unicode: whether it compares by `i;unicode-casemap` (RFC 5255), and may be asked for more than
 *   ASCII
 * @utf8: whether strings go over the line in UTF-8
 * @within: whether it knows OLDER and YOUNGER (RFC 5032)
 * @gmail: whether it can be asked in Gmail's own words (`X-GM-RAW`, `X-GM-LABELS`)
 * @labels: whether keywords are Gmail's labels, too
 * @folder: (nullable): id of the folder that is open
 * @recent: whether it knows RECENT (IMAP4rev2 does not)
 * @now: microseconds since 1970, for ages
 *
 * In which words a term is to be said. A plain value.
 */
typedef struct
{
  gboolean text;
  gboolean unicode;
  gboolean utf8;
  gboolean within;
  gboolean gmail;
  gboolean labels;
  const char *folder;
  gboolean recent;
  gint64 now;
} Imap4Expression;

Imap4SearchKey *
imap4_express (const Imap4Expression *self, const TocsinQueryNode *term, gboolean at_least);
TocsinPushDown
imap4_express_rate (const Imap4Expression *self, const TocsinQueryNode *term, const char **why);
gboolean imap4_express_is_text (const TocsinQueryNode *term);

G_END_DECLS
