/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/layout.h"
#include "core/settings/snapshot.h"

G_BEGIN_DECLS

void
tocsin_snapshot_name (TocsinSnapshot *self, const char *id, const char *owner, const char *plugin);
void tocsin_snapshot_add (
    TocsinSnapshot *self, const char *name, GVariant *value, gboolean set, gboolean differs);
gboolean tocsin_snapshot_fill (TocsinSnapshot *self,
                               TocsinLayout *layout,
                               const TocsinValues *values,
                               GError **error);
TocsinSnapshot *tocsin_snapshot_new_part (TocsinSnapshot *whole,
                                          const char *prefix,
                                          const char *id,
                                          const char *owner,
                                          const char *plugin);

gboolean tocsin_snapshot_differs (TocsinSnapshot *self, const char *key);
const char *tocsin_snapshot_get_owner (TocsinSnapshot *self);

TocsinSnapshot *tocsin_snapshot_new_engine (const TocsinValues *values, GError **error);
TocsinConnectionSettings *
tocsin_connection_settings_new (const char *id, const TocsinValues *values, GError **error);
TocsinTaskSettings *
tocsin_task_settings_new (const char *id, const TocsinValues *values, GError **error);

G_END_DECLS
