/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/registry.h"

G_BEGIN_DECLS

gboolean graph_inner_is_wanted (TocsinConnectionSettings *settings);
TocsinConnection *
graph_inner_new (TocsinRegistry *registry, TocsinConnectionSettings *settings, GError **error);

G_END_DECLS
