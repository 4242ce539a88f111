/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/trial.h"
#include "core/mail/query/finding.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_TRIAL_ROW (tocsin_trial_row_get_type ())

/**
 * TocsinTrialRow:
 *
 * What would become of one message, as a row of the table of a dry run: what a firing says, kept
 * after the trial has gone on. Made on the trial's thread, never changed after.
 */
G_DECLARE_FINAL_TYPE (TocsinTrialRow, tocsin_trial_row, TOCSIN, TRIAL_ROW, GObject)

TocsinTrialRow *tocsin_trial_row_new (const TocsinTrialFiring *firing, TocsinTask *tried);
TocsinTrialVerdict tocsin_trial_row_get_verdict (TocsinTrialRow *self);
gboolean tocsin_trial_row_is_own (TocsinTrialRow *self);
gboolean tocsin_trial_row_fails (TocsinTrialRow *self);
gboolean tocsin_trial_row_destroys (TocsinTrialRow *self);
const char *tocsin_trial_row_get_subject_markup (TocsinTrialRow *self);
const char *tocsin_trial_row_get_sender (TocsinTrialRow *self);
gint64 tocsin_trial_row_get_time (TocsinTrialRow *self);
const char *tocsin_trial_row_get_verdict_text (TocsinTrialRow *self);
const char *tocsin_trial_row_get_findings_markup (TocsinTrialRow *self);
const char *tocsin_trial_row_get_plans (TocsinTrialRow *self);
const char *tocsin_trial_row_get_notes (TocsinTrialRow *self);
const char *tocsin_trial_row_get_folder (TocsinTrialRow *self);
TocsinMessageRef *tocsin_trial_row_get_ref (TocsinTrialRow *self);

G_END_DECLS
