/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/trial.h"

G_BEGIN_DECLS

char *tocsin_trial_summary_to_text (const TocsinTrialSummary *summary, gboolean is_mail);

G_END_DECLS
