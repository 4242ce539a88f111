/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/cli/cli.h"

G_BEGIN_DECLS

gboolean tocsin_test_output_run (TocsinCli *cli,
                                 TocsinConnection *connection,
                                 const char *const *folders,
                                 gboolean show_transcript,
                                 GError **error);

G_END_DECLS
