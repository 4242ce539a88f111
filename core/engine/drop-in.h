/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/registry.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

GPtrArray *tocsin_drop_in_list_places (TocsinConfig *config, TocsinRegistry *registry);
char *tocsin_drop_in_write (GPtrArray *places);

G_END_DECLS
