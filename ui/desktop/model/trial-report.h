/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/task-change.h"
#include "ui/desktop/model/trial-row.h"
#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

/**
 * TOCSIN_TRIAL_REPORT_LIMIT:
 *
 * After how many firings a dry run ends: more than anybody reads.
 */
#define TOCSIN_TRIAL_REPORT_LIMIT 1000

#define TOCSIN_TYPE_TRIAL_REPORT (tocsin_trial_report_get_type ())

/**
 * TocsinTrialReport:
 *
 * A dry run of a task as it is in an editor, and what comes of it: as a #GListModel the
 * #TocsinTrialRow of each message, as soon as it is known. Lives in the main context; the run is a
 * worker's.
 *
 * Properties: `running`; `summary` (a sentence; "" before anything is known).
 */
G_DECLARE_FINAL_TYPE (TocsinTrialReport, tocsin_trial_report, TOCSIN, TRIAL_REPORT, GObject)

TocsinTrialReport *tocsin_trial_report_new (TocsinWorkbench *workbench);
void tocsin_trial_report_run_async (TocsinTrialReport *self,
                                    const TocsinTaskChange *change,
                                    gint64 since,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean
tocsin_trial_report_run_finish (TocsinTrialReport *self, GAsyncResult *result, GError **error);
gboolean tocsin_trial_report_is_running (TocsinTrialReport *self);
const char *tocsin_trial_report_get_summary (TocsinTrialReport *self);
const char *const *tocsin_trial_report_get_warnings (TocsinTrialReport *self);
guint tocsin_trial_report_get_n_fires (TocsinTrialReport *self);
guint tocsin_trial_report_get_n_destroyed (TocsinTrialReport *self);
GVariant *tocsin_trial_report_list_messages (TocsinTrialReport *self);

G_END_DECLS
