/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/trial.h"
#include "ui/cli/cli.h"

G_BEGIN_DECLS

void
tocsin_trial_output_firing (TocsinCli *cli, const TocsinTrialFiring *firing, TocsinTask *tried);
void tocsin_trial_output_summary (TocsinCli *cli, const TocsinTrialSummary *summary);

G_END_DECLS
