/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/mail-round.h"
#include "core/engine/schedule.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_MAIL_GROUPS (tocsin_mail_groups_get_type ())

/**
 * TocsinMailGroups:
 *
 * The tasks of one connection, grouped by when they look, and when each group looks next. Lives in
 * the main context.
 */
G_DECLARE_FINAL_TYPE (TocsinMailGroups, tocsin_mail_groups, TOCSIN, MAIL_GROUPS, GObject)

TocsinMailGroups *tocsin_mail_groups_new (const char *connection,
                                          TocsinJournal *journal,
                                          TocsinSpool *spool,
                                          TocsinClock *clock);
gboolean tocsin_mail_groups_set_tasks (TocsinMailGroups *self, GPtrArray *tasks, gint64 now);
GPtrArray *tocsin_mail_groups_get_all (TocsinMailGroups *self);
GPtrArray *tocsin_mail_groups_get_due (TocsinMailGroups *self, gint64 now);
gboolean tocsin_mail_groups_has_push (TocsinMailGroups *self);
void tocsin_mail_groups_looked (TocsinMailGroups *self,
                                GPtrArray *groups,
                                gint64 now,
                                guint push_interval);
gint64 tocsin_mail_groups_get_next (TocsinMailGroups *self);

G_END_DECLS
