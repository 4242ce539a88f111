/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/config.h"

G_BEGIN_DECLS

/**
 * TocsinWorkbenchEdit:
 * @config: the settings
 * @data: what was given with it
 * @cancellable: set off when the answer is not wanted any more
 * @error: %TOCSIN_ERROR
 *
 * Work with the settings, done on their thread: reads them, changes them, or both. May wait for
 * a disk, not for a network.
 *
 * Returns: (nullable): the result, freed as was said with it; with @error unset also %NULL
 */
typedef gpointer (*TocsinWorkbenchEdit) (TocsinConfig *config,
                                         gpointer data,
                                         GCancellable *cancellable,
                                         GError **error);

/**
 * TocsinWorkbenchWork:
 * @data: what was given with it
 * @cancellable: set off when the answer is not wanted any more
 * @error: %TOCSIN_ERROR
 *
 * Work that may wait for anything, done on a worker. It sees no settings but the snapshots in
 * @data.
 *
 * Returns: (nullable): the result, freed as was said with it; with @error unset also %NULL
 */
typedef gpointer (*TocsinWorkbenchWork) (gpointer data, GCancellable *cancellable, GError **error);

/**
 * TocsinErrand:
 *
 * A piece of work on its way to another thread and back. Whatever the caller gave is used and
 * freed where it came from, but for the work itself.
 */
typedef struct _TocsinErrand TocsinErrand;

TocsinErrand *tocsin_errand_new (GTask *task,
                                 GHashTable *abroad,
                                 gpointer data,
                                 GDestroyNotify free_data,
                                 GDestroyNotify free_result);
void tocsin_errand_set_edit (TocsinErrand *self, TocsinWorkbenchEdit edit);
void tocsin_errand_set_work (TocsinErrand *self, TocsinWorkbenchWork work);
void tocsin_errand_cancel (GTask *task);
void tocsin_errand_run (TocsinErrand *self, TocsinConfig *config, const GError *no_config);
void tocsin_errand_return (TocsinErrand *self);

G_END_DECLS
