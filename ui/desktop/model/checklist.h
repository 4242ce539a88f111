/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/checklist-step.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinChecklistState:
 * @TOCSIN_CHECKLIST_RUNNING: it is not over
 * @TOCSIN_CHECKLIST_PASSED: every step went well
 * @TOCSIN_CHECKLIST_WARNED: it works, but something should not stay so
 * @TOCSIN_CHECKLIST_FAILED: a step failed
 * @TOCSIN_CHECKLIST_STOPPED: the person stopped it
 */
typedef enum
{
  TOCSIN_CHECKLIST_RUNNING,
  TOCSIN_CHECKLIST_PASSED,
  TOCSIN_CHECKLIST_WARNED,
  TOCSIN_CHECKLIST_FAILED,
  TOCSIN_CHECKLIST_STOPPED,
} TocsinChecklistState;

#define TOCSIN_TYPE_CHECKLIST (tocsin_checklist_get_type ())

/**
 * TocsinChecklist:
 *
 * A test of a connection as a list of its steps (a #GListModel of #TocsinChecklistStep), in the
 * order in which they begin. The signal `finished` tells that it is over.
 */
G_DECLARE_FINAL_TYPE (TocsinChecklist, tocsin_checklist, TOCSIN, CHECKLIST, GObject)

TocsinChecklist *tocsin_checklist_new (void);
void tocsin_checklist_watch (TocsinChecklist *self, TocsinReport *report);
void tocsin_checklist_finish (TocsinChecklist *self, const GError *error);
TocsinChecklistState tocsin_checklist_get_state (TocsinChecklist *self);
const GError *tocsin_checklist_get_error (TocsinChecklist *self);
GPtrArray *tocsin_checklist_list_certificates (TocsinChecklist *self);
char *tocsin_checklist_dup_verdict (TocsinChecklist *self);

G_END_DECLS
