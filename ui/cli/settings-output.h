/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/key-info.h"
#include "core/settings/snapshot.h"
#include "ui/cli/cli.h"

G_BEGIN_DECLS

void
tocsin_settings_output_snapshot (TocsinCli *cli, TocsinSnapshot *snapshot, GVariant *effective);
void tocsin_settings_output_keys (TocsinCli *cli, GPtrArray *keys);

G_END_DECLS
