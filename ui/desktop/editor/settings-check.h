/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-model.h"
#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SETTINGS_CHECK (tocsin_settings_check_get_type ())

/**
 * TocsinSettingsCheck:
 *
 * Has a model checked as a whole on a worker, a moment after the last change, and shows what comes
 * of it in the rows. While a person is still on the way, only what was typed can be wrong.
 */
G_DECLARE_FINAL_TYPE (TocsinSettingsCheck, tocsin_settings_check, TOCSIN, SETTINGS_CHECK, GObject)

TocsinSettingsCheck *
tocsin_settings_check_new (TocsinEditorModel *model, TocsinWorkbench *workbench);
void tocsin_settings_check_insist (TocsinSettingsCheck *self);
void tocsin_settings_check_stop (TocsinSettingsCheck *self);

G_END_DECLS
