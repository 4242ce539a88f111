/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/discovery.h"
#include "ui/cli/cli.h"

G_BEGIN_DECLS

gboolean tocsin_discovery_output_can_choose (TocsinCli *cli, const TocsinCandidate *candidate);
void tocsin_discovery_output_print (TocsinCli *cli,
                                    const TocsinDiscovery *discovery,
                                    void (*print) (const char *format, ...));
void tocsin_discovery_output_print_answers (const TocsinDiscovery *discovery);
void tocsin_discovery_output_print_json (TocsinCli *cli,
                                         const TocsinDiscovery *discovery,
                                         const char *id);
void tocsin_discovery_output_print_next (const TocsinCandidate *candidate, const char *id);

G_END_DECLS
