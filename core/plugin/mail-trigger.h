/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"
#include "core/plugin/trigger.h"

G_BEGIN_DECLS

/**
 * TocsinMailStart:
 * @TOCSIN_MAIL_START_NOW: only mail that comes after the task was switched on
 * @TOCSIN_MAIL_START_UNREAD: what is unread at the first visit, too
 * @TOCSIN_MAIL_START_ALL: everything that is there
 * @TOCSIN_MAIL_START_LAST: the newest @start_value messages
 * @TOCSIN_MAIL_START_SINCE: what was received since @start_value, seconds since 1970
 *
 * What the first visit to a folder fires for.
 */
typedef enum
{
  TOCSIN_MAIL_START_NOW,
  TOCSIN_MAIL_START_UNREAD,
  TOCSIN_MAIL_START_ALL,
  TOCSIN_MAIL_START_LAST,
  TOCSIN_MAIL_START_SINCE,
} TocsinMailStart;

/**
 * TocsinMailRule:
 * @connection: id or name of the connection
 * @folders: globs over folder names
 * @query: (nullable): which mail, %NULL for all
 * @check: when to look: the text of a #TocsinSchedule
 * @start: what the first visit fires for
 * @start_value: its number
 * @each: whether a message fires each time it starts to match, not only once
 * @stop_processing: whether later tasks on the same folder don't see a matched message
 * @code_page: (nullable): charset of what declares none
 *
 * Which mail a task waits for.
 */
typedef struct
{
  char *connection;
  GStrv folders;
  TocsinQuery *query;
  char *check;
  TocsinMailStart start;
  gint64 start_value;
  gboolean each;
  gboolean stop_processing;
  char *code_page;
} TocsinMailRule;

#define TOCSIN_TYPE_MAIL_TRIGGER (tocsin_mail_trigger_get_type ())

/**
 * TocsinMailTrigger:
 *
 * A trigger that waits for mail. It only says which; the engine looks, once for all tasks on the
 * same folder.
 */
G_DECLARE_INTERFACE (TocsinMailTrigger, tocsin_mail_trigger, TOCSIN, MAIL_TRIGGER, TocsinTrigger)

/**
 * TocsinMailTriggerInterface:
 * @get_rule: what it waits for; after it was configured, constant
 */
struct _TocsinMailTriggerInterface
{
  GTypeInterface parent_iface;

  const TocsinMailRule *(*get_rule) (TocsinMailTrigger *self);
};

const TocsinMailRule *tocsin_mail_trigger_get_rule (TocsinMailTrigger *self);

G_END_DECLS
