/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/registry.h"
#include "ui/desktop/model/notice.h"
#include "ui/desktop/model/settings-report.h"

G_BEGIN_DECLS

/* What of the settings, the plugins and the engine a person has to hear of, as notices. What is
 * wrong with one connection or task stands in its own row instead. */

void tocsin_problem_list_add_settings (GPtrArray *notices, const TocsinSettingsReport *report);
void tocsin_problem_list_add_plugins (GPtrArray *notices, TocsinRegistry *registry);
void tocsin_problem_list_add_status (GPtrArray *notices, GVariant *status, const char *location);
void tocsin_problem_list_show (GListStore *shown, GPtrArray *notices);

G_END_DECLS
