/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/connection-settings.h"
#include "tests/protocol/scripted-server.h"

G_BEGIN_DECLS

/* An account on a server that plays a script: plain text and no goodbye, then @usual (up to NULL),
 * then @further (up to NULL). */
TocsinConnectionSettings *scripted_settings_new (ScriptedServer *server,
                                                 const char *protocol,
                                                 const char *const *usual,
                                                 va_list further);

G_END_DECLS
