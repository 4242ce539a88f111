/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/trial-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_TRIAL_ROW_VIEW (tocsin_trial_row_view_get_type ())

/**
 * TocsinTrialRowView:
 *
 * What would become of one message: which it is, with what was found in it, what the task would
 * make of it, and what each action would do.
 */
G_DECLARE_FINAL_TYPE (TocsinTrialRowView, tocsin_trial_row_view, TOCSIN, TRIAL_ROW_VIEW, AdwBin)

GtkWidget *tocsin_trial_row_view_new (void);
void tocsin_trial_row_view_set_row (TocsinTrialRowView *self, TocsinTrialRow *row);

G_END_DECLS
