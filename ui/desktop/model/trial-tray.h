/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/trial-row.h"

G_BEGIN_DECLS

/**
 * TocsinTrialTray:
 *
 * What a worker has found and the main context has not taken yet; both hold it. However fast the
 * worker is, the main context is asked to take something once at a time.
 */
typedef struct _TocsinTrialTray TocsinTrialTray;

/**
 * TocsinTrialTake:
 * @rows: (element-type TocsinTrialRow): what was found, at least one
 * @owner: whoever the tray was made for
 *
 * Takes it, in the main context.
 */
typedef void (*TocsinTrialTake) (GPtrArray *rows, gpointer owner);

TocsinTrialTray *tocsin_trial_tray_new (GObject *owner, TocsinTrialTake take);
TocsinTrialTray *tocsin_trial_tray_ref (TocsinTrialTray *self);
void tocsin_trial_tray_unref (TocsinTrialTray *self);
void tocsin_trial_tray_put (TocsinTrialTray *self, TocsinTrialRow *row);
void tocsin_trial_tray_empty (TocsinTrialTray *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTrialTray, tocsin_trial_tray_unref)

G_END_DECLS
