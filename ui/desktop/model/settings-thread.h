/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/registry.h"
#include "ui/desktop/model/errand.h"
#include "ui/desktop/model/settings-report.h"

G_BEGIN_DECLS

/**
 * TocsinSettingsTell:
 * @report: (transfer full): all settings
 * @user_data: what was given with it
 *
 * Is called in the main context that the thread was made in, whenever the settings are others.
 */
typedef void (*TocsinSettingsTell) (TocsinSettingsReport *report, gpointer user_data);

/**
 * TocsinSettingsThread:
 *
 * Where the settings live: their #TocsinConfig, its file monitor and everything that reads or
 * writes them, so that no screen waits for a disk.
 */
typedef struct _TocsinSettingsThread TocsinSettingsThread;

TocsinSettingsThread *tocsin_settings_thread_new (TocsinRegistry *registry,
                                                  const char *file,
                                                  TocsinSettingsTell tell,
                                                  gpointer user_data);
void tocsin_settings_thread_run (TocsinSettingsThread *self, TocsinErrand *errand);
void tocsin_settings_thread_reload (TocsinSettingsThread *self);
void tocsin_settings_thread_stop (TocsinSettingsThread *self);

G_END_DECLS
