/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/save/save-settings.h"

G_BEGIN_DECLS

gboolean save_foresee (const SaveSettings *settings,
                       GVariant *files,
                       GHashTable *promised,
                       GPtrArray *notes,
                       GError **error);

G_END_DECLS
