/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/schedule.h"
#include "core/engine/task.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_MAIL_AGENDA (tocsin_mail_agenda_get_type ())

/**
 * TocsinMailAgenda:
 *
 * When each task on a connection looks for mail. Lives in the main context.
 */
G_DECLARE_FINAL_TYPE (TocsinMailAgenda, tocsin_mail_agenda, TOCSIN, MAIL_AGENDA, GObject)

TocsinMailAgenda *tocsin_mail_agenda_new (void);
gboolean tocsin_mail_agenda_set_tasks (TocsinMailAgenda *self, GPtrArray *tasks, gint64 now);
GPtrArray *tocsin_mail_agenda_get_tasks (TocsinMailAgenda *self);
GHashTable *tocsin_mail_agenda_get_due (TocsinMailAgenda *self, gint64 now);
gboolean tocsin_mail_agenda_has_push (TocsinMailAgenda *self);
void tocsin_mail_agenda_looked (TocsinMailAgenda *self,
                                GHashTable *tasks,
                                gint64 now,
                                guint push_interval);
void tocsin_mail_agenda_set_push_next (TocsinMailAgenda *self, gint64 next);
gint64 tocsin_mail_agenda_get_next (TocsinMailAgenda *self);

G_END_DECLS
