/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"
#include "core/mail/mail-store.h"
#include "plugins/office365/account.h"

G_BEGIN_DECLS

gboolean graph_checkup (GraphAccount *account,
                        TocsinMailStore *store,
                        const char *const *folders,
                        TocsinReport *report,
                        TocsinTranscript *transcript,
                        GCancellable *cancellable,
                        GError **error);
char *graph_checkup_command (GraphAccount *account,
                             const char *line,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
