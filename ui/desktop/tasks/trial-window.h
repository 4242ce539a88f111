/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/task-change.h"
#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_TRIAL_WINDOW (tocsin_trial_window_get_type ())

/**
 * TocsinTrialWindow:
 *
 * A dry run: what a task would do with mail that is there, message by message; and, once a person
 * has seen that and says so, the same done for good.
 */
G_DECLARE_FINAL_TYPE (TocsinTrialWindow, tocsin_trial_window, TOCSIN, TRIAL_WINDOW, AdwWindow)

void tocsin_trial_window_present (GtkWidget *any,
                                  TocsinWorkbench *workbench,
                                  const TocsinTaskChange *change,
                                  gboolean is_stored);

G_END_DECLS
