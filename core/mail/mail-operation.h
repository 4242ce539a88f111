/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TocsinMailVerb:
 * @TOCSIN_MAIL_MARK_READ: set the seen flag
 * @TOCSIN_MAIL_MARK_UNREAD: take it away
 * @TOCSIN_MAIL_FLAG: set the flagged flag
 * @TOCSIN_MAIL_UNFLAG: take it away
 * @TOCSIN_MAIL_ADD_KEYWORD: @argument is the keyword
 * @TOCSIN_MAIL_REMOVE_KEYWORD: @argument is the keyword
 * @TOCSIN_MAIL_MOVE: @argument is the target folder, as a person names it
 * @TOCSIN_MAIL_COPY: @argument is the target folder
 * @TOCSIN_MAIL_DELETE: remove these messages, and nobody else's (quirk 40)
 */
typedef enum
{
  TOCSIN_MAIL_MARK_READ,
  TOCSIN_MAIL_MARK_UNREAD,
  TOCSIN_MAIL_FLAG,
  TOCSIN_MAIL_UNFLAG,
  TOCSIN_MAIL_ADD_KEYWORD,
  TOCSIN_MAIL_REMOVE_KEYWORD,
  TOCSIN_MAIL_MOVE,
  TOCSIN_MAIL_COPY,
  TOCSIN_MAIL_DELETE,
} TocsinMailVerb;

/**
 * TocsinMailOperation:
 * @verb: what to do
 * @argument: (nullable): keyword or target folder
 * @create: whether a missing target folder is made
 *
 * Something to be done to messages in their mailbox. A plain value; the strings are borrowed from
 * whoever fills it in and live as long as the call that takes it.
 */
typedef struct
{
  TocsinMailVerb verb;
  const char *argument;
  gboolean create;
} TocsinMailOperation;

const char *tocsin_mail_verb_to_string (TocsinMailVerb verb);
gboolean tocsin_mail_verb_from_string (const char *name, TocsinMailVerb *verb, GError **error);
gboolean tocsin_mail_keyword_check (const char *keyword, GError **error);

G_END_DECLS
