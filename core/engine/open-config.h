/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/registry.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

TocsinConfig *tocsin_open_config (const char *file,
                                  gboolean gsettings,
                                  TocsinRegistry *registry,
                                  const char *state_path,
                                  GError **error);

G_END_DECLS
