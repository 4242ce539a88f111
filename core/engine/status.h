/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/roster.h"

G_BEGIN_DECLS

GVariant *tocsin_status_describe (TocsinConfig *config,
                                  TocsinRoster *roster,
                                  GVariant *engine,
                                  GPtrArray *counts,
                                  GHashTable *paused,
                                  GPtrArray *mail,
                                  GPtrArray *problems);

G_END_DECLS
