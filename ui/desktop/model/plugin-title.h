/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

char *tocsin_plugin_title_find (TocsinPluginKind kind, const char *name, char **icon);

G_END_DECLS
