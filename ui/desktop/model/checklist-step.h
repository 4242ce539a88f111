/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_CHECKLIST_STEP (tocsin_checklist_step_get_type ())

/**
 * TocsinChecklistStep:
 *
 * One line of the checklist that a test of a connection is. The signal `changed` tells that it has
 * begun, ended or begun again.
 */
G_DECLARE_FINAL_TYPE (TocsinChecklistStep, tocsin_checklist_step, TOCSIN, CHECKLIST_STEP, GObject)

TocsinChecklistStep *tocsin_checklist_step_new (TocsinStep step);
void tocsin_checklist_step_take (TocsinChecklistStep *self,
                                 TocsinStepStatus status,
                                 guint milliseconds,
                                 GVariant *facts,
                                 const GError *error);
TocsinStep tocsin_checklist_step_get_step (TocsinChecklistStep *self);
TocsinStepStatus tocsin_checklist_step_get_status (TocsinChecklistStep *self);
GVariant *tocsin_checklist_step_get_facts (TocsinChecklistStep *self);
const GError *tocsin_checklist_step_get_error (TocsinChecklistStep *self);
const char *tocsin_checklist_step_get_status_text (TocsinChecklistStep *self);
char *tocsin_checklist_step_dup_time (TocsinChecklistStep *self);
char *tocsin_checklist_step_dup_summary (TocsinChecklistStep *self);
char *tocsin_checklist_step_dup_warnings (TocsinChecklistStep *self);

G_END_DECLS
