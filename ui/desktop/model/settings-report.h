/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/config.h"

G_BEGIN_DECLS

/**
 * TocsinSettingsReport:
 * @ids: what there is of connections and tasks, in order
 * @snapshots: (element-type TocsinSnapshot): of each, in the same order; %NULL for one that has
 *   never been good
 * @engine: (nullable): the engine's own settings
 * @problems: (element-type TocsinConfigProblem): what is wrong
 * @location: (nullable): where the settings are, for a person
 * @error: (nullable): why there are no settings at all
 *
 * All settings at one moment, on the way from their thread to the screen.
 */
typedef struct
{
  GStrv ids[2];
  GPtrArray *snapshots[2];
  TocsinSnapshot *engine;
  GPtrArray *problems;
  char *location;
  GError *error;
} TocsinSettingsReport;

TocsinSettingsReport *tocsin_settings_report_new (TocsinConfig *config, const GError *error);
void tocsin_settings_report_free (TocsinSettingsReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinSettingsReport, tocsin_settings_report_free)

G_END_DECLS
