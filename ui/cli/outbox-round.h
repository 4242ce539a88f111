/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox.h"
#include "ui/cli/cli.h"

G_BEGIN_DECLS

GVariant *tocsin_outbox_round_send (TocsinCli *cli,
                                    TocsinOutbox *outbox,
                                    const char *connection,
                                    GError **error);

G_END_DECLS
