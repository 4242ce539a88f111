/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/registry.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

/**
 * TOCSIN_SYSTEM_CONFIG:
 *
 * The settings of the engine that serves the machine.
 */
#define TOCSIN_SYSTEM_CONFIG "/etc/tocsin/tocsin.conf"

/**
 * TOCSIN_SYSTEM_STATE:
 *
 * Its state directory.
 */
#define TOCSIN_SYSTEM_STATE "/var/lib/tocsin"

TocsinConfig *tocsin_open_config (const char *file,
                                  gboolean gsettings,
                                  TocsinRegistry *registry,
                                  const char *state_path,
                                  GError **error);

G_END_DECLS
