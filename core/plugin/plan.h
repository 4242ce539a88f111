/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-operation.h"

G_BEGIN_DECLS

/**
 * TocsinPlanEffect:
 * @verb: what would happen to the event's message
 * @argument: (nullable): the keyword or the target folder, as a person names it
 * @create: whether a missing target folder would be made
 * @connection: (nullable): id or name of the connection whose folder is the target, %NULL for the
 *   one that the message is on
 *
 * Something that a plan would do to the mailbox.
 */
typedef struct
{
  TocsinMailVerb verb;
  char *argument;
  gboolean create;
  char *connection;
} TocsinPlanEffect;

#define TOCSIN_TYPE_PLAN (tocsin_plan_get_type ())

/**
 * TocsinPlan:
 * @summary: what would be done, a sentence for a person
 * @details: an `a{sv}` from which the action does exactly that, and nothing else
 * @effects: (element-type TocsinPlanEffect): what it would do to mailboxes, in that order
 *
 * What an action says it will do with an event. Written to the journal before it is performed.
 */
typedef struct
{
  char *summary;
  GVariant *details;
  GPtrArray *effects;

  /*< private >*/
  gatomicrefcount ref_count;
} TocsinPlan;

GType tocsin_plan_get_type (void);
TocsinPlan *tocsin_plan_new (GVariant *details, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tocsin_plan_add_effect (TocsinPlan *self,
                             const TocsinMailOperation *operation,
                             const char *connection);
TocsinPlan *tocsin_plan_ref (TocsinPlan *self);
void tocsin_plan_unref (TocsinPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinPlan, tocsin_plan_unref)

G_END_DECLS
